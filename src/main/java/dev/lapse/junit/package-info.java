/**
 * Scenarios as JUnit 5 tests: an annotation and an extension that lend clusters to tests and to their own code, and
 * AssertJ assertions over a run. Both libraries are the user's own, and are used here alone.
 *
 * <p>A leaf: no other package uses it. Not here: how a run is conducted ({@code run}).
 */
@NullMarked
package dev.lapse.junit;

import org.jspecify.annotations.NullMarked;
