package dev.lapse.scenario;

import static dev.lapse.scenario.SchemaParts.listOf;
import static dev.lapse.scenario.SchemaParts.oneOf;
import static dev.lapse.scenario.SchemaParts.pattern;
import static dev.lapse.scenario.SchemaParts.ref;
import static dev.lapse.scenario.SchemaParts.texts;
import static dev.lapse.scenario.SchemaParts.type;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.Nearest;
import dev.lapse.scenario.FileKey.ScenarioKey;
import java.util.EnumSet;
import java.util.Set;

/**
 * The JSON Schema of scenario files, by which editors complete and mark. Its words are those that the reader of the
 * files knows. Some rules no schema can hold, and the reader alone does: Patroni's, the order of the steps, the names
 * of hosts.
 */
final class ScenarioSchema {
    private ScenarioSchema() {}

    /** The whole file. */
    static String render() {
        JsonObject definitions = new JsonObject();
        TopologySchema.define(definitions);
        ProbeSchema.define(definitions);
        StepSchema.define(definitions);
        FaultSchema.define(definitions);
        ExpectSchema.define(definitions);
        return new JsonObject()
                        .with("$schema", "https://json-schema.org/draft/2020-12/schema")
                        .with("title", "Lapse scenario")
                        .with(
                                "description",
                                "For editors. Lapse itself reads more strictly: names, units, Patroni's rules, the order"
                                        + " of the steps.")
                        .with("type", "object")
                        .with("required", FileKey.texts(ScenarioKey.NAME, ScenarioKey.STEPS))
                        .with("additionalProperties", JsonText.FALSE)
                        .with("properties", properties())
                        .with("$defs", definitions.lines())
                        .lines()
                        .text()
                + "\n";
    }

    private static JsonText properties() {
        return addTo(new JsonObject(), EnumSet.allOf(ScenarioKey.class)).lines();
    }

    /** Adds these keys, and the sections of settings, to the properties of an object. */
    static JsonObject addTo(JsonObject properties, Set<ScenarioKey> keys) {
        for (ScenarioKey key : keys) {
            properties.with(key.text(), property(key));
            if (key == ScenarioKey.BEFORE_SECTIONS) {
                TopologySchema.sections(properties);
            }
        }
        return properties;
    }

    private static JsonText property(ScenarioKey key) {
        return switch (key) {
            case NAME ->
                pattern(Scenario.NAME_FORM)
                        .with("description", "The file's name without .yaml.")
                        .line();
            case OBSERVED -> observed();
            case TOPOLOGY -> topology();
            case SUITE -> ref(TopologySchema.SUITE);
            case AUTH -> ref(TopologySchema.AUTH);
            case TIMINGS ->
                oneOf(Timings.OF_THE_KEY.stream().map(Timings::text).toList())
                        .with("description", "fixed: the profile's timings are not laid over the scenario's.")
                        .line();
            case AS_IS ->
                type("boolean")
                        .with("description", "true: timings that break Patroni's rule run as Patroni makes of them.")
                        .line();
            case PROBES -> ProbeSchema.probes();
            case LOAD -> ProbeSchema.load();
            case STEPS -> listOf(ref(StepSchema.STEP));
            case EXPECT -> ExpectSchema.expectations();
            case SEED ->
                type("integer")
                        .with("description", "The source of every random choice of a run.")
                        .line();
            case TABLE ->
                oneOf(texts(LaneTable.values(), LaneTable::text))
                        .with("description", "What becomes of the write lanes' tables after the run.")
                        .line();
            case SALVAGE ->
                pattern(SalvageLimit.FORM)
                        .with(
                                "description",
                                "How large a copy a node may keep of what it alone has, before it is rewound; off: none.")
                        .line();
            case INCIDENT -> IncidentSchema.incident();
            case RESOLVED ->
                oneOf(PerProfile.NAMES)
                        .with("description", "Written by Lapse: this profile is already in the settings.")
                        .line();
            case ASSUMED ->
                listOf(oneOf(texts(Expectation.Check.values(), Expectation.Check::text))
                        .with("description", "Written by Lapse: the file did not set this check, it is assumed.")
                        .line());
        };
    }

    private static JsonText observed() {
        return type("string")
                .with("minLength", 1)
                .with("maxLength", Scenario.LONGEST_OBSERVED)
                .with("pattern", "^\\S([^\\r\\n]*\\S)?$")
                .with(
                        "description",
                        "What was seen by hand elsewhere for this failure, one line; shown beside what is measured, and"
                                + " never expected.")
                .lines();
    }

    private static JsonText topology() {
        return new JsonObject()
                .with(
                        "description",
                        "The name of a file in the folder topologies beside the scenario, or of a topology that Lapse"
                                + " ships (" + Nearest.list(Topologies.SHIPPED_NAMES) + "), or the topology itself; "
                                + Topologies.DEFAULT + " where it is absent.")
                .with("oneOf", JsonText.list(type("string").line(), ref(TopologySchema.TOPOLOGY)))
                .lines();
    }
}
