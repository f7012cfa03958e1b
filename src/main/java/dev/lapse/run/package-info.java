/**
 * The conductor: it brings clusters up, lends them to runs, and leads a run through gate, steps, final read, verdict
 * and report. The phases of a run are known here alone, and when its threads begin and end.
 *
 * <p>The user's own code enters here too, without JUnit ({@code LiveClusters}): it gives the steps of a run.
 *
 * <p>Not here: who gives the steps by hand ({@code hand}), what steady means ({@code observe}), what a fault does
 * ({@code fault}), and what anything looks like ({@code report}).
 */
@NullMarked
package dev.lapse.run;

import org.jspecify.annotations.NullMarked;
