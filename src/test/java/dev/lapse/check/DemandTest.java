package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemandTest {
    private static final String MISSED = "this control demands at least 2: it did not catch what it must";

    @Test
    void whatIsWithinTheLimitPassesWithoutAWord() {
        assertThat(new Demand(Limit.between(2, 5), true).judge(2, 5)).isEqualTo(Ruling.PASS);
        assertThat(Ruling.PASS.sure("5 of 9 were asked")).isEqualTo("yes, 5 of 9 were asked");
    }

    @Test
    void moreThanTheLimitAllowsFailsAlsoInPart() {
        assertThat(new Demand(Limit.atMost(5), false).judge(6, 6))
                .isEqualTo(new Ruling(Verdict.FAIL, "1 above the limit"));
    }

    @Test
    void controlThatCaughtTooLittleFails() {
        Ruling ruling = new Demand(Limit.atLeast(2), true).judge(1, 3);

        assertThat(ruling).isEqualTo(new Ruling(Verdict.FAIL, MISSED));
        assertThat(ruling.sure("all were asked")).isEqualTo("yes, " + MISSED + "; all were asked");
    }

    @Test
    void controlThatDidNotSeeTheWholeIsUnknown() {
        assertThat(new Demand(Limit.atLeast(2), false).judge(1, 3)).isEqualTo(new Ruling(Verdict.UNKNOWN, MISSED));
    }

    @Test
    void whatIsAboveTheLimitIsSaidWithByHowMuch() {
        assertThat(new Demand(Limit.atMost(Duration.ofSeconds(3)), true).judge(Duration.ofMillis(3020)))
                .isEqualTo(new Ruling(Verdict.FAIL, "20ms above the limit"));
        assertThat(new Demand(Limit.ALL, true).judge(0, 2)).isEqualTo(new Ruling(Verdict.FAIL, "2 above the limit"));
    }

    @Test
    void whatIsUnknownIsNotSureForItsReasonAlone() {
        assertThat(new Ruling(Verdict.UNKNOWN, "it was not looked at").sure("all were asked"))
                .isEqualTo("no, it was not looked at");
    }

    @Test
    void lengthIsDemandedAsItIsWritten() {
        Demand demand = new Demand(Limit.atLeast(Duration.ofSeconds(90)), true);

        assertThat(demand.judge(Duration.ofSeconds(90))).isEqualTo(Ruling.PASS);
        assertThat(demand.judge(Duration.ofSeconds(89)).why()).startsWith("this control demands at least 90s: ");
    }

    @Test
    void limitOfOneWordDemandsNothing() {
        assertThat(new Demand(Limit.NEVER, true).isMissedBy(Duration.ZERO)).isFalse();
        assertThat(new Demand(Limit.ALL, true).judge(0, 1).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void limitWithoutAMinimumDemandsNothingOfALengthBelowZero() {
        Demand demand = new Demand(Limit.atMost(Duration.ofSeconds(2)), true);

        assertThat(demand.isMissedBy(Duration.ofMillis(-20))).isFalse();
    }
}
