package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What each {@link Witness} tells, one by one. {@link DualPrimaries} takes what nodes said and acknowledged together.
 *
 * <p>Terms. <i>State</i>: {@link WritableRuns}. <i>Write</i>: {@link ForkedWrites} of which the forked ones are direct;
 * the newer timeline may be shown by any lane. <i>Clients</i>: {@link Entrances}. <i>Routers</i>: {@link WritePools}.
 * <i>VIP</i>: {@link AddressHolders}. Lanes of one kind looked as finely as
 * {@link LaneMeasure#resolution} says of the coarsest, when
 * two nodes at least have answered such lanes; a node that only those of the other kind asked is one of their gaps.
 */
final class Witnesses implements Fold {
    private final RunLog run;
    private final WritableRuns state;
    private final ForkedWrites direct;
    private final Entrances entrances;
    private final Set<NodeName> stateAnswered = new TreeSet<>();
    private final Set<NodeName> writeAnswered = new TreeSet<>();

    /** @param state takes the same attempts elsewhere */
    Witnesses(RunLog run, Denials denials, WritableRuns state) {
        this.run = run;
        this.state = state;
        direct = new ForkedWrites(denials, LaneLog::isDirect, log -> true);
        entrances = new Entrances(run, denials);
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        direct.begun(log, sample);
        entrances.begun(log, sample);
        NodeName node = log.lane().node();
        if (log.isDirect() && node != null && sample.answered()) {
            (log.lane().kind() == LaneKind.STATE ? stateAnswered : writeAnswered).add(node);
        }
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        direct.ended(log, sample);
        entrances.ended(log, sample);
    }

    /**
     * When there are no more attempts; in the order of {@link Witness}.
     *
     * @param lanes what they saw, and how finely
     * @param stateGaps which nodes the state lanes could not ask, and when
     * @param writeGaps the same of the direct write lanes
     */
    List<Testimony> testimonies(
            Steps.Span watched, List<LaneMeasure> lanes, List<String> stateGaps, List<String> writeGaps) {
        return List.of(
                ofLanes(Witness.STATE, state.windows(), watched, stateGaps, resolution(lanes, Witness.STATE)),
                ofLanes(Witness.WRITE, direct.windows(), watched, writeGaps, resolution(lanes, Witness.WRITE)),
                entrances.testimony(run, watched),
                WritePools.testimony(run, watched),
                AddressHolders.testimony(run, watched));
    }

    private static Duration resolution(List<LaneMeasure> lanes, Witness by) {
        return lanes.stream()
                .filter(lane -> lane.lane().isDirect() && lane.lane().kind() == kind(by))
                .map(LaneMeasure::resolution)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static LaneKind kind(Witness by) {
        return by == Witness.STATE ? LaneKind.STATE : LaneKind.WRITE;
    }

    private Testimony ofLanes(
            Witness by, List<SeenWindow> windows, Steps.Span watched, List<String> gaps, Duration resolution) {
        Set<NodeName> answered = by == Witness.STATE ? stateAnswered : writeAnswered;
        String question = by == Witness.STATE ? "whether it is writable" : "to take a write";
        if (lanes(by).findAny().isEmpty()) {
            return Testimony.notObserved(by, "no lane asks a node " + question);
        }
        if (answered.size() < 2) {
            return Testimony.notObserved(
                    by, "asked " + question + ", " + (answered.isEmpty() ? "no node" : "only one node") + " answered");
        }
        return new Testimony(
                by,
                true,
                gaps,
                windows.stream()
                        .map(window -> window.window(run, watched).at(""))
                        .toList(),
                List.of(),
                resolution,
                List.of(),
                by == Witness.WRITE ? direct.late() : 0);
    }

    private Stream<LaneLog> lanes(Witness by) {
        return run.lanes().stream().filter(log -> log.isDirect() && log.lane().kind() == kind(by));
    }
}
