package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.check.Judgement;
import dev.lapse.check.LostRow;
import dev.lapse.history.History;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What a page says beside {@code result.json} and the picture: the first lost rows, what would have changed each
 * finding, which settings the scenario asks for, and which Lapse made the page.
 *
 * @param asked name with its section to value, as the resolved scenario has it
 */
record PageFacts(List<LostRow> lost, List<String> changes, Map<String, String> asked, String version) {
    static final int MOST_LOST = 500;
    private static final List<String> SECTIONS =
            List.of("patroni", "postgresql", "pgbouncer", "haproxy", "keepalived", "etcd");

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
        String version = PageFacts.class.getPackage().getImplementationVersion();
        return new PageFacts(
                lost,
                judgement.findings().stream().map(change::sentence).toList(),
                asked(judgement.run().scenarioYaml()),
                version == null ? "of a build from its sources" : version);
    }

    /** Of a scenario that cannot be read nothing is known; lists and maps are left as they are written. */
    static Map<String, String> asked(String scenarioYaml) {
        Map<String, String> asked = new LinkedHashMap<>();
        try {
            Object scenario = new Yaml(new SafeConstructor(new LoaderOptions())).load(scenarioYaml);
            if (scenario instanceof Map<?, ?> keys) {
                SECTIONS.forEach(section -> flatten(section, keys.get(section), asked));
            }
        } catch (YAMLException unreadable) {
            return Map.of();
        }
        return asked;
    }

    private static void flatten(String name, Object value, Map<String, String> asked) {
        if (value instanceof Map<?, ?> keys) {
            keys.forEach((key, below) -> flatten(name + "." + key, below, asked));
        } else if (value != null) {
            asked.put(name, value.toString());
        }
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
        json.writeObjectFieldStart("asked");
        for (Map.Entry<String, String> setting : asked.entrySet()) {
            json.writeStringField(setting.getKey(), setting.getValue());
        }
        json.writeEndObject();
        json.writeStringField("version", version);
        json.writeEndObject();
    }
}
