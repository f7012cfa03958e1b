package dev.lapse.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lapse.check.Verdict;
import dev.lapse.cluster.OneNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A run's {@code result.json} as far as two series are compared by it.
 *
 * @param settings what was in effect, by name: versions, settings, lanes and load
 * @param numbers what was measured; a number that is not known is not there
 */
record ComparedRun(
        String scenario,
        String profile,
        Verdict verdict,
        Map<String, String> settings,
        Map<NumberName, Number> numbers) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Set<String> NOT_READ = Set.of(
            "findings",
            "faults",
            "failovers",
            "reads",
            "witnesses",
            "deposed",
            "degraded",
            "sentence",
            "not_in_effect");

    /**
     * What a number is of.
     *
     * @param lane whose; empty: the run's
     * @param kind of the lane: {@code write}, {@code read} or {@code call}; empty: the run's
     * @param decides whether a client or the data are worse off by it; a phase only explains
     */
    record NumberName(String lane, String kind, String quantity, RepeatNumbers.Unit unit, boolean decides) {
        /** A number of this name, for people. */
        String figure(double value) {
            return switch (unit) {
                case SECONDS -> value == 0 ? "none" : Figures.length(Math.round(value * 1e9));
                case COUNT, SHARE -> Figures.number(value).toPlainString();
            };
        }

        String text() {
            return (lane.isEmpty() ? "" : lane + " ") + quantity;
        }
    }

    /**
     * @param value in seconds, or how many; of one that is open, what it is at least
     * @param resolution by how much it may be less, in the same unit
     * @param open whether it had not ended when the run ended
     */
    record Number(double value, double resolution, boolean open) {}

    /**
     * Reads the result of a report's folder.
     *
     * @throws dev.lapse.cluster.LapseException of kind BAD_INPUT when there is none, or of another version of Lapse
     */
    static ComparedRun of(Path report) {
        RecordedRun.of(report); // refuses what has another format
        try {
            return of(tree(ReportDir.open(report).result()));
        } catch (IOException e) {
            throw RecordedRun.unreadable(ReportDir.open(report).result(), e);
        }
    }

    /** Without what no comparison reads, which of a long run is much. */
    private static JsonNode tree(Path result) throws IOException {
        TokenFilter read = new TokenFilter() {
            @Override
            public @Nullable TokenFilter includeProperty(String name) {
                return NOT_READ.contains(name) ? null : this;
            }
        };
        try (JsonParser parser = new FilteringParserDelegate(
                MAPPER.createParser(result.toFile()), read, TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH, true)) {
            return MAPPER.readTree(parser);
        }
    }

    /** A result as a tree. */
    static ComparedRun of(JsonNode tree) {
        return new ComparedRun(
                tree.path("scenario").asText(),
                tree.path("profile").asText(),
                Verdict.valueOf(tree.path("verdict").asText()),
                settings(tree),
                numbers(tree));
    }

    private static Map<String, String> settings(JsonNode tree) {
        Map<String, String> settings = new TreeMap<>();
        JsonNode cluster = tree.path("cluster");
        settings.put("topology", cluster.path("topology").asText("not known"));
        settings.put("replication", cluster.path("replication").asText("not known"));
        cluster.path("versions")
                .properties()
                .forEach(entry -> settings.put("version of " + entry.getKey(), text(entry)));
        boolean synchronous = !settings.get("replication").startsWith("asynchronous");
        cluster.path("effective").properties().stream()
                .filter(entry -> !OneNode.isTold(entry.getKey(), synchronous))
                .forEach(entry -> settings.put(entry.getKey(), text(entry)));
        clients(tree).forEach(lane -> {
            String name = lane.path("lane").asText();
            settings.put(
                    "lane " + name,
                    "via " + lane.path("via").asText() + ", "
                            + lane.path("vantage").asText() + ", every "
                            + lane.path("period_ms").asText() + "ms");
            lane.path("settings")
                    .properties()
                    .forEach(entry -> settings.put("lane " + name + " " + entry.getKey(), text(entry)));
        });
        JsonNode load = tree.path("load");
        settings.put(
                "load",
                load.isObject()
                        ? load.path("clients").asText() + " clients, "
                                + load.path("rate_per_s").asText() + "/s"
                        : "none");
        return settings;
    }

    private static String text(Map.Entry<String, JsonNode> entry) {
        String text = entry.getValue().asText();
        return text.isEmpty() ? "empty" : text;
    }

    private static Map<NumberName, Number> numbers(JsonNode tree) {
        Map<NumberName, Number> numbers = new LinkedHashMap<>();
        clients(tree).forEach(lane -> lane(tree, lane, numbers));
        JsonNode lost = tree.path("writes").path("lost");
        if (lost.isNumber()) {
            numbers.put(
                    new NumberName("", "", "lost writes", RepeatNumbers.Unit.COUNT, true),
                    new Number(lost.asDouble(), 0, false));
        }
        if (tree.path("dual_primary").path("observed").asBoolean()) {
            numbers.put(
                    seconds("", "", "dual primary", true),
                    longest(tree.path("dual_primary").path("windows")));
        }
        numbers.put(seconds("", "", "rejoin", true), longest(tree.path("rejoin")));
        return numbers;
    }

    private static void lane(JsonNode tree, JsonNode lane, Map<NumberName, Number> numbers) {
        String name = lane.path("lane").asText();
        String kind = lane.path("kind").asText();
        Number longest = longest(lane.path("outages"));
        boolean neverOk = lane.path("ok").asLong() == 0;
        numbers.put(
                seconds(name, kind, "longest outage", true),
                neverOk ? new Number(tree.path("duration_ms").asDouble() / 1_000, 0, true) : longest);
        elements(lane.path("outages"))
                .filter(outage -> outage.path("duration_ms").asDouble() / 1_000 == longest.value())
                .limit(1)
                .flatMap(outage -> elements(tree.path("explained"))
                        .filter(explained -> explained.path("lane").asText().equals(name))
                        .filter(explained -> explained.path("outage_from_ms").asDouble()
                                == outage.path("from_ms").asDouble()))
                .flatMap(explained -> elements(explained.path("phases")))
                .forEach(phase -> numbers.merge(
                        seconds(name, kind, phase.path("phase").asText(), false),
                        new Number(
                                (phase.path("to_ms").asDouble()
                                                - phase.path("from_ms").asDouble())
                                        / 1_000,
                                phase.path("resolution_ms").asDouble() / 1_000,
                                false),
                        (one, other) ->
                                new Number(one.value() + other.value(), one.resolution() + other.resolution(), false)));
    }

    private static NumberName seconds(String lane, String kind, String quantity, boolean decides) {
        return new NumberName(lane, kind, quantity, RepeatNumbers.Unit.SECONDS, decides);
    }

    /** Of several that have a length, which is null where it did not end; none: 0. */
    private static Number longest(JsonNode spans) {
        return elements(spans)
                .map(span -> new Number(
                        span.path("duration_ms").asDouble() / 1_000,
                        span.path("resolution_ms").asDouble() / 1_000,
                        span.path("censored").asBoolean()
                                || span.path("duration_ms").isNull()))
                .reduce((one, other) -> new Number(
                        Math.max(one.value(), other.value()),
                        Math.max(one.resolution(), other.resolution()),
                        one.open() || other.open()))
                .orElse(new Number(0, 0, false));
    }

    private static Stream<JsonNode> clients(JsonNode tree) {
        return elements(tree.path("lanes"))
                .filter(lane -> !lane.path("vantage").asText().equals("direct"))
                .filter(lane -> !lane.path("vantage").asText().equals("load"));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
