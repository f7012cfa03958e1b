package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Event;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.GateSide;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RejoinSeen;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.SyncSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes came back that were hit by a fault or lost the leader lock, in the order in which that befell them.
 *
 * <p>Terms. A node has <i>rejoined</i> at the first instant, from its start on, when it runs and the primary of the
 * run's newest timeline lists it as streaming, or a replica that is on that timeline does (a node with the tag
 * {@code replicatefrom} streams from one), or when it is that primary itself; in synchronous mode {@code /sync}
 * must name a standby as well. Of a node with the tag {@code nostream} it is enough that it runs as a replica, since it
 * streams from none. The <i>start</i> is when its fault was healed or when the lock went to another node,
 * whichever is later. A planned fault is not healed: its start is the proof of the state that it led to, since until
 * then the node may not have gone yet, and its duration counts from the request. What nodes say is recorded when it
 * changes, so what held at the start counts from the start on. A primary lists a dead connection until its {@code
 * wal_sender_timeout}, though: a row of the replica that was
 * <i>standing</i> at the start counts only together with WAL that has come through since, which is when the node's
 * direct lane, asked after the start, has replayed more than that primary was known to have written by the start. A row
 * that is new since the start counts by itself. The gate of steady state at the end, when reached, proves the same of
 * every node. A node that was hit and kept the lock all the time has nothing to rejoin and is left out, as are hosts
 * without PostgreSQL. The duration is null when the node never rejoined, or when its fault was never healed. <i>How</i>
 * is what its log said last; without a word it is {@code follow}. A way back <i>failed</i> when the node's log told so
 * during the run ({@link RejoinLogRead}), whatever came after.
 */
final class Rejoins implements Fold {
    private static final Set<FaultPhase> HEALED = Set.of(FaultPhase.HEALED, FaultPhase.HEAL_PROVEN);

    private final RunLog run;
    private final Map<NodeName, Long> lostLock = new TreeMap<>();
    private final Set<NodeName> hadToRejoin = new LinkedHashSet<>();
    private final @Nullable Timeline newest;
    private final ReplayedWal replayed;

    Rejoins(RunLog run) {
        this.run = run;
        Failovers.of(run).forEach(failover -> {
            if (failover.from() != null) {
                lostLock.put(failover.from(), failover.atNanos());
            }
        });
        Set<NodeName> nodes =
                run.of(PatroniSeen.class).stream().map(PatroniSeen::node).collect(Collectors.toSet());
        hit(run).stream()
                .filter(nodes::contains)
                .filter(node -> lostLock.containsKey(node) || !isPrimaryAtTheEnd(run, node))
                .forEach(hadToRejoin::add);
        newest = run.of(PatroniSeen.class).stream()
                .flatMap(seen -> Stream.ofNullable(seen.timeline()))
                .max(Comparator.naturalOrder())
                .orElse(null);
        Map<NodeName, Long> starts = new HashMap<>();
        hadToRejoin.forEach(
                node -> start(run, node, lostLock.get(node)).ifPresent(startNanos -> starts.put(node, startNanos)));
        replayed = new ReplayedWal(newest, starts);
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        replayed.begun(log, sample);
    }

    /** The node that was first hit or lost the lock comes first; when there are no more attempts. */
    List<Rejoin> result() {
        List<Rejoin> rejoins = new ArrayList<>();
        for (NodeName node : hadToRejoin) {
            OptionalLong start = start(run, node, lostLock.get(node));
            OptionalLong back = start.isEmpty() ? start : backNanos(node, start.getAsLong());
            rejoins.add(new Rejoin(
                    node,
                    back.isEmpty()
                            ? null
                            : Duration.ofNanos(back.getAsLong() - awaitedSince(run, node, lostLock.get(node))),
                    how(run, node),
                    resolution()));
        }
        return rejoins;
    }

