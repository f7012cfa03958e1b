package dev.lapse.report;

import dev.lapse.check.Quantiles;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.cluster.TimelineHistory;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.Outcome;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.StoreSeen;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How things stand, as the events of a run tell it: who is what, what is injected, what each lane saw in its last
 * second. Any thread.
 */
public final class StatusTable {
    private static final long SECOND = 1_000_000_000L;

    private final Map<NodeName, PatroniSeen> patroni = new TreeMap<>();
    private final Map<String, HaproxySeen> servers = new TreeMap<>();
    private final Map<LaneName, Recent> lanes = new LinkedHashMap<>();
    private final Map<String, FaultSeen> injected = new LinkedHashMap<>();
    private final Map<String, FaultPhase> phases = new LinkedHashMap<>();
    private final StoreQuorum quorum = new StoreQuorum();
    private @Nullable LeaderSeen leader;
    private long nowNanos;

    /** A lane's attempts that ended in the last second, and its last answer. */
    private static final class Recent {
        private final LaneOpened opened;
        private final Deque<Attempt> second = new ArrayDeque<>();
        private @Nullable Attempt lastOk;
        private @Nullable Attempt last;

        Recent(LaneOpened opened) {
            this.opened = opened;
        }

        Lane lane() {
            return opened.lane();
        }

        void hear(Attempt attempt) {
            second.addLast(attempt);
            if (attempt.outcome() != Outcome.NOT_SENT) {
                last = attempt;
            }
            if (attempt.outcome() == Outcome.OK) {
                lastOk = attempt;
            }
            forget(attempt.completedNanos());
        }

        void forget(long nowNanos) {
            second.removeIf(attempt -> attempt.completedNanos() < nowNanos - SECOND);
        }

        long count(Outcome outcome) {
            return second.stream().filter(a -> a.outcome() == outcome).count();
        }
    }

    public synchronized void see(Event event) {
        nowNanos = Math.max(nowNanos, event.atNanos());
        if (event instanceof Attempt attempt) {
            Recent lane = lanes.get(attempt.lane());
            if (lane != null) {
                lane.hear(attempt);
            }
        } else if (event instanceof LaneOpened opened) {
            lanes.put(opened.lane().name(), new Recent(opened));
        } else if (event instanceof PatroniSeen seen) {
            patroni.put(seen.node(), seen);
        } else if (event instanceof HaproxySeen seen) {
            servers.put(seen.balancer() + " " + seen.proxy() + " " + seen.server(), seen);
        } else if (event instanceof LeaderSeen seen) {
            leader = seen;
        } else if (event instanceof StoreSeen seen) {
            quorum.take(seen);
        } else if (event instanceof FaultSeen fault) {
            phases.put(fault.injection(), fault.phase());
            if (fault.phase() == FaultPhase.INJECTED || fault.phase() == FaultPhase.REQUESTED) {
                injected.put(fault.injection(), fault);
            } else if (fault.phase() == FaultPhase.HEALED || fault.phase() == FaultPhase.HEAL_PROVEN) {
                injected.remove(fault.injection());
            } else if (fault.phase() == FaultPhase.HEAL_UNPROVEN) {
                injected.put(fault.injection(), fault);
            }
        }
    }

    /** By the run's clock, when something was last heard of it. */
    public synchronized long nowNanos() {
        return nowNanos;
    }

    /** Whether some injection is in this phase now. */
    public synchronized boolean isAny(FaultPhase phase) {
        return phases.containsValue(phase);
    }

    /** What a listener that begins now must have heard to understand the rest. */
    public synchronized List<Event> background() {
        return Stream.of(
                        lanes.values().stream().map(lane -> lane.opened),
                        patroni.values().stream(),
                        servers.values().stream())
                .flatMap(events -> events)
                .map(Event.class::cast)
                .toList();
    }

    /** The writable node on the newest timeline, by what the nodes themselves say. */
    public record NewestPrimary(NodeName node, Timeline timeline) {}

