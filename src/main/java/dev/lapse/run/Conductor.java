package dev.lapse.run;

import dev.lapse.check.Expectation;
import dev.lapse.check.Judge;
import dev.lapse.check.Judgement;
import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.WaitingClock;
import dev.lapse.component.Patroni;
import dev.lapse.fault.Nemesis;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.EngineLost;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.GateSide;
import dev.lapse.history.History;
import dev.lapse.history.HistoryFile;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LapseVersion;
import dev.lapse.history.Recorder;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunEnding;
import dev.lapse.history.RunStarted;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import dev.lapse.history.Trouble;
import dev.lapse.observe.AddressLook;
import dev.lapse.observe.HostLogs;
import dev.lapse.observe.Observers;
import dev.lapse.observe.RejoinLog;
import dev.lapse.observe.SteadyGate;
import dev.lapse.probe.Clients;
import dev.lapse.probe.Ledger;
import dev.lapse.probe.Salvage;
import dev.lapse.report.ReportDir;
import dev.lapse.scenario.LaneTable;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Conducts one run of a scenario on a running cluster: gate, lanes, steps, final read, verdict, report. One thread; an
 * interrupt ends the run early, with everything healed.
 */
public final class Conductor {
    private static final Logger LOG = LoggerFactory.getLogger(Conductor.class);
    private static final Duration GATE = Duration.ofSeconds(120);
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final Duration SQL = Duration.ofSeconds(10);

    private final Scenario scenario;
    private final StepSource steps;
    private final ClusterUnderTest cluster;
    private final Access access;
    private final Progress progress;
    private final WaitingClock clock;
    private final AtomicBoolean troubled = new AtomicBoolean();
    private final AtomicBoolean reached = new AtomicBoolean();
    private final RunOptions.Differing differing;
    private final long seed;
    private final Random random;
    private final LeaseRhythm rhythm;
    private final LanesOut lanesOut;
    private boolean suspected;
    private Recorder recorder = event -> {};

