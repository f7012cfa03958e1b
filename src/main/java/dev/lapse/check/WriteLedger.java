package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.explain.NodeSpan;
import dev.lapse.history.FinalRead;
import dev.lapse.history.History;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.SeqRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of the writes of the client lanes and the load.
 *
 * <p>Terms. The <i>final read</i> is what the surviving primary holds of a lane after the run: the truth. A write is
 * <i>lost</i> when it was OK and is absent there ({@link LossClass} says how); <i>recovered</i> when it was
 * INDETERMINATE and is present; <i>unexpected</i> when it is present though it was never attempted, NOT_SENT, or
 * certainly without effect (FAILED); a <i>duplicate</i> when it stands there more than once. Direct lanes write to a
 * table of their own and are not counted. The result is known when every lane in the ledger has a final read.
 */
final class WriteLedger implements Fold {
    private final RunLog run;
    private final boolean known;
    private final Map<LaneName, FinalRead> finalReads = new HashMap<>();
    private final Map<LaneName, RowSet> present = new HashMap<>();
    private final Map<Branch.AckedBy, Branch> branches = new HashMap<>();
    private final TreeMap<Integer, Long> firstAcknowledgedNanos = new TreeMap<>();
    private final Restarts restarts;
    private final LostReads reads;
    private final Set<NodeName> nodes = new TreeSet<>();
    private int newestTimeline;
    private long acknowledged;
    private long indeterminate;
    private long lost;
    private long recovered;
    private long found;

    WriteLedger(RunLog run) {
        this.run = run;
        Set<LaneName> lanes = run.lanes().stream()
                .filter(log -> log.lane().isInLedger())
                .map(log -> log.lane().name())
                .collect(Collectors.toSet());
        run.of(FinalRead.class).stream()
                .filter(read -> lanes.contains(read.lane()))
                .forEach(read -> {
                    finalReads.put(read.lane(), read);
                    present.put(read.lane(), new RowSet(read.present()));
                });
        known = !lanes.isEmpty() && present.keySet().equals(lanes);
        restarts = new Restarts(run);
        reads = new LostReads(run, present);
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        reads.begun(log, sample);
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        restarts.ended(log, sample);
        reads.ended(log, sample);
        if (sample.isOk()) {
            newestTimeline = Math.max(newestTimeline, sample.timeline());
        }
        if (Writability.isClaim(log, sample)) {
            claimed(log, sample);
        }
        if (!log.lane().isInLedger()) {
            return;
        }
        RowSet rows = present.get(log.lane().name());
        boolean isPresent = rows != null && rows.holds(sample.seq());
        if (sample.isOk()) {
            acknowledged++;
            if (sample.node() != null) {
                nodes.add(sample.node());
            }
            if (isPresent) {
                found++;
            } else if (rows != null) {
                lost++;
            }
            if (rows != null) {
                acknowledged(sample, isPresent);
            }
        } else if (sample.outcome() == Outcome.INDETERMINATE) {
            indeterminate++;
            recovered += isPresent ? 1 : 0;
        }
    }

    private void claimed(LaneLog log, Sample sample) {
        if (log.lane().kind() == LaneKind.WRITE && sample.timeline() > 0) {
            firstAcknowledgedNanos.merge(sample.timeline(), sample.completedNanos(), Math::min);
        }
        Branch.AckedBy key = Branch.AckedBy.of(Writability.node(log, sample), sample.timeline());
        if (key != null) {
            branches.computeIfAbsent(key, unused -> new Branch()).claims(sample);
        }
    }

    private void acknowledged(Sample row, boolean isPresent) {
        Branch.AckedBy key = Branch.AckedBy.of(row.node(), row.timeline());
        if (key == null) {
            return;
        }
        Branch branch = branches.computeIfAbsent(key, unused -> new Branch());
        if (isPresent) {
            branch.there(row);
            restarts.there(key.node(), row);
        } else {
            branch.lost(row);
        }
    }

    /**
     * When there are no more attempts. Where rows were lost, the history is read once more.
     *
     * @param writable when nodes took writes
     */
    Writes writes(History history, List<NodeSpan> writable) {
        long rows = present.values().stream().mapToLong(RowSet::size).sum();
        return new Writes(
                known,
                acknowledged,
                lost,
                recovered,
                rows - found - recovered,
                known ? duplicates() : null,
                indeterminate,
                nodes,
                newestTimeline,
                known ? losses(history, writable) : Losses.NONE);
    }

    /** Null where a table could not hold any. */
    private @Nullable Long duplicates() {
        long duplicates = 0;
        for (FinalRead read : finalReads.values()) {
            List<SeqRange> twice = read.twice();
            if (twice == null) {
                return null;
            }
            duplicates += new RowSet(twice).size();
        }
        return duplicates;
    }

    private Losses losses(History history, List<NodeSpan> writable) {
        LostRowReader reader = new LostRowReader(
                run.lanes().stream().filter(log -> log.lane().isInLedger()).toList(),
                finalReads,
                present,
                new LossClasses(branches, restarts, new TimelineStarts(run, writable, firstAcknowledgedNanos)),
                reads,
                restarts,
                new SalvagedRows(run, present));
        return reader.measure(lost == 0 ? History.of(List.of()) : history, lostBytes());
    }

    private @Nullable Long lostBytes() {
        long bytes = 0;
        for (Branch branch : branches.values()) {
            Long ofBranch = branch.lostBytes();
            if (ofBranch == null) {
                return null;
            }
            bytes += ofBranch;
        }
        return bytes;
    }
}
