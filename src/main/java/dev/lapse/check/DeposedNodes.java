package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.CopiedAside;
import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneName;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RejoinSeen;
import dev.lapse.history.Salvaged;
import dev.lapse.history.SeqRange;
import dev.lapse.history.TablesCompared;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What deposed nodes alone had.
 *
 * <p>Terms. A node is <i>deposed</i> when the leader lock went from it to another node; the same is told of every other
 * node that was changed for good (rewound, or made anew). It is <i>salvaged</i> when what it had before that was read;
 * as a whole, when of every lane of the ledger. <i>Only there</i> are rows of write lanes, direct ones too, that it had
 * and the final read lacks; not known when it was not salvaged or a lane has no final read. A node <i>followed</i> that
 * was never changed for good: the salvage says so, or its log was read, tells of no rewind and no base backup, and it
 * came back. There is nothing to compare of it, nor of a copy that is on the survivor's own timeline.
 */
final class DeposedNodes {
    private static final String NOT_LOOKED = "the history tells nothing of it";
    private static final String FOLLOWED = "it came back by following the new primary: nothing was to be salvaged";

    private final RunLog run;
    private final NodeName node;
    private final List<Salvaged> told;
    private final List<Salvaged> read;
    private final List<TablesCompared> tables;
    private final List<CopiedAside> copies;
    private final boolean isBack;
    private final boolean isGone;

    private DeposedNodes(RunLog run, NodeName node, List<Rejoin> rejoins) {
        this.run = run;
        this.node = node;
        told = run.of(Salvaged.class).stream()
                .filter(seen -> seen.node().equals(node))
                .toList();
        read = told.stream().filter(seen -> seen.lane() != null).toList();
        tables = List.copyOf(run.of(TablesCompared.class).stream()
                .filter(compared -> compared.node().equals(node))
                .collect(Collectors.toMap(
                        TablesCompared::timeline,
                        Function.identity(),
                        (first, again) -> first, // a copy of a rewind that failed may be damaged
                        TreeMap::new))
                .values());
        copies = run.of(CopiedAside.class).stream()
                .filter(copied -> copied.node().equals(node))
                .toList();
        isBack = rejoins.stream().anyMatch(one -> one.node().equals(node) && one.duration() != null);
        isGone = rejoins.stream().anyMatch(one -> one.node().equals(node) && one.duration() == null);
    }

    /** @param rejoins how nodes came back */
    static List<DeposedNode> of(RunLog run, List<Rejoin> rejoins) {
        Set<NodeName> nodes = new LinkedHashSet<>();
        Failovers.of(run).stream()
                .filter(failover -> failover.from() != null)
                .forEach(failover -> nodes.add(failover.from()));
        Set<NodeName> deposed = Set.copyOf(nodes);
        run.of(Salvaged.class).stream()
                .filter(seen -> seen.lane() != null)
                .map(Salvaged::node)
                .forEach(nodes::add);
        run.of(CopiedAside.class).stream().map(CopiedAside::node).forEach(nodes::add);
        return nodes.stream()
                .map(node -> new DeposedNodes(run, node, rejoins))
                .filter(one -> deposed.contains(one.node) || !one.told.isEmpty())
                .map(DeposedNodes::measure)
                .toList();
    }

    private DeposedNode measure() {
        Salvaged last = read.isEmpty() ? null : read.get(read.size() - 1);
        boolean followed = followed();
        String how = told.isEmpty() ? Salvaged.NONE : told.get(told.size() - 1).how();
        return new DeposedNode(
                node,
                last != null,
                last == null || last.timeline() == null ? null : last.timeline().value(),
                last != null ? last.how() : followed ? Salvaged.FOLLOW : how,
                last != null ? "" : followed ? FOLLOWED : why(),
                unread(),
                onlyThere(run, read),
                tables,
                String.join("; ", uncompared(followed)),
                copies);
    }

    private String why() {
        return told.stream()
                .filter(seen -> seen.lane() == null)
                .map(Salvaged::detail)
                .reduce((earlier, later) -> later)
                .orElse(NOT_LOOKED);
    }