    private Conductor(
            Scenario scenario, StepSource steps, ClusterUnderTest cluster, RunOptions options, Progress progress) {
        this.scenario = scenario;
        this.steps = steps;
        this.cluster = cluster;
        this.access = cluster.access();
        this.clock = cluster.clock();
        this.progress = progress;
        this.differing = options.differing();
        this.seed = options.seed()
                .orElseGet(() -> scenario.seed()
                        .orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000)));
        this.random = new Random(seed);
        this.rhythm = LeaseRhythm.of(scenario.cluster());
        this.lanesOut = new LanesOut(scenario.lanes());
    }

    /** Runs the scenario once; the report is written whatever the verdict. */
    public static RunResult run(Scenario scenario, RunningCluster cluster, RunOptions options, Progress progress) {
        return run(scenario, new ListedSteps(scenario.steps()), cluster, options, progress);
    }

    /** Runs these steps, on the scenario's cluster and with its lanes. */
    public static RunResult run(
            Scenario scenario, StepSource steps, RunningCluster cluster, RunOptions options, Progress progress) {
        return run(scenario, steps, cluster.underTest(scenario, progress), options, progress);
    }

    static RunResult run(
            Scenario scenario, StepSource steps, ClusterUnderTest cluster, RunOptions options, Progress progress) {
        Instant startedAt = Instant.now();
        ReportDir report = ReportDir.create(options.reports(), scenario.name(), startedAt);
        return new Conductor(scenario, steps, cluster, options, progress).run(report, startedAt);
    }

    private RunResult run(ReportDir report, Instant startedAt) {
        RunEnding how = RunEnding.FAILED;
        try {
            Files.writeString(report.scenario(), scenario.withSeed(seed).toYaml());
        } catch (IOException e) {
            throw ReportDir.failure("write the scenario", report.scenario(), e);
        }
        try (HistoryFile file = HistoryFile.create(report.history())) {
            recorder = event -> {
                file.record(event);
                rhythm.hear(event);
                lanesOut.hear(event);
                progress.event(event);
                if (event instanceof FaultSeen fault && fault.phase() == FaultPhase.HEAL_UNPROVEN) {
                    troubled.set(true);
                }
            };
            recorder.record(new RunStarted(
                    clock.nanos(),
                    startedAt,
                    scenario.name(),
                    scenario.withSeed(seed).toYaml(),
                    scenario.profile().text(),
                    seed,
                    scenario.observed().orElse(null),
                    LapseVersion.text()));
            for (Expectation expectation : scenario.expectations()) {
                recorder.record(expectation.toEvent(clock.nanos()));
            }
            try {
                how = conduct() ? RunEnding.COMPLETED : RunEnding.FAILED;
            } catch (InterruptedException e) {
                how = RunEnding.INTERRUPTED;
            } catch (LapseException e) {
                how = Thread.interrupted() ? RunEnding.INTERRUPTED : RunEnding.FAILED;
                trouble(e);
            } catch (RuntimeException e) { // a bug of ours: the report is written all the same, and says so
                LOG.error("run {}", scenario.name(), e);
                trouble("bug of the harness: " + e);
            }
            recorder.record(new RunEnded(clock.nanos(), how));
        }
        boolean interrupted = how == RunEnding.INTERRUPTED || Thread.interrupted();
        History history = HistoryFile.read(report.history());
        Judgement judgement = Judge.judge(history, RecordedOracle.of(history));
        report.write(history, judgement);
        report.makeLatest();
        try {
            cluster.logs().copyTo(report.logs());
        } catch (LapseException e) {
            progress.say("not all logs are in the report: " + e.getMessage());
        }
        report.writePage(history, judgement); // once more, now with the logs
        boolean steady = reached.get() && !troubled.get() && !RunResult.leavesAClientOut(judgement);
        RunResult.End end =
                interrupted ? RunResult.End.INTERRUPTED : steady ? RunResult.End.STEADY : RunResult.End.UNSTEADY;
        return new RunResult(judgement, report.directory(), end);
    }

    /** @return whether it came to the end of its steps */
    private boolean conduct() throws InterruptedException {
        SteadyGate gate = new SteadyGate(access, clock, progress::say);
        long begun = clock.nanos();
        boolean steady = isSteady(SteadyGate.first(access, clock, this::waiting));
        Duration bringUp = cluster.bringUp().plusNanos(clock.nanos() - begun);
        if (!steady) {
            ClusterReady differences = cluster.inspection().differences(clock, bringUp);
            if (differences.differs()) { // it may be why
                recorder.record(differences);
            }
            return true;
        }
        Ledger ledger = cluster.clients().ledger(clock);
        String primary = watchAddressOfPrimary();
        ClusterReady ready = cluster.inspection().read(clock, primary, ledger, bringUp);
        recorder.record(ready);
        if (ready.differs() && differing == RunOptions.Differing.ENDS_THE_RUN) {
            return true;
        }
        boolean complete;
        RejoinLog rejoins = RejoinLog.startingNow(access);
        Salvage salvage =
                cluster.salvages().start(recorder, clock, scenario.salvage().bytes(), writers());
        Map<NodeName, String> cameBackBy;
        ledger.create(primary, Patroni.POSTGRES_PORT, SQL);
        SecondLook.clocks(access, recorder, clock);
        Nemesis nemesis = new Nemesis(access, recorder, clock, random);
        try (Observers.Watching watching = cluster.observers().start(recorder, clock);
                HostLogs logs = HostLogs.startingNow(access, recorder, clock);
                HealedInTheEnd healed = () -> orTrouble(nemesis::close);
                SlowFaults slow = SlowFaults.watching(nemesis::doing, clock, progress::say)) {
            AddressLook.record(access, recorder, clock);
            if (nemesis.prepare(steps.foreseen()) && !isSteady(gate)) {
                return true;
            }
            try (Clients.OpenLanes lanes = cluster.clients().open(scenario.lanes(), recorder, clock)) {
                complete = perform(gate, nemesis, salvage);
                if (reached.get()) {
                    lanesOut.await(clock);
                }
            } catch (LapseException e) {
                if (Thread.interrupted()) { // cleared: healing must not be interrupted, too
                    throw new InterruptedException(e.getMessage());
                }
                throw e;
            }
            cameBackBy = rejoins.record(recorder, clock);
            logs.read();
        }
        finalRead(ledger, ready);
        salvage.read(cameBackBy);
        return complete;
    }

    /** A new cluster takes long to be steady: perhaps because of a setting. */
    private void waiting(String line) {
        progress.say(line);
        if (!suspected) {
            suspected = true;
            ClusterReady soFar = cluster.inspection().differences(clock, cluster.bringUp());
            NotInEffect.texts(Optional.ofNullable(soFar.notInEffect()).orElse(List.of()))
                    .forEach(each -> progress.say("not in effect so far: " + each));
        }
    }

    private interface HealedInTheEnd extends AutoCloseable {
        @Override
        void close();
    }

    /** After a failed healing the cluster is looked at all the same, and what was lost is counted. */
    private void orTrouble(Runnable healing) {
        try {
            healing.run();
        } catch (LapseException e) {
            trouble(e);
        }
    }

    /** Waits at the gate before a steady phase, and records what came of it. */
    private boolean isSteady(SteadyGate gate) throws InterruptedException {
        List<String> missing = gate.await(GATE);
        recorder.record(new SteadySeen(
                clock.nanos(), GateSide.BEFORE, missing.isEmpty(), missing.isEmpty() ? "" : state(missing)));
        return missing.isEmpty();
    }

    /** @return whether none failed that ends the run; what was injected is healed then, and the cluster looked at */
    private boolean perform(SteadyGate gate, Nemesis nemesis, Salvage salvage) throws InterruptedException {
        Map<StepKind, Integer> counts = new EnumMap<>(StepKind.class);
        long holdFrom = clock.nanos();
        boolean settled = false;
        boolean goesOn = true;
        for (Optional<Step> next = steps.next(); goesOn && next.isPresent(); next = steps.next()) {
            Step step = next.get();
            String name = step.kind() + "#" + counts.merge(step.kind(), 1, Integer::sum);
            long started = clock.nanos();
            recorder.record(new StepStarted(started, name, step.kind(), step.text()));
            settled = step instanceof Step.Settle;
            if (step instanceof Step.Steady && !name.equals("steady#1") && !isSteady(gate)) {
                return true;
            }
            try {
                if (step instanceof Step.Heal) {
                    salvage.beforeHeal();
                }
                holdFrom = perform(step, name, holdFrom, gate, nemesis);
            } catch (LapseException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                trouble(e);
                goesOn = steps.failed(e);
                boolean triedAll =
                        step instanceof Step.Heal heal && heal.faults().isEmpty();
                if (!goesOn && !triedAll) {
                    orTrouble(() -> nemesis.heal(List.of()));
                }
                holdFrom = clock.nanos();
            }
            recorder.record(new StepEnded(clock.nanos(), name));
            steps.done(started, holdFrom);
        }
        if (!settled) {
            settle(gate, AFTER);
        }
        return goesOn;
    }

    /** @return when a hold after this step begins */
    private long perform(Step step, String name, long holdFrom, SteadyGate gate, Nemesis nemesis)
            throws InterruptedException {
        if (step instanceof Step.Steady steady) {
            clock.waitUntil(clock.nanos() + steady.duration().toNanos());
        } else if (step instanceof Step.Inject inject) {
            nemesis.prepare(steps.unforeseen(inject));
            clock.waitUntil(clock.nanos()
                    + (long) (random.nextDouble() * inject.jitter().toNanos()));
            PhaseTrigger trigger = new PhaseTrigger(name, inject.phase(), rhythm, cluster.leads(), clock);
            long injected = nemesis.inject(name, inject.faults(), steps.deadMan(), trigger);
            trigger.reached().ifPresent(recorder::record);
            return injected;
        } else if (step instanceof Step.Hold hold) {
            clock.waitUntil(holdFrom + hold.duration().toNanos());
        } else if (step instanceof Step.Heal heal) {
            nemesis.heal(heal.faults());
        } else if (step instanceof Step.Settle settle) {
            settle(gate, settle.deadline());
        }
        return clock.nanos();
    }

    private void settle(SteadyGate gate, Duration deadline) throws InterruptedException {
        List<String> missing = gate.await(deadline);
        reached.set(missing.isEmpty());
        recorder.record(new SteadySeen(
                clock.nanos(), GateSide.AFTER, missing.isEmpty(), missing.isEmpty() ? "" : state(missing)));
    }

    private void finalRead(Ledger ledger, ClusterReady ready) {
        try {
            String address = watchAddressOfPrimary();
            ledger.finalRead(address, Patroni.POSTGRES_PORT, SQL, writers()).forEach(recorder::record);
            SecondLook.gaps(ledger, address, SQL, scenario.lanes(), recorder);
            SecondLook.clocks(access, recorder, clock);
            recorder.record(cluster.inspection().again(clock, address, ready));
            if (scenario.table() == LaneTable.DROP) {
                ledger.drop(address, Patroni.POSTGRES_PORT, SQL);
            }
        } catch (LapseException e) {
            trouble("final read: " + e.getMessage());
        }
    }

    private List<LaneName> writers() {
        return scenario.lanes().stream()
                .filter(lane -> lane.kind() == LaneKind.WRITE)
                .map(Lane::name)
                .toList();
    }

    private String watchAddressOfPrimary() {
        Optional<NodeName> primary = access.control().primary();
        return access.cluster()
                .watchAddress(primary.orElseThrow(
                        () -> new LapseException(LapseException.Kind.HARNESS, "the cluster has no primary now")));
    }

    private String state(List<String> missing) {
        return String.join("; ", missing) + "; containers " + containers();
    }

    private Map<NodeName, String> containers() {
        Map<NodeName, String> states = new LinkedHashMap<>();
        access.cluster()
                .spec()
                .hosts()
                .forEach(host -> states.put(
                        host.name(), access.power().state(host.name()).toString()));
        return states;
    }

    private void trouble(LapseException e) {
        if (e.kind() == LapseException.Kind.ENGINE_LOST) {
            recorder.record(new EngineLost(clock.nanos(), e.getMessage()));
        }
        trouble(e.getMessage());
    }

    private void trouble(String what) {
        troubled.set(true);
        recorder.record(new Trouble(clock.nanos(), what));
    }
}
