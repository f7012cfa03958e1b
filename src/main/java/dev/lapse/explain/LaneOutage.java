package dev.lapse.explain;

import dev.lapse.history.Lane;

/**
 * An outage of a client lane, as it was measured.
 *
 * @param step the active step that it belongs to, such as {@code inject#1}
 * @param fromNanos when the last OK before it completed
 * @param toNanos when the first OK after it completed that lasts, or when the lane was last looked at
 * @param resolutionNanos by how much it may be shorter than it was felt, both ends taken together
 * @param censored whether it had not ended when the lane closed
 */
public record LaneOutage(Lane lane, String step, long fromNanos, long toNanos, long resolutionNanos, boolean censored) {
    public long lengthNanos() {
        return toNanos - fromNanos;
    }
}
