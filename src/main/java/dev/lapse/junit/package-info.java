/** Scenarios as JUnit 5 tests, and AssertJ assertions over a run; both libraries are the user's own. */
@NullMarked
package dev.lapse.junit;

import org.jspecify.annotations.NullMarked;
