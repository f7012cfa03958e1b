package dev.lapse.run;

import dev.lapse.cluster.LapseException;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.scenario.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Steps as they are given by hand or by the user's own code; a step that fails ends nothing. Any thread gives, the
 * conductor's takes.
 */
public final class StepQueue implements StepSource {
    /** How long a fault is held by hand is not known before; when the owner dies, its watchdog heals at once. */
    static final Duration DEAD_MAN = Duration.ofHours(12);

    /** A step that was done; a hold after it began at {@code holdFromNanos}. */
    public record DoneStep(Step step, long startedNanos, long holdFromNanos) {}

    private record GivenStep(Step step, CompletableFuture<Void> end) {}

    private final LinkedBlockingQueue<Optional<GivenStep>> queue = new LinkedBlockingQueue<>();
    private final List<DoneStep> done = new ArrayList<>();
    private final List<FaultSpec> active = new ArrayList<>();
    private @Nullable GivenStep current;
    private @Nullable LapseException failure;
    private boolean requested;
    private @Nullable LapseException closed;

    /** @return completes when the step is done, or fails with a LapseException */
    public synchronized CompletableFuture<Void> give(Step step) {
        GivenStep given = new GivenStep(step, new CompletableFuture<>());
        if (closed == null) {
            queue.add(Optional.of(given));
        } else {
            given.end().completeExceptionally(closed);
        }
        return given.end();
    }

    /** No step comes after those given. */
    public synchronized void end() {
        queue.add(Optional.empty());
        closed = new LapseException(LapseException.Kind.BAD_INPUT, "the cluster is going down");
    }

    /** The run is over; a command that waits for a step is told why. */
    public synchronized void abandon(LapseException why) {
        closed = why;
        if (current != null) {
            current.end().completeExceptionally(why);
        }
        for (Optional<GivenStep> given = queue.poll(); given != null; given = queue.poll()) {
            given.ifPresent(step -> step.end().completeExceptionally(why));
        }
    }

    /** A fault whose injection was begun counts as injected, whatever came of it. */
    public synchronized void seen(FaultSeen fault) {
        requested |= fault.phase() == FaultPhase.REQUESTED;
    }

    public synchronized List<DoneStep> done() {
        return List.copyOf(done);
    }

    /** What is injected and not healed. */
    public synchronized List<FaultSpec> active() {
        return List.copyOf(active);
    }

    @Override
    public List<FaultSpec> foreseen() {
        return List.of();
    }

    @Override
    public List<FaultSpec> unforeseen(Step.Inject step) {
        return step.faults();
    }

    @Override
    public Optional<Step> next() throws InterruptedException {
        Optional<GivenStep> next = queue.take();
        synchronized (this) {
            current = next.orElse(null);
            failure = null;
            requested = false;
        }
        return next.map(GivenStep::step);
    }

    @Override
    public Duration deadMan() {
        return DEAD_MAN;
    }

    @Override
    public synchronized boolean failed(LapseException why) {
        failure = why;
        return true;
    }

    @Override
    public void done(long startedNanos, long holdFromNanos) {
        GivenStep given;
        LapseException why;
        synchronized (this) {
            given = current;
            why = failure;
            current = null;
            if (given != null && (why == null || requested)) {
                done.add(new DoneStep(given.step(), startedNanos, holdFromNanos));
                follow(given.step());
            }
        }
        if (given != null && why == null) {
            given.end().complete(null);
        } else if (given != null) {
            given.end().completeExceptionally(why);
        }
    }

    private void follow(Step step) {
        if (step instanceof Step.Inject inject) {
            inject.faults().stream().filter(fault -> !fault.isPlanned()).forEach(active::add);
        } else if (step instanceof Step.Heal heal) {
            active.removeIf(fault -> heal.faults().isEmpty()
                    || heal.faults().contains(fault.fault().text()));
        }
    }
}
