package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.check.Judgement;
import dev.lapse.check.LostRow;
import dev.lapse.history.History;
import dev.lapse.history.LapseVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a page says beside {@code result.json} and the picture: the first lost rows, what would have changed each
 * finding, the settings, and which Lapse made the page.
 */
record PageFacts(List<LostRow> lost, List<String> changes, PageSettings settings, String version) {
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
                PageSettings.of(judgement.run().scenarioYaml(), judgement.cluster()),
                LapseVersion.text());
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
        json.writeFieldName("settings");
        settings.writeTo(json);
        json.writeStringField("version", version);
        json.writeEndObject();
    }
}
