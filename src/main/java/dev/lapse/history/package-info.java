/**
 * What happened: every event of a run, in one stream that is appended while the run lasts and read-only after it.
 * Nothing here judges.
 */
@NullMarked
package dev.lapse.history;

import org.jspecify.annotations.NullMarked;
