/** The command line. */
@NullMarked
package dev.lapse.cli;

import org.jspecify.annotations.NullMarked;
