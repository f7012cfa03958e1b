package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneName;
import dev.lapse.history.Salvaged;
import dev.lapse.history.SeqRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What deposed nodes still had of the ledger when they were looked at, in the order in which they were. */
final class SalvagedRows {
    private final Map<NodeName, Map<LaneName, RowSet>> rows = new LinkedHashMap<>();
    private final Map<NodeName, String> details = new LinkedHashMap<>();

    /** @param present what the final read holds of each lane of the ledger */
    SalvagedRows(RunLog run, Map<LaneName, RowSet> present) {
        Map<NodeName, Map<LaneName, List<SeqRange>>> ranges = new LinkedHashMap<>();
        List<Salvaged> all = run.of(Salvaged.class);
        for (Salvaged salvaged : all) {
            LaneName lane = salvaged.lane();
            if (lane != null) {
                Map<LaneName, List<SeqRange>> ofNode =
                        ranges.computeIfAbsent(salvaged.node(), node -> new LinkedHashMap<>());
                if (present.containsKey(lane)) {
                    ofNode.computeIfAbsent(lane, key -> new ArrayList<>()).addAll(salvaged.present());
                }
            }
        }
        ranges.forEach((node, lanes) -> {
            Map<LaneName, RowSet> sets = new LinkedHashMap<>();
            lanes.forEach((lane, found) -> sets.put(lane, new RowSet(found)));
            rows.put(node, sets);
        });
        all.stream()
                .collect(Collectors.groupingBy(
                        Salvaged::node,
                        LinkedHashMap::new,
                        Collectors.mapping(
                                salvaged ->
                                        salvaged.how() + (salvaged.detail().isBlank() ? "" : ": " + salvaged.detail()),
                                Collectors.collectingAndThen(
                                        Collectors.toList(),
                                        texts -> texts.stream().distinct().collect(Collectors.joining("; "))))))
                .forEach(details::put);
    }

    List<NodeName> having(LaneName lane, long seq) {
        return rows.entrySet().stream()
                .filter(node -> {
                    RowSet set = node.getValue().get(lane);
                    return set != null && set.holds(seq);
                })
                .map(Map.Entry::getKey)
                .toList();
    }

    /** @param lostThere how many of the lost rows each node had */
    List<Losses.Deposed> deposed(Map<LaneName, RowSet> present, Map<NodeName, Long> lostThere) {
        List<Losses.Deposed> deposed = new ArrayList<>();
        details.forEach((node, detail) -> {
            Map<LaneName, RowSet> lanes = rows.get(node);
            deposed.add(
                    lanes == null
                            ? new Losses.Deposed(node, null, null, detail)
                            : new Losses.Deposed(
                                    node,
                                    lanes.entrySet().stream()
                                            .mapToLong(lane -> lane.getValue().sizeWithout(present.get(lane.getKey())))
                                            .sum(),
                                    lostThere.getOrDefault(node, 0L),
                                    detail));
        });
        return deposed;
    }
}
