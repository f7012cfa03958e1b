package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Account;
import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Verdict;
import dev.lapse.junit.FinishedRun;
import dev.lapse.report.RepeatNumbers;
import dev.lapse.run.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatTableTest {
    @TempDir
    private Path reports;

    private RunResult outUntil(int seconds) throws IOException {
        return FinishedRun.outUntil(reports, seconds);
    }

    /** The run with its one lane as it is when no attempt succeeds. */
    private static RunResult neverOk(RunResult run) {
        Judgement judged = run.judgement();
        Measurements measured = judged.measurements();
        LaneMeasure lane = measured.lanes().get(0);
        LaneMeasure never = new LaneMeasure(
                lane.lane(),
                lane.floor(),
                lane.attempts(),
                0,
                lane.attempts(),
                0,
                0,
                lane.latenessP50(),
                lane.latenessP99(),
                lane.latenessMax(),
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                List.of(),
                Optional.empty(),
                lane.health(),
                Map.of());
        Measurements changed = new Measurements(
                measured.faults(),
                List.of(never),
                Optional.empty(),
                measured.writes(),
                measured.dualPrimary(),
                measured.lastWritable(),
                measured.reads(),
                measured.failovers(),
                measured.rejoins(),
                measured.failedRejoins(),
                measured.promotions(),
                measured.deposed(),
                measured.explained());
        return new RunResult(judgement(judged, judged.findings(), changed), run.report(), run.end());
    }

    private static String table(List<RunResult> results) {
        return RepeatTable.of(
                RepeatNumbers.of(results.stream().map(RunResult::kept).toList()));
    }

    private static RunResult endedEarly(RunResult run) {
        Judgement judged = run.judgement();
        Finding failed = new Finding(
                "run_completed",
                Verdict.UNKNOWN,
                "",
                "failed",
                new Account("did the run come to its end?", "the run was failed at 10s", "no, nothing else is known"));
        return new RunResult(judgement(judged, List.of(failed), judged.measurements()), run.report(), run.end());
    }

    private static Judgement judgement(Judgement judged, List<Finding> findings, Measurements measured) {
        return new Judgement(
                judged.run(), judged.cluster(), judged.durationNanos(), judged.verdict(), findings, measured);
    }

    @Test
    void outageThatWasStillOpenHasNoLengthAndIsNoZero() throws IOException {
        String table = table(List.of(outUntil(13), outUntil(20)));

        assertThat(table)
                .containsPattern("read-haproxy longest outage s +1 +3\\.020 +3\\.020 +3\\.020\n")
                .containsPattern("read-haproxy at least s +1 +2\\.")
                .containsPattern("read-haproxy outages +2 +1\\.000")
                .contains("1 outages were still open when their run ended and have no length");
    }

    @Test
    void laneThatNeverWasOkIsCountedAndIsNoZero() throws IOException {
        String table = table(List.of(outUntil(13), neverOk(outUntil(10))));

        assertThat(table)
                .containsPattern("read-haproxy longest outage s +1 +3\\.020 +3\\.020 +3\\.020\n")
                .containsPattern("read-haproxy outages +1 +1\\.000")
                .contains("\n1 never OK: ");
    }

    @Test
    void runThatEndedEarlyIsLeftOut() throws IOException {
        RunResult whole = outUntil(10);
        RunResult failed = endedEarly(whole);
        RunResult interrupted = new RunResult(whole.judgement(), whole.report(), RunResult.End.INTERRUPTED);

        String table = table(List.of(outUntil(13), failed, interrupted));

        assertThat(table)
                .startsWith("\n1 runs ")
                .containsPattern("read-haproxy longest outage s +1 +3\\.020 +3\\.020 +3\\.020\n")
                .contains("\n2 of 3 runs ended early and are left out\n");
    }

    @Test
    void laneWithoutAnOutageCountsAsZero() throws IOException {
        assertThat(table(List.of(outUntil(13), outUntil(10))))
                .containsPattern("read-haproxy longest outage s +2 +0\\.000 +1\\.510 +3\\.020\n");
    }
}
