package dev.lapse.check;

import java.time.Duration;

/**
 * How well a lane looked. {@code missing}: numbers that were never recorded. Of the attempts that were due in the
 * steady phase: {@code lateInSteady} were invoked more than a period, and more than 20 ms, after they were due, and
 * {@code notSentInSteady} were not sent. {@code longestPause}: the longest time without an OK that is no outage.
 * {@code pauseStalled}: for how long of that the machine's disk was stalled at least, as far as it told.
 * {@code longestSilence}: the longest time in which nothing was sent and no answer came. {@code
 * longestApart}: the longest time between two answers that tell whether a write is possible ({@link Sample#answered}),
 * but for those around a fault that took the lane's host away, and those so long that the node is {@link Unobserved};
 * zero where there are no two. Instants count from the start
 * of the run; the smallest long where there was no attempt. {@code lastInvokedNanos} counts what was NOT_SENT too.
 * {@code firstOkNanos}: when the first OK was known; the greatest long where there was none.
 */
public record ProbeHealth(
        long missing,
        long lastDueNanos,
        long lastInvokedNanos,
        long lastSentNanos,
        long firstOkNanos,
        long dueInSteady,
        long lateInSteady,
        long notSentInSteady,
        Duration longestPause,
        Duration pauseStalled,
        Duration longestSilence,
        Duration longestApart) {}
