package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who carried the virtual address, as the logs of its moves tell, and before its first line a look at it. */
final class Addresses {
    /** How an event begins by which it came to a host. */
    static final String AT = "virtual address at ";

    private final List<LogSeen> moves;
    private final List<AddressSeen> looks;

    Addresses(List<LogSeen> logged, List<AddressSeen> looks) {
        this.looks = looks;
        moves = logged.stream()
                .filter(log -> log.fact() == LoggedFact.VIP_TAKEN || log.fact() == LoggedFact.VIP_LEFT)
                .toList();
    }

    /** Who carried it at an instant, of several who took it last, of nobody who had it last; empty: not known. */
    Optional<NodeName> holder(long nanos) {
        List<NodeName> carrying = carrying(nanos);
        if (carrying.size() == 1) {
            return Optional.of(carrying.get(0));
        }
        Optional<NodeName> taken = moves.stream()
                .filter(log -> log.fact() == LoggedFact.VIP_TAKEN && log.atNanos() <= nanos)
                .reduce((earlier, later) -> later)
                .map(LogSeen::host);
        return taken.or(() -> moves.stream()
                        .filter(log -> log.fact() == LoggedFact.VIP_LEFT && log.atNanos() > nanos)
                        .findFirst()
                        .map(LogSeen::host))
                .or(() -> looks.stream()
                        .filter(look -> look.carried() && look.atNanos() <= nanos)
                        .findFirst()
                        .map(AddressSeen::host));
    }

    /** All who carried it at an instant: two, where neither hears of the other. */
    List<NodeName> carrying(long nanos) {
        return Stream.concat(moves.stream().map(LogSeen::host), looks.stream().map(AddressSeen::host))
                .distinct()
                .filter(host -> carries(host, nanos))
                .toList();
    }

    /** The hosts that may carry it: they were looked at, before anything was done; none in an older history. */
    List<NodeName> hosts() {
        return looks.stream().map(AddressSeen::host).distinct().toList();
    }

    private boolean carries(NodeName host, long nanos) {
        List<LogSeen> own =
                moves.stream().filter(move -> move.host().equals(host)).toList();
        Optional<LogSeen> before =
                own.stream().filter(move -> move.atNanos() <= nanos).reduce((earlier, later) -> later);
        return before.map(move -> move.fact() == LoggedFact.VIP_TAKEN)
                .or(() -> own.stream().findFirst().map(move -> move.fact() == LoggedFact.VIP_LEFT))
                .orElseGet(() -> looks.stream()
                        .anyMatch(look -> look.host().equals(host) && look.carried() && look.atNanos() <= nanos));
    }

    /** The last time in this time that a host took it. */
    Optional<Occurrence> taken(long fromNanos, long toNanos) {
        return taken(moves, fromNanos, toNanos);
    }

    /** The same of this host. */
    Optional<Occurrence> taken(NodeName host, long fromNanos, long toNanos) {
        return taken(moves.stream().filter(move -> move.host().equals(host)).toList(), fromNanos, toNanos);
    }

    private static Optional<Occurrence> taken(List<LogSeen> moves, long fromNanos, long toNanos) {
        return moves.stream()
                .filter(log -> log.fact() == LoggedFact.VIP_TAKEN)
                .filter(log -> fromNanos < log.atNanos() + log.resolutionNanos()
                        && log.atNanos() - log.resolutionNanos() < toNanos)
                .reduce((earlier, later) -> later)
                .map(log -> Facts.occurrence(log, AT + log.host(), source(log)));
    }

    /** In older histories it is keepalived that tells, to whole seconds. */
    private static String source(LogSeen log) {
        return log.line().contains("virtual address") ? "address watch" : "keepalived's log";
    }
}
