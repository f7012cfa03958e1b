/**
 * Explains the outages of a run from its history alone: which phases each consists of, which event ended each phase,
 * and how that compares with what the configuration predicts.
 */
@NullMarked
package dev.lapse.explain;

import org.jspecify.annotations.NullMarked;
