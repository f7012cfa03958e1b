package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import java.util.List;

/**
 * Two nodes that said of themselves, at once, that they are writable.
 *
 * <p>Terms. {@link ClaimSeries}, of what state lanes were told. A single claim overlaps where a series of another node
 * holds all of it, with a window of no length.
 *
 * <p>An orderly change of roles gives no window: the old primary's last claim was invoked before the new one's first
 * claim completed. The old one must say writable <i>again</i>, after the new one did.
 */
final class WritableRuns implements Fold {
    private final ClaimSeries series;

    WritableRuns(RunLog run, Denials denials) {
        series = new ClaimSeries(run, "state", true, denials);
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        NodeName node = log.lane().node();
        if (node == null || log.lane().kind() != LaneKind.STATE || !sample.isOk()) {
            return;
        }
        if (sample.writable()) {
            series.claimed(node, log, sample);
        } else {
            series.denied(node, sample);
        }
    }

    /** In order of time. */
    List<SeenWindow> windows() {
        return series.windows();
    }
}
