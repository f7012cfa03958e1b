/**
 * What a run means: a checker for each question, the measurements that they share, and the verdict. An expectation,
 * which is a check and its limit, is here too. A checker reads the history alone, so a recorded run can be judged again
 * anywhere.
 *
 * <p>Not here: anything that touches a clock, a socket or a container, anything that knows scenario files
 * ({@code scenario}), and how a finding is shown ({@code report}).
 */
@NullMarked
package dev.lapse.check;

import org.jspecify.annotations.NullMarked;
