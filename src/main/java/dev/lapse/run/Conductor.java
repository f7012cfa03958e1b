package dev.lapse.run;

import dev.lapse.check.Expectation;
import dev.lapse.check.Judge;
import dev.lapse.check.Judgement;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.fault.FaultSpec;
import dev.lapse.fault.Nemesis;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.History;
import dev.lapse.history.HistoryFile;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Recorder;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunStarted;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepStarted;
import dev.lapse.history.Trouble;
import dev.lapse.observe.Observer;
import dev.lapse.probe.Ledger;
import dev.lapse.probe.Probe;
import dev.lapse.report.ReportDir;
import dev.lapse.scenario.LaneTable;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Conducts one run of a scenario on a running cluster: gate, lanes, steps, final read, verdict, report. One thread; an
 * interrupt ends the run early, with everything healed.
 */
public final class Conductor {
    private static final Duration GATE = Duration.ofSeconds(120);
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final Duration SQL = Duration.ofSeconds(10);
    private static final Duration DEAD_MAN_MARGIN = Duration.ofSeconds(60);

    private final Scenario scenario;
    private final RunningCluster cluster;
    private final Ports ports;
    private final Progress progress;
    private final NanoClock clock = NanoClock.startingNow();
    private final AtomicBoolean unhealed = new AtomicBoolean();
    private final AtomicBoolean reached = new AtomicBoolean();
    private final long seed;
    private final Random random;
    private Recorder recorder = event -> {};

