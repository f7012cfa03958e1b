package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.check.FaultMeasure;
import dev.lapse.check.Judgement;
import dev.lapse.check.LostRow;
import dev.lapse.history.History;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LapseVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a page says beside {@code result.json} and the picture: the first lost rows, what would have changed each
 * finding, which faults count as slow to take hold, how long an outage may have been that no client lane of a kind saw,
 * the settings, and which Lapse made the page.
 */
record PageFacts(
        List<LostRow> lost,
        List<String> changes,
        Map<LaneKind, Duration> finest,
        PageSettings settings,
        String version) {
    static final int MOST_LOST = 500;

    static PageFacts of(History history, Judgement judgement) {
        List<LostRow> lost = new ArrayList<>();
        if (judgement.measurements().writes().losses().count() > 0) {
            judgement.measurements().writes().losses().rows().each(history, row -> {
                if (lost.size() < MOST_LOST) {
                    lost.add(row);
                }
            });
        }
        WhatWouldChange change = WhatWouldChange.of(judgement.measurements());
        return new PageFacts(
                lost,
                judgement.findings().stream().map(change::sentence).toList(),
                finest(judgement),
                PageSettings.of(judgement.run().scenarioYaml(), judgement.cluster()),
                LapseVersion.text());
    }

    private static Map<LaneKind, Duration> finest(Judgement judgement) {
        Map<LaneKind, Duration> finest = new EnumMap<>(LaneKind.class);
        judgement.measurements().lanes().stream()
                .filter(lane -> lane.lane().isClient())
                .forEach(lane -> finest.merge(
                        lane.lane().kind(), lane.finest(), (one, other) -> one.compareTo(other) > 0 ? one : other));
        return finest;
    }

    void writeTo(JsonGenerator json, Judgement judgement) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("lost");
        for (LostRow row : lost) {
            json.writeTree(LostJson.row(row, judgement.run().startedAt()));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("changes");
        for (String change : changes) {
            json.writeString(change);
        }
        json.writeEndArray();
        json.writeNumberField("slow_fault_ms", Figures.millis(FaultMeasure.SLOW_NANOS));
        json.writeObjectFieldStart("finest_ms");
        for (Map.Entry<LaneKind, Duration> kind : finest.entrySet()) {
            json.writeNumberField(kind.getKey().name().toLowerCase(Locale.ROOT), Figures.millis(kind.getValue()));
        }
        json.writeEndObject();
        json.writeFieldName("settings");
        settings.writeTo(json);
        json.writeStringField("version", version);
        json.writeEndObject();
    }
}
