package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledged rows that were lost, in numbers.
 *
 * @param byClass how many of each class; together they are all
 * @param unclassed why rows are not classed, and how many of each reason
 * @param first the one that was acknowledged first, and {@code last} the last; null when none was lost
 * @param walBytes of each node and timeline, from the last row before the lost ones that is there to the last lost one,
 *     by the positions that statements returned; where no such row is known, from the first lost one, which is less.
 *     Null when a lost row has no position
 * @param over from the first acknowledgement that was lost to the last
 * @param read how many had been read before
 * @param foundNowhere how many no deposed node had that was looked at
 * @param deposed what became of the nodes that were looked at; empty: none was
 * @param rows all of them, one by one
 */
public record Losses(
        Map<LossClass, Long> byClass,
        Map<String, Long> unclassed,
        @Nullable LostRow first,
        @Nullable LostRow last,
        @Nullable Long walBytes,
        Duration over,
        long read,
        long foundNowhere,
        List<Deposed> deposed,
        LostRows rows) {
    /** Nothing was lost, and no node was looked at. */
    public static final Losses NONE =
            new Losses(Map.of(), Map.of(), null, null, 0L, Duration.ZERO, 0, 0, List.of(), LostRows.NONE);

    public Losses {
        byClass = Map.copyOf(byClass);
        unclassed = Map.copyOf(unclassed);
        deposed = List.copyOf(deposed);
    }

    /**
     * A node that is primary no more.
     *
     * @param onlyThere rows of the ledger that it had and that the final read does not hold; null: not salvaged
     * @param lostThere how many of the lost rows it had; null: not salvaged
     * @param detail how it was looked at, or why it was not
     */
    public record Deposed(
            NodeName node,
            @Nullable Long onlyThere,
            @Nullable Long lostThere,
            String detail) {
        public boolean isSalvaged() {
            return onlyThere != null;
        }
    }

    /** How many of the lost rows a node had; null: it was not salvaged. */
    public @Nullable Long lostThere(NodeName node) {
        return deposed.stream()
                .filter(one -> one.node().equals(node))
                .findFirst()
                .map(Deposed::lostThere)
                .orElse(null);
    }

    public long count() {
        return byClass.values().stream().mapToLong(Long::longValue).sum();
    }

    public long count(LossClass loss) {
        return byClass.getOrDefault(loss, 0L);
    }

    /** {@code 12 loss at failover, 3 concurrent fork}; empty when nothing was lost. */
    public Optional<String> classes() {
        Map<LossClass, Long> inOrder = new EnumMap<>(LossClass.class);
        byClass.forEach((loss, count) -> {
            if (count > 0) {
                inOrder.put(loss, count);
            }
        });
        return inOrder.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().text())
                .reduce((one, other) -> one + ", " + other);
    }
}