    private Conductor(Scenario scenario, RunningCluster cluster, RunOptions options, Progress progress) {
        this.scenario = scenario;
        this.cluster = cluster;
        this.ports = cluster.ports();
        this.progress = progress;
        this.seed = options.seed()
                .orElseGet(() -> scenario.seed()
                        .orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000)));
        this.random = new Random(seed);
    }

    /** Runs the scenario once; the report is written whatever the verdict. */
    public static RunResult run(Scenario scenario, RunningCluster cluster, RunOptions options, Progress progress) {
        Instant startedAt = Instant.now();
        ReportDir report = ReportDir.create(options.reports(), scenario.name(), startedAt);
        return new Conductor(scenario, cluster, options, progress).run(report, startedAt);
    }

    private RunResult run(ReportDir report, Instant startedAt) {
        String how = "failed";
        try {
            Files.writeString(report.scenario(), scenario.withSeed(seed).toYaml());
        } catch (IOException e) {
            throw ReportDir.failure("write the scenario", report.scenario(), e);
        }
        try (HistoryFile file = HistoryFile.create(report.history())) {
            recorder = event -> {
                file.record(event);
                progress.event(event);
                if (event instanceof FaultSeen fault && fault.phase() == FaultPhase.HEAL_UNPROVEN) {
                    unhealed.set(true);
                }
            };
            recorder.record(new RunStarted(
                    clock.nanos(),
                    startedAt,
                    scenario.name(),
                    scenario.withSeed(seed).toYaml(),
                    scenario.profile().text(),
                    seed));
            for (Expectation expectation : scenario.expectations()) {
                recorder.record(expectation.toEvent(clock.nanos()));
            }
            try {
                conduct();
                how = "completed";
            } catch (InterruptedException e) {
                how = "interrupted";
            } catch (LapseException e) {
                how = Thread.interrupted() ? "interrupted" : "failed";
                trouble(e.getMessage());
            }
            recorder.record(new RunEnded(clock.nanos(), how));
        }
        boolean interrupted = how.equals("interrupted") || Thread.interrupted();
        cluster.docker().copyLogs(report.logs());
        History history = HistoryFile.read(report.history());
        Judgement judgement = Judge.judge(history);
        report.write(history, judgement);
        report.makeLatest();
        RunResult.End end = interrupted
                ? RunResult.End.INTERRUPTED
                : reached.get() && !unhealed.get() ? RunResult.End.STEADY : RunResult.End.UNSTEADY;
        return new RunResult(judgement, report.directory(), end);
    }

    private void conduct() throws InterruptedException {
        Gate gate = new Gate(ports);
        long begun = clock.nanos();
        if (!steadyBefore(gate)) {
            return;
        }
        Duration bringUp = cluster.bringUpTime().plusNanos(clock.nanos() - begun);
        Ledger ledger = new Ledger(ports.cluster().credentials(), clock);
        String primary = watchAddressOfPrimary();
        recorder.record(new Facts(ports).read(clock, primary, ledger, bringUp));
        RejoinLog rejoins = RejoinLog.startingNow(ports);
        ledger.create(primary, Ports.POSTGRES, SQL);
        try (Observer observer = Observer.start(ports.cluster(), recorder, clock);
                Nemesis nemesis = new Nemesis(ports, recorder, clock, random)) {
            if (nemesis.prepare(faults()) && !steadyBefore(gate)) {
                return;
            }
            try (Probe probe = Probe.start(ports.cluster(), scenario.lanes(), recorder, clock)) {
                steps(gate, nemesis);
            }
            rejoins.record(recorder, clock);
        }
        finalRead(ledger);
    }

    private boolean steadyBefore(Gate gate) throws InterruptedException {
        List<String> missing = gate.await(GATE);
        recorder.record(
                new SteadySeen(clock.nanos(), "before", missing.isEmpty(), missing.isEmpty() ? "" : state(missing)));
        return missing.isEmpty();
    }

    private void steps(Gate gate, Nemesis nemesis) throws InterruptedException {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        long holdFrom = clock.nanos();
        boolean settled = false;
        for (int i = 0; i < scenario.steps().size(); i++) {
            Step step = scenario.steps().get(i);
            String name = step.kind() + "#" + counts.merge(Kind.of(step), 1, Integer::sum);
            recorder.record(new StepStarted(clock.nanos(), name, step.kind(), step.text()));
            settled = false;
            if (step instanceof Step.Steady steady) {
                waitUntil(clock.nanos() + steady.duration().toNanos());
                holdFrom = clock.nanos();
            } else if (step instanceof Step.Inject inject) {
                waitUntil(clock.nanos()
                        + (long) (random.nextDouble() * inject.jitter().toNanos()));
                holdFrom = nemesis.inject(name, inject.faults(), deadMan(i));
            } else if (step instanceof Step.Hold hold) {
                waitUntil(holdFrom + hold.duration().toNanos());
            } else if (step instanceof Step.Heal heal) {
                nemesis.heal(heal.faults());
                holdFrom = clock.nanos();
            } else if (step instanceof Step.Settle settle) {
                settle(gate, settle.deadline());
                settled = true;
                holdFrom = clock.nanos();
            }
            recorder.record(new StepEnded(clock.nanos(), name));
        }
        if (!settled) {
            settle(gate, AFTER);
        }
    }

    /** The kinds of steps, to number each kind by itself. */
    private enum Kind {
        STEADY,
        INJECT,
        HOLD,
        HEAL,
        SETTLE;

        static Kind of(Step step) {
            return valueOf(step.kind().toUpperCase(java.util.Locale.ROOT));
        }
    }

    private void settle(Gate gate, Duration deadline) throws InterruptedException {
        List<String> missing = gate.await(deadline);
        reached.set(missing.isEmpty());
        recorder.record(
                new SteadySeen(clock.nanos(), "after", missing.isEmpty(), missing.isEmpty() ? "" : state(missing)));
    }

    /** All that the rest of the scenario can take, and some more: only a harness that is gone lets it run out. */
    private Duration deadMan(int from) {
        Duration sum = DEAD_MAN_MARGIN;
        for (Step step : scenario.steps().subList(from, scenario.steps().size())) {
            if (step instanceof Step.Hold hold) {
                sum = sum.plus(hold.duration());
            } else if (step instanceof Step.Settle settle) {
                sum = sum.plus(settle.deadline());
            }
        }
        return sum;
    }

    private List<FaultSpec> faults() {
        return scenario.steps().stream()
                .filter(Step.Inject.class::isInstance)
                .flatMap(step -> ((Step.Inject) step).faults().stream())
                .toList();
    }

    private void waitUntil(long nanos) throws InterruptedException {
        long left = nanos - clock.nanos();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    private void finalRead(Ledger ledger) {
        try {
            String address = watchAddressOfPrimary();
            ledger.finalRead(
                            address,
                            Ports.POSTGRES,
                            SQL,
                            scenario.lanes().stream()
                                    .filter(lane -> lane.isClient() && lane.kind() == LaneKind.WRITE)
                                    .map(lane -> lane.name())
                                    .toList())
                    .forEach(recorder::record);
            if (scenario.table() == LaneTable.DROP) {
                ledger.drop(address, Ports.POSTGRES, SQL);
            }
        } catch (LapseException e) {
            trouble("final read: " + e.getMessage());
        }
    }

    private String watchAddressOfPrimary() {
        Optional<NodeName> primary = ports.control().primary();
        return ports.cluster()
                .watchAddress(primary.orElseThrow(
                        () -> new LapseException(LapseException.Kind.HARNESS, "the cluster has no primary now")));
    }

    private String state(List<String> missing) {
        return String.join("; ", missing) + "; containers " + cluster.docker().states();
    }

    private void trouble(String what) {
        recorder.record(new Trouble(clock.nanos(), what));
    }
}
