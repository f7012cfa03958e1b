package dev.lapse.scenario;

import static dev.lapse.scenario.SchemaParts.itemOrList;
import static dev.lapse.scenario.SchemaParts.pattern;
import static dev.lapse.scenario.SchemaParts.type;

import dev.lapse.scenario.FileKey.IncidentKey;
import dev.lapse.scenario.FileKey.PreventionKey;
import dev.lapse.scenario.FileKey.ScenarioKey;

/** The part of the schema about incidents. */
final class IncidentSchema {
    private IncidentSchema() {}

    /** What the key {@code incident} takes. */
    static JsonText incident() {
        return new JsonObject()
                .with(
                        "description",
                        "The scenario shows the harm of a known incident; this says where it comes from and what"
                                + " prevents it.")
                .with("type", "object")
                .with("required", FileKey.texts(IncidentKey.CASE, IncidentKey.SOURCE))
                .with("oneOf", JsonText.list(required(IncidentKey.PREVENTION), required(IncidentKey.NO_PREVENTION)))
                .with("additionalProperties", JsonText.FALSE)
                .with("properties", properties())
                .lines();
    }

    private static JsonText required(IncidentKey key) {
        return new JsonObject().with("required", FileKey.texts(key)).line();
    }

    private static JsonText properties() {
        JsonObject properties = new JsonObject();
        for (IncidentKey key : IncidentKey.values()) {
            properties.with(key.text(), property(key));
        }
        return properties.lines();
    }

    private static JsonText property(IncidentKey key) {
        return switch (key) {
            case CASE -> pattern(IncidentBlock.CASE_FORM).line();
            case SOURCE ->
                new JsonObject()
                        .with("description", "URLs of the reports and pages that it comes from.")
                        .with(
                                "oneOf",
                                itemOrList(pattern(IncidentBlock.SOURCE_FORM).line()))
                        .lines();
            case PREVENTION -> prevention();
            case NO_PREVENTION ->
                words(IncidentBlock.LONGEST_REASON)
                        .with("description", "Why nothing prevents it here.")
                        .line();
        };
    }

    private static JsonText prevention() {
        JsonObject properties = new JsonObject()
                .with(
                        PreventionKey.BY.text(),
                        words(IncidentBlock.LONGEST_BY)
                                .with("description", "Short words for it, such as patroni.failsafe_mode.")
                                .line());
        return new JsonObject()
                .with(
                        "description",
                        "What prevents it: keys of a scenario that are laid over the file's own. Maps are merged,"
                                + " everything else is replaced, and so is expect as a whole.")
                .with("type", "object")
                .with("required", FileKey.texts(PreventionKey.BY, ScenarioKey.EXPECT))
                .with("minProperties", 3)
                .with("additionalProperties", JsonText.FALSE)
                .with(
                        "properties",
                        ScenarioSchema.addTo(properties, IncidentBlock.LAID_OVER)
                                .lines())
                .lines();
    }

    private static JsonObject words(int longest) {
        return type("string").with("minLength", 1).with("maxLength", longest);
    }
}