    /**
     * Who has to be asked for the history of its timeline, before {@link #lines} can tell who diverged; empty while all
     * nodes are on one timeline.
     */
    public synchronized Optional<NewestPrimary> newestOfSeveralTimelines() {
        Optional<Attempt> newest = newest();
        Timeline timeline = newest.map(Attempt::timeline).orElse(null);
        boolean several = timeline != null
                && patroni.values().stream()
                        .map(this::timeline)
                        .anyMatch(other -> other != null && !other.equals(timeline));
        return several
                ? newest.filter(answer -> answer.node() != null)
                        .map(answer -> new NewestPrimary(answer.node(), timeline))
                : Optional.empty();
    }

    /** {@code TWO PRIMARIES pg1, pg2}, where two nodes themselves say that they are writable. */
    public synchronized Optional<String> alarm() {
        List<String> writable = claims().keySet().stream().map(NodeName::value).toList();
        return writable.size() < 2
                ? Optional.empty()
                : Optional.of((writable.size() == 2 ? "TWO" : Integer.toString(writable.size())) + " PRIMARIES "
                        + String.join(", ", writable));
    }

    /** The nodes whose last answer was that they are writable. */
    private Map<NodeName, Attempt> claims() {
        Map<NodeName, Attempt> claims = new TreeMap<>();
        answers().forEach((node, answer) -> {
            boolean still = lanes.values().stream()
                    .anyMatch(lane -> node.equals(lane.lane().node()) && answer.equals(lane.last));
            if (still && Boolean.TRUE.equals(answer.writable())) {
                claims.put(node, answer);
            }
        });
        return claims;
    }

