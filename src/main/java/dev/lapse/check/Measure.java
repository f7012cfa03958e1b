package dev.lapse.check;

import dev.lapse.explain.Explainer;
import dev.lapse.explain.Observed;
import dev.lapse.history.History;
import dev.lapse.oracle.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All the numbers of a run: every question is asked once, of one pass over the attempts. */
public final class Measure {
    private Measure() {}

    /** @throws dev.lapse.cluster.LapseException when the history does not say that a run began */
    public static Measurements of(History history) {
        return of(RunLog.of(history), history, Optional.empty());
    }

    /**
     * @param run of this history
     * @param oracle what outages are held against; empty: nothing is predicted
     */
    static Measurements of(RunLog run, History history, Optional<Oracle> oracle) {
        Lanes lanes = new Lanes(run);
        LoadTally load = new LoadTally(run);
        WriteLedger ledger = new WriteLedger(run);
        Silences silences = new Silences(run);
        DualPrimaries dualPrimaries = new DualPrimaries(run, silences);
        LastWritables lastWritables = new LastWritables(run, silences);
        ReadFolds reads = new ReadFolds(run);
        Rejoins rejoins = new Rejoins(run);
        TimelineLooks timelines = new TimelineLooks(run, silences);
        NodeSpans spans = new NodeSpans();
        DataTimes data = new DataTimes(run);
        TimeOrder.read(history, run.lanes(), log -> {
            List<Fold> folds = new ArrayList<>(lanes.folds(log));
            folds.addAll(
                    List.of(load, ledger, silences, dualPrimaries, lastWritables, rejoins, timelines, spans, data));
            folds.addAll(reads.folds());
            return folds;
        });
        List<LaneMeasure> measures = lanes.measures();
        return new Measurements(
                Injections.of(run),
                measures.stream()
                        .map(lane -> data.beside(lane, lanes.outages()))
                        .toList(),
                load.measure(),
                ledger.writes(history, spans.writable()),
                dualPrimaries.result(measures),
                lastWritables.result(),
                reads.measure(),
                Failovers.of(run),
                rejoins.result(),
                Rejoins.failed(run),
                timelines.result(),
                DeposedNodes.of(run, rejoins.result()),
                Explainer.explain(
                        new Observed(run.frame(), spans.writable(), spans.answering(), lanes.outages()), oracle));
    }
}
