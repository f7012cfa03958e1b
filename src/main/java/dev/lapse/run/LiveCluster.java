package dev.lapse.run;

import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.FaultSpec;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A real cluster for your own code, with lanes beside it: you say what is injected and when, your code goes on
 * meanwhile, and {@link #finish} heals, judges and leaves a report. One run, recorded as a scenario's is. {@link
 * LiveClusters} gives it; it is steady then.
 *
 * <p>Steps ({@link #inject}, {@link #hold}, {@link #awaitSteady}, heal) are done one after another, and each call comes
 * back when its step is done. Any thread.
 */
public final class LiveCluster implements AutoCloseable {
    /** Before an injection, each watch has been going on for so long. */
    static final Duration WATCHED = Duration.ofSeconds(5);

    private static final Duration SETTLE = Duration.ofSeconds(120);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String UNNAMED = "own-code";
    private static final String NAME_FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,59}";

    private final Scenario scenario;
    private final Consumer<RunResult> told;
    private final OwnCode ownCode;
    private final GuidedRun run;
    private final Set<String> names = new HashSet<>();
    private boolean settled;
    private boolean finishing;
    private int injections;

    private LiveCluster(Scenario scenario, GuidedRun.Lender lender, Progress progress, Consumer<RunResult> told) {
        this.scenario = scenario;
        this.told = told;
        this.ownCode = new OwnCode(progress::say);
        this.run = new GuidedRun(scenario, lender, progress, ownCode);
        scenario.lanes().forEach(lane -> names.add(lane.name().value()));
    }

    /**
     * Begins the run, and returns when its first step is done.
     *
     * @param scenario whose only step watches the steady cluster
     * @param told the result, once
     */
    static LiveCluster open(Scenario scenario, GuidedRun.Lender lender, Progress progress, Consumer<RunResult> told) {
        LiveCluster cluster = new LiveCluster(scenario, lender, progress, told);
        cluster.run.begin(scenario.steps().get(0));
        return cluster;
    }

    /** The URL of the way in, as an application would have it; reachable from this machine. */
    public String jdbcUrl(Entrance entrance) {
        return ApplicationUrl.of(run.access().cluster(), entrance).url();
    }

    /** The role of {@link #jdbcUrl}; it may create tables, which stay until the cluster goes. */
    public String user() {
        return ApplicationUrl.of(run.access().cluster(), Entrance.WRITE).user();
    }

    /** Random for each cluster. */
    public String password() {
        return ApplicationUrl.of(run.access().cluster(), Entrance.WRITE).password();
    }

    /** For writes: a connection per call, with the driver's defaults. Bring a pool of your own. */
    public DataSource dataSource() {
        return ApplicationUrl.of(run.access().cluster(), Entrance.WRITE).dataSource();
    }

    /** The nodes with PostgreSQL. */
    public List<NodeName> nodes() {
        return scenario.cluster().nodes();
    }

    /** @throws LapseException when no node holds the leader lock now */
    public NodeName primary() {
        return run.access()
                .control()
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
     * @param timeout a period or longer, and 200 periods at most
     * @throws LapseException of kind BAD_INPUT when the name is taken or has another form, when the timeout is shorter
     *     or longer than that, or the run is over
     */
    public void watch(String name, Duration every, Duration timeout, Callable<?> code) {
        Lane lane;
        try {
            lane = Lane.ofOwnCode(new LaneName(named(name)), every, timeout);
            OwnCode.requireBounded(lane);
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
     * Injects a fault, and returns when Lapse has looked for evidence. Before it each watch has been going on
     * for 5 s; this waits for it. Before the first one the cluster is steady meanwhile; later it is left as it is.
     *
     * @param fault its name as in scenario files
     * @param target a role, a host, a link or groups, as in scenario files
     * @param options {@code flavour} and options, as in scenario files
     * @throws LapseException when there is no such name (nothing is injected then), no such target, or it cannot be
     *     injected
     */
    public LiveFault inject(String fault, String target, Map<String, String> options) {
        Step.Inject step = StepByHand.inject(scenario.cluster(), run.active(), fault, target, options);
        watchOwnCode();
        String name;
        CompletableFuture<Void> done;
        synchronized (this) {
            injections++;
            name = "inject#" + injections;
            done = give(step);
        }
        GuidedRun.await(done);
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
        } else if (missing > 0) { // a fault may be active, and what it does belongs to its own step
            long until = ownCode.youngestOpenedNanos() + WATCHED.toNanos();
            perform(Step.hold(Duration.ofMillis((until - run.holdFromNanos()) / 1_000_000 + 1)));
        }
    }

    /** Heals what is injected. */
    public void healAll() {
        if (!run.active().isEmpty()) {
            perform(Step.healAll());
        }
    }

    void heal(FaultName fault) {
        perform(StepByHand.heal(scenario.cluster(), run.active(), List.of(fault.text())));
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
        Optional<SteadySeen> gate = run.lastGate();
        synchronized (this) {
            settled = gate.filter(seen -> seen.gate() == GateSide.AFTER && seen.reached())
                    .isPresent();
            if (!settled) {
                throw new LapseException(
                        LapseException.Kind.HARNESS,
                        "expected the cluster to be steady within " + deadline.toMillis() + "ms, saw "
                                + gate.map(SteadySeen::detail).orElse("nothing"));
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
                run.endAfter(lastSteps());
            }
        }
        RunResult result = run.result();
        if (first) {
            told.accept(result);
        }
        return result;
    }

    private List<Step> lastSteps() {
        List<Step> last = new ArrayList<>();
        if (!run.active().isEmpty()) {
            last.add(Step.healAll());
        }
        if (!settled || !last.isEmpty()) {
            last.add(Step.settle(SETTLE));
        }
        return last;
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
    List<FaultSeen> seen(String step) {
        return run.seen(step);
    }

    private void perform(Step step) {
        GuidedRun.await(give(step));
    }

    private synchronized CompletableFuture<Void> give(Step step) {
        settled = false;
        return run.give(step);
    }
}
