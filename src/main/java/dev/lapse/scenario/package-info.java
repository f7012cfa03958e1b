/**
 * What to do: scenario and topology files, the types that they build, their rules, and the JSON Schema that is rendered
 * for editors from the same keys. Files are read strictly: every error names its place and the nearest valid name.
 *
 * <p>Not here: how a step is done ({@code run}, {@code fault}), and the names that components and faults bring along
 * ({@code component}, {@code cluster}).
 */
@NullMarked
package dev.lapse.scenario;

import org.jspecify.annotations.NullMarked;
