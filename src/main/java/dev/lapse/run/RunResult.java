package dev.lapse.run;

import dev.lapse.check.FaultMeasure;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Outage;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.history.History;
import dev.lapse.history.HistoryFile;
import dev.lapse.history.LaneKind;
import dev.lapse.report.ReportDir;
import dev.lapse.report.SeriesRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A run that has ended: what it came to, and where its report is.
 *
 * @param end how it ended, and so whether its cluster can serve another run
 */
public record RunResult(Judgement judgement, Path report, End end) {
    public enum End {
        /** Steady again, every fault proven healed, and no client left out. */
        STEADY,
        /** Not steady, a heal without proof, or a client still out: the cluster must not be used again. */
        UNSTEADY,
        /** It was told to stop. */
        INTERRUPTED
    }

    private static final Duration LONG = Duration.ofSeconds(2);

    /** So often a run is done again since it missed the phase of the leader lease that was asked for. */
    private static final int AGAIN = 2;

    /**
     * Whether it has to be done again, since a fault of it missed its phase of the leader lease.
     *
     * @param before so often it was done already, and missed as well
     */
    public boolean isDoneAgain(int before) {
        return before < AGAIN && end != End.INTERRUPTED && missesPhase();
    }

    private boolean missesPhase() {
        return judgement.measurements().faults().stream().anyMatch(FaultMeasure::missesPhase);
    }

    /** Whether these are as many as were asked for, and none was interrupted. */
    public static boolean areComplete(List<RunResult> results, int asked) {
        return results.size() == asked && results.stream().noneMatch(result -> result.end() == End.INTERRUPTED);
    }

    /**
     * Whether a client lane was out to its end for longer than one attempt may take or for {@link #LONG}, or never
     * was well: the next run would begin with what this one left.
     */
    static boolean leavesAClientOut(Judgement judgement) {
        return judgement.measurements().lanes().stream()
                .filter(lane -> lane.lane().isClient() && lane.lane().kind() != LaneKind.CALL) // not the cluster's
                .anyMatch(lane -> lane.ok() == 0
                        || lane.outages().stream()
                                .filter(Outage::censored)
                                .anyMatch(outage ->
                                        outage.duration().compareTo(lane.lane().timeout()) > 0
                                                || outage.duration().compareTo(LONG) > 0));
    }

    /**
     * The longest outage of a client lane, or of calls of your own code; one that was still open at the end comes
     * before all others. Empty: it had none that shows.
     *
     * @throws LapseException when the run had no such lane
     */
    public Optional<Outage> longestOutage(String lane) {
        List<LaneMeasure> clients = judgement.measurements().lanes().stream()
                .filter(measure -> measure.lane().isClient())
                .toList();
        List<String> names =
                clients.stream().map(measure -> measure.lane().name().value()).toList();
        return clients.stream()
                .filter(measure -> measure.lane().name().value().equals(lane))
                .findFirst()
                .orElseThrow(() ->
                        new LapseException(LapseException.Kind.BAD_INPUT, Nearest.unknown("client lane", lane, names)))
                .outages()
                .stream()
                .max(Comparator.comparing(Outage::censored).thenComparing(Outage::duration));
    }

    /** What is told of it among the runs of a series. */
    public SeriesRecord.Run kept() {
        return new SeriesRecord.Run(judgement, report, end == End.INTERRUPTED);
    }

    /** What was recorded, read anew from the report with every stream. */
    public History history() {
        return HistoryFile.read(ReportDir.open(report).history());
    }
}