    private Optional<Attempt> newest() {
        return answers().values().stream()
                .filter(answer -> Boolean.TRUE.equals(answer.writable()) && answer.lsn() != null)
                .max(Comparator.comparing(Attempt::timeline, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(Attempt::lsn));
    }

    /**
     * The lines of {@code lapse status}.
     *
     * @param history of the newest timeline, where it is known
     */
    public synchronized List<String> lines(Optional<TimelineHistory> history) {
        List<String> lines = new ArrayList<>();
        NodeName holder = leader == null ? null : leader.holder();
        lines.add(String.format(
                Locale.ROOT,
                "t+%.1f   leader lock: %s%s",
                nowNanos / 1e9,
                quorum.isGone() ? "not known, the store has no quorum; last: " : "",
                holder == null ? "free" : holder));
        lines.add("");
        lines.add("%-8s %-12s %-14s %-20s %-9s %-14s %s"
                .formatted("node", "Patroni", "state", "PostgreSQL", "timeline", "at", "behind"));
        Optional<Attempt> newest = newest();
        patroni.values().forEach(seen -> lines.add(node(seen, newest, history)));
        lines.add("");
        haproxy(lines);
        if (injected.isEmpty()) {
            lines.add("injected nothing");
        }
        injected.forEach((id, fault) -> lines.add(String.format(
                Locale.ROOT,
                "injected %s (%s) %s since t+%.1f (%.1fs ago), %s",
                fault.fault(),
                fault.flavour(),
                fault.targets().stream().map(NodeName::value).collect(Collectors.joining(", ")),
                fault.atNanos() / 1e9,
                (nowNanos - fault.atNanos()) / 1e9,
                phases.get(id).name().toLowerCase(Locale.ROOT))));
        lines.add("");
        lines.add("%-24s %6s %8s %14s %9s   %s"
                .formatted("lane, last second", "ok", "failed", "indeterminate", "p99", "last answer from"));
        lanes.values().stream()
                .filter(lane -> lane.lane().isClient())
                .forEach(lane -> lines.add(row(lane.lane().name().value(), List.of(lane))));
        List<Recent> load =
                lanes.values().stream().filter(lane -> lane.lane().isLoad()).toList();
        if (!load.isEmpty()) {
            lines.add(row("load, " + load.size() + " clients", load));
        }
        return lines;
    }

    /** What each node's PostgreSQL said to its state lane, if it answered within the last second. */
    private Map<NodeName, Attempt> answers() {
        Map<NodeName, Attempt> answers = new TreeMap<>();
        for (Recent recent : lanes.values()) {
            NodeName node = recent.lane().node();
            Attempt last = recent.lastOk;
            if (node != null && last != null && last.completedNanos() >= nowNanos - SECOND) {
                answers.put(node, last);
            }
        }
        return answers;
    }

    private @Nullable Timeline timeline(PatroniSeen seen) {
        Attempt answer = answers().get(seen.node());
        return answer != null && answer.timeline() != null ? answer.timeline() : seen.timeline();
    }

    private static String behind(
            @Nullable Lsn at,
            @Nullable Timeline timeline,
            Optional<Attempt> newest,
            Optional<TimelineHistory> history) {
        if (at == null || newest.isEmpty()) {
            return "-";
        }
        Timeline main = newest.get().timeline();
        if (main != null && timeline != null && !main.equals(timeline)) {
            Optional<Lsn> fork = history.flatMap(known -> known.leftAt(timeline));
            if (fork.isEmpty() && timeline.compareTo(main) > 0) {
                return "on a newer timeline than " + main;
            }
            if (history.isEmpty()) {
                return "on another timeline";
            }
            if (fork.isEmpty()) {
                return "diverged, timeline " + main + " does not come from " + timeline;
            }
            if (at.compareTo(fork.get()) > 0) {
                return "diverged at LSN " + fork.get() + ", "
                        + bytes(at.value() - fork.get().value()) + " of its own";
            }
        }
        return bytes(Math.max(0, newest.get().lsn().value() - at.value()));
    }

    private String node(PatroniSeen seen, Optional<Attempt> newest, Optional<TimelineHistory> history) {
        Attempt answer = answers().get(seen.node());
        Lsn at = answer == null ? null : answer.lsn();
        Timeline timeline = timeline(seen);
        String behind = behind(at, timeline, newest, history);
        String says = answer == null
                ? "no answer"
                : Boolean.TRUE.equals(answer.writable()) ? "primary, writable" : "read-only";
        return "%-8s %-12s %-14s %-20s %-9s %-14s %s"
                .formatted(
                        seen.node(),
                        seen.role() == null ? "-" : seen.role(),
                        seen.state(),
                        says,
                        timeline == null ? "-" : timeline,
                        at == null ? "-" : at,
                        behind);
    }

    private static String bytes(long count) {
        return count < 10_000 ? count + " B" : count < 10_000_000 ? count / 1000 + " kB" : count / 1_000_000 + " MB";
    }

    private void haproxy(List<String> lines) {
        Map<String, List<String>> byProxy = new LinkedHashMap<>();
        servers.values()
                .forEach(seen -> byProxy.computeIfAbsent(
                                "%-8s %-6s".formatted(seen.balancer(), seen.proxy()), key -> new ArrayList<>())
                        .add(seen.server() + " " + seen.status()));
        byProxy.forEach((proxy, states) -> lines.add(proxy + " " + String.join(", ", states)));
        if (!byProxy.isEmpty()) {
            lines.add("");
        }
    }

    private static long count(List<Recent> together, Outcome outcome) {
        return together.stream().mapToLong(lane -> lane.count(outcome)).sum();
    }

    private String row(String name, List<Recent> together) {
        together.forEach(lane -> lane.forget(nowNanos));
        Quantiles latency = Quantiles.of(together.stream()
                .flatMap(lane -> lane.second.stream())
                .filter(attempt -> attempt.outcome() == Outcome.OK)
                .mapToLong(Attempt::latencyNanos));
        Attempt last = together.stream()
                .flatMap(lane -> Stream.ofNullable(lane.lastOk))
                .max(Comparator.comparingLong(Attempt::completedNanos))
                .orElse(null);
        return String.format(
                Locale.ROOT,
                "%-24s %6d %8d %14d %9s   %s",
                name,
                count(together, Outcome.OK),
                count(together, Outcome.FAILED),
                count(together, Outcome.INDETERMINATE),
                latency.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1fms", latency.nanos(99) / 1e6),
                last == null
                        ? "none yet"
                        : String.format(
                                Locale.ROOT,
                                "%s, %.1fs ago",
                                last.node() == null ? "-" : last.node(),
                                (nowNanos - last.completedNanos()) / 1e9));
    }
}
