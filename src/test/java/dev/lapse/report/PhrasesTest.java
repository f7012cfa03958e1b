package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.DeposedNode;
import dev.lapse.check.DualPrimary;
import dev.lapse.check.FaultMeasure;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.PhaseReached;
import dev.lapse.history.Salvaged;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PhrasesTest {
    private static final DualPrimary.Window WINDOW = new DualPrimary.Window(
            List.of(new NodeName("pg1"), new NodeName("pg2")),
            "state",
            0,
            1_500_000_000L,
            Duration.ofMillis(1500),
            Duration.ofMillis(1700));

    @Test
    void twoPrimariesThatWereSeenAreToldThoughNotAllWasObserved() {
        assertThat(Phrases.dualPrimary(new DualPrimary(false, List.of(WINDOW), List.of(), List.of())))
                .startsWith("pg1 and pg2 both writable for ")
                .endsWith(" (by state); not observed all the time");
    }

    /** Its rows of lanes are known, and no more. */
    @Test
    void nodeThatWasOnlyAskedSaysThatItsOtherTablesWereNotCompared() {
        assertThat(Phrases.deposed(deposed(Salvaged.WATCH)))
                .containsExactly(
                        "pg1, timeline 1: 0 rows of lanes that the survivor lacks (read over watch)",
                        "pg1: its other tables were not compared: it was asked for rows of lanes alone");
        assertThat(Phrases.deposed(deposed("pg_rewind copy"))).hasSize(1);
    }

    private static DeposedNode deposed(String how) {
        return new DeposedNode(new NodeName("pg1"), true, 1, how, "", 0L, List.of(), List.of());
    }

    @Test
    void ofSeveralWindowsTheLongestIsTold() {
        DualPrimary.Window shorter = new DualPrimary.Window(
                WINDOW.nodes(), "write", 0, 1_000_000_000L, Duration.ofMillis(1000), Duration.ofMillis(1700));

        assertThat(Phrases.dualPrimary(new DualPrimary(true, List.of(shorter, WINDOW), List.of(), List.of())))
                .isEqualTo("pg1 and pg2 both writable for 1.50s from 0.00s (by state), the longest of 2 windows");
    }

    @Test
    void plannedFaultHasNothingToHealAndIsToldWithTheStateThatItLedTo() {
        assertThat(Phrases.healed(fault(null, "leader pg2"))).isEqualTo("led to: leader pg2");
        assertThat(Phrases.healed(fault(null, null))).isEqualTo("not healed");
        assertThat(Phrases.healed(fault(9_000_000_000L, null))).isEqualTo("healed at 9.00s, NOT PROVEN");
    }

    @Test
    void phaseOfTheLeaseThatWasMissedIsToldWithTheFault() {
        PhaseReached missed =
                new PhaseReached(0, "inject#1/1", "0.5", 5_000_000_000L, 5_210_000_000L, 30_000_000L, 160_000_000L);
        FaultMeasure fault = new FaultMeasure(
                "inject#1/1",
                FaultName.CRASH,
                "sigkill",
                List.of(new NodeName("pg1")),
                "primary",
                0,
                0L,
                0L,
                "pg1 is exited with 137",
                null,
                null,
                missed);

        assertThat(Phrases.injected(fault))
                .endsWith("pg1 is exited with 137; phase 0.5: asked for 5.00s after a renewal of the lease, reached"
                        + " 5.21s (give or take 0.03s; injecting took 0.16s): MISSED by more than 0.1s");
    }

    private static FaultMeasure fault(@Nullable Long healedNanos, @Nullable String healEvidence) {
        return new FaultMeasure(
                "inject#1/1",
                FaultName.SWITCHOVER,
                "rest",
                List.of(new NodeName("pg1")),
                "primary",
                0,
                0L,
                0L,
                "timeline 2",
                healedNanos,
                healEvidence,
                null);
    }

    @Test
    void nothingSeenIsNotObservedUnlessSomebodyLooked() {
        assertThat(Phrases.dualPrimary(new DualPrimary(true, List.of(), List.of(), List.of())))
                .isEqualTo("none seen");
        assertThat(Phrases.dualPrimary(new DualPrimary(false, List.of(), List.of(), List.of())))
                .isEqualTo("not observed: no node was asked, or none could be");
    }
}
