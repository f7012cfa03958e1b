package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.ObserverBlind;
import dev.lapse.history.ObserverClosed;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.PatroniSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The testimony of the balancers: two servers that were up in the pool for writes, as their statistics were polled. It
 * is no proof of two writable nodes: the second server may be a former primary that refuses writes by now.
 *
 * <p>Terms. A server is <i>up</i> whose status begins with {@code UP}, also one that is going down ({@code UP 1/3}), or
 * that is not checked ({@code no check}): it is sent clients. Before its first check HAProxy takes a server for up, so
 * nothing counts before the first active step of the run. What was seen at a look had happened since the look before
 * it: {@code atLeast} and {@code atMost} are shorter and longer by that. A balancer that was to be looked at, or
 * held the virtual address, and of which no look was recorded, is a gap.
 */
final class WritePools {
    private static final String POOL = "write";
    private static final String OBSERVER = "haproxy-";
    private static final String UNREACHABLE = "UNREACHABLE";
    /** A look that finds a balancer silent takes its timeout, and is no gap yet. */
    private static final long SILENT_NANOS = Duration.ofSeconds(2).toNanos();

    private final RunLog run;
    private final Steps.Span watched;
    private final NodeName balancer;
    private final String observer;
    private final long periodNanos;
    private final List<Sighting> sightings = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private final Set<String> up = new TreeSet<>();
    private boolean answered;
    private long silentSinceNanos = Long.MAX_VALUE;
    private @Nullable TwoUp open;

    private WritePools(RunLog run, Steps.Span watched, NodeName balancer) {
        this.run = run;
        this.watched = watched;
        this.balancer = balancer;
        this.observer = OBSERVER + balancer;
        this.periodNanos = run.of(ObserverOpened.class).stream()
                .filter(opened -> opened.observer().equals(observer))
                .mapToLong(ObserverOpened::periodNanos)
                .findFirst()
                .orElse(0);
    }

    /** Since a look, two servers or more were up; {@code who} grows with each that joins them. */
    private record TwoUp(Set<String> who, long fromNanos, long earliestNanos) {}

    static Testimony testimony(RunLog run, Steps.Span watched) {
        List<HaproxySeen> seen = run.of(HaproxySeen.class).stream()
                .filter(one -> one.proxy().equals(POOL))
                .toList();
        List<WritePools> pools = balancers(run).stream()
                .map(balancer -> new WritePools(run, watched, balancer))
                .toList();
        pools.forEach(pool -> pool.read(seen.stream()
                .filter(one -> one.balancer().equals(pool.balancer))
                .toList()));
        if (pools.stream().noneMatch(pool -> pool.answered)) {
            return Testimony.notObserved(
                    Witness.ROUTERS,
                    seen.isEmpty() ? "no balancer was asked for its pool of writes" : "no balancer answered");
        }
        return new Testimony(
                Witness.ROUTERS,
                true,
                pools.stream().flatMap(pool -> pool.gaps.stream()).toList(),
                pools.stream()
                        .flatMap(pool -> pool.sightings.stream())
                        .sorted(Comparator.comparingLong(Sighting::fromNanos))
                        .toList(),
                List.of(),
                Duration.ofNanos(
                        pools.stream().mapToLong(pool -> pool.periodNanos).max().orElse(0)),
                pools.stream()
                        .filter(pool -> pool.answered)
                        .map(pool -> pool.balancer.value())
                        .toList(),
                0);
    }

