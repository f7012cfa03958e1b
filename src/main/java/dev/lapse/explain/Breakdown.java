package dev.lapse.explain;

import dev.lapse.oracle.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an outage is taken for: its kind, and what ended each phase, as far as that is known. One thread. */
final class Breakdown {
    private final OutageKind kind;
    private final List<Ending> endings = new ArrayList<>();
    private final List<Phase> merged = new ArrayList<>();
    private final List<String> unbounded = new ArrayList<>();
    private final List<String> beside = new ArrayList<>();

    Breakdown(OutageKind kind) {
        this.kind = kind;
    }

    /** The next phase, and what ended it. */
    Breakdown then(Phase phase, Occurrence by) {
        endings.add(new Ending(phase, merged, by));
        merged.clear();
        return this;
    }

    /** The next phase, whose end was perhaps not seen: then it is told together with the one after it. */
    Breakdown then(Phase phase, Optional<Occurrence> by, String whyNot) {
        if (by.isPresent()) {
            return then(phase, by.get());
        }
        merged.add(phase);
        unbounded.add(whyNot);
        return this;
    }

    /** What cannot be told, as a sentence. */
    Breakdown untold(String sentence) {
        unbounded.add(sentence);
        return this;
    }

    Breakdown beside(String sentence) {
        beside.add(sentence);
        return this;
    }

    OutageKind kind() {
        return kind;
    }

    List<Ending> endings() {
        return endings;
    }

    /** What is told together with the answer that ends the outage. */
    List<Phase> merged() {
        return merged;
    }

    List<String> unbounded() {
        return unbounded;
    }

    List<String> beside() {
        return beside;
    }
}
