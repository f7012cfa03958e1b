/**
 * What is on disk after a run or a series, and how it is shown: report folder, result.json, HTML, Markdown, JUnit XML,
 * the summary in the terminal, and the status of a run that goes on.
 *
 * <p>Not here: judging ({@code check}), and anything that has to ask a running cluster.
 */
@NullMarked
package dev.lapse.report;

import org.jspecify.annotations.NullMarked;
