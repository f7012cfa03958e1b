package dev.lapse.run;

import dev.lapse.fault.FaultSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each fault takes to hit on one cluster, from the call that injects it, as the last injections of it took.
 * Any thread.
 */
final class LeadTimes {
    /** Before the first one, and without a rehearsal: a command in a sidecar took 0.12 to 0.22 s, on two cores. */
    static final Duration UNKNOWN = Duration.ofMillis(120);

    private static final int KEPT = 5;

    private final Map<String, Deque<Duration>> taken = new ConcurrentHashMap<>();

    /** The median of the last ones; before the first, nothing where it hits as it is called, else {@link #UNKNOWN}. */
    Duration of(FaultSpec fault) {
        Deque<Duration> times = taken.get(key(fault));
        if (times == null) {
            return fault.hitsAtOnce() ? Duration.ZERO : UNKNOWN;
        }
        synchronized (times) {
            List<Duration> sorted = new ArrayList<>(times);
            sorted.sort(null);
            return sorted.get(sorted.size() / 2);
        }
    }

    /** Whether nothing is known of it but what {@link #UNKNOWN} guesses. */
    boolean isGuess(FaultSpec fault) {
        return !fault.hitsAtOnce() && !taken.containsKey(key(fault));
    }

    void learn(FaultSpec fault, Duration time) {
        Deque<Duration> times = taken.computeIfAbsent(key(fault), key -> new ArrayDeque<>());
        synchronized (times) {
            times.addLast(time);
            if (times.size() > KEPT) {
                times.removeFirst();
            }
        }
    }

    /** Whichever host has the role: the tools are the same. */
    private static String key(FaultSpec fault) {
        return fault.fault() + " " + fault.flavour() + " " + fault.options();
    }
}
