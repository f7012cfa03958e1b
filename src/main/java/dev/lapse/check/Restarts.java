package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When PostgreSQL of a node started again.
 *
 * <p>Terms. Its log says so ({@code STARTING}, {@code CRASHED}); or one direct lane was told that no write is
 * possible, and then, on the same timeline as before, that one is; what two lanes of a node hear is not mixed, since
 * their answers come in any order. A restart <i>can have lost</i> a row that was acknowledged
 * before it was over, unless a row that was invoked after that acknowledgement, and was complete before the restart, is
 * there: crash recovery drops an end of the log and no hole.
 */
final class Restarts implements Fold {
    private final Map<NodeName, List<StartedAgain>> byNode = new HashMap<>();
    private final Map<LaneLog, LastHeard> told = new HashMap<>();
    private final Map<NodeName, Long> nowThereInvokedNanos = new HashMap<>();

    Restarts(RunLog run) {
        for (LogSeen log : run.of(LogSeen.class)) {
            if (log.fact() == LoggedFact.STARTING || log.fact() == LoggedFact.CRASHED) {
                add(
                        log.about(),
                        new StartedAgain(log.atNanos() - log.resolutionNanos(), log.atNanos() + log.resolutionNanos()));
            }
        }
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        NodeName node = log.lane().node();
        if (node == null || !log.isDirect()) {
            return;
        }
        LastHeard lane = told.computeIfAbsent(log, key -> new LastHeard());
        if (Writability.isClaim(log, sample)) {
            if (lane.isDenied && lane.timeline == sample.timeline() && sample.timeline() != 0) {
                StartedAgain restart = new StartedAgain(lane.claimedNanos, sample.completedNanos());
                restart.lastThereInvokedNanos = lane.lastThereInvokedNanos;
                add(node, restart);
            }
            lane.isDenied = false;
            lane.timeline = sample.timeline();
            lane.claimedNanos = sample.invokedNanos();
        } else if (Writability.isDenial(log, sample) && !lane.isDenied) {
            lane.isDenied = true;
            lane.lastThereInvokedNanos = nowThereInvokedNanos.getOrDefault(node, Long.MIN_VALUE);
        }
    }

    /** An acknowledged row of the ledger that is there at the end. */
    void there(NodeName node, Sample row) {
        nowThereInvokedNanos.merge(node, row.invokedNanos(), Math::max);
        for (StartedAgain restart : byNode.getOrDefault(node, List.of())) {
            if (row.completedNanos() <= restart.earliestNanos) {
                restart.lastThereInvokedNanos = Math.max(restart.lastThereInvokedNanos, row.invokedNanos());
            }
        }
    }

    /** Whether a restart of the node that began before an instant can have lost a row acknowledged then. */
    boolean canHaveLost(NodeName node, long acknowledgedNanos, long beforeNanos) {
        return byNode.getOrDefault(node, List.of()).stream()
                .anyMatch(restart -> restart.latestNanos > acknowledgedNanos
                        && restart.earliestNanos < beforeNanos
                        && restart.lastThereInvokedNanos < acknowledgedNanos);
    }

    /** Whether the node started again within a time. */
    boolean within(NodeName node, long fromNanos, long toNanos) {
        return byNode.getOrDefault(node, List.of()).stream()
                .anyMatch(restart -> restart.latestNanos > fromNanos && restart.earliestNanos < toNanos);
    }

    private void add(@Nullable NodeName node, StartedAgain restart) {
        if (node != null) {
            byNode.computeIfAbsent(node, key -> new ArrayList<>()).add(restart);
        }
    }

    private static final class StartedAgain {
        private final long earliestNanos;
        private final long latestNanos;
        private long lastThereInvokedNanos = Long.MIN_VALUE;

        StartedAgain(long earliestNanos, long latestNanos) {
            this.earliestNanos = earliestNanos;
            this.latestNanos = latestNanos;
        }
    }

    /** What a lane last heard. */
    private static final class LastHeard {
        private boolean isDenied;
        private int timeline;
        private long claimedNanos = Long.MIN_VALUE;
        private long lastThereInvokedNanos = Long.MIN_VALUE;
    }
}
