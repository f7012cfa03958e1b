package dev.lapse.check;

import dev.lapse.history.ClusterReady;
import dev.lapse.history.RunStarted;
import dev.lapse.history.SettingsAtEnd;
import dev.lapse.oracle.Oracle;
import java.util.List;
import java.util.Optional;

/**
 * A judged run: the worst of the findings' verdicts, the findings, and the numbers they rest on.
 *
 * @param oracle what the configuration in effect predicts; empty: it is not known
 * @param atEnd which settings had changed at the end; empty: they were not looked at again
 */
public record Judgement(
        RunStarted run,
        Optional<ClusterReady> cluster,
        long durationNanos,
        Verdict verdict,
        List<Finding> findings,
        Measurements measurements,
        Optional<Oracle> oracle,
        Optional<SettingsAtEnd> atEnd) {
    /** One of which nothing is predicted. */
    public Judgement(
            RunStarted run,
            Optional<ClusterReady> cluster,
            long durationNanos,
            Verdict verdict,
            List<Finding> findings,
            Measurements measurements) {
        this(run, cluster, durationNanos, verdict, findings, measurements, Optional.empty(), Optional.empty());
    }

    /** The same answers with these numbers beside them. */
    public Judgement with(Measurements numbers) {
        return new Judgement(run, cluster, durationNanos, verdict, findings, numbers, oracle, atEnd);
    }
}
