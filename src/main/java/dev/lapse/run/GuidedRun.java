package dev.lapse.run;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.Event;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.SteadySeen;
import dev.lapse.probe.OwnCode;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run on a borrowed cluster whose steps come from the caller's thread, one after another; the run itself has a thread
 * of its own. Any thread.
 */
final class GuidedRun {
    private final Scenario scenario;
    private final Lender lender;
    private final Progress progress;
    private final OwnCode ownCode;
    private final StepQueue script = new StepQueue();
    private final Thread conductor = new Thread(this::conduct, "lapse-conductor");
    private final CompletableFuture<RunResult> end = new CompletableFuture<>();
    private final Map<String, List<FaultSeen>> faults = new HashMap<>();
    private @Nullable SteadySeen lastGate;
    private @Nullable CompletableFuture<Void> lastStep;
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

    GuidedRun(Scenario scenario, Lender lender, Progress progress, OwnCode ownCode) {
        this.scenario = scenario;
        this.lender = lender;
        this.progress = progress;
        this.ownCode = ownCode;
        conductor.setDaemon(true);
    }

    /**
     * Begins the run, and returns when its first step is done.
     *
     * @throws LapseException when it is not; nothing goes on then
     */
    void begin(Step first) {
        CompletableFuture<Void> done = give(first);
        conductor.start();
        try {
            await(done);
        } catch (LapseException e) {
            conductor.interrupt();
            awaitEnd();
            throw e;
        }
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

    /** What is injected and not healed. */
    List<FaultSpec> active() {
        return script.active();
    }

    /** When a hold would begin that came now, by the run's clock: its length counts from there. */
    long holdFromNanos() {
        List<StepQueue.DoneStep> done = script.done();
        return done.isEmpty() ? 0 : done.get(done.size() - 1).holdFromNanos();
    }

    /** What became of the faults of this step so far. */
    synchronized List<FaultSeen> seen(String step) {
        return List.copyOf(faults.getOrDefault(step, List.of()));
    }

    /** The last look whether the cluster is steady. */
    synchronized Optional<SteadySeen> lastGate() {
        return Optional.ofNullable(lastGate);
    }

    /** Its turn comes when those before it are done. */
    synchronized CompletableFuture<Void> give(Step step) {
        CompletableFuture<Void> done = script.give(step);
        lastStep = done;
        return done;
    }

    /** @throws LapseException when the step failed, or the caller was interrupted */
    static void await(CompletableFuture<Void> step) {
        try {
            step.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LapseException(LapseException.Kind.HARNESS, "interrupted while a step was going on", e);
        } catch (ExecutionException e) {
            throw lapse(e.getCause());
        }
    }

    /** After these steps there are no more; a step that its caller has given up is cut short, and they are left out. */
    synchronized void endAfter(List<Step> last) {
        if (lastStep != null && !lastStep.isDone()) {
            conductor.interrupt();
        } else {
            last.forEach(script::give);
        }
        script.end();
    }

    /**
     * Waits for the end. Not shortened by an interrupt: what is injected must be healed.
     *
     * @throws LapseException when the run could not be judged or reported
     */
    RunResult result() {
        awaitEnd();
        if (end.isCompletedExceptionally()) {
            throw lapse(end.handle((result, why) -> why).join());
        }
        return end.join();
    }

    private void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                conductor.join();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /** The same with the caller's stack in front. */
    private static LapseException lapse(Throwable error) {
        return error instanceof LapseException known
                ? new LapseException(known.kind(), known.getMessage(), known)
                : new LapseException(LapseException.Kind.HARNESS, String.valueOf(error), error);
    }

    Access access() {
        Access there = access;
        if (there == null) {
            throw new IllegalStateException("a live cluster is given when it is up");
        }
        return there;
    }
}
