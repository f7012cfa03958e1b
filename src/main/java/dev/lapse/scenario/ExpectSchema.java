package dev.lapse.scenario;

import static dev.lapse.scenario.SchemaParts.itemOrList;
import static dev.lapse.scenario.SchemaParts.ref;
import static dev.lapse.scenario.SchemaParts.refer;
import static dev.lapse.scenario.SchemaParts.type;

import dev.lapse.check.Expectation;
import dev.lapse.check.Limit;
import dev.lapse.scenario.FileKey.LimitKey;
import java.util.List;
import java.util.Optional;

/** The part of the schema about what is expected of a run. */
final class ExpectSchema {
    private static final String PLAIN = "plain-limit";
    private static final String LIMIT = "limit";
    private static final String LIMITS = "limits";

    private ExpectSchema() {}

    /** What the key {@code expect} takes. */
    static JsonText expectations() {
        JsonObject checks = new JsonObject();
        for (Expectation.Check check : Expectation.Check.values()) {
            if (check == Expectation.Check.CALL_OUTAGE) {
                continue; // of own code, which stands in no scenario
            }
            JsonObject limits = refer(LIMITS);
            description(check).ifPresent(text -> limits.with("description", text));
            checks.with(check.text(), limits.line());
        }
        return new JsonObject()
                .with(
                        "description",
                        "Assumed of each check that is absent: " + assumed(Expectation.Check.DUAL_PRIMARY) + ", "
                                + assumed(Expectation.Check.REJOINED) + ", and, where replication is synchronous, "
                                + assumed(Expectation.Check.LOST_WRITES) + ". The limit unchecked takes a check out.")
                .with("type", "object")
                .with("additionalProperties", JsonText.FALSE)
                .with("properties", checks.lines())
                .lines();
    }

    private static String assumed(Expectation.Check check) {
        return Expectation.defaults().stream()
                .filter(expectation -> expectation.check() == check)
                .map(expectation -> check.text() + " " + expectation.limit().text())
                .findFirst()
                .orElseThrow();
    }

    /** What the name alone does not say. */
    private static Optional<String> description(Expectation.Check check) {
        return switch (check) {
            case WRITE_DEGRADED ->
                Optional.of("The longest stretch of a step from the first to the last attempt of a write lane that was"
                        + " not OK: a duration.");
            case READ_DEGRADED -> Optional.of("The same of read lanes.");
            case CLIENTS_BEHIND ->
                Optional.of("How much longer a client lane was out in a step than the best one of its kind, write or"
                        + " read: a duration.");
            case LAST_WRITABLE ->
                Optional.of("How long after the first fault some node was still writable, by the direct lanes: a"
                        + " duration.");
            case FAILED_REJOINS -> Optional.of("How many nodes' logs tell of a way back that failed: a count.");
            case NEW_PRIMARY ->
                Optional.of("Who takes the leader lock over, the first time that it changes hands after the first"
                        + " injection: the name of a node.");
            case TIMELINE ->
                Optional.of("How often a node was promoted to a new timeline, also the same node again: a count.");
            case WRITE_OUTAGE ->
                Optional.of("The longest single outage of a write lane: a duration, or predicted for what the"
                        + " configuration in effect predicts of each lane and fault.");
            case READ_OUTAGE -> Optional.of("The same of read lanes.");
            case DUAL_PRIMARY_BY_STATE ->
                Optional.of("The longest time in which two nodes said that they are writable: never or a duration. It"
                        + " stands beside dual_primary, which is of all that nodes said and acknowledged.");
            case DUAL_PRIMARY_BY_WRITE ->
                Optional.of("The longest time in which an old timeline took direct writes after a newer one had: never"
                        + " or a duration.");
            case DUAL_PRIMARY_BY_CLIENTS ->
                Optional.of("The longest time in which clients of one entrance were acknowledged by two nodes: never or"
                        + " a duration.");
            case TWO_ROUTED ->
                Optional.of("The longest time in which a balancer had two servers up in its pool for writes: never or a"
                        + " duration.");
            case TWO_VIP_HOLDERS ->
                Optional.of("The longest time in which two hosts held the virtual address: never or a duration.");
            case VIP_ON_PRIMARY ->
                Optional.of("The longest time in which there was a primary and the virtual address was not on it, in a"
                        + " topology whose address follows the primary: a duration.");
            case DIRTY_READS ->
                Optional.of(
                        "How many rows a read lane returned that are absent from the final read, and of whose writes"
                                + " no client knows the outcome: a count.");
            case CALL_OUTAGE, LOST_WRITES, DUAL_PRIMARY, REJOINED, STALE_READ, BACKWARD_READS, FAILOVERS ->
                Optional.empty();
        };
    }

    static void define(JsonObject definitions) {
        JsonText plain = new JsonObject()
                .with("type", List.of("string", "integer"))
                .with(
                        "examples",
                        JsonText.list(
                                JsonText.of("45s"),
                                JsonText.of(0),
                                JsonText.of(Limit.NEVER.text()),
                                JsonText.of(Limit.ALL.text()),
                                JsonText.of(Limit.PREDICTED.text()),
                                JsonText.of(Limit.UNCHECKED.text())))
                .line();
        definitions
                .with(PLAIN, plain)
                .with(LIMIT, limit())
                .with(
                        LIMITS,
                        new JsonObject().with("anyOf", itemOrList(ref(LIMIT))).line());
    }

    private static JsonText limit() {
        JsonObject properties = new JsonObject();
        for (LimitKey key : LimitKey.values()) {
            properties.with(
                    key.text(),
                    switch (key) {
                        case LANE, STEP -> type("string").line();
                        case MIN, MAX -> ref(PLAIN);
                    });
        }
        PerProfile.NAMES.forEach(name -> properties.with(name, ref(LIMIT)));
        JsonText map = type("object")
                .with("minProperties", 1)
                .with("additionalProperties", JsonText.FALSE)
                .with("properties", properties.lines())
                .lines();
        return new JsonObject().with("anyOf", JsonText.lines(ref(PLAIN), map)).lines();
    }
}
