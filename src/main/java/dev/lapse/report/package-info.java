/** What is on disk after a run, and how it is shown. */
@NullMarked
package dev.lapse.report;

import org.jspecify.annotations.NullMarked;
