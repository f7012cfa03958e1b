package dev.lapse.check;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code vip_on_primary}: how long the virtual address was not where the primary was.
 *
 * <p>Terms. The <i>primary</i> is the holder of the leader lock, from when it was seen to take it. The address is
 * <i>away</i> from then until the node holds it, and later while another host holds it, as their hosts' logs tell
 * ({@link AddressHolders}), or nobody, as long as the primary's own Patroni says that it runs: an address that dies
 * with the primary, or with the network of its host, is not away. While nobody has the lock, it is not asked.
 *
 * <ul>
 *   <li>Asked: how long was the address away at a stretch?
 *   <li>Seen: the longest stretch: whose address it should have been, who had it, how long, and from when.
 *   <li>Sure: how finely the moves were told; whose logs were not read.
 * </ul>
 *
 * <ul>
 *   <li>PASS when even the most that the longest can have lasted is within the limit, and everybody was looked at.
 *   <li>FAIL when what is sure of the longest is above the limit; when a control demands more than it can have lasted.
 *   <li>UNKNOWN when nobody looked, or not at all hosts; when the limit lies between the two bounds; when the address
 *       is not one of the nodes'.
 * </ul>
 */
final class AddressChecker implements Checker {
    /** A look may have been under way, and the next one finds it. */
    private static final int LOOKS = 2;

    /** A stretch in which the address was away; who had it, or nobody. */
    private record Away(NodeName primary, Optional<NodeName> holder, long fromNanos, long toNanos, long offNanos) {
        Duration atLeast() {
            return Duration.ofNanos(Math.max(0, toNanos - fromNanos - offNanos));
        }

        Duration atMost() {
            return Duration.ofNanos(toNanos - fromNanos + offNanos);
        }

        /** Both, where the other goes on where this one ends. */
        Away and(Away other) {
            return new Away(
                    primary,
                    holder.or(other::holder),
                    fromNanos,
                    Math.max(toNanos, other.toNanos),
                    Math.max(offNanos, other.offNanos));
        }

