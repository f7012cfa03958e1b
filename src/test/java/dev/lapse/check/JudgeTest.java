package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Expected;
import dev.lapse.history.GateSide;
import dev.lapse.history.History;
import dev.lapse.history.LaneKind;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.SeqRange;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.Trouble;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgeTest {
    @Test
    void failoverWithinItsLimitsPasses() {
        Judgement judgement = failover().ended(20_000, "completed").judged();

        assertThat(judgement.findings())
                .extracting(Finding::checker)
                .containsExactly(
                        "write_outage",
                        "lost_writes",
                        "dual_primary",
                        "rejoined",
                        "faults_proven",
                        "steady_before",
                        "steady_after",
                        "probe_healthy");
        assertThat(judgement.findings())
                .allSatisfy(f -> assertThat(f.verdict()).as(f.toString()).isEqualTo(Verdict.PASS));
        assertThat(judgement.verdict()).isEqualTo(Verdict.PASS);
        assertThat(judgement.durationNanos()).isEqualTo(Story.nanos(100_000));
    }

    @Test
    void worstFindingWins() {
        Story unknown =
                failover().add(new Trouble(Story.nanos(7), "observer died")).ended(20_000, "completed");
        assertThat(unknown.judged().verdict()).isEqualTo(Verdict.UNKNOWN);

        Story fail = unknown.expect("failovers", "0");
        assertThat(fail.judged().verdict()).isEqualTo(Verdict.FAIL);
    }

    /** An expectation that no checker answers would pass unseen. */
    @ParameterizedTest
    @EnumSource
    void everyExpectationIsAnswered(Expectation.Check check) {
        String limit = Stream.of("all", "never", "0", "1s")
                .filter(text -> takes(check, text))
                .findFirst()
                .orElseThrow();

        assertThat(failover().expect(check.text(), limit).judged().findings())
                .extracting(Finding::checker)
                .contains(check.text());
    }

    private static boolean takes(Expectation.Check check, String limit) {
        try {
            check.limit(limit);
            return true;
        } catch (IllegalArgumentException itDoesNot) {
            return false;
        }
    }

    @Test
    void withoutExpectationsTheDefaultsApply() {
        assertThat(Story.begin().ended(1, "completed").judged().findings())
                .extracting(Finding::checker, Finding::verdict, Finding::origin)
                .containsExactly(
                        tuple("dual_primary", Verdict.UNKNOWN, Expectation.Origin.ASSUMED),
                        tuple("rejoined", Verdict.UNKNOWN, Expectation.Origin.ASSUMED),
                        tuple("run_completed", Verdict.UNKNOWN, Expectation.Origin.GIVEN));
        assertThat(Story.begin().synchronous().judged().findings())
                .extracting(Finding::checker)
                .startsWith("lost_writes", "dual_primary", "rejoined");
    }

    @Test
    void whatTheHistoryCallsAssumedIsAssumed() {
        Story story = Story.begin().add(new Expected(0, "rejoined", null, null, "all", true));

        assertThat(story.finding("rejoined").origin()).isEqualTo(Expectation.Origin.ASSUMED);
        assertThat(Story.begin().expect("rejoined", "all").finding("rejoined").origin())
                .isEqualTo(Expectation.Origin.GIVEN);
    }

    @Test
    void whatIsUncheckedIsNotJudged() {
        Story story =
                Story.begin().expect("dual_primary", "unchecked").expect("write_outage", Story.WRITE, "unchecked");

        assertThat(story.judged().findings()).extracting(Finding::checker).containsExactly("run_completed");
    }

    @Test
    void anOverrideTakesThePlaceOfAllLimitsOfItsCheckAndOfNoOther() {
        History history = failover()
                .expect("write_outage", Story.WRITE, "8s")
                .ended(20_000, "completed")
                .history();

        assertThat(Judge.judge(history, Optional.empty(), List.of(Expectation.parse("write_outage=1s")))
                        .findings())
                .filteredOn(finding -> !finding.limit().isEmpty())
                .extracting(Finding::checker, Finding::limit, Finding::verdict, Finding::origin)
                .startsWith(
                        tuple("write_outage", "1s", Verdict.FAIL, Expectation.Origin.OVERRIDDEN),
                        tuple("lost_writes", "0", Verdict.PASS, Expectation.Origin.GIVEN),
                        tuple("dual_primary", "never", Verdict.PASS, Expectation.Origin.GIVEN));
    }

    @Test
    void anOverrideOfACheckThatWasNotAskedIsJudgedToo() {
        History history = failover().ended(20_000, "completed").history();

        assertThat(Judge.judge(history, Optional.empty(), List.of(Expectation.parse("failovers=7")))
                        .findings())
                .filteredOn(finding -> finding.origin() == Expectation.Origin.OVERRIDDEN)
                .extracting(Finding::checker)
                .containsExactly("failovers");
    }

    @Test
    void interruptedRunIsUnknown() {
        assertThat(failover().ended(20_000, "interrupted").finding("run_completed"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.UNKNOWN, "interrupted");
    }

    @Test
    void runWithoutAnEndIsUnknown() {
        assertThat(failover().finding("run_completed").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void completedRunThatAskedNothingIsUnknown() {
        Story empty = Story.begin().expect("failovers", "0").leader(0, "pg1").ended(9, "completed");
        assertThat(empty.judged().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(empty.finding("run_completed").measured()).isEqualTo("no gate");

        Story gateOnly = empty.add(new SteadySeen(1, GateSide.BEFORE, true, ""));
        assertThat(gateOnly.finding("run_completed").measured()).isEqualTo("no step");

        assertThat(gateOnly.step("steady#1", 2, 8).judged().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void demandAfterAGateThatWasMissedIsUnknown() {
        Story story = Story.begin()
                .expect("failovers", ">= 1")
                .leader(0, "pg1")
                .add(new SteadySeen(0, GateSide.BEFORE, true, ""))
                .step("steady#1", 0, 10)
                .add(new SteadySeen(30, GateSide.BEFORE, false, "no replica"))
                .ended(40, "completed");

        assertThat(story.finding("failovers").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(story.finding("run_completed").measured()).isEqualTo("gate missed");
        assertThat(story.judged().verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void historyWithoutABeginningIsRefused() {
        assertThatThrownBy(() -> Judge.judge(History.of(List.of())))
                .isInstanceOf(LapseException.class)
                .hasMessage(
                        "judge history: expected an event run-started, saw 0 events that are no attempts, and none of that type");
    }

    @Test
    void expectationThatNoCheckKnowsIsRefused() {
        assertThatThrownBy(() -> Story.begin().expect("beauty", "3s").judged())
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("beauty");
    }

    /** pg1 loses its network at 2 s, pg2 takes over at 5 s, pg1 is back at 9 s. */
    private static Story failover() {
        return Story.begin()
                .expect("write_outage", "5s")
                .expect("lost_writes", "0")
                .expect("dual_primary", "never")
                .expect("rejoined", "all")
                .lane(Story.WRITE, LaneKind.WRITE)
                .direct("state-pg1", LaneKind.STATE, "pg1")
                .direct("state-pg2", LaneKind.STATE, "pg2")
                .leader(0, "pg1")
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .add(new SteadySeen(0, GateSide.BEFORE, true, ""))
                .step("steady#1", 0, 2000)
                .step("inject#1", 2000, 2010)
                .step("hold#1", 2010, 7000)
                .step("heal#1", 7000, 7010)
                .step("settle#1", 7010, 10_000)
                .fault("pg1", 2010, 7000)
                .leader(5000, "pg2")
                .primary(5100, "pg2", 2)
                .replica(8000, "pg1", 2)
                .primary(9000, "pg2", 2, "pg1")
                .add(new SteadySeen(Story.nanos(10_000), GateSide.AFTER, true, ""))
                .add(new RejoinLogRead(Story.nanos(10_000), new NodeName("pg1"), List.of()))
                .ok(Story.WRITE, 0, 2000)
                .failed(Story.WRITE, 2000, 6000)
                .ok(Story.WRITE, 6000, 10_000)
                .close(Story.WRITE, 10_100)
                .says("state-pg1", true, 0, 2000)
                .says("state-pg1", false, 2000, 10_000)
                .says("state-pg2", false, 0, 5000)
                .says("state-pg2", true, 5000, 10_000)
                .finalRead(Story.WRITE, new SeqRange(0, 99), new SeqRange(300, 499));
    }
}
