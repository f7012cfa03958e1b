package dev.lapse.scenario;

import static dev.lapse.scenario.SchemaParts.DURATION;
import static dev.lapse.scenario.SchemaParts.DURATIONS;
import static dev.lapse.scenario.SchemaParts.itemOrList;
import static dev.lapse.scenario.SchemaParts.oneOf;
import static dev.lapse.scenario.SchemaParts.oneOfOrSwitch;
import static dev.lapse.scenario.SchemaParts.pattern;
import static dev.lapse.scenario.SchemaParts.ref;
import static dev.lapse.scenario.SchemaParts.refer;
import static dev.lapse.scenario.SchemaParts.type;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.SettingForm;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Vantage;
import dev.lapse.scenario.FileKey.LoadKey;
import dev.lapse.scenario.FileKey.ProbeKey;
import java.util.List;
import java.util.stream.Collectors;

/** The part of the schema about probes. */
final class ProbeSchema {
    private static final String PROBE = "probe";
    private static final String VANTAGE = ProbeKey.VANTAGE.text();

    private ProbeSchema() {}

    /** What the key {@code probes} takes. */
    static JsonText probes() {
        List<LaneSpec> standard = LaneSpec.defaults();
        String kinds = standard.stream().map(spec -> LaneSpec.text(spec.kind())).collect(Collectors.joining(" and "));
        LaneSpec first = standard.get(0);
        String vantages = first.vantages().stream().map(Vantage::text).collect(Collectors.joining(" and "));
        return new JsonObject()
                .with(
                        "description",
                        "Lanes; where they are absent: " + kinds + " via "
                                + first.via().text() + ", " + vantages + ", every " + DurationText.of(first.every())
                                + ". State lanes to all nodes are added.")
                .with("type", "array")
                .with("minItems", 1)
                .with("items", ref(PROBE))
                .lines();
    }

    /** What the key {@code load} takes. */
    static JsonText load() {
        JsonObject properties = new JsonObject();
        for (LoadKey key : LoadKey.values()) {
            properties.with(key.text(), property(key));
        }
        return type("object")
                .with(
                        "description",
                        "Writes at a constant rate beside the lanes, in the same ledger, such as " + LoadSpec.EXAMPLE
                                + ".")
                .with("required", FileKey.texts(LoadKey.CLIENTS, LoadKey.RATE))
                .with("additionalProperties", JsonText.FALSE)
                .with("properties", properties.lines())
                .lines();
    }

    private static JsonText property(LoadKey key) {
        return switch (key) {
            case CLIENTS ->
                type("integer")
                        .with("minimum", 1)
                        .with("maximum", LoadSpec.MOST_CLIENTS)
                        .with("description", "Sessions; each has one write in flight.")
                        .line();
            case RATE ->
                pattern(LoadSpec.RATE_FORM)
                        .with("description", "Writes of all clients together, in a second.")
                        .line();
            case VIA ->
                oneOf(LoadSpec.ENTRYPOINTS.stream().map(Entrypoint::text).toList())
                        .line();
        };
    }

    static void define(JsonObject definitions) {
        definitions
                .with(
                        VANTAGE,
                        oneOf(ProbesReader.CLIENT_VANTAGES.stream()
                                        .map(Vantage::text)
                                        .toList())
                                .with(
                                        "description",
                                        "multi-host takes via postgres or pooler: pgjdbc is given every node. pool is"
                                                + " HikariCP; via postgres or pooler without node it is given every"
                                                + " node, too.")
                                .lines())
                .with(PROBE, probe());
    }

    private static JsonText probe() {
        JsonObject properties = new JsonObject();
        for (ProbeKey key : ProbeKey.values()) {
            properties.with(key.text(), property(key));
        }
        return type("object")
                .with("required", FileKey.texts(ProbeKey.KIND))
                .with("additionalProperties", JsonText.FALSE)
                .with("properties", properties.lines())
                .lines();
    }

