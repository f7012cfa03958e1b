package dev.lapse.explain;

import dev.lapse.oracle.Phase;

/** What ended a phase. */
record Ending(Phase phase, Occurrence by) {}
