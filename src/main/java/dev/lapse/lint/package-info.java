/**
 * What is wrong with a configuration, before anything runs: one class per rule. Each rule says what is wrong and why,
 * does the arithmetic with this configuration's numbers, names its source, and gives the value that cures it.
 *
 * <p>Pure: a rule sees the settings of all components as they will be in effect, and the clients. Formulas are the
 * oracle's; a rule has none of its own where the oracle has one. Not here: how findings are shown ({@code cli}).
 */
@NullMarked
package dev.lapse.lint;

import org.jspecify.annotations.NullMarked;
