package dev.lapse.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.Judgement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The {@code result.json} that a page carries: the same numbers, of very long lists the longest entries only.
 * {@code left_out} in it says how many entries of which list are not there.
 */
final class PageResult {
    static final int MOST_PER_LANE = 200;
    static final int MOST_EXPLAINED = 200;

    private PageResult() {}

    static ObjectNode of(Judgement judgement) {
        ObjectNode result = ResultJson.of(judgement);
        ObjectNode leftOut = ResultJson.NODES.objectNode();
        for (JsonNode lane : result.withArray("lanes")) {
            String name = lane.path("lane").asText();
            cut(leftOut, "outages of " + name, (ArrayNode) lane.path("outages"), MOST_PER_LANE, "duration_ms");
            cut(leftOut, "degraded stretches of " + name, (ArrayNode) lane.path("degraded"), MOST_PER_LANE, "share");
        }
        ArrayNode explained = result.withArray("explained");
        for (JsonNode one : explained) {
            ((ObjectNode) one).put("took_ms", took(one));
        }
        cut(leftOut, "explained outages", explained, MOST_EXPLAINED, "took_ms");
        ArrayNode windows = (ArrayNode) result.path("dual_primary").path("windows");
        cut(leftOut, "windows of dual primary", windows, MOST_PER_LANE, "duration_ms");
        result.set("left_out", leftOut);
        return result;
    }

    private static double took(JsonNode explained) {
        JsonNode phases = explained.path("phases");
        return phases.isEmpty()
                ? 0
                : phases.path(phases.size() - 1).path("to_ms").asDouble()
                        - explained.path("outage_from_ms").asDouble();
    }

    /** Leaves the entries with the greatest values of that key, in their order. */
    private static void cut(ObjectNode leftOut, String what, ArrayNode entries, int most, String key) {
        if (entries.size() <= most) {
            return;
        }
        List<JsonNode> all = StreamSupport.stream(entries.spliterator(), false).toList();
        double least = all.stream()
                .map(entry -> entry.path(key).asDouble())
                .sorted(Comparator.reverseOrder())
                .skip(most - 1L)
                .findFirst()
                .orElseThrow();
        entries.removeAll();
        all.stream()
                .filter(entry -> entry.path(key).asDouble() >= least)
                .limit(most)
                .forEach(entries::add);
        leftOut.put(what, all.size() - entries.size());
    }
}
