/**
 * Whole plausible runs from a seed: the events that a recorder would have written, with whatever harm is put in at a
 * known instant. They serve properties and golden histories of {@code dev.lapse.check}, and {@code bench judge}.
 */
@NullMarked
package dev.lapse.generate;

import org.jspecify.annotations.NullMarked;
