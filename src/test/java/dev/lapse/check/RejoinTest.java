package dev.lapse.check;

import static dev.lapse.check.Story.ms;
import static dev.lapse.check.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.RejoinSeen;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.SyncSeen;
import java.util.List;
import org.junit.jupiter.api.Test;

class RejoinTest {
    private static final NodeName PG1 = new NodeName("pg1");
    private static final NodeName PG2 = new NodeName("pg2");

    @Test
    void oldPrimaryIsBackWhenItStreamsOnTheNewTimeline() {
        Story story = failover().replica(8000, "pg1", 2).primary(9000, "pg2", 2, "pg1");

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG1, ms(2000), "follow"));
        assertThat(rejoined(story))
                .extracting(Finding::verdict, Finding::measured, Finding::text)
                .containsExactly(Verdict.PASS, "1 of 1", "pg1 was back 2.000s after heal or promotion (follow)");
    }

    @Test
    void itsLogSaysHow() {
        Story story = failover()
                .replica(8000, "pg1", 2)
                .primary(9000, "pg2", 2, "pg1")
                .add(new RejoinSeen(nanos(8000), PG1, "pg_rewind", "running pg_rewind from pg2"));

        assertThat(story.measured().rejoins()).extracting(Rejoin::how).containsExactly("pg_rewind");
    }

    @Test
    void lateLossOfTheLockCountsFromThere() {
        Story story = Story.begin()
                .leader(0, "pg1")
                .primary(0, "pg1", 1, "pg2")
                .leader(5000, "pg2")
                .primary(5100, "pg2", 2)
                .replica(5500, "pg1", 2)
                .primary(6000, "pg2", 2, "pg1");

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG1, ms(1000), "follow"));
    }

    @Test
    void streamingOnAnOldTimelineIsNotBack() {
        Story story = failover().replica(8000, "pg1", 1).primary(9000, "pg3", 1, "pg1");

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG1, null, "follow"));
    }

    @Test
    void nodeThatNeverStreamsAgainFails() {
        assertThat(rejoined(failover()))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.FAIL, "0 of 1");
    }

    @Test
    void missingNodeOfARunCutShortIsUnknown() {
        assertThat(failover().ended(8000, "interrupted").finding("rejoined").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void missingNodeWhoseFaultWasNeverHealedIsUnknown() {
        Story story = Story.begin()
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .phase("pg2", 1000, FaultPhase.INJECTED, null)
                .gone(1500, "pg2");

        assertThat(rejoined(story).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(rejoined(story).text()).contains("never healed");
    }

    @Test
    void nobodyWatchedIsUnknown() {
        assertThat(rejoined(Story.begin()).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void replicaThatNeverStoppedStreamingIsBackAtOnce() {
        Story story =
                Story.begin().primary(0, "pg1", 1, "pg2").replica(0, "pg2", 1).fault("pg2", 1000, 2000);

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG2, ms(0), "follow"));
    }

    @Test
    void primaryThatKeptTheLockHasNothingToRejoin() {
        Story story =
                Story.begin().primary(0, "pg1", 1, "pg2").replica(0, "pg2", 1).fault("pg1", 1000, 2000);

        assertThat(story.measured().rejoins()).isEmpty();
        assertThat(rejoined(story).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void primaryThatWasHitAndIsGoneHasNotKeptTheLock() {
        Story story = Story.begin()
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .fault("pg1", 1000, 2000)
                .gone(1100, "pg1")
                .ended(9000, "completed");

        assertThat(rejoined(story).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void steadyGateProvesWhatThePollMissed() {
        Story story = failover().add(new SteadySeen(nanos(9500), "after", true, ""));

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG1, ms(2500), "follow"));
    }

    @Test
    void synchronousModeWaitsForANamedStandby() {
        Story story = failover()
                .synchronous()
                .add(new SyncSeen(nanos(5100), PG2, List.of()))
                .replica(8000, "pg1", 2)
                .primary(9000, "pg2", 2, "pg1")
                .add(new SyncSeen(nanos(9700), PG2, List.of(PG1)));

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG1, ms(2700), "follow"));
    }

    private static Finding rejoined(Story story) {
        return story.ended(20_000, "completed").finding("rejoined");
    }

    /** pg1 is cut off at 2 s, pg2 takes over at 5 s, the fault is healed at 7 s. */
    private static Story failover() {
        return Story.begin()
                .leader(0, "pg1")
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .fault("pg1", 2000, 7000)
                .leader(5000, "pg2")
                .primary(5100, "pg2", 2);
    }
}
