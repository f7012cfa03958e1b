package dev.lapse.check;

import dev.lapse.history.ClusterReady;
import dev.lapse.history.RunStarted;
import java.util.List;
import java.util.Optional;

/** A judged run: the worst of the findings' verdicts, the findings, and the numbers they rest on. */
public record Judgement(
        RunStarted run,
        Optional<ClusterReady> cluster,
        long durationNanos,
        Verdict verdict,
        List<Finding> findings,
        Measurements measurements) {}
