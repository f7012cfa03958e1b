package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Vantage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long after its acknowledgement a row was visible on each replica, as the reads tell that the replica answered.
 *
 * <p>Terms. Reads return the newest row of the run's first client write lane. A row is visible on a node at the latest
 * when the first read completes that the node answers with this row, or with one that was due after the row had been
 * acknowledged. It was not visible yet when the last read before that was invoked which the node answered with less.
 * From its acknowledgement to the first instant is <i>at most</i>, to the second <i>at least</i>; neither is below
 * zero. A figure of all rows lies between the same figure of both.
 *
 * <p>A row that was acknowledged right before an outage may have to wait for its end. Rows between whose
 * acknowledgement and first sight no write of their lane was acknowledged for {@link LoadTally#OUT} or longer are told
 * apart from those that were shown while writes went on.
 *
 * <p>Rows that are lost are left out, and so is what is acknowledged before a node's first read or while it is primary.
 * Asynchronous replicas lag: none of this is a defect.
 */
final class VisibleRows implements Fold {
    private static final int MOST_PENDING = 1 << 16;

    private final @Nullable LaneLog writer;
    private final @Nullable RowSet present;
    private final Steps steps;
    private final Map<NodeName, Replica> replicas = new TreeMap<>();

    private long lastAcknowledgedNanos;
    /** The last acknowledgement before the latest outage of the writes that is over. */
    private long lastBeforeOutageNanos = Long.MIN_VALUE;

    private record Pending(long seq, long acknowledgedNanos) {}

    VisibleRows(RunLog run) {
        steps = run.steps();
        writer = run.readersWriter().orElse(null);
        present = run.readersWriter()
                .flatMap(log -> run.finalRead(log.lane().name()))
                .map(read -> new RowSet(read.present()))
                .orElse(null);
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        if (!sample.isOk()) {
            return;
        }
        if (log == writer) {
            if (sample.completedNanos() - lastAcknowledgedNanos >= LoadTally.OUT.toNanos()) {
                lastBeforeOutageNanos = lastAcknowledgedNanos;
            }
            lastAcknowledgedNanos = Math.max(lastAcknowledgedNanos, sample.completedNanos());
        }
        if (log == writer && (present == null || present.holds(sample.seq()))) {
            replicas.values().forEach(replica -> replica.acknowledged(sample));
        }
        NodeName node = sample.node();
        if (node != null && log.isClient(LaneKind.READ)) {
            Replica replica = replicas.get(node);
            if (sample.replica()) {
                replicas.computeIfAbsent(node, name -> new Replica()).read(sample);
            } else if (replica != null) {
                replica.becomesPrimary();
            }
        }
    }

    List<VisibleOn> measure() {
        return replicas.entrySet().stream()
                .map(entry -> entry.getValue().measure(entry.getKey()))
                .toList();
    }

    /** Whether a row that was acknowledged then was committed before this one, which is there. */
    private boolean isShownBy(long newest, Pending row) {
        LaneLog lane = Objects.requireNonNull(writer);
        return row.seq == newest
                || (lane.lane().vantage() == Vantage.NEW_CONNECTION
                        ? row.acknowledgedNanos <= lane.openedNanos() + newest * lane.periodNanos()
                        : row.seq < newest);
    }

    private static final class BothBounds {
        private final Quantiles least = new Quantiles();
        private final Quantiles most = new Quantiles();
        private final Quantiles apart = new Quantiles();
        private long rows;

        void add(long atLeast, long atMost) {
            rows++;
            least.add(atLeast);
            most.add(atMost);
        }

        VisibleOn.Visibility spread() {
            return new VisibleOn.Visibility(rows, between(50), between(99), between(100), apart.duration(50));
        }

        private VisibleOn.Between between(int percent) {
            return new VisibleOn.Between(least.duration(percent), most.duration(percent));
        }
    }

    /** What one node has shown as a replica. */
    private final class Replica {
        private final Deque<Pending> pending = new ArrayDeque<>();
        private final BothBounds steady = new BothBounds();
        private final BothBounds up = new BothBounds();
        private final BothBounds whole = new BothBounds();
        private boolean follows;
        private @Nullable Sample last;
        private long unseen;

        void acknowledged(Sample write) {
            if (!follows) {
                return;
            }
            if (pending.size() == MOST_PENDING) {
                pending.remove();
                unseen++;
            }
            pending.add(new Pending(write.seq(), write.completedNanos()));
        }

        void read(Sample read) {
            follows = true;
            while (!pending.isEmpty() && isShownBy(read.newest(), pending.peek())) {
                shown(pending.remove(), read);
            }
            Sample before = last;
            if (before != null) {
                long apart = Math.max(0, read.completedNanos() - before.completedNanos());
                whole.apart.add(apart);
                up.apart.add(apart);
                if (isSteady(read.completedNanos())) {
                    steady.apart.add(apart);
                }
            }
            last = read;
        }

        private void shown(Pending row, Sample read) {
            Sample before = last;
            long least = before == null || before.newest() >= row.seq
                    ? 0
                    : Math.max(0, before.invokedNanos() - row.acknowledgedNanos);
            long most = Math.max(0, read.completedNanos() - row.acknowledgedNanos);
            whole.add(least, most);
            if (!hasWaited(row, read.completedNanos())) {
                up.add(least, most);
            }
            if (isSteady(row.acknowledgedNanos)) {
                steady.add(least, most);
            }
        }

        /** Whether it waited for an outage of the writes that is over, or in one that goes on. */
        private boolean hasWaited(Pending row, long nowNanos) {
            return row.acknowledgedNanos <= lastBeforeOutageNanos
                    || nowNanos - lastAcknowledgedNanos >= LoadTally.OUT.toNanos();
        }

        private boolean isSteady(long atNanos) {
            return steps.steadyPhase().filter(phase -> phase.contains(atNanos)).isPresent();
        }

        void becomesPrimary() {
            follows = false;
            last = null;
            pending.clear();
        }

        VisibleOn measure(NodeName node) {
            return new VisibleOn(node, unseen + pending.size(), steady.spread(), up.spread(), whole.spread());
        }
    }
}
