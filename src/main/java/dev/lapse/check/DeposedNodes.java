package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.CopiedAside;
import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneName;
import dev.lapse.history.Salvaged;
import dev.lapse.history.SeqRange;
import dev.lapse.history.TablesCompared;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What deposed nodes alone had.
 *
 * <p>Terms. A node is <i>deposed</i> when the leader lock went from it to another node; the same is told of every other
 * node that was changed for good (rewound, or made anew). It is <i>salvaged</i> when what it had before that was read.
 * <i>Only there</i> are rows of write lanes, direct ones too, that it had and the final read lacks; not known when it
 * was not salvaged or a lane has no final read.
 */
final class DeposedNodes {
    private static final String NOT_LOOKED = "the history tells nothing of it";

    private DeposedNodes() {}

    static List<DeposedNode> of(RunLog run) {
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
                .filter(node -> deposed.contains(node) || isTold(run, node))
                .map(node -> of(run, node))
                .toList();
    }

    private static boolean isTold(RunLog run, NodeName node) {
        return run.of(Salvaged.class).stream().anyMatch(seen -> seen.node().equals(node));
    }

    private static DeposedNode of(RunLog run, NodeName node) {
        List<Salvaged> told = run.of(Salvaged.class).stream()
                .filter(seen -> seen.node().equals(node))
                .toList();
        List<Salvaged> read = told.stream().filter(seen -> seen.lane() != null).toList();
        Salvaged last = read.isEmpty() ? null : read.get(read.size() - 1);
        String why = told.stream()
                .filter(seen -> seen.lane() == null)
                .map(Salvaged::detail)
                .reduce((earlier, later) -> later)
                .orElse(NOT_LOOKED);
        String how = told.isEmpty() ? Salvaged.NONE : told.get(told.size() - 1).how();
        return new DeposedNode(
                node,
                last != null,
                last == null || last.timeline() == null ? null : last.timeline().value(),
                last == null ? how : last.how(),
                last == null ? why : "",
                onlyThere(run, read),
                List.copyOf(run.of(TablesCompared.class).stream()
                        .filter(compared -> compared.node().equals(node))
                        .collect(Collectors.toMap(
                                TablesCompared::timeline,
                                Function.identity(),
                                (first, again) -> first, // a copy of a rewind that failed may be damaged
                                TreeMap::new))
                        .values()),
                run.of(CopiedAside.class).stream()
                        .filter(copied -> copied.node().equals(node))
                        .toList());
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