        String text() {
            return Wording.of(Duration.ofNanos(toNanos - fromNanos)) + " from " + Wording.at(fromNanos) + ": " + primary
                    + " was the primary, and "
                    + holder.map(host -> host + " had the address").orElse("no host had the address");
        }
    }

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.VIP_ON_PRIMARY).stream()
                .map(expectation -> check(run, measured, expectation))
                .toList();
    }

    private static Finding check(RunLog run, Measurements measured, Expectation expectation) {
        String asked = Questions.of(run, expectation);
        Testimony testimony = measured.dualPrimary()
                .witness(Witness.VIP)
                .orElseGet(() -> Testimony.notObserved(Witness.VIP, "it was not asked"));
        Optional<String> unknown = notAsked(run, testimony);
        if (unknown.isPresent()) {
            Ruling ruling = new Ruling(Verdict.UNKNOWN, unknown.get());
            return Finding.of(
                    expectation, ruling, "not observed", new Account(asked, "nobody looked", ruling.sure("")));
        }
        List<Away> away = away(run);
        Optional<Away> longest = away.stream().max(Comparator.comparing(Away::atLeast));
        Duration atLeast = longest.map(Away::atLeast).orElse(Duration.ZERO);
        Duration atMost =
                away.stream().map(Away::atMost).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
        Ruling ruling = ruling(run, testimony, (Limit.Length) expectation.limit(), atLeast, atMost);
        String figure = longest.map(one -> Wording.of(Duration.ofNanos(one.toNanos() - one.fromNanos())) + " (at least "
                        + Wording.of(atLeast) + ")")
                .orElse("always on it");
        String seen = longest.map(Away::text).orElse("the address was on every primary while it was the primary");
        String how = "the address was watched on its hosts, with a resolution of " + Wording.of(testimony.resolution());
        return Finding.of(expectation, ruling, figure, new Account(asked, seen, ruling.sure(how)));
    }

    private static Optional<String> notAsked(RunLog run, Testimony testimony) {
        if (!testimony.looked()) {
            return Optional.of(
                    testimony.gaps().isEmpty()
                            ? "it was not looked at"
                            : testimony.gaps().get(0));
        }
        if (run.of(LeaderSeen.class).isEmpty()) {
            return Optional.of("it is not known who had the leader lock");
        }
        Set<NodeName> nodes =
                run.of(PatroniSeen.class).stream().map(PatroniSeen::node).collect(Collectors.toSet());
        boolean elsewhere =
                AddressHolders.holdings(run, watched(run)).stream().anyMatch(held -> !nodes.contains(held.host()));
        return elsewhere ? Optional.of("the virtual address is not one of the nodes'") : Optional.empty();
    }

    private static Steps.Span watched(RunLog run) {
        return new Steps.Span(
                Math.max(run.started().atNanos(), run.steps().beginNanos()),
                run.steps().endNanos().orElse(run.endNanos()));
    }

    private static Ruling ruling(
            RunLog run, Testimony testimony, Limit.Length limit, Duration atLeast, Duration atMost) {
        boolean everywhere = testimony.looked() && testimony.gaps().isEmpty(); // whether two had it is another question
        boolean whole = everywhere && run.isCompleted();
        Demand demand = new Demand(limit, whole && limit.isAbove(atMost));
        if (demand.isMissedBy(atLeast)) {
            return demand.missed();
        }
        Ruling ruling = demand.judge(atLeast);
        if (ruling.verdict() != Verdict.PASS || limit.max().isEmpty()) {
            return ruling;
        }
        if (!limit.allows(atMost)) {
            return new Ruling(Verdict.UNKNOWN, "it can have lasted " + Wording.of(atMost));
        }
        return everywhere ? ruling : new Ruling(Verdict.UNKNOWN, Wording.some(testimony.gaps()));
    }

    private static List<Away> away(RunLog run) {
        Steps.Span watched = watched(run);
        List<AddressHolders.Holding> held = AddressHolders.holdings(run, watched);
        List<LeaderSeen> locks = run.of(LeaderSeen.class);
        List<Away> away = new ArrayList<>();
        for (int i = 0; i < locks.size(); i++) {
            NodeName primary = locks.get(i).holder();
            long from = Math.max(watched.fromNanos(), locks.get(i).atNanos());
            long to = i + 1 < locks.size() ? locks.get(i + 1).atNanos() : watched.toNanos();
            if (primary != null && from < to) {
                away.addAll(during(run, primary, from, Math.min(to, watched.toNanos()), held));
            }
        }
        return away;
    }

    private static List<Away> during(
            RunLog run, NodeName primary, long from, long to, List<AddressHolders.Holding> held) {
        List<Away> away = new ArrayList<>();
        Optional<AddressHolders.Holding> arrival = held.stream()
                .filter(each -> each.host().equals(primary) && each.toNanos() > from && each.fromNanos() < to)
                .min(Comparator.comparingLong(AddressHolders.Holding::fromNanos));
        long there =
                Math.max(from, arrival.map(AddressHolders.Holding::fromNanos).orElse(to));
        if (there > from) {
            Optional<NodeName> other = held.stream()
                    .filter(each -> !each.host().equals(primary) && each.toNanos() > from && each.fromNanos() < there)
                    .map(AddressHolders.Holding::host)
                    .findFirst();
            away.add(new Away(
                    primary,
                    other,
                    from,
                    there,
                    arrival.map(AddressHolders.Holding::fromOffNanos).orElse(0L)));
        }
        List<Away> later = new ArrayList<>(left(run, primary, there, to, held));
        held.stream()
                .filter(each -> !each.host().equals(primary) && each.toNanos() > there && each.fromNanos() < to)
                .forEach(each -> later.add(new Away(
                        primary,
                        Optional.of(each.host()),
                        Math.max(there, each.fromNanos()),
                        Math.min(to, each.toNanos()),
                        each.fromOffNanos() + each.toOffNanos())));
        away.addAll(joined(later));
        return away;
    }

    /** From when the primary's keepalived gave the address up until it had it again, while its Patroni was fine. */
    private static List<Away> left(
            RunLog run, NodeName primary, long there, long to, List<AddressHolders.Holding> held) {
        List<AddressHolders.Holding> own = held.stream()
                .filter(each -> each.host().equals(primary) && each.toNanos() > there && each.fromNanos() < to)
                .sorted(Comparator.comparingLong(AddressHolders.Holding::fromNanos))
                .toList();
        List<Away> left = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            if (!own.get(i).isGivenUp()) {
                continue;
            }
            boolean again = i + 1 < own.size();
            long begins = reachable(run, primary, own.get(i));
            long ends = again ? own.get(i + 1).fromNanos() : to;
            long off = own.get(i).toOffNanos() + (again ? own.get(i + 1).fromOffNanos() : 0);
            for (Steps.Span fine : leads(run, primary)) {
                long late = fine.toNanos() < ends ? LOOKS * period(run, primary) : 0;
                left.add(new Away(
                        primary,
                        Optional.empty(),
                        Math.max(begins, fine.fromNanos()),
                        Math.min(ends, fine.toNanos()),
                        off + late));
            }
        }
        return left;
    }

    /** When the address was given up; keepalived takes it down with the network, and then when that came back. */
    private static long reachable(RunLog run, NodeName primary, AddressHolders.Holding held) {
        return Injections.of(run).stream()
                .filter(fault -> fault.fault() == FaultName.NETWORK_LOSS
                        && fault.targets().contains(primary)
                        && fault.requestedNanos() <= held.toNanos() + held.toOffNanos()
                        && (fault.healedNanos() == null || held.toNanos() < fault.healedNanos()))
                .mapToLong(fault -> fault.healedNanos() == null ? run.endNanos() : fault.healedNanos())
                .max()
                .orElse(held.toNanos());
    }

    /** When the node's own Patroni said that it is a primary that runs; up to the look that found otherwise. */
    private static List<Steps.Span> leads(RunLog run, NodeName node) {
        List<PatroniSeen> looks = run.of(PatroniSeen.class).stream()
                .filter(seen -> seen.node().equals(node))
                .toList();
        List<Steps.Span> spans = new ArrayList<>();
        for (int i = 0; i < looks.size(); i++) {
            if (looks.get(i).role() == PatroniRole.PRIMARY
                    && looks.get(i).state().runs()) {
                long ends = i + 1 < looks.size() ? looks.get(i + 1).atNanos() : run.endNanos();
                spans.add(new Steps.Span(looks.get(i).atNanos(), ends));
            }
        }
        return spans;
    }

    private static long period(RunLog run, NodeName node) {
        return run.of(ObserverOpened.class).stream()
                .filter(one -> one.observer().equals("patroni-" + node))
                .mapToLong(ObserverOpened::periodNanos)
                .max()
                .orElse(0);
    }

    /** Those that touch are one. */
    private static List<Away> joined(List<Away> parts) {
        List<Away> joined = new ArrayList<>();
        parts.stream()
                .filter(part -> part.toNanos() > part.fromNanos())
                .sorted(Comparator.comparingLong(Away::fromNanos))
                .forEach(part -> {
                    Away before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
                    if (before == null || part.fromNanos() > before.toNanos()) {
                        joined.add(part);
                    } else {
                        joined.set(joined.size() - 1, before.and(part));
                    }
                });
        return joined;
    }
}
