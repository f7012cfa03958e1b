package dev.lapse.check;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.PatroniSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The testimony of the virtual address: two hosts that held it, as the logs of its moves tell. It does not say which of
 * them a client reached.
 *
 * <p>Terms. A host <i>holds</i> the address from the line that says so to the one that says that it does not, or until
 * a fault has killed the host: a paused one keeps the address, and a keepalived that was killed cannot take it away.
 * Who held it when the run began was looked at. In an older history it is known of a host whose first line gives it up;
 * where all hosts but one begin by taking it, that one held it, if its log was read. A line tells between
 * which two looks it was; in older histories it is keepalived's own, with whole seconds. Two that hold it for less than
 * the two lines may be off are <i>not told apart</i> from one that followed the other.
 */
final class AddressHolders {
    private static final String LOGS = "log-";
    /** keepalived says so when it starts, whether or not it held the address before. */
    private static final String STARTS = "(init)";

    /** What may be in doubt where no line was logged: half of a second, as older histories have it. */
    private static final Duration UNIT = Duration.ofMillis(500);

    private AddressHolders() {}

    /** A stretch in which a host held the address; the ends may be off by so much. */
    record Holding(
            NodeName host, long fromNanos, long fromOffNanos, long toNanos, long toOffNanos, boolean isGivenUp) {}

