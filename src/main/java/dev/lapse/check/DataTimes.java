package dev.lapse.check;

import dev.lapse.explain.LaneOutage;
import dev.lapse.history.DataGaps;
import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A second estimate of the outages of the client write lanes: from the data alone.
 *
 * <p>Terms. Each row has the <i>time</i> at which its server ran the statement, by that server's clock; the clocks were
 * compared to the run's ({@link ServerClocks}). A <i>gap</i> lies between two rows that follow each other in time on
 * the surviving primary. The gaps of an outage are those whose middle lies in it, or that hold its middle: what they
 * span, from the row before to the row after, is how long the outage was by the data. Rows that were acknowledged and
 * lost are not there, so a gap may begin long before the outage; a row of an attempt that was INDETERMINATE may be
 * there, so a gap may be shorter. Therefore the gap is held against what the lane says of these same two rows.
 *
 * <p>The two <i>agree</i> when each of the two rows is of a time in which its attempt was under way (of one that is
 * INDETERMINATE: at its invocation or later), and no row that the lane knows to be there was written in between. They
 * <i>disagree</i> as well where the data have no gap, though the lane knows of nothing that was written in an outage
 * that is long enough to be seen. All of that is as exact as the clocks were compared, and as an attempt is long.
 * Nothing is compared where the servers' clocks put the row after a gap before the row before it.
 */
final class DataTimes implements Fold {
    private final Map<LaneLog, RowsOfLane> lanes = new HashMap<>();

    DataTimes(RunLog run) {
        ServerClocks clocks = new ServerClocks(run);
        for (LaneLog log : run.lanes()) {
            Optional<FinalRead> read = run.finalRead(log.lane().name());
            run.of(DataGaps.class).stream()
                    .filter(gaps -> log.isClient(LaneKind.WRITE))
                    .filter(gaps -> gaps.lane().equals(log.lane().name()))
                    .findFirst()
                    .ifPresent(gaps -> read.ifPresent(rows -> lanes.put(log, new RowsOfLane(gaps, rows, clocks))));
        }
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        RowsOfLane rows = lanes.get(log);
        if (rows != null && sample.isSent()) {
            rows.see(sample);
        }
    }

    /** The same lane, its outages with what the data say of them. */
    LaneMeasure beside(LaneMeasure lane, List<LaneOutage> outages) {
        return lanes.entrySet().stream()
                .filter(entry -> entry.getKey().lane().equals(lane.lane()))
                .findFirst()
                .map(entry -> lane.withOutages(lane.outages().stream()
                        .map(outage -> outages.stream()
                                .filter(one -> one.lane().equals(lane.lane()) && one.fromNanos() == outage.fromNanos())
                                .findFirst()
                                .map(one -> outage.with(entry.getValue().estimate(outage, one)))
                                .orElse(outage))
                        .toList()))
                .orElse(lane);
    }
}
