package dev.lapse.check;

import java.time.Duration;
import java.util.List;

/**
 * A span in which a witness saw two, or more, where there should be one.
 *
 * @param who the nodes, the servers of the pool, or the hosts with the address
 * @param at the entrance or the balancer at which it was seen; empty where there is no other
 * @param atLeast what is sure of its length
 * @param atMost how long it can have been
 */
public record Sighting(List<String> who, String at, long fromNanos, long toNanos, Duration atLeast, Duration atMost) {
    public Sighting {
        who = List.copyOf(who);
    }

    /** As it was seen. */
    public Duration duration() {
        return Duration.ofNanos(toNanos - fromNanos);
    }
}
