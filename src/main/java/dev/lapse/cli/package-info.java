/**
 * The command line: one class for each command, its options, and what is printed while a run goes on. Data goes to
 * standard output, progress to standard error; the exit code follows the verdict or the kind of error.
 *
 * <p>A leaf: no other package uses it. Not here: what a command does, beyond asking {@code run} or {@code hand} for it,
 * and what a report looks like ({@code report}).
 */
@NullMarked
package dev.lapse.cli;

import org.jspecify.annotations.NullMarked;
