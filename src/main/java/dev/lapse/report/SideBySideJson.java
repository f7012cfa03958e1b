package dev.lapse.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** A comparison for other programs; lengths are milliseconds. */
final class SideBySideJson {
    private SideBySideJson() {}

    static String text(SideBySide comparison) {
        ObjectNode node = ResultJson.NODES.objectNode();
        node.put("change", comparison.change().text());
        node.put("share", Figures.share(comparison.share()));
        ResultJson.each(node, "scenarios", comparison.scenarios(), SideBySideJson::scenario);
        return ResultJson.text(node);
    }

    private static ObjectNode scenario(SideBySide.BothSides scenario) {
        ObjectNode node = ResultJson.NODES.objectNode();
        node.put("scenario", scenario.name());
        node.put("change", scenario.change().text());
        node.put("verdicts", scenario.verdicts().text());
        texts(
                node,
                "verdicts_a",
                scenario.verdictsOfA().stream().map(Enum::name).toList());
        texts(
                node,
                "verdicts_b",
                scenario.verdictsOfB().stream().map(Enum::name).toList());
        ResultJson.each(node, "differs", scenario.differences(), difference -> {
            ObjectNode entry = ResultJson.NODES.objectNode().put("setting", difference.setting());
            texts(entry, "a", difference.ofA());
            texts(entry, "b", difference.ofB());
            return entry;
        });
        ResultJson.each(node, "numbers", scenario.rows(), row -> {
            RepeatNumbers.Row key = new RepeatNumbers.Row(
                    row.name().lane(), row.name().quantity(), row.name().unit(), new Spread(0, 0, 0, 0));
            ObjectNode entry = ResultJson.NODES
                    .objectNode()
                    .put("number", key.key())
                    .put("decides", row.decides())
                    .put("change", row.change().text());
            spread(entry, "a", row, row.a(), row.openInA());
            spread(entry, "b", row, row.b(), row.openInB());
            return entry;
        });
        return node;
    }

    private static void spread(
            ObjectNode parent, String key, SideBySide.TwoSpreads row, Optional<Spread> spread, int open) {
        if (spread.isEmpty()) {
            parent.putNull(key);
            return;
        }
        int factor = row.name().unit().inJson();
        parent.putObject(key)
                .put("n", spread.get().n())
                .put("open", open)
                .put("min", Figures.number(spread.get().min() * factor))
                .put("median", Figures.number(spread.get().median() * factor))
                .put("max", Figures.number(spread.get().max() * factor));
    }

    private static void texts(ObjectNode parent, String key, List<String> texts) {
        ArrayNode array = parent.putArray(key);
        texts.forEach(array::add);
    }
}
