package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import java.util.List;

/**
 * Two nodes that were both writable by one body of evidence for each node: what it said to state lanes, and what it
 * acknowledged to anyone, on whatever timeline.
 *
 * <p>Terms. {@link ClaimSeries}, of state answers and of acknowledged writes that tell whose they are. A single claim
 * makes no window.
 */
final class MixedClaims implements Fold {
    private final ClaimSeries series;

    MixedClaims(RunLog run, Denials denials) {
        series = new ClaimSeries(run, "mixed", false, denials);
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        if (log.lane().kind() == LaneKind.READ || !sample.isOk()) {
            return;
        }
        NodeName node = Writability.node(log, sample);
        if (node == null) {
            return;
        }
        if (Writability.isClaim(log, sample)) {
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
