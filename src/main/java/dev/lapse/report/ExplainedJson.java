package dev.lapse.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.Judgement;
import dev.lapse.explain.Explained;
import dev.lapse.explain.SeenPhase;
import dev.lapse.history.ClusterReady;
import dev.lapse.oracle.Interval;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The explained outages of {@code result.json}, in the order of the lanes and of time. */
final class ExplainedJson {
    private final ExplainedOutages outages;
    private final Optional<BigDecimal> loopWaitSeconds;

    private ExplainedJson(Judgement judgement) {
        outages = new ExplainedOutages(judgement);
        loopWaitSeconds = judgement.cluster().flatMap(ExplainedJson::loopWait);
    }

    static void write(Judgement judgement, ObjectNode result, LongList lists) {
        ExplainedJson json = new ExplainedJson(judgement);
        lists.put(result, "explained", judgement.measurements().explained(), json::outage);
    }

    private static Optional<BigDecimal> loopWait(ClusterReady ready) {
        return Optional.ofNullable(ready.effective().get("patroni.loop_wait"))
                .filter(text -> text.matches("\\d+"))
                .map(BigDecimal::new)
                .filter(seconds -> seconds.signum() > 0);
    }

    private ObjectNode outage(Explained explained) {
        ObjectNode node = ResultJson.NODES.objectNode();
        node.put("lane", explained.outage().lane().name().value());
        node.put("step", explained.outage().step());
        node.put("injection", explained.injection().orElse(null));
        node.put("outage_from_ms", Figures.millis(explained.outage().fromNanos()));
        node.put("kind", explained.kind().text());
        node.put("lease_phase", explained.sinceRenewal().map(this::leasePhase).orElse(null));
        interval(node, "since_renewal_ms", explained.sinceRenewal());
        interval(node, "still_served_ms", explained.served());
        ResultJson.each(node, "phases", explained.phases(), ExplainedJson::phase);
        texts(node, "unbounded", explained.unbounded());
        texts(node, "beside", explained.beside());
        interval(node, "predicted_ms", explained.predicted());
        node.put("verdict", explained.fit().name());
        return node.put("sentence", outages.story(explained));
    }

    /** The share of loop_wait that had passed, by the middle of what is known. */
    private @Nullable BigDecimal leasePhase(Interval sinceRenewal) {
        return loopWaitSeconds
                .map(seconds ->
                        Figures.share(sinceRenewal.middle().toNanos() / (seconds.doubleValue() * 1_000_000_000)))
                .orElse(null);
    }

    private static ObjectNode phase(SeenPhase phase) {
        ObjectNode node = ResultJson.NODES.objectNode();
        node.put("phase", phase.phase().text());
        node.put("from_ms", Figures.millis(phase.fromNanos()));
        node.put("to_ms", Figures.millis(phase.toNanos()));
        node.put("resolution_ms", Figures.millis(phase.resolutionNanos()));
        node.put("ended_by", WaterfallTable.endedBy(phase));
        node.put("source", phase.source());
        interval(node, "predicted_ms", phase.predicted());
        return node.put("verdict", phase.fit().name());
    }

    private static void interval(ObjectNode node, String key, Optional<Interval> interval) {
        if (interval.isEmpty()) {
            node.putNull(key);
            return;
        }
        node.putArray(key)
                .add(Figures.millis(interval.get().from()))
                .add(Figures.millis(interval.get().to()));
    }

    private static void texts(ObjectNode node, String key, List<String> texts) {
        ArrayNode array = node.putArray(key);
        texts.forEach(array::add);
    }
}