    private boolean followed() {
        boolean isLogged = isBack
                && run.of(RejoinLogRead.class).stream()
                        .anyMatch(log -> log.node().equals(node))
                && run.of(RejoinSeen.class).stream()
                        .noneMatch(seen -> seen.node().equals(node))
                && copies.stream().noneMatch(copy -> copy.occasion().equals(CopiedAside.REWIND));
        return isUnchanged() && !isGone || isLogged;
    }

    private boolean isUnchanged() {
        return told.stream().anyMatch(seen -> seen.how().equals(Salvaged.FOLLOW));
    }

    /** The lanes of the ledger that a timeline's copies lack. */
    private List<LaneName> unread() {
        Map<Optional<Timeline>, Set<LaneName>> lanes = read.stream()
                .collect(Collectors.groupingBy(
                        seen -> Optional.ofNullable(seen.timeline()),
                        Collectors.mapping(seen -> Objects.requireNonNull(seen.lane()), Collectors.toSet())));
        return run.lanes().stream()
                .filter(log -> log.lane().isInLedger())
                .map(log -> log.lane().name())
                .filter(lane -> lanes.values().stream().anyMatch(there -> !there.contains(lane)))
                .toList();
    }

    /** Each reason once. */
    private List<String> uncompared(boolean followed) {
        Set<String> reasons = new LinkedHashSet<>();
        if (followed || isUnchanged()) {
            return followed ? List.of() : List.of("it did not come back");
        }
        told.stream().filter(seen -> seen.lane() == null).map(Salvaged::detail).forEach(reasons::add);
        if (reasons.isEmpty()) {
            copies.stream()
                    .filter(copy -> !copy.copied())
                    .map(CopiedAside::detail)
                    .forEach(reasons::add);
        }
        tables.stream()
                .filter(compared -> compared.survivor() == null)
                .map(TablesCompared::untold)
                .forEach(reasons::add);
        boolean onlyAsked = !read.isEmpty()
                && tables.isEmpty()
                && read.stream().allMatch(seen -> seen.how().equals(Salvaged.WATCH));
        if (reasons.isEmpty() && onlyAsked) {
            reasons.add("it was asked for rows of lanes alone");
        }
        if (reasons.isEmpty() && (told.isEmpty() && tables.isEmpty() || isLeftOut())) {
            reasons.add(NOT_LOOKED);
        }
        return List.copyOf(reasons);
    }

    /** Whether a copy of an older timeline than the survivor's was read, and its tables not compared. */
    private boolean isLeftOut() {
        Optional<Timeline> survivors =
                run.of(FinalRead.class).stream().map(FinalRead::timeline).max(Comparator.naturalOrder());
        return read.stream()
                .filter(seen -> !seen.how().equals(Salvaged.WATCH))
                .flatMap(seen -> Stream.ofNullable(seen.timeline()))
                .filter(timeline ->
                        survivors.map(last -> timeline.compareTo(last) < 0).orElse(true))
                .anyMatch(timeline ->
                        tables.stream().noneMatch(one -> one.timeline().equals(timeline)));
    }

    /** What several copies have of a lane counts once. */
    private static @Nullable Long onlyThere(RunLog run, List<Salvaged> read) {
        if (read.isEmpty()) {
            return null;
        }
        Map<LaneName, List<SeqRange>> there = new TreeMap<>();
        for (Salvaged seen : read) {
            if (seen.lane() != null) {
                there.computeIfAbsent(seen.lane(), lane -> new ArrayList<>()).addAll(seen.present());
            }
        }
        Map<LaneName, List<SeqRange>> survived = run.of(FinalRead.class).stream()
                .collect(Collectors.toMap(FinalRead::lane, FinalRead::present, (earlier, later) -> later));
        long only = 0;
        for (Map.Entry<LaneName, List<SeqRange>> lane : there.entrySet()) {
            List<SeqRange> survivors = survived.get(lane.getKey());
            if (survivors == null) {
                return null;
            }
            List<SeqRange> both = new ArrayList<>(survivors);
            both.addAll(lane.getValue());
            only += new RowSet(both).size() - new RowSet(survivors).size();
        }
        return only;
    }
}