    private static JsonText property(ProbeKey key) {
        return switch (key) {
            case KIND ->
                oneOf(LaneKind.OF_PROBES.stream().map(LaneSpec::text).toList()).line();
            case VIA ->
                oneOf(Entrypoint.OF_PROBES.stream().map(Entrypoint::text).toList())
                        .line();
            case VANTAGE ->
                new JsonObject().with("oneOf", itemOrList(ref(VANTAGE))).line();
            case EVERY, TIMEOUT -> ref(DURATIONS);
            case CANCEL ->
                refer(DURATIONS)
                        .with("description", "Asks the server to cancel a statement that takes longer, as drivers do.")
                        .line();
            case HOLD ->
                refer(DURATIONS)
                        .with(
                                "description",
                                "Keeps the transaction of each attempt open for so long between its statement and its"
                                        + " commit.")
                        .line();
            case NAME -> pattern(LaneSpec.NAME_FORM).line();
            case NODE ->
                type("string")
                        .with("description", "With via postgres: this node alone. With via pooler: this node's pooler.")
                        .line();
            case BALANCER ->
                type("string")
                        .with(
                                "description",
                                "With via haproxy: this balancer, or all: a lane for each. Absent: its host's or site's, else the first.")
                        .line();
            case AT ->
                type("string")
                        .with(
                                "description",
                                "Where the client stands: a site with a host that carries client, such a host, or all:"
                                        + " a lane for each. It loses what that host's network loses. Absent: near all"
                                        + " hosts.")
                        .line();
            case LISTENER ->
                type("string")
                        .with(
                                "description",
                                "With via haproxy or vip, and files: {haproxy: ...} in the topology: the frontend or"
                                        + " listen of that file that lanes of this kind go to. Absent: the one whose"
                                        + " check tells.")
                        .line();
            case DATABASE ->
                type("string")
                        .with(
                                "description",
                                "With via haproxy, vip or pooler, and files: {pgbouncer: ...} in the topology: the"
                                        + " entry of [databases] that lanes of this kind ask for. Absent: the only one.")
                        .line();
            case HIKARI -> settings(key, "HikariCP's settings, for vantage pool.");
            case PGJDBC ->
                new JsonObject()
                        .with(
                                "anyOf",
                                JsonText.list(
                                        oneOf(List.of(ClientSetting.DRIVER_DEFAULTS))
                                                .line(),
                                        settings(
                                                key,
                                                "pgjdbc's connection properties, or driver-defaults for what it has"
                                                        + " where its user sets nothing.")))
                        .line();
        };
    }

    private static JsonText settings(ProbeKey section, String description) {
        JsonObject properties = new JsonObject();
        ClientSetting.of(section.text()).forEach((name, setting) -> properties.with(name, form(setting)));
        return type("object")
                .with("description", description)
                .with("additionalProperties", JsonText.FALSE)
                .with("properties", properties.lines())
                .lines();
    }

    private static JsonText form(ClientSetting setting) {
        return switch (setting) {
            case DURATION, SECONDS ->
                new JsonObject()
                        .with(
                                "anyOf",
                                JsonText.list(
                                        ref(DURATION),
                                        type("integer").with("minimum", 0).line()))
                        .line();
            case WHOLE_NUMBER -> type("integer").with("minimum", 0).line();
            case SWITCH -> oneOfOrSwitch(SettingForm.SWITCH.words());
            case SERVER_TYPE -> oneOf(ClientSetting.SERVER_TYPES).line();
            case SSL_MODE -> oneOf(ClientSetting.SSL_MODES).line();
            case GSS_MODE -> oneOf(ClientSetting.GSS_MODES).line();
            case VERSION ->
                new JsonObject()
                        .with("type", List.of("string", "number"))
                        .with("pattern", "^" + ClientSetting.VERSION_FORM + "$")
                        .line();
            case SQLSTATES ->
                new JsonObject()
                        .with("type", List.of("string", "integer"))
                        .with("description", "SQLSTATEs after which a connection is evicted, such as 25006.")
                        .line();
        };
    }
}