    static Testimony testimony(RunLog run, Steps.Span watched) {
        List<LogSeen> moves =
                run.of(LogSeen.class).stream().filter(AddressHolders::isMove).toList();
        List<NodeName> hosts = hosts(run);
        Optional<String> unread = unread(run, moves, hosts);
        if (unread.isPresent()) {
            return Testimony.notObserved(Witness.VIP, unread.get());
        }
        List<Holding> held = holdings(run, watched);
        List<Sighting> told = new ArrayList<>();
        List<Sighting> untold = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            for (Holding other : held.subList(i + 1, held.size())) {
                both(held.get(i), other, watched)
                        .ifPresent(both -> (both.atLeast().isZero() ? untold : told).add(both));
            }
        }
        Comparator<Sighting> inOrder = Comparator.comparingLong(Sighting::fromNanos);
        return new Testimony(
                Witness.VIP,
                true,
                gaps(run, hosts, moves, held.stream().anyMatch(each -> each.fromNanos <= watched.fromNanos())),
                told.stream().sorted(inOrder).toList(),
                untold.stream().sorted(inOrder).toList(),
                moves.stream()
                        .map(move -> Duration.ofNanos(move.resolutionNanos()))
                        .max(Comparator.naturalOrder())
                        .orElse(UNIT),
                List.of(),
                0);
    }

    /**
     * Who may hold it: the balancers, or else the nodes, of whose logs it is known by what they tell. Where hosts
     * without a balancer were asked for it, it is on the nodes, and balancers beside them have nothing to do with it.
     */
    private static List<NodeName> hosts(RunLog run) {
        Set<NodeName> pools =
                run.of(HaproxySeen.class).stream().map(HaproxySeen::balancer).collect(Collectors.toSet());
        boolean balanced = !pools.isEmpty()
                && run.of(AddressSeen.class).stream().map(AddressSeen::host).allMatch(pools::contains);
        return balanced
                ? List.copyOf(WritePools.balancers(run))
                : Stream.of(
                                run.of(LogSeen.class).stream()
                                        .filter(AddressHolders::isMove)
                                        .map(LogSeen::host),
                                run.of(AddressSeen.class).stream().map(AddressSeen::host),
                                run.of(PatroniSeen.class).stream().map(PatroniSeen::node))
                        .flatMap(names -> names)
                        .distinct()
                        .sorted()
                        .toList();
    }

    /** Every stretch in which some host held the address, host by host. */
    static List<Holding> holdings(RunLog run, Steps.Span watched) {
        List<LogSeen> moves =
                run.of(LogSeen.class).stream().filter(AddressHolders::isMove).toList();
        List<NodeName> hosts = hosts(run);
        List<NodeName> first = heldAtFirst(run, moves, hosts);
        return hosts.stream()
                .flatMap(host -> held(run, watched, host, moves, first.contains(host)))
                .toList();
    }

    /** Whether the line tells of the address. */
    static boolean isMove(LogSeen seen) {
        return seen.fact() == LoggedFact.VIP_TAKEN || seen.fact() == LoggedFact.VIP_LEFT;
    }

    /** Why nothing can be said; empty where something can. */
    private static Optional<String> unread(RunLog run, List<LogSeen> moves, List<NodeName> hosts) {
        boolean runs = run.of(ClusterReady.class).stream().anyMatch(ClusterReady::hasAddress);
        if (!runs && moves.isEmpty() && run.of(AddressSeen.class).isEmpty()) {
            return Optional.of("there is no virtual address, or nobody asked for it");
        }
        boolean opened = hosts.stream().anyMatch(host -> isRead(run, host));
        return opened || !moves.isEmpty() ? Optional.empty() : Optional.of("the logs of who may hold it were not read");
    }

    private static boolean isRead(RunLog run, NodeName host) {
        return run.of(ObserverOpened.class).stream()
                .anyMatch(one -> one.observer().equals(LOGS + host));
    }

    private static List<String> gaps(RunLog run, List<NodeName> hosts, List<LogSeen> moves, boolean isKnownAtFirst) {
        List<String> gaps = new ArrayList<>();
        hosts.stream()
                .filter(host -> !isRead(run, host)
                        && moves.stream().noneMatch(move -> move.host().equals(host)))
                .forEach(host ->
                        gaps.add("the log of " + host + " was not read: no line of the address is known of it"));
        if (!moves.isEmpty() && !isKnownAtFirst) {
            gaps.add("it is not known who held the address when the run began");
        }
        for (NodeName host : hosts) {
            Watches.doubt(run, LOGS + host).ifPresent(gaps::add);
        }
        return gaps;
    }

    private static Stream<Holding> held(
            RunLog run, Steps.Span watched, NodeName host, List<LogSeen> moves, boolean heldAtFirst) {
        List<Holding> held = new ArrayList<>();
        long from = heldAtFirst ? watched.fromNanos() : Long.MAX_VALUE;
        long fromOff = 0;
        for (LogSeen move : moves) {
            if (!move.host().equals(host)) {
                continue;
            }
            if (move.fact() == LoggedFact.VIP_TAKEN && from == Long.MAX_VALUE) {
                from = move.atNanos();
                fromOff = move.resolutionNanos();
            } else if (move.fact() == LoggedFact.VIP_LEFT && from != Long.MAX_VALUE) {
                held.add(until(run, new Holding(host, from, fromOff, move.atNanos(), move.resolutionNanos(), true)));
                from = Long.MAX_VALUE;
            }
        }
        if (from != Long.MAX_VALUE) {
            held.add(until(run, new Holding(host, from, fromOff, watched.toNanos(), 0, false)));
        }
        return held.stream();
    }

    private static List<NodeName> heldAtFirst(RunLog run, List<LogSeen> moves, List<NodeName> hosts) {
        List<AddressSeen> looks = run.of(AddressSeen.class);
        if (!looks.isEmpty()) {
            return looks.stream()
                    .filter(AddressSeen::carried)
                    .map(AddressSeen::host)
                    .toList();
        }
        List<NodeName> possible = hosts.stream()
                .filter(host -> first(host, moves)
                        .map(move -> move.fact() == LoggedFact.VIP_LEFT)
                        .orElseGet(() -> isRead(run, host)))
                .toList();
        List<NodeName> certain = possible.stream()
                .filter(host -> first(host, moves)
                        .filter(move -> !move.line().contains(STARTS))
                        .isPresent())
                .toList();
        return certain.isEmpty() && possible.size() == 1 ? possible : certain;
    }

    private static Optional<LogSeen> first(NodeName host, List<LogSeen> moves) {
        return moves.stream().filter(move -> move.host().equals(host)).findFirst();
    }

    /** A host that was killed meanwhile held it until then. */
    private static Holding until(RunLog run, Holding held) {
        return Injections.of(run).stream()
                .filter(fault -> fault.injectedNanos() != null
                        && fault.evidence() != null
                        && fault.fault().takesHost()
                        && fault.fault() != FaultName.PAUSE
                        && fault.targets().contains(held.host))
                .filter(fault -> held.fromNanos <= fault.requestedNanos() && fault.requestedNanos() < held.toNanos)
                .findFirst()
                .map(fault -> {
                    long off = fault.injectedNanos() - fault.requestedNanos();
                    return new Holding(held.host, held.fromNanos, held.fromOffNanos, fault.injectedNanos(), off, false);
                })
                .orElse(held);
    }

    private static Optional<Sighting> both(Holding one, Holding other, Steps.Span watched) {
        Holding begins = one.fromNanos >= other.fromNanos ? one : other;
        Holding ends = one.toNanos <= other.toNanos ? one : other;
        long from = Math.max(watched.fromNanos(), begins.fromNanos);
        long length = ends.toNanos - from;
        long off = begins.fromOffNanos + ends.toOffNanos;
        if (one.host.equals(other.host) || length + off <= 0 || ends.toNanos <= watched.fromNanos()) {
            return Optional.empty();
        }
        return Optional.of(new Sighting(
                Stream.of(one.host, other.host).sorted().map(NodeName::value).toList(),
                "",
                from,
                Math.max(from, ends.toNanos),
                Duration.ofNanos(Math.max(0, length - off)),
                Duration.ofNanos(length + off)));
    }
}
