package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.explain.LaneOutage;
import dev.lapse.history.Outcome;
import dev.lapse.history.PoolSeen;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each lane saw: counts, how late the harness was, how long an answer took, outages and degradation. Direct lanes
 * are the observer's: they have no outages and no degradation. The load is looked at as a whole ({@link LoadTally}).
 */
final class Lanes {
    private final RunLog run;
    private final NewestTimeline newest = new NewestTimeline();
    private final Map<LaneLog, LaneFolds> byLane = new LinkedHashMap<>();

    private record LaneFolds(
            LaneTally tally, Floor floor, Outages outages, Degradations degradations, ErrorKinds errors) {}

    Lanes(RunLog run) {
        this.run = run;
        for (LaneLog log : lanes(run)) {
            Floor floor = new Floor(log, run.steps());
            byLane.put(
                    log,
                    new LaneFolds(
                            new LaneTally(log, run.steps(), out(log)),
                            floor,
                            new Outages(log, run, floor, newest),
                            new Degradations(log, run.steps()),
                            new ErrorKinds()));
        }
    }

    private List<Steps.Span> out(LaneLog log) {
        NodeName node = log.lane().node();
        return node == null ? List.of() : Unobserved.out(run, node);
    }

    /** Those that are looked at one by one. */
    private static List<LaneLog> lanes(RunLog run) {
        return run.lanes().stream().filter(log -> !log.lane().isLoad()).toList();
    }

    List<Fold> folds(LaneLog log) {
        LaneFolds folds = byLane.get(log);
        return folds == null
                ? List.of(newest)
                : List.of(newest, folds.tally, folds.floor, folds.outages, folds.degradations, folds.errors);
    }

    List<LaneMeasure> measures() {
        return lanes(run).stream().map(this::measure).toList();
    }

    /** The outages of the client lanes, in the order of the lanes, each lane's by time. */
    List<LaneOutage> outages() {
        return lanes(run).stream()
                .filter(log -> !log.isDirect())
                .flatMap(log -> byLane.get(log).outages.laneOutages().stream())
                .toList();
    }

    private LaneMeasure measure(LaneLog log) {
        LaneFolds folds = byLane.get(log);
        LaneTally tally = folds.tally;
        return new LaneMeasure(
                log.lane(),
                Duration.ofNanos(folds.floor.nanos()),
                tally.attempts(),
                tally.count(Outcome.OK),
                tally.count(Outcome.FAILED),
                tally.count(Outcome.INDETERMINATE),
                tally.count(Outcome.NOT_SENT),
                tally.lateness().duration(50),
                tally.lateness().duration(99),
                tally.lateness().duration(100),
                tally.latency().duration(50),
                tally.latency().duration(99),
                log.isDirect() ? List.of() : folds.outages.outages(),
                log.isDirect() ? List.of() : folds.degradations.degraded(),
                run.of(PoolSeen.class).stream()
                        .filter(pool -> pool.lane().equals(log.lane().name()))
                        .findFirst(),
                tally.health(folds.outages, folds.degradations),
                folds.errors.counts());
    }
}
