package dev.lapse.history;

import java.util.Map;

/**
 * The cluster is up: versions of its components, settings in effect as read back from them ({@code patroni.ttl} to
 * {@code 30}), how the lanes authenticate, and the size of the database.
 */
public record ClusterReady(
        long atNanos,
        String topology,
        Map<String, String> versions,
        Map<String, String> effective,
        boolean synchronous,
        String auth,
        long databaseBytes,
        long bringUpNanos)
        implements Event {}
