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
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private volatile String doing = "";

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
        try {
            doing = specs.isEmpty() ? "" : "preparing " + names(specs.stream()) + ": is it possible here";
            Requirements.check(access, specs);
            doing = specs.isEmpty() ? "" : "preparing " + names(specs.stream()) + ": links are led through Toxiproxy";
            return aims.arm(specs);
        } finally {
            doing = "";
        }
    }

    /** What it is doing now, for people who wait; empty: nothing. Any thread. */
    public String doing() {
        return doing;
    }

    private static String names(Stream<FaultSpec> specs) {
        return specs.map(spec -> spec.fault() + " at " + spec.target()).collect(Collectors.joining(", "));
    }

    private static String names(List<ActiveFault> faults, String asking) {
        return names(faults.stream().map(ActiveFault::spec)) + ": " + asking + " "
                + faults.stream().map(one -> one.injection().asks()).distinct().collect(Collectors.joining(" and "));
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
        return inject(step, specs, deadMan, Trigger.AT_ONCE);
    }

    /**
     * The same, when the trigger says so.
     *
     * @param trigger asked when all faults are ready
     */
    public long inject(String step, List<FaultSpec> specs, Duration deadMan, Trigger trigger) {
        try {
            return injected(step, specs, deadMan, trigger);
        } finally {
            doing = "";
        }
    }

    private long injected(String step, List<FaultSpec> specs, Duration deadMan, Trigger trigger) {
        doing = "preparing " + names(specs.stream()) + ": hosts are asked how it is before";
        List<ActiveFault> ready = new ArrayList<>();
        List<ActiveFault> underWay = new ArrayList<>();
        try {
            List<Hit> standing = active.stream().map(ActiveFault::hit).toList();
            makeReady(step, aims.hits(specs, standing), deadMan, ready);
            doing = trigger.waitsFor().isEmpty() ? "" : "all is ready, waiting for " + trigger.waitsFor();
            trigger.await(ready.get(0).spec(), ready.get(0).injection().rehearsal());
            doing = "injecting " + names(specs.stream());
            for (ActiveFault one : ready) { // all are ready before the first one hits
                active.add(one);
                record(one, FaultPhase.REQUESTED, null);
                long called = clock.nanos();
                one.injection().inject();
                if (one == ready.get(0)) {
                    trigger.pulled(one.spec(), called, clock.nanos());
                }
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
        doing = underWay.isEmpty() ? "" : "waiting for " + names(underWay, "asking");
        awaitDone(underWay);
        long last = clock.nanos();
        doing = "looking for evidence of " + names(ready, "asking");
        atOnce(ready, this::prove);
        ready.removeIf(one -> one.injection().needsHealing());
        atOnce(ready, this::proveHealed);
        active.removeAll(ready);
        return underWay.isEmpty() ? last : clock.nanos();
    }

    /** All at once; what is ready is in the list also when one is not. */
    private void makeReady(String step, List<Hit> hits, Duration deadMan, List<ActiveFault> ready) {
        long ends = clock.nanos() + deadMan.toNanos();
        Map<Hit, Injection> injections = new ConcurrentHashMap<>();
        try {
            access.atOnce()
                    .run(hits.stream()
                            .<Runnable>map(hit -> () -> injections.put(hit, hit.ready(deadMan)))
                            .toList());
        } finally {
            for (int i = 0; i < hits.size(); i++) {
                Injection injection = injections.get(hits.get(i));
                if (injection != null) {
                    ready.add(new ActiveFault(step + "/" + (i + 1), hits.get(i), injection, ends));
                }
            }
        }
    }

    private void atOnce(List<ActiveFault> faults, Consumer<ActiveFault> act) {
        access.atOnce()
                .run(faults.stream().<Runnable>map(one -> () -> act.accept(one)).toList());
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
        doing = "healing " + (faults.isEmpty() ? "all faults" : String.join(", ", faults));
        for (ActiveFault one : ActiveFault.latestStepFirst(active)) {
            if (faults.isEmpty() || faults.contains(one.spec().fault().text())) {
                errors.keep(() -> {
                    healed(one, one.injection()::heal);
                    healed.add(one);
                });
            }
        }
        doing = healed.isEmpty() ? "" : "looking whether it is gone: " + names(healed, "asking");
        errors.keep(() -> atOnce(healed, this::proveHealed));
        doing = "";
        active.removeAll(healed); // what could not be healed stays, to be tried again
        errors.rethrow();
    }

    private void healed(ActiveFault one, Runnable heal) {
        one.healed(heal, access.power());
        record(one, FaultPhase.HEALED, null);
    }

    private void prove(ActiveFault one) {
        Evidence evidence = one.injection().prove();
        record(one, evidence, FaultPhase.PROVEN, one.injection().withoutEvidence());
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
