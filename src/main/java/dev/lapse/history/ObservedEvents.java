package dev.lapse.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What observers recorded, against what they say of it when they close. A history in which none closes, and the engine
 * was not watched, is of before that was recorded. One thread.
 */
final class ObservedEvents {
    /** Observed in every history whose observers close. */
    private static final String ENGINE = "engine";

    private static final Pattern OF_STORE =
            Pattern.compile("(?!patroni-|haproxy-|pooler-|log-)[a-z]+-(watch|lease|member-.*)");

    private final Set<String> open = new HashSet<>();
    private final Map<String, Long> told = new HashMap<>();
    private final Map<String, Long> seen = new HashMap<>();
    private boolean isOld = true;

    /** @throws IllegalArgumentException when an observer opens or closes twice, or closes without being open */
    void see(Event event) {
        if (event instanceof ObserverOpened opened) {
            isOld &= !opened.observer().equals(ENGINE);
            require(
                    open.add(opened.observer()) && !told.containsKey(whose(opened.observer())),
                    "observer " + opened.observer() + " to open once");
        } else if (event instanceof ObserverClosed closed) {
            isOld = false;
            require(open.remove(closed.observer()), "observer " + closed.observer() + " to be open here");
            require(
                    closed.lookedNanos() <= closed.atNanos(),
                    "observer " + closed.observer() + " to have looked before it closed");
            told.put(whose(closed.observer()), closed.recorded());
        } else if (event instanceof ObserverBlind blind) {
            require(open.contains(blind.observer()), "observer " + blind.observer() + " to be open here");
        } else {
            whose(event).ifPresent(observer -> seen.merge(observer, 1L, Long::sum));
        }
    }

    /** @throws IllegalArgumentException when a run that completed has not all that its observers recorded */
    void requireWhole() {
        if (isOld) {
            return;
        }
        require(open.isEmpty(), "observers to be closed before the run's end, saw open " + open);
        Set<String> all = new HashSet<>(seen.keySet());
        all.addAll(told.keySet());
        all.remove(ENGINE);
        for (String observer : all) {
            require(told.containsKey(observer), "observer " + observer + " to have been open");
            long expected = told.get(observer);
            long there = seen.getOrDefault(observer, 0L);
            require(there == expected, expected + " events of observer " + observer + ", saw " + there);
        }
    }

    /** Observers of the store are named after its kind, which its events do not tell. */
    private static String whose(String observer) {
        Matcher ofStore = OF_STORE.matcher(observer);
        return ofStore.matches() ? ofStore.group(1) : observer;
    }

    private static Optional<String> whose(Event event) {
        if (event instanceof PatroniSeen patroni) {
            return Optional.of("patroni-" + patroni.node());
        } else if (event instanceof HaproxySeen haproxy) {
            return Optional.of("haproxy-" + haproxy.balancer());
        } else if (event instanceof LeaderSeen || event instanceof SyncSeen || event instanceof StatusWritten) {
            return Optional.of("watch");
        } else if (event instanceof LeaseSeen || event instanceof LeaseRenewed) {
            return Optional.of("lease");
        } else if (event instanceof StoreSeen store) {
            return Optional.of("member-" + store.member());
        } else if (event instanceof PoolerSeen pooler) {
            return Optional.of("pooler-" + pooler.node());
        } else if (event instanceof PressureSeen) {
            return Optional.of("machine");
        }
        return event instanceof LogSeen log ? Optional.of("log-" + log.host()) : Optional.empty();
    }

    private static void require(boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("expected " + expected);
        }
    }
}
