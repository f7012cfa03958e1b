package dev.lapse.scenario;

import static dev.lapse.scenario.SchemaParts.DURATION;
import static dev.lapse.scenario.SchemaParts.DURATIONS;
import static dev.lapse.scenario.SchemaParts.oneOf;
import static dev.lapse.scenario.SchemaParts.pattern;
import static dev.lapse.scenario.SchemaParts.ref;
import static dev.lapse.scenario.SchemaParts.texts;
import static dev.lapse.scenario.SchemaParts.type;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Components;
import dev.lapse.scenario.FileKey.OwnFileKey;
import dev.lapse.scenario.FileKey.TopologyKey;
import java.util.List;

/** The part of the schema about the cluster and its settings, and about the durations that all parts have. */
final class TopologySchema {
    static final String SUITE = TopologyKey.SUITE.text();
    static final String AUTH = TopologyKey.AUTH.text();
    static final String TOPOLOGY = "topology";

    private TopologySchema() {}

    static void define(JsonObject definitions) {
        definitions
                .with(
                        DURATION,
                        pattern("\\d+(\\.\\d+)?(" + String.join("|", DurationText.UNITS) + ")")
                                .with("examples", List.of("500us", "20ms", "60s", "2min"))
                                .line())
                .with(DURATIONS, durations())
                .with(
                        SUITE,
                        pattern(TopologyReader.SUITE_FORM)
                                .with("examples", List.of(TopologyReader.SUITE, "bookworm", "sid"))
                                .line())
                .with(AUTH, oneOf(texts(Auth.values(), Auth::text)).line())
                .with(TOPOLOGY, topology());
        SettingsSchema.define(definitions);
    }

    /** The sections of settings among the keys of a file. */
    static void sections(JsonObject properties) {
        Layer.SECTIONS.forEach(section -> properties.with(section, ref(section)));
    }

    private static JsonText durations() {
        JsonObject profiles = new JsonObject();
        PerProfile.NAMES.forEach(name -> profiles.with(name, ref(DURATION)));
        JsonText perProfile = type("object")
                .with("required", List.of(Profile.DEFAULT.text()))
                .with("additionalProperties", JsonText.FALSE)
                .with("properties", profiles.line())
                .lines();
        return new JsonObject()
                .with("oneOf", JsonText.lines(ref(DURATION), perProfile))
                .lines();
    }

    private static JsonText topology() {
        JsonObject properties = new JsonObject();
        for (TopologyKey key : TopologyKey.values()) {
            properties.with(key.text(), property(key));
        }
        sections(properties);
        return type("object")
                .with("required", FileKey.texts(TopologyKey.HOSTS))
                .with("additionalProperties", JsonText.FALSE)
                .with("properties", properties.lines())
                .lines();
    }

    private static JsonText property(TopologyKey key) {
        return switch (key) {
            case NAME -> type("string").line();
            case SUITE -> ref(SUITE);
            case AUTH -> ref(AUTH);
            case VIP -> type("boolean").line();
            case LEADER -> pattern(NodeName.FORM).line();
            case SITES -> sites();
            case HOSTS -> hosts();
            case FILES ->
                type("object")
                        .with(
                                "description",
                                "Configuration files of your own, beside this file. They run as they are, but for what"
                                        + " cannot hold in a container.")
                        .with("additionalProperties", JsonText.FALSE)
                        .with("properties", files())
                        .lines();
            case NAMES ->
                type("object")
                        .with(
                                "description",
                                "What addresses and ports of the files stand for, such as 10.1.2.3: pg1, or"
                                        + " \":6543\": 6432.")
                        .with(
                                "additionalProperties",
                                new JsonObject()
                                        .with("type", List.of("string", "integer"))
                                        .line())
                        .line();
        };
    }

    /** One for all hosts of a kind, or one for each. */
    private static JsonText files() {
        JsonObject kinds = new JsonObject();
        OwnFiles.SUPPORTED.forEach(name -> kinds.with(
                name,
                new JsonObject()
                        .with(
                                "anyOf",
                                JsonText.lines(
                                        file(),
                                        type("object")
                                                .with("additionalProperties", file())
                                                .lines()))
                        .lines()));
        return kinds.lines();
    }

    private static JsonText file() {
        JsonObject parts = new JsonObject();
        for (OwnFileKey key : OwnFileKey.values()) {
            parts.with(key.text(), type("string").line());
        }
        JsonText recorded = type("object")
                .with("description", "As Lapse writes it into reports.")
                .with("required", FileKey.texts(OwnFileKey.FILE, OwnFileKey.TEXT))
                .with("additionalProperties", JsonText.FALSE)
                .with("properties", parts.line())
                .lines();
        return new JsonObject()
                .with("oneOf", JsonText.lines(type("string").line(), recorded))
                .lines();
    }

    private static JsonText sites() {
        return type("object")
                .with(
                        "propertyNames",
                        new JsonObject()
                                .with("pattern", "^" + Layout.SITE_FORM + "$")
                                .line())
                .with(
                        "additionalProperties",
                        type("array")
                                .with("minItems", 1)
                                .with("uniqueItems", JsonText.TRUE)
                                .with("items", pattern(NodeName.FORM).line())
                                .line())
                .lines();
    }

    private static JsonText hosts() {
        JsonText list = type("array")
                .with("minItems", 1)
                .with("uniqueItems", JsonText.TRUE)
                .with(
                        "items",
                        oneOf(Components.SHIPPED.names().stream()
                                        .map(ComponentName::text)
                                        .toList())
                                .line())
                .lines();
        JsonObject ofOneHost = new JsonObject();
        Components.SHIPPED.names().stream()
                .map(ComponentName::text)
                .forEach(name -> ofOneHost.with(
                        name,
                        new JsonObject().with("type", List.of("object", "null")).line()));
        JsonText map = type("object")
                .with("minProperties", 1)
                .with("additionalProperties", JsonText.FALSE)
                .with("properties", ofOneHost.lines())
                .lines();
        JsonText carries =
                new JsonObject().with("oneOf", JsonText.lines(list, map)).lines();
        return type("object")
                .with("minProperties", 1)
                .with(
                        "propertyNames",
                        new JsonObject()
                                .with("pattern", "^" + NodeName.FORM + "$")
                                .line())
                .with("additionalProperties", carries)
                .lines();
    }
}
