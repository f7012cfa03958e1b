package dev.lapse.check;

import java.time.Duration;

/**
 * No OK of a lane for longer than its floor. {@code duration}: from the completion of the last OK before to the
 * completion of the first OK after (when censored: to the last invocation). {@code atLeast}: what the not-OK attempts
 * inside prove. {@code stall}: no attempt failed. {@code censored}: still open at the end. {@code trusted}: the probe
 * itself was on time.
 */
public record Outage(
        String step,
        long fromNanos,
        long toNanos,
        Duration duration,
        Duration atLeast,
        boolean stall,
        boolean censored,
        boolean trusted) {}
