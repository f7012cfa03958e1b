package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.GateSide;
import dev.lapse.history.ObserverClosed;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.SteadySeen;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rests on an observer that did not look all the time, or that others contradict. */
class WatchesTest {
    private static final long SECOND = 1_000_000_000L;

    private static ObserverClosed closed(String observer, long lookedSeconds) {
        return new ObserverClosed(61 * SECOND, observer, lookedSeconds * SECOND, 2);
    }

    private static Story oneLeader() {
        return Story.begin()
                .step("steady#1", 0, 5000)
                .step("hold#1", 5000, 60_000)
                .leader(0, "pg1")
                .primary(0, "pg1", 1, "pg2");
    }

    private static Verdict failovers(Story story, String limit) {
        return story.ended(62_000, "completed")
                .expect("failovers", limit)
                .finding("failovers")
                .verdict();
    }

    @Test
    void lockThatWasWatchedToTheEndIsKnown() {
        assertThat(failovers(oneLeader().add(closed("etcd-watch", 61)), "0")).isEqualTo(Verdict.PASS);
        assertThat(failovers(oneLeader().add(closed("etcd-watch", 61)), "1..1")).isEqualTo(Verdict.FAIL);
    }

    @Test
    void lockThatWasNotWatchedToTheEndMayHaveGoneOn() {
        Story story = oneLeader().add(closed("etcd-watch", 20)).expect("failovers", "0");

        assertThat(story.ended(62_000, "completed").finding("failovers"))
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(finding -> assertThat(finding.text())
                        .endsWith("observer etcd-watch looked last at 20.00s, and the last step ended at 60.00s"));
        assertThat(failovers(oneLeader().add(closed("patroni-pg1", 61)), "0")).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void failoversThatWereSeenAreTooManyHoweverLongTheLockWasWatched() {
        assertThat(failovers(oneLeader().leader(6000, "pg2").add(closed("etcd-watch", 20)), "0"))
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void primaryOfANewTimelineThatTheLockWasNotSeenToGoToIsAContradiction() {
        Story story = oneLeader()
                .leader(6000, "pg2")
                .primary(6500, "pg2", 2)
                .primary(20_000, "pg1", 3)
                .ended(62_000, "completed")
                .expect("failovers", "1");

        assertThat(story.finding("failovers"))
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(finding -> assertThat(finding.account().sure())
                        .isEqualTo(
                                "no, pg1 was the primary of timeline 3, and the leader key was not seen to go to it"));
    }

    @Test
    void nodeThatIsMissingIsUnknownWhereItWasNotWatchedToTheEnd() {
        Story story = oneLeader()
                .replica(0, "pg2", 1)
                .fault("pg2", 6000, 9000)
                .gone(6000, "pg2")
                .primary(6100, "pg1", 1)
                .ended(62_000, "completed");
        assertThat(story.finding("rejoined").verdict()).isEqualTo(Verdict.FAIL);

        story.add(closed("patroni-pg2", 20));

        assertThat(story.finding("rejoined").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void logOfANodeThatIsWatchedHasToBeReadThoughPatroniNeverAnsweredThere() {
        Story story = Story.begin()
                .add(new ObserverOpened(0, "patroni-pg1", 250))
                .add(new ObserverOpened(0, "patroni-pg2", 250))
                .add(new RejoinLogRead(SECOND, new NodeName("pg1"), List.of()))
                .ended(62_000, "completed")
                .expect("failed_rejoins", "0");

        assertThat(story.finding("failed_rejoins").verdict()).isEqualTo(Verdict.UNKNOWN);

        story.add(new RejoinLogRead(SECOND, new NodeName("pg2"), List.of()));

        assertThat(story.finding("failed_rejoins").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void hostThatIsGoneAndWherePatroniRunsIsAContradiction() {
        Story story = Story.begin()
                .phase("crash", "pg1", 1000, FaultPhase.INJECTED, null)
                .phase("crash", "pg1", 3000, FaultPhase.PROVEN, "pg1 is exited with 137")
                .step("heal#1", 9000, 9900)
                .phase("crash", "pg1", 9500, FaultPhase.HEALED, null)
                .phase("crash", "pg1", 9800, FaultPhase.HEAL_PROVEN, "pg1 is running")
                .replica(9400, "pg1", 1)
                .ended(10_000, "completed");
        assertThat(story.finding("faults_proven").verdict()).isEqualTo(Verdict.PASS);

        story.replica(5000, "pg1", 1);

        assertThat(story.finding("faults_proven"))
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(finding -> assertThat(finding.text())
                        .contains("is contradicted: Patroni on pg1 said at 5.000s that it runs"));
    }

    @Test
    void gateOfAnEarlierSettleSaysNothingOfALaterOne() {
        Story story = Story.begin()
                .step("steady#1", 0, 1000)
                .step("settle#1", 1000, 3000)
                .add(new SteadySeen(2 * SECOND, GateSide.AFTER, true, ""))
                .phase("pg1", 4000, FaultPhase.INJECTED, null)
                .step("settle#2", 5000, 9000)
                .ended(9001, "completed");

        assertThat(story.judged().findings())
                .filteredOn(finding -> finding.checker().equals("steady_after"))
                .extracting(Finding::verdict)
                .contains(Verdict.UNKNOWN);

        story.add(new SteadySeen(8 * SECOND, GateSide.AFTER, true, ""));

        assertThat(story.judged().findings())
                .filteredOn(finding -> finding.checker().equals("steady_after"))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.PASS);
    }
}
