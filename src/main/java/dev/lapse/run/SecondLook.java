package dev.lapse.run;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClockReading;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Patroni;
import dev.lapse.history.ClockSeen;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Recorder;
import dev.lapse.probe.Ledger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records what an outage can be measured by for a second time: the rows' own times, and the clocks that gave them. */
final class SecondLook {
    private static final Duration ANSWER = Duration.ofSeconds(1);

    /** A shorter gap is no outage of any lane. */
    private static final int PERIODS = 3;

    private SecondLook() {}

    /** Reads the clock of each node that answers; that one does not is no trouble, and is seen by its absence. */
    static void clocks(Access access, Recorder recorder, NanoClock clock) {
        for (NodeName node : access.cluster().spec().nodes()) {
            try {
                ClockReading read = access.sql()
                        .readClock(access.cluster().watchAddress(node), Patroni.POSTGRES_PORT, ANSWER, clock);
                recorder.record(new ClockSeen(read.answeredNanos(), node, read.askedNanos(), read.toldMicros()));
            } catch (LapseException silent) {
                // not recorded: what its clock showed is not known
            }
        }
    }

    /** Reads the gaps of the lanes that can have an outage. */
    static void gaps(Ledger ledger, String address, Duration timeout, List<Lane> lanes, Recorder recorder) {
        Map<LaneName, Duration> longerThan = new LinkedHashMap<>();
        lanes.stream()
                .filter(lane -> lane.isClient() && lane.kind() == LaneKind.WRITE)
                .forEach(lane -> longerThan.put(lane.name(), lane.period().multipliedBy(PERIODS)));
        ledger.gaps(address, Patroni.POSTGRES_PORT, timeout, longerThan).forEach(recorder::record);
    }
}
