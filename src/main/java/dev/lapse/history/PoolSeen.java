package dev.lapse.history;

/**
 * What a lane's pool did, at the lane's end.
 *
 * @param opened connections it opened
 * @param evicted connections it closed before the end: broken, retired, or found unfit
 * @param timeouts how often no connection was had within {@code connectionTimeout}
 */
public record PoolSeen(long atNanos, LaneName lane, long opened, long evicted, long timeouts) implements Event {}