    /** Those that were seen, or were to be: in the statistics, or as a holder of the virtual address. */
    static Set<NodeName> balancers(RunLog run) {
        Set<NodeName> nodes =
                run.of(PatroniSeen.class).stream().map(PatroniSeen::node).collect(Collectors.toSet());
        return Stream.of(
                        run.of(HaproxySeen.class).stream().map(HaproxySeen::balancer),
                        run.of(ObserverOpened.class).stream()
                                .map(ObserverOpened::observer)
                                .filter(name -> name.startsWith(OBSERVER))
                                .map(name -> new NodeName(name.substring(OBSERVER.length()))),
                        run.of(LogSeen.class).stream()
                                .filter(AddressHolders::isMove)
                                .map(LogSeen::host)
                                .filter(host -> !nodes.contains(host)))
                .flatMap(hosts -> hosts)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void read(List<HaproxySeen> all) {
        if (all.isEmpty()) {
            gaps.add("the pool of " + balancer + " was never seen");
            return;
        }
        for (int i = 0; i < all.size(); i++) {
            HaproxySeen one = all.get(i);
            boolean isUp = one.status().startsWith("UP") || one.status().equals("no check");
            if (isUp) {
                up.add(one.server());
            } else {
                up.remove(one.server());
            }
            boolean lookGoesOn = i + 1 < all.size() && all.get(i + 1).atNanos() == one.atNanos();
            if (!lookGoesOn) {
                looked(one.atNanos(), one.status().equals(UNREACHABLE));
            }
        }
        long end = run.of(ObserverClosed.class).stream()
                .filter(closed -> closed.observer().equals(observer))
                .mapToLong(ObserverClosed::lookedNanos)
                .findFirst()
                .orElse(watched.toNanos());
        close(end, end);
        silentUntil(end);
        run.of(ObserverBlind.class).stream()
                .filter(blind -> blind.observer().equals(observer))
                .forEach(blind -> gap("was not looked at", blind.sinceNanos(), blind.atNanos()));
        Watches.doubt(run, observer).ifPresent(gaps::add);
    }

    private void looked(long atNanos, boolean isSilent) {
        if (isSilent) {
            close(atNanos, earliest(atNanos));
            silentSinceNanos = Math.min(silentSinceNanos, atNanos);
            return;
        }
        silentUntil(atNanos);
        answered = true;
        if (up.size() < 2) {
            close(atNanos, earliest(atNanos));
        } else if (open == null) {
            open = new TwoUp(new TreeSet<>(up), atNanos, earliest(atNanos));
        } else {
            open.who.addAll(up);
        }
    }

    /** What a look has found may have happened right after the look before it. */
    private long earliest(long atNanos) {
        return run.of(ObserverBlind.class).stream()
                .filter(blind -> blind.observer().equals(observer))
                .filter(blind -> blind.sinceNanos() < atNanos && atNanos <= blind.atNanos() + periodNanos)
                .mapToLong(ObserverBlind::sinceNanos)
                .min()
                .orElse(atNanos - periodNanos);
    }

    private void close(long atNanos, long earliestNanos) {
        TwoUp two = open;
        open = null;
        long begin = watched.fromNanos();
        if (two != null && atNanos > begin) {
            long from = Math.max(begin, two.fromNanos);
            sightings.add(new Sighting(
                    List.copyOf(two.who),
                    balancer.value(),
                    from,
                    Math.max(from, atNanos),
                    Duration.ofNanos(Math.max(0, earliestNanos - from)),
                    Duration.ofNanos(Math.max(0, atNanos - Math.max(begin, two.earliestNanos)))));
        }
    }

    /** A balancer whose host a fault has taken away sends clients nowhere, until it answers again. */
    private void silentUntil(long atNanos) {
        long since = silentSinceNanos;
        silentSinceNanos = Long.MAX_VALUE;
        boolean excused = Unobserved.out(run, balancer).stream().anyMatch(out -> out.contains(since));
        if (since < atNanos && !excused) {
            gap("did not answer", since, atNanos);
        }
    }

    private void gap(String what, long fromNanos, long toNanos) {
        long length = Math.min(toNanos, watched.toNanos()) - Math.max(fromNanos, watched.fromNanos());
        if (length > SILENT_NANOS) {
            gaps.add(balancer + " " + what + " for " + Wording.at(length) + " from " + Wording.at(fromNanos));
        }
    }
}