    /** The period in which nodes were asked; in histories that do not tell it, it is not known and counts as none. */
    private Duration resolution() {
        return run.of(ObserverOpened.class).stream()
                .filter(opened -> opened.observer().startsWith("patroni-"))
                .map(opened -> Duration.ofNanos(opened.periodNanos()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** The hosts that were hit or lost the lock, the one that was first in front. */
    private static Set<NodeName> hit(RunLog run) {
        Map<NodeName, Long> since = new TreeMap<>();
        run.of(FaultSeen.class)
                .forEach(fault -> fault.targets().forEach(host -> since.merge(host, fault.atNanos(), Math::min)));
        Failovers.of(run).stream()
                .filter(failover -> failover.from() != null)
                .forEach(failover -> since.merge(failover.from(), failover.atNanos(), Math::min));
        Set<NodeName> hit = new LinkedHashSet<>();
        since.entrySet().stream().sorted(Map.Entry.comparingByValue()).forEach(entry -> hit.add(entry.getKey()));
        return hit;
    }

    /** Empty while a fault of the node is not healed. */
    static OptionalLong start(RunLog run, NodeName node, @Nullable Long lostLockNanos) {
        Map<String, Long> healed = first(run, node, HEALED);
        if (!healed.keySet().containsAll(injections(run, node))) {
            return OptionalLong.empty();
        }
        return Stream.concat(healed.values().stream(), Stream.ofNullable(lostLockNanos))
                .mapToLong(Long::longValue)
                .max();
    }

    /**
     * From when the duration counts, of a node that has a start: of a planned fault from the call that asked for it.
     */
    private static long awaitedSince(RunLog run, NodeName node, @Nullable Long lostLockNanos) {
        Map<String, Long> since = first(run, node, HEALED);
        since.putAll(first(run, node, Set.of(FaultPhase.REQUESTED)));
        since.putAll(first(run, node, Set.of(FaultPhase.HEALED)));
        return Stream.concat(since.values().stream(), Stream.ofNullable(lostLockNanos))
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
    }

    private static Set<String> injections(RunLog run, NodeName node) {
        return run.of(FaultSeen.class).stream()
                .filter(fault -> fault.targets().contains(node))
                .map(FaultSeen::injection)
                .collect(Collectors.toSet());
    }

    /** When each injection that hit the node first came to one of these phases. */
    private static Map<String, Long> first(RunLog run, NodeName node, Set<FaultPhase> phases) {
        Set<String> injections = injections(run, node);
        Map<String, Long> first = new HashMap<>();
        for (FaultSeen fault : run.of(FaultSeen.class)) {
            if (injections.contains(fault.injection()) && phases.contains(fault.phase())) {
                first.putIfAbsent(fault.injection(), fault.atNanos());
            }
        }
        return first;
    }

    /** When the node was first back, from its start on. */
    private OptionalLong backNanos(NodeName node, long start) {
        ReturnWatch watch = new ReturnWatch(node, start);
        for (Event event : told(run)) {
            OptionalLong back = watch.backNanos(event.atNanos());
            if (back.isPresent()) {
                return back;
            }
            watch.take(event);
            if (event instanceof SteadySeen && event.atNanos() >= start) {
                return OptionalLong.of(event.atNanos());
            }
        }
        return watch.backNanos(Long.MAX_VALUE);
    }

    private static List<Event> told(RunLog run) {
        return Stream.of(
                        run.of(PatroniSeen.class).stream(),
                        run.of(SyncSeen.class).stream(),
                        run.of(SteadySeen.class).stream().filter(s -> s.gate() == GateSide.AFTER && s.reached()))
                .<Event>flatMap(events -> events)
                .sorted(Comparator.comparingLong(Event::atNanos))
                .toList();
    }

    private static String how(RunLog run, NodeName node) {
        return run.of(RejoinSeen.class).stream()
                .filter(seen -> seen.node().equals(node))
                .reduce((earlier, later) -> later)
                .map(RejoinSeen::how)
                .orElse("follow");
    }

    private static boolean isPrimaryAtTheEnd(RunLog run, NodeName node) {
        return run.of(PatroniSeen.class).stream()
                .filter(seen -> seen.node().equals(node))
                .reduce((earlier, later) -> later)
                .filter(seen ->
                        seen.role() == PatroniRole.PRIMARY && seen.state().runs())
                .isPresent();
    }

    /** What the logs told of ways back that failed, by node. */
    static List<FailedRejoin> failed(RunLog run) {
        return run.of(RejoinLogRead.class).stream()
                .flatMap(read -> read.failures().stream()
                        .map(failure -> new FailedRejoin(read.node(), failure.how(), failure.evidence())))
                .sorted(Comparator.comparing(FailedRejoin::node))
                .toList();
    }

    /** {@code pg1: requested WAL segment 0000... has already been removed; pg2: ...}. */
    static String failures(List<FailedRejoin> failed) {
        return failed.stream()
                .map(rejoin -> rejoin.node() + ": " + rejoin.how())
                .collect(Collectors.joining("; "));
    }

    /** What the nodes last said of themselves, event by event, as far as it tells whether one of them is back. */
    private final class ReturnWatch {
        private final NodeName node;
        private final long start;
        private final Map<NodeName, PatroniSeen> last = new HashMap<>();
        private final boolean synchronous;
        private final boolean streams;
        private boolean standbyNamed;
        private long atNanos;
        private long standing;

        ReturnWatch(NodeName node, long start) {
            this.node = node;
            this.start = start;
            synchronous = run.of(ClusterReady.class).stream().anyMatch(ClusterReady::synchronous);
            streams = run.of(ClusterReady.class).stream().allMatch(ready -> ready.streams(node));
        }

        void take(Event event) {
            atNanos = event.atNanos();
            if (event instanceof PatroniSeen seen) {
                last.put(seen.node(), seen);
            } else if (event instanceof SyncSeen sync) {
                standbyNamed = !sync.standbys().isEmpty();
            }
            standing = atNanos <= start ? rows() : Math.min(standing, rows());
        }

        /** When the node was back, if what was said last makes it so before that instant. */
        OptionalLong backNanos(long untilNanos) {
            PatroniSeen own = last.get(node);
            if (own == null || !own.state().runs() || synchronous && !standbyNamed) {
                return OptionalLong.empty();
            }
            long back = Math.max(start, atNanos);
            boolean runsAlone = !streams && own.role() == PatroniRole.REPLICA;
            if (!isNewestPrimary(own) && !runsAlone && rows() <= standing) {
                back = rows() == 0 ? Long.MAX_VALUE : Math.max(back, fedNanos());
            }
            return back < untilNanos ? OptionalLong.of(back) : OptionalLong.empty();
        }

        /** How often the primary of the newest timeline, or a replica that is on it, lists the node as streaming. */
        private long rows() {
            return last.values().stream()
                    .filter(this::isOnNewest)
                    .flatMap(primary -> primary.standbys().stream())
                    .filter(standby ->
                            standby.node().equals(node) && standby.state().equals("streaming"))
                    .count();
        }

        /**
         * When the node was first seen to have replayed what the primary wrote after the start; the largest long when
         * it was not.
         */
        private long fedNanos() {
            Set<NodeName> primaries = last.values().stream()
                    .filter(this::isNewestPrimary)
                    .map(PatroniSeen::node)
                    .collect(Collectors.toSet());
            return replayed.beyondNanos(node, primaries);
        }

        private boolean isNewestPrimary(PatroniSeen seen) {
            return seen.role() == PatroniRole.PRIMARY && isOnNewest(seen);
        }

        private boolean isOnNewest(PatroniSeen seen) {
            return seen.state().runs()
                    && seen.timeline() != null
                    && seen.timeline().equals(newest);
        }
    }
}
