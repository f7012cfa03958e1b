package dev.lapse.scenario;

import static dev.lapse.scenario.SchemaParts.DURATION;
import static dev.lapse.scenario.SchemaParts.itemOrList;
import static dev.lapse.scenario.SchemaParts.oneOf;
import static dev.lapse.scenario.SchemaParts.oneOfOrSwitch;
import static dev.lapse.scenario.SchemaParts.pattern;
import static dev.lapse.scenario.SchemaParts.ref;
import static dev.lapse.scenario.SchemaParts.type;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.FaultOption;
import dev.lapse.component.Components;
import dev.lapse.fault.Groups;
import dev.lapse.fault.LinkName;
import dev.lapse.scenario.FileKey.TargetKey;
import java.util.List;

/** The part of the schema about targets, and about each fault: its flavours and its options. */
final class FaultSchema {
    private static final String HOST_OF = TargetKey.HOST_OF.text();
    private static final String ROLE = "role";
    private static final String HOST = "host";
    private static final String GROUPS = "groups";
    private static final String LINK = "link";

    private FaultSchema() {}

    static void define(JsonObject definitions) {
        definitions
                .with(
                        HOST_OF,
                        type("object")
                                .with("required", List.of(HOST_OF))
                                .with("additionalProperties", JsonText.FALSE)
                                .with(
                                        "properties",
                                        new JsonObject()
                                                .with(HOST_OF, ref(ROLE))
                                                .line())
                                .lines())
                .with(ROLE, oneOf(ScenarioRules.roles()).line())
                .with(HOST, host())
                .with(
                        GROUPS,
                        type("string")
                                .with("description", "Sides with | between them; or a site, against all others.")
                                .with("examples", Groups.EXAMPLES)
                                .line())
                .with(LINK, link());
        for (FaultName fault : FaultName.values()) {
            String one = fault.text() + "-one";
            definitions
                    .with(
                            fault.text(),
                            new JsonObject().with("anyOf", itemOrList(ref(one))).lines())
                    .with(one, one(fault));
        }
    }

    private static JsonText host() {
        JsonText named = type("string")
                .with("description", "A role or a host's name.")
                .with("examples", ScenarioRules.roles())
                .line();
        return new JsonObject()
                .with("anyOf", JsonText.lines(named, ref(HOST_OF)))
                .lines();
    }

    private static JsonText link() {
        return pattern("[a-z0-9]+(-[a-z0-9]+)+")
                .with(
                        "description",
                        "FROM-TO: who connects, and to what. FROM: client, haproxy, node, etcd, a role or a host; TO:"
                                + " haproxy, node, a role or a host, or the services etcd, rest, pooler, postgres.")
                .with(
                        "examples",
                        LinkName.usual(
                                ScenarioFile.topology(Topologies.shipped().standard())))
                .lines();
    }

    /** One target of the fault: by its name, or a map with more. */
    private static JsonText one(FaultName fault) {
        String aim = definition(fault.aim());
        return new JsonObject()
                .with("anyOf", JsonText.lines(ref(aim), map(fault)))
                .lines();
    }

    private static String definition(FaultName.Aim aim) {
        return switch (aim) {
            case HOST -> HOST;
            case LINK -> LINK;
            case GROUPS -> GROUPS;
        };
    }

    private static JsonText map(FaultName fault) {
        boolean byRole = fault.aim() == FaultName.Aim.HOST;
        JsonObject map = type("object").with("additionalProperties", JsonText.FALSE);
        if (byRole) {
            if (fault == FaultName.SWITCHOVER) { // it has a usual target
                map.with(
                        "not",
                        new JsonObject()
                                .with("required", FileKey.texts(TargetKey.TARGET, TargetKey.HOST_OF))
                                .line());
            } else {
                map.with("oneOf", JsonText.list(required(TargetKey.TARGET), required(TargetKey.HOST_OF)));
            }
        } else {
            map.with("required", FileKey.texts(TargetKey.TARGET));
        }
        JsonText target = ref(definition(fault.aim()));
        JsonObject properties = new JsonObject()
                .with(
                        TargetKey.TARGET.text(),
                        new JsonObject().with("anyOf", itemOrList(target)).line());
        if (byRole) {
            properties.with(HOST_OF, ref(ROLE));
        }
        properties.with(TargetKey.FLAVOUR.text(), oneOf(fault.flavours()).line());
        fault.options().forEach(option -> properties.with(option.name(), option(option)));
        return map.with("properties", properties.lines()).lines();
    }

    private static JsonText required(TargetKey key) {
        return new JsonObject().with("required", FileKey.texts(key)).line();
    }

    private static JsonText option(FaultOption option) {
        return switch (option.kind()) {
            case DURATION -> ref(DURATION);
            case PERCENT ->
                type("integer").with("minimum", 1).with("maximum", 100).line();
            case COUNT -> type("integer").with("minimum", 1).line();
            case NODE -> type("string").with("examples", option.words()).line();
            case WORD, PROCESS -> oneOfOrSwitch(Components.SHIPPED.words(option));
        };
    }
}
