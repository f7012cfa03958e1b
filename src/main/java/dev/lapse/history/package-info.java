/**
 * What happened: every kind of event of a run, in one stream. The stream is appended to a file while the run lasts, and
 * read as often as needed after it.
 *
 * <p>Nothing here judges, measures or waits, and nothing is kept in memory. A record that changes must still read what
 * older versions wrote.
 */
@NullMarked
package dev.lapse.history;

import org.jspecify.annotations.NullMarked;
