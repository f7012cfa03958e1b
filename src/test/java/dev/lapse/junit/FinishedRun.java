package dev.lapse.junit;

import static dev.lapse.history.AttemptMaker.attempt;

import dev.lapse.check.Judge;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.Expected;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.GateSide;
import dev.lapse.history.HistoryFile;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.Outcome;
import dev.lapse.history.PhaseReached;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunEnding;
import dev.lapse.history.RunStarted;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import dev.lapse.history.Vantage;
import dev.lapse.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A run of 20 s as it lies on disk: one read lane, every 20 ms, that fails from 10 s on, up to 13 s if not said. That is
 * in a step that heals: an outage of the steady phase would be a finding of its own.
 */
public final class FinishedRun {
    private static final long MILLI = 1_000_000L;

    private FinishedRun() {}

    /** @param limit what the scenario expected of the read outage */
    public static RunResult expecting(Path reports, String limit) throws IOException {
        return run(reports, "1", limit, 13, List.of());
    }

    /** @param seconds up to when reads fail */
    public static RunResult outUntil(Path reports, int seconds) throws IOException {
        return run(reports, "out-until-" + seconds, "5s", seconds, List.of());
    }

    /** Before its heal a fault hit 5.2 s after a renewal of the lease, and 5 s were asked for. */
    public static RunResult missingItsPhase(Path reports) throws IOException {
        return run(
                reports,
                "missing-its-phase",
                "5s",
                13,
                List.of(
                        new StepStarted(9_000 * MILLI, "inject#1", StepKind.INJECT, "inject: {crash: primary}"),
                        crash(9_000, FaultPhase.REQUESTED),
                        crash(9_000, FaultPhase.INJECTED),
                        crash(9_000, FaultPhase.PROVEN),
                        new PhaseReached(
                                9_000 * MILLI, "inject#1/1", "0.5", 5_000 * MILLI, 5_200 * MILLI, 25 * MILLI, 0),
                        crash(9_000, FaultPhase.HEALED),
                        crash(9_000, FaultPhase.HEAL_PROVEN),
                        new StepEnded(9_000 * MILLI, "inject#1")));
    }

    private static FaultSeen crash(long millis, FaultPhase phase) {
        return new FaultSeen(
                millis * MILLI,
                "inject#1/1",
                phase,
                FaultName.CRASH,
                "sigkill",
                List.of(new NodeName("pg1")),
                "primary",
                phase == FaultPhase.PROVEN || phase == FaultPhase.HEAL_PROVEN ? "seen" : null);
    }

    private static RunResult run(Path reports, String name, String limit, int outUntil, List<Event> injecting)
            throws IOException {
        Path report = reports.resolve("made-up").resolve(name);
        Files.createDirectories(report);
        Path file = report.resolve("history.jsonl.gz");
        Lane lane = new Lane(
                new LaneName("read-haproxy"),
                LaneKind.READ,
                Entrypoint.HAPROXY,
                Vantage.NEW_CONNECTION,
                null,
                Duration.ofMillis(20),
                Duration.ofSeconds(1));
        try (HistoryFile history = HistoryFile.create(file)) {
            history.record(new RunStarted(0, Instant.EPOCH, "made-up", "name: made-up\n", "fast", 1, null));
            history.record(new Expected(0, "read_outage", null, limit));
            history.record(new SteadySeen(0, GateSide.BEFORE, true, ""));
            history.record(new LaneOpened(0, lane));
            history.record(new StepStarted(0, "steady#1", StepKind.STEADY, "steady: 9s"));
            history.record(new StepEnded(9_000 * MILLI, "steady#1"));
            injecting.forEach(history::record);
            history.record(new StepStarted(9_000 * MILLI, "heal#1", StepKind.HEAL, "heal: all"));
            for (int seq = 0; seq < 1000; seq++) {
                long at = seq * 20 * MILLI;
                Outcome outcome = seq >= 500 && seq < outUntil * 50 ? Outcome.FAILED : Outcome.OK;
                long done = at + MILLI;
                history.record(attempt(lane.name(), seq, at, at, done, outcome)
                        .saw(outcome == Outcome.OK ? -1L : null)
                        .made());
            }
            history.record(new StepEnded(20_000 * MILLI, "heal#1"));
            history.record(new SteadySeen(20_000 * MILLI, GateSide.AFTER, true, ""));
            history.record(new LaneClosed(20_000 * MILLI, lane.name()));
            history.record(new RunEnded(20_000 * MILLI, RunEnding.COMPLETED));
        }
        return new RunResult(Judge.judge(HistoryFile.read(file)), report, RunResult.End.STEADY);
    }
}
