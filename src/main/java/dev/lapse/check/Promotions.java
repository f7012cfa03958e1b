package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which timelines a run saw, and which node was promoted to each. Terms: {@link TimelineLooks}.
 *
 * @param first the timeline of the first look; 0 when there was no look
 * @param all in order of time
 * @param doubt why there can have been more; empty when timelines were looked at for the whole run
 */
public record Promotions(int first, List<Promotion> all, Optional<String> doubt) {
    /** It was not looked at. */
    public static final Promotions NOT_OBSERVED =
            new Promotions(0, List.of(), Optional.of("the timeline of a primary was not looked at"));

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
