package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which timelines a run saw, and which node was promoted to each. Terms: {@link TimelineLooks}.
 *
 * @param first the timeline of the first look; 0 when there was no look
 * @param all in order of time
 * @param firstLookNanos when the first look was over; the largest long when there was none
 * @param lastLookNanos when the last look of a state lane began; the smallest long when there was none
 * @param unseen a node that acknowledged a write on a timeline on which no look saw it; null when there was none
 */
public record Promotions(
        int first,
        List<Promotion> all,
        long firstLookNanos,
        long lastLookNanos,
        @Nullable Promotion unseen) {
    /** Nobody looked. */
    public static final Promotions NOT_OBSERVED = new Promotions(0, List.of(), Long.MAX_VALUE, Long.MIN_VALUE, null);

    public Promotions {
        all = List.copyOf(all);
    }

    /**
     * A promotion, as it was first seen.
     *
     * @param node null where no look saw a primary on that timeline
     */
    public record Promotion(@Nullable NodeName node, int timeline, long atNanos) {
        @Override
        public String toString() {
            return (node == null ? "a node that was not seen" : node) + " to timeline " + timeline + ", seen at "
                    + Wording.at(atNanos);
        }
    }

    public boolean isObserved() {
        return first > 0;
    }

    /** The newest timeline that was seen. */
    int newest() {
        return all.stream().mapToInt(Promotion::timeline).max().orElse(first);
    }
}
