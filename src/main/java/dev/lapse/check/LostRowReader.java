package dev.lapse.check;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.FinalRead;
import dev.lapse.history.History;
import dev.lapse.history.LaneName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the lost rows of a run from its history, with what one pass over all attempts has told of them. */
final class LostRowReader implements LostRows {
    private final List<LaneLog> lanes;
    private final Map<LaneName, FinalRead> finalReads;
    private final Map<LaneName, RowSet> present;
    private final LossClasses classes;
    private final LostReads reads;
    private final Restarts restarts;
    private final SalvagedRows salvages;

    LostRowReader(
            List<LaneLog> lanes,
            Map<LaneName, FinalRead> finalReads,
            Map<LaneName, RowSet> present,
            LossClasses classes,
            LostReads reads,
            Restarts restarts,
            SalvagedRows salvages) {
        this.lanes = lanes;
        this.finalReads = finalReads;
        this.present = present;
        this.classes = classes;
        this.reads = reads;
        this.restarts = restarts;
        this.salvages = salvages;
    }

    @Override
    public void each(History history, Consumer<LostRow> rows) {
        Fold lost = new Fold() {
            @Override
            public void ended(LaneLog log, Sample sample) {
                if (sample.isOk() && !present.get(log.lane().name()).holds(sample.seq())) {
                    rows.accept(row(log, sample));
                }
            }
        };
        TimeOrder.read(history, lanes, log -> List.of(lost));
    }

    private LostRow row(LaneLog log, Sample sample) {
        LaneName lane = log.lane().name();
        LossClasses.Classed ruling = classes.of(sample, finalReads.get(lane));
        return new LostRow(
                lane,
                sample.seq(),
                sample.completedNanos(),
                sample.node(),
                sample.timeline() == 0 ? null : new Timeline(sample.timeline()),
                sample.lsn() == 0 ? null : new Lsn(sample.lsn()),
                ruling.loss(),
                ruling.why(),
                reads.of(log, sample, restarts),
                salvages.having(lane, sample.seq()));
    }

    /** All numbers, by reading the rows once. */
    Losses measure(History history, @Nullable Long walBytes) {
        Sums sums = new Sums();
        each(history, sums);
        LostRow first = sums.first;
        LostRow last = sums.last;
        return new Losses(
                sums.byClass,
                sums.unclassed,
                first,
                last,
                walBytes,
                first == null || last == null
                        ? Duration.ZERO
                        : Duration.ofNanos(last.acknowledgedNanos() - first.acknowledgedNanos()),
                sums.read,
                sums.foundNowhere,
                salvages.deposed(present, sums.foundOn),
                this);
    }

    private static final class Sums implements Consumer<LostRow> {
        private final Map<LossClass, Long> byClass = new TreeMap<>();
        private final Map<String, Long> unclassed = new HashMap<>();
        private final Map<NodeName, Long> foundOn = new HashMap<>();
        private @Nullable LostRow first;
        private @Nullable LostRow last;
        private long read;
        private long foundNowhere;

        @Override
        public void accept(LostRow row) {
            first = first == null ? row : first;
            last = row;
            byClass.merge(row.loss(), 1L, Long::sum);
            String why = row.why();
            if (why != null) {
                unclassed.merge(why, 1L, Long::sum);
            }
            read += row.read() == null ? 0 : 1;
            foundNowhere += row.foundOn().isEmpty() ? 1 : 0;
            row.foundOn().forEach(node -> foundOn.merge(node, 1L, Long::sum));
        }
    }
}
