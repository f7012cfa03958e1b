package dev.lapse.fault;

import dev.lapse.cluster.FaultOption;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power;
import dev.lapse.cluster.Power.Status;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An injection that has not been healed and proven healed yet.
 *
 * @param id the step's name, a slash and a number
 * @param endsNanos from when on it may have undone itself
 */
record ActiveFault(String id, Hit hit, Injection injection, long endsNanos) {
    /** What was done last may be in the way of undoing what was done before; the faults of a step keep their order. */
    static List<ActiveFault> latestStepFirst(List<ActiveFault> injected) {
        List<ActiveFault> latestFirst = new ArrayList<>();
        int sameStep = 0;
        for (ActiveFault one : injected) {
            sameStep = !latestFirst.isEmpty() && latestFirst.get(0).step().equals(one.step()) ? sameStep + 1 : 0;
            latestFirst.add(sameStep, one);
        }
        return latestFirst;
    }

    private String step() {
        return id.substring(0, id.indexOf('/'));
    }

    FaultSpec spec() {
        return hit.spec();
    }

    private List<NodeName> targets() {
        return hit.targets();
    }

    FaultSeen seen(long atNanos, FaultPhase phase, @Nullable String evidence) {
        return new FaultSeen(
                atNanos,
                id,
                phase,
                spec().fault(),
                spec().flavour(),
                targets(),
                spec().target().toString(),
                spec().fault().options().stream()
                        .collect(Collectors.toMap(FaultOption::name, option -> spec().option(option.name()))),
                evidence);
    }

    /**
     * Heals it.
     *
     * @param heal what heals
     * @throws LapseException that says what is not healed
     */
    void healed(Runnable heal, Power power) {
        try {
            heal.run();
        } catch (LapseException e) {
            String gone = targets().stream()
                    .filter(host -> power.state(host).status() == Status.GONE)
                    .map(host -> "; the container of " + host + " was removed")
                    .collect(Collectors.joining());
            throw new LapseException(
                    e.kind(),
                    spec().fault() + " of " + targets() + " is NOT healed, its healing failed: " + e.getMessage()
                            + gone,
                    e);
        }
    }

    /** Evidence that it was healed; there is none when it may have ended by itself before. */
    Evidence proveHealed(long nowNanos) {
        Evidence evidence = injection.proveHealed();
        return nowNanos >= endsNanos
                ? Evidence.none("its timer had run out, so it may have ended by itself before; " + evidence.text())
                : evidence;
    }

    /** Closes what never hit, because of this error; returns the error. */
    static RuntimeException putAway(List<ActiveFault> neverInjected, RuntimeException why) {
        FirstError errors = new FirstError();
        errors.keep(() -> {
            throw why;
        });
        neverInjected.forEach(one -> errors.keep(one.injection()::close));
        return why;
    }
}
