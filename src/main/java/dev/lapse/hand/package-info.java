/**
 * The resident owner of a cluster that is used by hand. It brings the cluster up, has the conductor do the steps that
 * come one by one, and removes it. Here are the Unix socket between it and the hand commands, what they ask and what
 * it answers, the session with its steps, and the export of a session as a scenario file. Not here: how a step is
 * done ({@code run}), how the status looks ({@code report}), and the options of a command ({@code cli}).
 */
@NullMarked
package dev.lapse.hand;

import org.jspecify.annotations.NullMarked;
