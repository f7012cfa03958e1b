package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Account;
import dev.lapse.check.DeposedNode;
import dev.lapse.check.DualPrimary;
import dev.lapse.check.FaultMeasure;
import dev.lapse.check.Finding;
import dev.lapse.check.Losses;
import dev.lapse.check.Verdict;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneName;
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
        assertThat(Phrases.deposed(deposed(Salvaged.WATCH, "it was asked for rows of lanes alone"), Losses.NONE))
                .containsExactly(
                        "pg1, timeline 1: 0 rows of lanes that the survivor lacks (read over watch)",
                        "pg1: its other tables were not compared: it was asked for rows of lanes alone");
        assertThat(Phrases.deposed(deposed("pg_rewind copy", ""), Losses.NONE)).hasSize(1);
    }

    /** Where they were found is said once, beside what the node alone had. */
    @Test
    void lostRowsThatANodeHadAreToldWithIt() {
        assertThat(Phrases.deposed(deposed("pg_rewind copy", ""), SampleRun.losses()))
                .containsExactly("pg1, timeline 1: 0 rows of lanes that the survivor lacks, with all 3 lost ones"
                        + " (pg_rewind copy)");
    }

    @Test
    void whyANodeWasNotSalvagedIsSaidOnce() {
        String off = "salvage is off in this scenario";
        assertThat(Phrases.deposed(notSalvaged(Salvaged.NONE, off, off), Losses.NONE))
                .containsExactly("pg1 not salvaged, so what it alone had is not known: " + off);
        assertThat(Phrases.deposed(notSalvaged(Salvaged.FOLLOW, "it came back by following", ""), Losses.NONE))
                .containsExactly("pg1: it came back by following");
    }

    @Test
    void lanesThatWereNotReadAreNamed() {
        DeposedNode node = new DeposedNode(
                new NodeName("pg1"),
                true,
                1,
                "host copy",
                "",
                List.of(new LaneName("write-vip")),
                2L,
                List.of(),
                "",
                List.of());

        assertThat(Phrases.deposed(node, Losses.NONE))
                .containsExactly(
                        "pg1, timeline 1: 2 rows of lanes that the survivor lacks (host copy); not read: write-vip");
        assertThat(DeposedJson.of(node).get("salvaged").booleanValue()).isFalse();
        assertThat(DeposedJson.of(node).get("why_not").textValue()).isEqualTo("not read: write-vip");
    }

    private static DeposedNode deposed(String how, String uncompared) {
        return new DeposedNode(new NodeName("pg1"), true, 1, how, "", List.of(), 0L, List.of(), uncompared, List.of());
    }

    private static DeposedNode notSalvaged(String how, String why, String uncompared) {
        return new DeposedNode(
                new NodeName("pg1"), false, null, how, why, List.of(), null, List.of(), uncompared, List.of());
    }

    /** A number alone is a maximum. */
    @Test
    void limitWithEqualEndsIsExact() {
        Account account = new Account("asked", "seen", "sure");

        assertThat(Phrases.limit(new Finding("failovers", Verdict.PASS, "1..1", "1", account)))
                .isEqualTo("exactly 1");
        assertThat(Phrases.limit(new Finding("failovers", Verdict.PASS, "1..2", "1", account)))
                .isEqualTo("1..2");
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

    @Test
    void faultThatTookLongToTakeHoldIsToldFromItsRequest() {
        FaultMeasure fault = new FaultMeasure(
                "inject#1/1",
                FaultName.SWITCHOVER,
                "rest",
                List.of(new NodeName("pg1")),
                "primary",
                6_598_000_000L,
                8_663_000_000L,
                8_906_000_000L,
                "pg3 leads",
                null,
                null,
                null);

        assertThat(Phrases.injected(fault))
                .isEqualTo("requested at 6.60s, injected at 8.66s, proven 243ms later: pg3 leads");
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
