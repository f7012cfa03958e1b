package dev.lapse.check;

import static dev.lapse.check.Story.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.Expected;
import dev.lapse.history.LaneKind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Limits of one step. The lane {@code write-haproxy} is out for 3 s from inject#1 and for 6 s from inject#2, the lane
 * {@code other} for 6 s from inject#2.
 */
class ExpectationPerStepTest {
    private static Story run(String... expectations) {
        Story story = Story.begin();
        for (String word : expectations) {
            Expected event = Expectation.parse(word).toEvent(0);
            story.add(event);
        }
        return story.lane(WRITE, LaneKind.WRITE)
                .lane("other", LaneKind.WRITE)
                .step("steady#1", 0, 2000)
                .step("inject#1", 2000, 2010)
                .step("hold#1", 2010, 10_000)
                .step("inject#2", 10_000, 10_010)
                .step("hold#2", 10_010, 20_000)
                .step("heal#1", 20_000, 20_010)
                .ok(WRITE, 0, 2000)
                .failed(WRITE, 2000, 5000)
                .ok(WRITE, 5000, 10_000)
                .failed(WRITE, 10_000, 16_000)
                .ok(WRITE, 16_000, 22_000)
                .ok("other", 0, 10_000)
                .failed("other", 10_000, 16_000)
                .ok("other", 16_000, 22_000)
                .close(WRITE, 22_000)
                .close("other", 22_000)
                .ended(22_000, "completed");
    }

    private static List<String> outages(String... expectations) {
        return run(expectations)
                .findings("write_outage")
                .map(finding -> finding.limit() + " " + finding.verdict() + " "
                        + finding.measured().split(" ")[0])
                .toList();
    }

    @Test
    void aLimitOfAStepBindsWhatBeganInIt() {
        assertThat(outages("write_outage[inject#1]=4s")).containsExactly("4s in inject#1 PASS 3.020s");
        assertThat(outages("write_outage[inject#2]=4s")).containsExactly("4s in inject#2 FAIL 6.020s");
        assertThat(outages("write_outage[heal#1]=1s")).containsExactly("1s in heal#1 PASS none");
    }

    @Test
    void aLimitWithoutAStepBindsTheOtherSteps() {
        assertThat(outages("write_outage=4s", "write_outage[inject#2]=7s"))
                .containsExactly("4s PASS 3.020s", "7s in inject#2 PASS 6.020s");
        assertThat(outages("write_outage=2s", "write_outage[inject#2]=7s"))
                .containsExactly("2s FAIL 3.020s", "7s in inject#2 PASS 6.020s");
    }

    @Test
    void aLimitOfALaneGoesBeforeThatOfAStep() {
        assertThat(outages("write_outage[inject#2]=7s", "write_outage[other]=1s"))
                .containsExactly("7s in inject#2 PASS 6.020s", "1s FAIL 6.020s");
    }

    @Test
    void aLimitOfALaneInAStepLeavesItsOtherStepsToTheRest() {
        assertThat(outages("write_outage=2s", "write_outage[write-haproxy,inject#1]=4s"))
                .containsExactly("2s FAIL 6.020s", "4s in inject#1 PASS 3.020s");
        assertThat(outages("write_outage=7s", "write_outage[write-haproxy,inject#1]=2s"))
                .containsExactly("7s PASS 6.020s", "2s in inject#1 FAIL 3.020s");
    }

    @Test
    void aStepThatIsUncheckedIsLeftOut() {
        assertThat(outages("write_outage=4s", "write_outage[inject#2]=unchecked"))
                .containsExactly("4s PASS 3.020s");
    }

    @Test
    void aMinimumOfAStepIsDemandedOfIt() {
        assertThat(outages("write_outage[inject#1]=5s..9s")).containsExactly("5s..9s in inject#1 FAIL 3.020s");
        assertThat(outages("write_outage[inject#2]=5s..9s")).containsExactly("5s..9s in inject#2 PASS 6.020s");
    }

    @Test
    void aStepThatNeverBeganIsUnknown() {
        assertThat(run("write_outage[inject#3]=4s").finding("write_outage"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(Verdict.UNKNOWN, "no, step inject#3 never began");
    }

    @Test
    void degradationIsOfAStepToo() {
        List<Verdict> verdicts = Arrays.asList("write_degraded[inject#1]=4s", "write_degraded[inject#2]=4s").stream()
                .map(word -> run(word).finding("write_degraded").verdict())
                .toList();

        assertThat(verdicts).containsExactly(Verdict.PASS, Verdict.FAIL);
    }
}
