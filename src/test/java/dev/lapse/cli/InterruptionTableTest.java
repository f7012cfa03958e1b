package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Verdict;
import dev.lapse.report.RecordedRun;
import dev.lapse.report.RecordedRun.RecordedDegraded;
import dev.lapse.report.RecordedRun.RecordedDualPrimary;
import dev.lapse.report.RecordedRun.RecordedFault;
import dev.lapse.report.RecordedRun.RecordedLane;
import dev.lapse.report.RecordedRun.RecordedOutage;
import dev.lapse.report.RecordedRun.RecordedRejoin;
import dev.lapse.report.RecordedRun.RecordedWindow;
import dev.lapse.report.RecordedRun.RecordedWrites;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InterruptionTableTest {
    private static final RecordedDualPrimary NEVER = new RecordedDualPrimary(true, List.of());

    @Test
    void rowHasMinimumMedianAndMaximumOfTheLongestOutageOfAnyLane() {
        String[] cells = figures(
                run(Verdict.PASS, lane("write", out(1_000), out(31_040)), lane("write", out(22_000))),
                run(Verdict.PASS, lane("write", out(33_000)), direct(out(99_000))),
                run(Verdict.PASS, lane("write", out(30_000)), lane("read")));

        assertThat(cells)
                .containsExactly(
                        "loss",
                        "fast",
                        "3",
                        "30.0 / 31.0 / 33.0",
                        "none above 1.00",
                        "none",
                        "none",
                        "0",
                        "never",
                        "9.3 by pg\\_rewind",
                        "3 PASS",
                        "25 s by hand");
    }

    @Test
    void runsThatDidNotPassHaveNumbersOfTheirOwn() {
        String[] cells = figures(
                run(Verdict.PASS, lane("write", out(30_000))),
                run(Verdict.FAIL, lane("write", out(50_000))),
                run(Verdict.UNKNOWN),
                run(Verdict.PASS, lane("write", out(32_000))));

        assertThat(cells[2]).isEqualTo("4");
        assertThat(cells[3]).isEqualTo("PASS: 30.0 / 31.0 / 32.0<br>UNKNOWN: -<br>FAIL: 50.0");
        assertThat(cells[10]).isEqualTo("2 PASS, 1 UNKNOWN, 1 FAIL");
    }

    @Test
    void outageThatWasStillOpenHasNoLengthAndAnUntrustedOneIsInDoubt() {
        RecordedOutage open = new RecordedOutage(71_000, true, true);
        RecordedOutage late = new RecordedOutage(12_000, false, false);

        String[] cells =
                figures(run(Verdict.FAIL, lane("write", out(1_000), open)), run(Verdict.FAIL, lane("write", late)));

        assertThat(cells[3]).isEqualTo("FAIL: 12.0, 1 still open, 1 in doubt");
    }

    @Test
    void laneThatNeverWasOkHasNoLengthAndIsNoZero() {
        RecordedLane never = new RecordedLane("write-b", "write", "pool", 60, 0, List.of(), List.of());

        assertThat(figures(run(Verdict.FAIL, never), run(Verdict.FAIL, lane("write", out(12_000))))[3])
                .isEqualTo("FAIL: 12.0, 1 never OK");
        assertThat(figures(run(Verdict.FAIL, lane("write"), never))[3]).isEqualTo("FAIL: 1 never OK");
    }

    @Test
    void worstLaneIsTheOneInWhichMostAttemptsWereNotOk() {
        RecordedLane brief = new RecordedLane(
                "read-a", "read", "pool", 60, 500, List.of(), List.of(new RecordedDegraded(0, 100, 1)));
        RecordedLane longer = new RecordedLane(
                "read-b",
                "read",
                "pool",
                60,
                500,
                List.of(),
                List.of(new RecordedDegraded(0, 0, 1), new RecordedDegraded(5_000, 17_000, 0.5)));
        RecordedLane once = new RecordedLane(
                "write-a", "write", "pool", 60, 500, List.of(), List.of(new RecordedDegraded(9, 9, 1)));

        String[] cells = figures(run(Verdict.PASS, brief, longer, once));

        assertThat(cells[5]).isEqualTo("write-a: 1 attempt");
        assertThat(cells[6]).isEqualTo("read-b: 50.0% for 12.0 s");
    }

    @Test
    void whatNobodyKnowsIsSaidAndNotZero() {
        RecordedRun blind = run(
                Verdict.UNKNOWN,
                null,
                new RecordedDualPrimary(false, List.of()),
                List.of(new RecordedRejoin("pg1", null, "unknown")));

        String[] cells = figures(blind);

        assertThat(cells[7]).isEqualTo("UNKNOWN: 1 not known");
        assertThat(cells[8]).isEqualTo("UNKNOWN: 1 not observed");
        assertThat(cells[9]).isEqualTo("UNKNOWN: 1 did not come back");
    }

    @Test
    void lostWritesAndDualPrimaryAreOfTheWorstRun() {
        RecordedDualPrimary two = new RecordedDualPrimary(
                true, List.of(new RecordedWindow(1_850, "state"), new RecordedWindow(900, "write")));

        String[] cells = figures(
                run(Verdict.PASS, 3L, two, List.of()),
                run(Verdict.PASS, 0L, NEVER, List.of()),
                run(Verdict.PASS, 12L, NEVER, List.of()));

        assertThat(cells[7]).isEqualTo("0 / 3 / 12");
        assertThat(cells[8]).isEqualTo("1.85 s by state, in 1 of 3");
        assertThat(cells[9]).isEqualTo("-");
    }

    @Test
    void everyKindOfFaultHasALineOfEvidenceAndHowOftenItWasProven() {
        RecordedFault unproven = new RecordedFault("network-loss", "disconnect", List.of("pg1"), "primary", null, null);
        RecordedFault proven = new RecordedFault(
                "network-loss", "disconnect", List.of("pg2"), "primary", "no <answer> | none", "answers");
        RecordedFault link = new RecordedFault("refuse", "", List.of(), "client-lb1", "refused", null);

        assertThat(rows(faulted(unproven, link), faulted(proven)).skip(4))
                .containsExactly(
                        "| fault | flavour | target | proven | evidence | evidence that it was healed |",
                        "|---|---|---|--:|---|---|",
                        "| network-loss | disconnect | pg2 (primary) | 1 of 2 | no &lt;answer> \\| none | answers |",
                        "| refuse |  | client-lb1 | 1 of 1 | refused | NOT PROVEN |");
    }

    private static String[] figures(RecordedRun... runs) {
        String row = rows(runs).skip(2).findFirst().orElseThrow();
        return Stream.of(row.split(" ?(?<!\\\\)\\| ?", -1)).skip(1).limit(12).toArray(String[]::new);
    }

    private static Stream<String> rows(RecordedRun... runs) {
        return InterruptionTable.of(List.of(runs)).lines();
    }

    private static RecordedRun run(Verdict verdict, RecordedLane... lanes) {
        return run(verdict, 0L, NEVER, List.of(new RecordedRejoin("pg1", 9_320.0, "pg_rewind")), lanes);
    }

    private static RecordedRun run(
            Verdict verdict,
            @Nullable Long lost,
            RecordedDualPrimary dual,
            List<RecordedRejoin> rejoins,
            RecordedLane... lanes) {
        return new RecordedRun(
                1,
                "loss",
                "25 s by hand",
                "fast",
                verdict,
                List.of(),
                List.of(lanes),
                new RecordedWrites(lost),
                dual,
                rejoins,
                null,
                null,
                null);
    }

    private static RecordedRun faulted(RecordedFault... faults) {
        return new RecordedRun(
                1,
                "loss",
                null,
                "fast",
                Verdict.PASS,
                List.of(faults),
                List.of(),
                new RecordedWrites(0L),
                NEVER,
                List.of(),
                null,
                null,
                null);
    }

    private static RecordedLane lane(String kind, RecordedOutage... outages) {
        return new RecordedLane(kind + "-vip", kind, "new-connection", 60, 500, List.of(outages), List.of());
    }

    private static RecordedLane direct(RecordedOutage... outages) {
        return new RecordedLane("write-pg1", "write", "direct", 60, 500, List.of(outages), List.of());
    }

    private static RecordedOutage out(double durationMs) {
        return new RecordedOutage(durationMs, false, true);
    }
}
