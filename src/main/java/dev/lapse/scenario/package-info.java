/** What to do: scenario and topology files, read strictly, and the types that they build. */
@NullMarked
package dev.lapse.scenario;

import org.jspecify.annotations.NullMarked;
