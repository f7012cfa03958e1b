package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.Lane;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An outage of a client lane, as it was measured.
 *
 * @param step the active step that it belongs to, such as {@code inject#1}
 * @param fromNanos when the last OK before it completed
 * @param toNanos when the first OK after it completed that lasts, or when the lane was last looked at
 * @param resolutionNanos by how much it may be shorter than it was felt, both ends taken together
 * @param censored whether it had not ended when the lane closed
 * @param before the last OK before it; empty: there was none, or it is not known
 * @param after the first OK after it that lasts; empty: there was none, or it is not known
 * @param lastFailedNanos when the last attempt in it was invoked that was not OK; empty: there was none
 */
public record LaneOutage(
        Lane lane,
        String step,
        long fromNanos,
        long toNanos,
        long resolutionNanos,
        boolean censored,
        Optional<LaneOk> before,
        Optional<LaneOk> after,
        OptionalLong lastFailedNanos) {

    /** An OK: when it was invoked, and who gave it; empty: it did not say. */
    public record LaneOk(long invokedNanos, Optional<NodeName> node) {}

    /** An outage of which no more is known than when it was. */
    public LaneOutage(Lane lane, String step, long fromNanos, long toNanos, long resolutionNanos, boolean censored) {
        this(
                lane,
                step,
                fromNanos,
                toNanos,
                resolutionNanos,
                censored,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty());
    }

    public long lengthNanos() {
        return toNanos - fromNanos;
    }
}
