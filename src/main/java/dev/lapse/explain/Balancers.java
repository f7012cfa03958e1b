package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Where the balancers sent clients: the servers of each listener that were up, as their statistics were polled, with
 * the instants that their logs give where they were read.
 */
final class Balancers {
    static final String WRITE = "write";
    static final String READ = "read";
    private static final String UP = "UP";
    private static final String UNREACHABLE = "UNREACHABLE";

    private final List<HaproxySeen> seen;
    private final List<LogSeen> logged;
    private final Watchers watchers;

    Balancers(List<HaproxySeen> seen, List<LogSeen> logged, Watchers watchers) {
        this.seen = seen;
        this.logged = logged;
        this.watchers = watchers;
    }

    /** In the order of their names. */
    List<NodeName> names() {
        return seen.stream()
                .map(HaproxySeen::balancer)
                .distinct()
                .sorted((one, other) -> one.value().compareTo(other.value()))
                .toList();
    }

    /** A change of a listener: who was up from then on. */
    private record ServerChange(Set<String> up, HaproxySeen by) {}

    /** The changes of who was up; several that were seen at once are one after another. */
    private List<ServerChange> changes(NodeName balancer, String proxy, long untilNanos) {
        List<ServerChange> changes = new ArrayList<>();
        Set<String> up = Set.of();
        for (HaproxySeen one : seen) {
            if (one.atNanos() <= untilNanos
                    && one.balancer().equals(balancer)
                    && one.proxy().equals(proxy)) {
                Set<String> next = new TreeSet<>(up);
                boolean changed = isUp(one) ? next.add(one.server()) : next.remove(one.server());
                if (changed) {
                    changes.add(new ServerChange(next, one));
                    up = next;
                }
            }
        }
        return changes;
    }

    private static boolean isUp(HaproxySeen seen) {
        return seen.status().startsWith(UP);
    }

    /** Since when a listener had sent clients to this node alone, as it was at an instant; empty: it did not. */
    Optional<Occurrence> sentOnlyTo(NodeName balancer, String proxy, NodeName node, long atNanos) {
        return since(balancer, proxy, up -> up.equals(Set.of(node.value())), atNanos)
                .map(this::occurrence);
    }

    /** The same, whether or not it sent some clients elsewhere. */
    Optional<Occurrence> sentTo(NodeName balancer, String proxy, NodeName node, long atNanos) {
        return since(balancer, proxy, up -> up.contains(node.value()), atNanos).map(this::occurrence);
    }

    private Optional<ServerChange> since(NodeName balancer, String proxy, Predicate<Set<String>> holds, long atNanos) {
        ServerChange since = null;
        for (ServerChange change : changes(balancer, proxy, atNanos)) {
            if (!holds.test(change.up())) {
                since = null;
            } else if (since == null) {
                since = change;
            }
        }
        return Optional.ofNullable(since);
    }

    /** The last change in this time of who is up. */
    Optional<Occurrence> changed(NodeName balancer, String proxy, long afterNanos, long untilNanos) {
        return changes(balancer, proxy, untilNanos).stream()
                .filter(change -> change.by().atNanos() > afterNanos)
                .reduce((earlier, later) -> later)
                .map(this::occurrence);
    }

    /** When a balancer did not answer in this time. */
    Optional<Occurrence> silent(NodeName balancer, long afterNanos, long untilNanos) {
        return seen.stream()
                .filter(one -> one.balancer().equals(balancer) && one.status().equals(UNREACHABLE))
                .filter(one -> afterNanos < one.atNanos() && one.atNanos() <= untilNanos)
                .findFirst()
                .map(this::occurrence);
    }

    private Occurrence occurrence(ServerChange change) {
        return occurrence(change.by());
    }

    private Occurrence occurrence(HaproxySeen by) {
        String status = by.status().equals(UNREACHABLE) ? "silent" : isUp(by) ? UP : by.status();
        Occurrence polled = watchers.saw(
                "haproxy-" + by.balancer(),
                by.atNanos(),
                by.server() + " " + status + " at " + by.balancer(),
                "HAProxy's statistics");
        return log(by).map(log -> polled.and(new Occurrence(
                        log.atNanos() - log.resolutionNanos(),
                        log.atNanos() + log.resolutionNanos(),
                        polled.event(),
                        "HAProxy's log")))
                .orElse(polled);
    }

    /** The line of the log that tells the same. */
    private Optional<LogSeen> log(HaproxySeen by) {
        LoggedFact fact = by.proxy().equals(WRITE)
                ? isUp(by) ? LoggedFact.BALANCER_UP : LoggedFact.BALANCER_DOWN
                : isUp(by) ? LoggedFact.READER_UP : LoggedFact.READER_DOWN;
        Occurrence polled = watchers.saw("haproxy-" + by.balancer(), by.atNanos(), "", "");
        return logged.stream()
                .filter(one -> one.fact() == fact)
                .filter(one ->
                        one.host().equals(by.balancer()) && one.about().value().equals(by.server()))
                .filter(one -> one.atNanos() + one.resolutionNanos() >= polled.earliestNanos()
                        && one.atNanos() - one.resolutionNanos() <= polled.latestNanos())
                .findFirst();
    }
}
