package dev.lapse.scenario;

import static dev.lapse.scenario.SchemaParts.DURATIONS;
import static dev.lapse.scenario.SchemaParts.itemOrList;
import static dev.lapse.scenario.SchemaParts.oneOf;
import static dev.lapse.scenario.SchemaParts.ref;
import static dev.lapse.scenario.SchemaParts.type;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.FaultOption;
import dev.lapse.history.StepKind;
import dev.lapse.scenario.FileKey.InjectKey;
import java.util.ArrayList;
import java.util.List;

/** The part of the schema about steps. */
final class StepSchema {
    static final String STEP = "step";

    private StepSchema() {}

    static void define(JsonObject definitions) {
        JsonObject properties = new JsonObject();
        for (StepKind kind : StepKind.values()) {
            properties.with(kind.text(), property(kind));
        }
        definitions.with(
                STEP,
                type("object")
                        .with("minProperties", 1)
                        .with("maxProperties", 1)
                        .with("additionalProperties", JsonText.FALSE)
                        .with("properties", properties.lines())
                        .lines());
    }

    private static JsonText property(StepKind kind) {
        return switch (kind) {
            case STEADY, HOLD, SETTLE -> ref(DURATIONS);
            case INJECT -> inject();
            case HEAL ->
                new JsonObject()
                        .with("oneOf", itemOrList(type("string").line()))
                        .line();
        };
    }

    private static JsonText inject() {
        JsonObject faults = new JsonObject();
        for (FaultName fault : FaultName.values()) {
            faults.with(fault.text(), ref(fault.text()));
        }
        List<String> named = new ArrayList<>(FaultName.texts());
        named.addAll(FileKey.texts(InjectKey.values()));
        for (FaultName fault : FaultName.values()) { // beside a fault that is alone in its step
            for (FaultOption option : fault.options()) {
                if (!named.contains(option.name())) {
                    named.add(option.name());
                    faults.with(option.name(), JsonText.TRUE);
                }
            }
        }
        faults.with(InjectKey.JITTER.text(), ref(DURATIONS));
        faults.with(InjectKey.PHASE.text(), phase());
        return type("object")
                .with("minProperties", 1)
                .with("additionalProperties", JsonText.FALSE)
                .with("properties", faults.lines())
                .lines();
    }

    /** A word, or a share of loop_wait. */
    private static JsonText phase() {
        JsonText words = oneOf(LeasePhase.WORDS).line();
        JsonText share =
                type("number").with("minimum", 0).with("exclusiveMaximum", 1).line();
        return new JsonObject().with("oneOf", JsonText.list(words, share)).line();
    }
}
