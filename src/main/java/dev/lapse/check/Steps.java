package dev.lapse.check;

import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The steps of a run, and what happened in which.
 *
 * <p>Only steps that do something to the cluster, or wait for it to be well, can own what happens: <i>active</i> are
 * steady, inject and heal. What happens during a hold or a settle belongs to the active step before it.
 * The <i>steady phase</i> runs from the first steady step to the first injection, or to the end of that step when
 * nothing is injected.
 */
record Steps(List<StepStarted> started, List<StepEnded> ended, List<FaultSeen> faults) {
    Steps {
        started = List.copyOf(started);
        ended = List.copyOf(ended);
        faults = List.copyOf(faults);
    }

    /** A span of the run, both ends included. */
    record Span(long fromNanos, long toNanos) {
        boolean contains(long atNanos) {
            return fromNanos <= atNanos && atNanos <= toNanos;
        }

        long lengthNanos() {
            return toNanos - fromNanos;
        }
    }

    /**
     * The last active step that started at or before; the first one for what came earlier; empty when there is none.
     */
    String activeAt(long atNanos) {
        String step = "";
        for (StepStarted start : started) {
            if (start.kind().isActive() && (step.isEmpty() || start.atNanos() <= atNanos)) {
                step = start.step();
            }
        }
        return step;
    }

    /** The names of the active steps, in order. */
    List<String> active() {
        return started.stream()
                .filter(start -> start.kind().isActive())
                .map(StepStarted::step)
                .distinct()
                .toList();
    }

    /** When the next active step begins, where a steady step is the active one at this instant and not the last. */
    OptionalLong endOfSteadyAt(long atNanos) {
        String active = activeAt(atNanos);
        boolean steady = started.stream()
                .anyMatch(
                        start -> start.kind() == StepKind.STEADY && start.step().equals(active));
        return started.stream()
                .filter(start -> steady && start.kind().isActive() && start.atNanos() > atNanos)
                .mapToLong(StepStarted::atNanos)
                .min();
    }

    /** What came before this instant was warming up; the smallest long when the run has no active step. */
    long beginNanos() {
        return started.stream()
                .filter(start -> start.kind().isActive())
                .mapToLong(StepStarted::atNanos)
                .min()
                .orElse(Long.MIN_VALUE);
    }

    /** When the last step ended; empty when none did. */
    Optional<Long> endNanos() {
        return ended.stream().map(StepEnded::atNanos).max(Long::compare);
    }

    Optional<Long> firstInjectionNanos() {
        Optional<Long> step = started.stream()
                .filter(start -> start.kind() == StepKind.INJECT)
                .map(StepStarted::atNanos)
                .findFirst();
        Optional<Long> fault = firstRequestNanos();
        if (step.isPresent() && fault.isPresent()) {
            return Optional.of(Math.min(step.get(), fault.get()));
        }
        return step.or(() -> fault);
    }

    /** When this inject step began; empty when it did not, or is of another kind. */
    Optional<Long> injectionNanos(String step) {
        return started.stream()
                .filter(start -> start.kind() == StepKind.INJECT && start.step().equals(step))
                .map(StepStarted::atNanos)
                .findFirst();
    }

    /**
     * Whether what was first visible in an active step, and was over at an instant, can have come of an injection: not
     * when the step began before the first inject step, nor when it was over before the first fault was requested.
     * Where nothing was injected it is true of all.
     */
    boolean isSinceInjection(String step, long overNanos) {
        Optional<Long> inject = started.stream()
                .filter(start -> start.kind() == StepKind.INJECT)
                .map(StepStarted::atNanos)
                .findFirst();
        boolean before = started.stream()
                .filter(start -> start.step().equals(step))
                .anyMatch(start -> start.atNanos() < inject.orElse(Long.MIN_VALUE));
        return !before && overNanos >= firstRequestNanos().or(() -> inject).orElse(Long.MIN_VALUE);
    }

    /** Whether it is a steady step that began before anything was injected. */
    boolean isOfSteadyPhase(String step) {
        long injection = firstInjectionNanos().orElse(Long.MAX_VALUE);
        return started.stream()
                .anyMatch(start ->
                        start.kind() == StepKind.STEADY && start.step().equals(step) && start.atNanos() < injection);
    }

    private Optional<Long> firstRequestNanos() {
        return faults.stream()
                .filter(seen -> seen.phase() == FaultPhase.REQUESTED)
                .map(FaultSeen::atNanos)
                .findFirst();
    }

    Optional<Span> steadyPhase() {
        return started.stream()
                .filter(start -> start.kind() == StepKind.STEADY)
                .findFirst()
                .map(steady -> new Span(steady.atNanos(), steadyEndNanos(steady)))
                .filter(span -> span.fromNanos() < span.toNanos());
    }

    boolean hasBegun(String step) {
        return started.stream().anyMatch(start -> start.step().equals(step));
    }

    boolean has(StepKind kind) {
        return started.stream().anyMatch(start -> start.kind() == kind);
    }

    private long steadyEndNanos(StepStarted steady) {
        return firstInjectionNanos()
                .orElseGet(() -> ended.stream()
                        .filter(end -> end.step().equals(steady.step()))
                        .mapToLong(StepEnded::atNanos)
                        .findFirst()
                        .orElse(Long.MAX_VALUE));
    }
}
