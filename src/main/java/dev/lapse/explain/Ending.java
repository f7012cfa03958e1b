package dev.lapse.explain;

import dev.lapse.oracle.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * What ended a phase.
 *
 * @param merged the phases before it that are told together with it, since what ended them was not seen
 */
record Ending(Phase phase, List<Phase> merged, Occurrence by) {
    Ending {
        merged = List.copyOf(merged);
    }

    /** Those before it, and it. */
    List<Phase> all() {
        List<Phase> all = new ArrayList<>(merged);
        all.add(phase);
        return all;
    }
}
