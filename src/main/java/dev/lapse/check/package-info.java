/**
 * What it means: one class per question, each a fold over the history. Nothing here touches a clock, a socket or a
 * container.
 */
@NullMarked
package dev.lapse.check;

import org.jspecify.annotations.NullMarked;
