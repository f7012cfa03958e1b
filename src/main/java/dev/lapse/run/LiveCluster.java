package dev.lapse.run;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.Access;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.Event;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.GateSide;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.SteadySeen;
import dev.lapse.probe.ApplicationUrl;
import dev.lapse.probe.OwnCode;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.Step;
import dev.lapse.scenario.StepByHand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A real cluster for your own code, with lanes beside it: you say what is injected and when, your code goes on
 * meanwhile, and {@link #finish} heals, judges and leaves a report. One run, recorded as a scenario's is. {@link
 * LiveClusters} gives it; it is steady then.
 *
 * <p>Steps ({@link #inject}, {@link #hold}, {@link #awaitSteady}, heal) are done one after another, and each call comes
 * back when its step is done. Any thread.
 */
public final class LiveCluster implements AutoCloseable {
    /** Before the first injection, each watch has been going on for so long. */
    static final Duration WATCHED = Duration.ofSeconds(5);

    private static final Duration SETTLE = Duration.ofSeconds(120);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String UNNAMED = "own-code";
    private static final String NAME_FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,59}";

    private final Scenario scenario;
    private final Lender lender;
    private final Progress progress;
    private final Consumer<RunResult> told;
    private final OwnCode ownCode;
    private final StepQueue script = new StepQueue();
    private final Thread conductor = new Thread(this::conduct, "lapse-conductor");
    private final CompletableFuture<RunResult> end = new CompletableFuture<>();
    private final Map<String, List<FaultSeen>> faults = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private @Nullable SteadySeen lastGate;
    private @Nullable CompletableFuture<Void> lastStep;
    private boolean settled;
    private boolean finishing;
    private int injections;
    private volatile @Nullable Access access;

    /** Where the cluster comes from, and where it goes when the run is over. */
    interface Lender {
        /** @throws InterruptedException before there is a cluster; later it is in the result */
        RunResult lend(Scenario scenario, Guest guest, Progress progress) throws InterruptedException;
    }

    /** Who uses a cluster for a run. */
    interface Guest {
        StepSource steps();

        /** The cluster as the run shall have it; called before the run begins. */
        ClusterUnderTest joined(ClusterUnderTest cluster);

        /** Whether a link was led through Toxiproxy: the cluster is another one then. */
        boolean ledLinks();
    }

    private final class OwnCodeGuest implements Guest {
        @Override
        public StepSource steps() {
            return script;
        }

        @Override
        public ClusterUnderTest joined(ClusterUnderTest cluster) {
            access = cluster.access();
            return cluster.withClients(ownCode.beside(cluster.clients()));
        }

        @Override
        public boolean ledLinks() {
            return script.done().stream()
                    .filter(done -> done.step() instanceof Step.Inject)
                    .flatMap(done -> ((Step.Inject) done.step()).faults().stream())
                    .anyMatch(FaultSpec::isProxied);
        }
    }

    private LiveCluster(Scenario scenario, Lender lender, Progress progress, Consumer<RunResult> told) {
        this.scenario = scenario;
        this.lender = lender;
        this.progress = progress;
        this.told = told;
        this.ownCode = new OwnCode(progress::say);
        scenario.lanes().forEach(lane -> names.add(lane.name().value()));
        conductor.setDaemon(true);
    }

    /**
     * Begins the run, and returns when its first step is done.
     *
     * @param scenario whose only step watches the steady cluster
     * @param told the result, once
     */
    static LiveCluster open(Scenario scenario, Lender lender, Progress progress, Consumer<RunResult> told) {
        LiveCluster cluster = new LiveCluster(scenario, lender, progress, told);
        CompletableFuture<Void> steady = cluster.give(scenario.steps().get(0));
        cluster.conductor.start();
        try {
            await(steady);
        } catch (LapseException e) {
            cluster.conductor.interrupt();
            cluster.awaitEnd();
            throw e;
        }
        return cluster;
    }

    private void conduct() {
        try {
            RunResult result = lender.lend(scenario, new OwnCodeGuest(), progress.heardBy(this::hear));
            script.abandon(new LapseException(
                    LapseException.Kind.HARNESS,
                    "the run is over" + whyNotBegun(result) + "; report " + result.report()));
            end.complete(result);
        } catch (InterruptedException e) {
            failed(new LapseException(LapseException.Kind.HARNESS, "interrupted before the cluster was up", e));
        } catch (LapseException e) {
            failed(e);
        } catch (RuntimeException | Error e) {
            failed(new LapseException(LapseException.Kind.HARNESS, "bug of the harness: " + e, e));
        }
    }

    private void failed(LapseException why) {
        script.abandon(why);
        end.completeExceptionally(why);
    }

    private void hear(Event event) {
        if (event instanceof FaultSeen fault) {
            script.seen(fault);
            synchronized (this) {
                String step = fault.injection().replaceFirst("/.*", "");
                faults.computeIfAbsent(step, name -> new ArrayList<>()).add(fault);
            }
        } else if (event instanceof SteadySeen seen) {
            synchronized (this) {
                lastGate = seen;
            }
        }
    }

    /** What kept the run from its first step; nothing where that was done. */
    private String whyNotBegun(RunResult result) {
        return !script.done().isEmpty()
                ? ""
                : result.judgement().findings().stream()
                        .filter(finding -> finding.verdict() != Verdict.PASS)
                        .map(finding -> finding.account().seen())
                        .distinct()
                        .collect(Collectors.joining("; ", " before anything was asked: ", ""));
    }

    /** The URL of the way in, as an application would have it; reachable from this machine. */
    public String jdbcUrl(Entrance entrance) {
        return ApplicationUrl.of(access().cluster(), entrance).url();
    }

    /** The role of {@link #jdbcUrl}; it may create tables, which stay until the cluster goes. */
    public String user() {
        return ApplicationUrl.of(access().cluster(), Entrance.WRITE).user();
    }

    /** Random for each cluster. */
    public String password() {
        return ApplicationUrl.of(access().cluster(), Entrance.WRITE).password();
    }

    /** For writes: a connection per call, with the driver's defaults. Bring a pool of your own. */
    public DataSource dataSource() {
        return ApplicationUrl.of(access().cluster(), Entrance.WRITE).dataSource();
    }

    /** The nodes with PostgreSQL. */
    public List<NodeName> nodes() {
        return scenario.cluster().nodes();
    }

    /** @throws LapseException when no node holds the leader lock now */
    public NodeName primary() {
        return access().control()
                .primary()
                .orElseThrow(() -> new LapseException(LapseException.Kind.HARNESS, "the cluster has no primary now"));
    }

    /** Calls the code as {@link #watch(String, Duration, Callable)} does, under the name own-code. */
    public void watch(Duration every, Callable<?> code) {
        String name = UNNAMED;
        synchronized (this) {
            for (int number = 2; names.contains(name); number++) {
                name = UNNAMED + "-" + number;
            }
        }
        watch(name, every, code);
    }

    /** Calls the code as the longer form does, with a deadline of 1 s, or of the period where that is longer. */
    public void watch(String name, Duration every, Callable<?> code) {
        watch(name, every, every.compareTo(TIMEOUT) > 0 ? every : TIMEOUT, code);
    }

    /**
     * Calls the code on threads of its own until the run ends: call k is due k periods after the first, whatever became
     * of those before. A call that returns is OK, and one that throws is FAILED. One that did neither within the
     * timeout is INDETERMINATE, and interrupted. Outages are told as those of a lane. Code that ignores its interrupt
     * keeps its thread; when too many are kept, calls that are due are NOT_SENT.
     *
     * @param name of its own; it stands beside the lanes in the report
     * @param timeout a period or longer
     * @throws LapseException of kind BAD_INPUT when the name is taken or has another form, or the run is over
     */
    public void watch(String name, Duration every, Duration timeout, Callable<?> code) {
        Lane lane;
        try {
            lane = Lane.ofOwnCode(new LaneName(named(name)), every, timeout);
        } catch (IllegalArgumentException wrong) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "watch " + wrong.getMessage(), wrong);
        }
        synchronized (this) {
            if (!names.add(name)) {
                throw new LapseException(
                        LapseException.Kind.BAD_INPUT, "watch " + name + ": there is a lane of that name already");
            }
        }
        ownCode.call(lane, code);
    }

    private static String named(String name) {
        if (!name.matches(NAME_FORM)) {
            throw new IllegalArgumentException("\"" + name + "\": the name must match " + NAME_FORM);
        }
        return name;
    }

    /** Injects the fault in its usual flavour: {@code inject("network-loss", "primary")}. */
    public LiveFault inject(String fault, String target) {
        return inject(fault, target, Map.of());
    }

    /**
     * Injects a fault, and returns when Lapse has looked for evidence. Before the first injection each watch has been
     * going on for 5 s; this waits for it.
     *
     * @param fault its name as in scenario files
     * @param target a role, a host, a link or groups, as in scenario files
     * @param options {@code flavour} and options, as in scenario files
     * @throws LapseException when there is no such name (nothing is injected then), no such target, or it cannot be
     *     injected
     */
    public LiveFault inject(String fault, String target, Map<String, String> options) {
        Step.Inject step = StepByHand.inject(scenario.cluster(), script.active(), fault, target, options);
        watchOwnCode();
        String name;
        CompletableFuture<Void> done;
        synchronized (this) {
            injections++;
            name = "inject#" + injections;
            done = give(step);
        }
        await(done);
        FaultSpec spec = step.faults().get(0);
        return new LiveFault(this, name, spec);
    }

    private void watchOwnCode() {
        boolean first;
        synchronized (this) {
            first = injections == 0;
        }
        long missing = WATCHED.toNanos() - ownCode.youngestNanos();
        if (first && missing > 0) {
            perform(Step.steady(Duration.ofMillis(missing / 1_000_000 + 1)));
        }
    }

    /** Heals what is injected. */
    public void healAll() {
        if (!script.active().isEmpty()) {
            perform(Step.healAll());
        }
    }

    void heal(FaultName fault) {
        perform(StepByHand.heal(scenario.cluster(), script.active(), List.of(fault.text())));
    }

    /** Leaves things as they are for so long, since the last injection or heal. */
    public void hold(Duration duration) {
        perform(Step.hold(duration));
    }

    /**
     * Waits until the cluster is steady: one leader, every replica streams, reads and writes are answered.
     *
     * @throws LapseException when it is not within the deadline; the message says what is missing
     */
    public void awaitSteady(Duration deadline) {
        perform(Step.settle(deadline));
        synchronized (this) {
            SteadySeen gate = lastGate;
            settled = gate != null && gate.gate() == GateSide.AFTER && gate.reached();
            if (!settled) {
                throw new LapseException(
                        LapseException.Kind.HARNESS,
                        "expected the cluster to be steady within " + deadline.toMillis() + "ms, saw "
                                + (gate == null ? "nothing" : gate.detail()));
            }
        }
    }

    /**
     * Ends the run: heals what is injected, waits until the cluster is steady (120 s at most), reads the lanes' rows
     * back, judges, leaves the report, and gives the cluster back. A step that its caller has given up is cut short.
     * The second time it returns the same.
     *
     * @throws LapseException when the run could not be judged or reported
     */
    public RunResult finish() {
        boolean first;
        synchronized (this) {
            first = !finishing;
            finishing = true;
            if (first) {
                endScript();
            }
        }
        RunResult result = ended(awaitEnd());
        if (first) {
            told.accept(result);
        }
        return result;
    }

    private void endScript() {
        if (lastStep != null && !lastStep.isDone()) {
            conductor.interrupt();
        } else {
            if (!script.active().isEmpty()) {
                script.give(Step.healAll());
                settled = false;
            }
            if (!settled) {
                script.give(Step.settle(SETTLE));
            }
        }
        script.end();
    }

    /** As {@link #finish}. */
    @Override
    public void close() {
        finish();
    }

    synchronized boolean isFinished() {
        return finishing;
    }

    /** What became of the faults of this step so far. */
    synchronized List<FaultSeen> seen(String step) {
        return List.copyOf(faults.getOrDefault(step, List.of()));
    }

    private void perform(Step step) {
        await(give(step));
    }

    private synchronized CompletableFuture<Void> give(Step step) {
        settled = false;
        CompletableFuture<Void> done = script.give(step);
        lastStep = done;
        return done;
    }

    private static void await(CompletableFuture<Void> step) {
        try {
            step.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LapseException(LapseException.Kind.HARNESS, "interrupted while a step was going on", e);
        } catch (ExecutionException e) {
            throw lapse(e.getCause());
        }
    }

    /** Not shortened by an interrupt: what is injected must be healed. */
    private Optional<Throwable> awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                conductor.join();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return end.isCompletedExceptionally()
                        ? Optional.of(end.handle((result, why) -> why).join())
                        : Optional.empty();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private RunResult ended(Optional<Throwable> why) {
        why.ifPresent(error -> {
            throw lapse(error);
        });
        return end.join();
    }

    /** The same with the caller's stack in front. */
    private static LapseException lapse(Throwable error) {
        return error instanceof LapseException known
                ? new LapseException(known.kind(), known.getMessage(), known)
                : new LapseException(LapseException.Kind.HARNESS, String.valueOf(error), error);
    }

    private Access access() {
        Access there = access;
        if (there == null) {
            throw new IllegalStateException("a live cluster is given when it is up");
        }
        return there;
    }
}
