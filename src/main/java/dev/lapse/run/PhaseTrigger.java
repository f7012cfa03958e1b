package dev.lapse.run;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.WaitingClock;
import dev.lapse.fault.FaultSpec;
import dev.lapse.fault.Trigger;
import dev.lapse.history.PhaseReached;
import dev.lapse.scenario.LeasePhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Injects the faults of one step at a phase of the leader lease: at the next renewal, as the last one foretells it,
 * plus the phase, less the time that it took the fault to hit before, or that its rehearsal takes now. Without a phase
 * it injects at once, and only learns how long that takes. One thread.
 */
final class PhaseTrigger implements Trigger {
    /** The wait goes in such steps, and takes the renewals into account that are seen meanwhile. */
    private static final long STEP_NANOS = Duration.ofMillis(100).toNanos();

    /** When every renewal before an instant has been seen; the lease is asked every 50 ms. */
    private static final long SEEN_NANOS = Duration.ofMillis(250).toNanos();

    private static final int REHEARSALS = 3;

    private final String injection;
    private final Optional<LeasePhase> phase;
    private final LeaseRhythm rhythm;
    private final LeadTimes leads;
    private final WaitingClock clock;
    private @Nullable Call call;

    /** The call that injected the first fault. */
    private record Call(long calledNanos, long returnedNanos, long hitNanos) {}

    /** @param step the step's name */
    PhaseTrigger(String step, Optional<LeasePhase> phase, LeaseRhythm rhythm, LeadTimes leads, WaitingClock clock) {
        this.injection = step + "/1";
        this.phase = phase;
        this.rhythm = rhythm;
        this.leads = leads;
        this.clock = clock;
    }

    @Override
    public String waitsFor() {
        return phase.map(asked -> "phase " + asked + " of the leader lease").orElse("");
    }

    @Override
    public void await(FaultSpec first, Optional<Runnable> rehearsal) {
        if (phase.isEmpty()) {
            return;
        }
        if (leads.isGuess(first)) {
            rehearsal.ifPresent(calls -> leads.learn(first, rehearsed(calls)));
        }
        long ahead = sinceRenewal(phase.get()) - leads.of(first).toNanos();
        Optional<NodeName> holder = rhythm.holder();
        try {
            long fire = firstAfter(clock.nanos(), awaitRenewal(phase.get()) + ahead);
            for (long now = clock.nanos(); now < fire; now = clock.nanos()) {
                clock.waitUntil(Math.min(fire, now + STEP_NANOS));
                requireHolder(phase.get(), holder);
                fire = nearestTo(fire, awaitRenewal(phase.get()) + ahead);
            }
            requireHolder(phase.get(), holder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LapseException(LapseException.Kind.HARNESS, "interrupted while waiting for " + waitsFor(), e);
        }
    }

    /** The first time connections are made for it. */
    private Duration rehearsed(Runnable calls) {
        calls.run();
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < REHEARSALS; i++) {
            long begun = clock.nanos();
            calls.run();
            times.add(Duration.ofNanos(clock.nanos() - begun));
        }
        times.sort(null);
        return times.get(REHEARSALS / 2);
    }

    @Override
    public void pulled(FaultSpec first, long calledNanos, long returnedNanos) {
        long hitNanos = hit(first, calledNanos, returnedNanos);
        leads.learn(first, Duration.ofNanos(hitNanos - calledNanos));
        call = new Call(calledNanos, returnedNanos, hitNanos);
    }

    /** A host that loses power is cut off by a command in its sidecar first; killing it takes the rest of the call. */
    private long hit(FaultSpec first, long calledNanos, long returnedNanos) {
        if (first.fault() == FaultName.POWER_LOSS) {
            return Math.min(returnedNanos, calledNanos + leads.of(first).toNanos());
        }
        return first.hitsAtOnce() ? calledNanos : returnedNanos;
    }

    /** Which phase was reached, once every renewal before it has been seen; empty: none was asked for, or it failed. */
    Optional<PhaseReached> reached() throws InterruptedException {
        Call made = call;
        if (phase.isEmpty() || made == null) {
            return Optional.empty();
        }
        clock.waitUntil(made.returnedNanos() + SEEN_NANOS);
        return rhythm.lastBefore(made.hitNanos())
                .map(renewed -> new PhaseReached(
                        clock.nanos(),
                        injection,
                        phase.get().text(),
                        sinceRenewal(phase.get()),
                        made.hitNanos() - LeaseRhythm.instant(renewed),
                        renewed.resolutionNanos() / 2,
                        made.returnedNanos() - made.calledNanos()));
    }

    private long sinceRenewal(LeasePhase asked) {
        return asked.sinceRenewal(rhythm.loopWait()).toNanos();
    }

    /** The targets are those of when the wait began. */
    private void requireHolder(LeasePhase asked, Optional<NodeName> holder) {
        if (!rhythm.holder().equals(holder)) {
            throw new LapseException(
                    LapseException.Kind.HARNESS,
                    "phase " + asked + " of " + injection + ": the leader lock went from " + name(holder) + " to "
                            + name(rhythm.holder()) + " during the wait for it, so nothing is injected");
        }
    }

    private static String name(Optional<NodeName> holder) {
        return holder.map(NodeName::value).orElse("nobody");
    }

    /** The last renewal, from which the next one is foretold; waits for one where none was within two loops. */
    private long awaitRenewal(LeasePhase asked) throws InterruptedException {
        long twoLoops = 2 * rhythm.loopWait().toNanos();
        long begun = clock.nanos();
        while (true) {
            long now = clock.nanos();
            Optional<Long> last = rhythm.lastBefore(now).map(LeaseRhythm::instant);
            if (last.isPresent() && last.get() > now - twoLoops) {
                return last.get();
            }
            if (now >= begun + twoLoops) {
                throw new LapseException(
                        LapseException.Kind.HARNESS,
                        "phase " + asked + " of " + injection + ": expected a renewal of the leader lease within "
                                + DurationText.of(Duration.ofNanos(twoLoops))
                                + ", two loops of Patroni, saw none, so nothing is injected; the store must tell how"
                                + " long the lease lasts, as etcd does, and a node must hold the leader lock");
            }
            clock.waitUntil(Math.min(begun + twoLoops, now + STEP_NANOS));
        }
    }

    /** The first time from this one on that is whole loops away from another. */
    private long firstAfter(long from, long other) {
        return from + Math.floorMod(other - from, rhythm.loopWait().toNanos());
    }

    /** The time nearest to this one that is whole loops away from another. */
    private long nearestTo(long planned, long other) {
        return firstAfter(planned - rhythm.loopWait().toNanos() / 2, other);
    }
}
