/**
 * The resident owner of a cluster that is used by hand. It brings the cluster up, has the conductor do the steps that
 * come one by one, and removes it. Here are the Unix socket between it and the hand commands, what they ask and what
 * it answers, the session with its steps and what happened in it, in which container a command of a person runs, and
 * the export of a session as a scenario file. Not here: how a step is done ({@code run}), how the status looks
 * ({@code report}), how a command is attached to a terminal ({@code docker}), and the options of a command
 * ({@code cli}).
 */
@NullMarked
package dev.lapse.hand;

import org.jspecify.annotations.NullMarked;
