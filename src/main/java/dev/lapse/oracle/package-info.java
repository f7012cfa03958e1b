/**
 * What a configuration predicts: how long clients stop after a fault, phase by phase, as intervals. Each formula says
 * where its terms come from, and whether a run has confirmed it.
 *
 * <p>Pure: it reads a cluster's specification, and no clock, no socket, no history's file. Not here: whether a measured
 * value is right ({@code check}), and what a prediction looks like ({@code cli}, {@code report}).
 */
@NullMarked
package dev.lapse.oracle;

import org.jspecify.annotations.NullMarked;
