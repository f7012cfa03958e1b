package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Injects and heals the faults of a run, and records each phase with its instant and evidence. Closing it heals what is
 * still injected. One thread at a time.
 */
public final class Nemesis implements AutoCloseable {
    private final Access access;
    private final Recorder recorder;
    private final NanoClock clock;
    private final Aims aims;
    private final List<ActiveFault> active = new ArrayList<>();

    /** @param random the run's one source of chance; it picks among replicas */
    public Nemesis(Access access, Recorder recorder, NanoClock clock, Random random) {
        this.access = access;
        this.recorder = recorder;
        this.clock = clock;
        this.aims = new Aims(access, random);
    }

    /**
     * Checks that the faults can work here, and leads through Toxiproxy the links that are named and all links of every
     * host that a fault may cut off by it. That has to be done before the first client connects.
     *
     * @return whether links were led; their connections were ended for it, and the cluster needs a moment to be steady
     * @throws LapseException when a fault cannot work on this engine or kernel
     */
    public boolean prepare(List<FaultSpec> specs) {
        Requirements.check(access, specs);
        return aims.arm(specs);
    }

    /**
     * Injects faults one after another and looks for evidence of each; of a planned one also for the state that it led
     * to, since nothing heals it.
     *
     * @param step the step's name, for the record
     * @param deadMan after this time they undo themselves
     * @return when the last of them was injected, or was given up: a hold runs from there
     * @throws LapseException when a target does not exist, or an injection fails
     */
    public long inject(String step, List<FaultSpec> specs, Duration deadMan) {
        List<ActiveFault> ready = new ArrayList<>();
        List<ActiveFault> underWay = new ArrayList<>();
        long ends = clock.nanos() + deadMan.toNanos();
        try {
            List<Hit> standing = active.stream().map(ActiveFault::hit).toList();
            for (Hit hit : aims.hits(specs, standing)) {
                ready.add(new ActiveFault(step + "/" + (ready.size() + 1), hit, hit.ready(deadMan), ends));
            }
            for (ActiveFault one : ready) { // all are ready before the first one hits
                active.add(one);
                record(one, FaultPhase.REQUESTED, null);
                one.injection().inject();
                if (one.injection().patience().isZero()) {
                    record(one, FaultPhase.INJECTED, null);
                } else {
                    underWay.add(one);
                }
            }
        } catch (RuntimeException e) {
            ready.removeAll(active);
            throw ActiveFault.putAway(ready, e);
        }
        awaitDone(underWay);
        long last = clock.nanos();
        ready.forEach(one -> record(one, one.injection().prove(), FaultPhase.PROVEN, FaultPhase.UNPROVEN));
        ready.removeIf(one -> one.injection().needsHealing());
        ready.forEach(this::proveHealed);
        active.removeAll(ready);
        return underWay.isEmpty() ? last : clock.nanos();
    }

    /** Each is injected when it is seen to be done; what is not done in its time stays in the list. */
    private void awaitDone(List<ActiveFault> underWay) {
        if (underWay.isEmpty()) {
            return;
        }
        Duration patience = underWay.stream()
                .map(one -> one.injection().patience())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(patience)
                    .until(() -> {
                        underWay.removeIf(this::isDone);
                        return underWay.isEmpty();
                    });
        } catch (ConditionTimeoutException e) {
            return; // there will be no evidence of it
        }
    }

    private boolean isDone(ActiveFault one) {
        boolean done = !one.injection().isUnderWay();
        if (done) {
            record(one, FaultPhase.INJECTED, null);
        }
        return done;
    }

    /**
     * Heals what is injected, the latest step first, and looks for evidence of it.
     *
     * @param faults names of the faults to heal; empty: all
     * @throws LapseException when one cannot be healed, after all were tried
     */
    public void heal(List<String> faults) {
        FirstError errors = new FirstError();
        List<ActiveFault> healed = new ArrayList<>();
        for (ActiveFault one : ActiveFault.latestStepFirst(active)) {
            if (faults.isEmpty() || faults.contains(one.spec().fault().text())) {
                errors.keep(() -> {
                    healed(one, one.injection()::heal);
                    healed.add(one);
                });
            }
        }
        healed.forEach(one -> errors.keep(() -> proveHealed(one)));
        active.removeAll(healed); // what could not be healed stays, to be tried again
        errors.rethrow();
    }

    private void healed(ActiveFault one, Runnable heal) {
        one.healed(heal, access.power());
        record(one, FaultPhase.HEALED, null);
    }

    private void proveHealed(ActiveFault one) {
        try {
            record(one, one.proveHealed(clock.nanos()), FaultPhase.HEAL_PROVEN, FaultPhase.HEAL_UNPROVEN);
        } finally {
            one.injection().close();
        }
    }

    private void record(ActiveFault one, Evidence evidence, FaultPhase proven, FaultPhase unproven) {
        record(one, evidence.proves() ? proven : unproven, evidence.text());
    }

    private void record(ActiveFault one, FaultPhase phase, @Nullable String evidence) {
        recorder.record(one.seen(clock.nanos(), phase, evidence));
    }

    /** Heals what is still injected; the first error is thrown after all were tried. */
    @Override
    public void close() {
        FirstError errors = new FirstError();
        for (ActiveFault one : ActiveFault.latestStepFirst(active)) {
            errors.keep(() -> healed(one, one.injection()::close));
        }
        active.clear();
        errors.keep(aims::close);
        errors.rethrow();
    }
}
