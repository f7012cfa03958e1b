package dev.lapse.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.DeposedNode;
import dev.lapse.history.CopiedAside;
import dev.lapse.history.LaneName;
import dev.lapse.history.TablesCompared;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a deposed node alone had, as an entry of {@code writes.deposed} of result.json. */
final class DeposedJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private DeposedJson() {}

    static ObjectNode of(DeposedNode deposed) {
        ObjectNode node = NODES.objectNode();
        node.put("node", deposed.node().value())
                .put("salvaged", deposed.isWhole())
                .put("timeline", deposed.timeline())
                .put("how", deposed.how())
                .put("why_not", whyNot(deposed))
                .put("only_there", deposed.onlyThere())
                .put("tables_compared", deposed.tables().stream().anyMatch(compared -> compared.survivor() != null))
                .put("tables_why_not", deposed.uncompared().isEmpty() ? null : deposed.uncompared());
        ResultJson.each(node, "tables", deposed.differing().toList(), DeposedJson::table);
        ResultJson.each(node, "copies", deposed.copies(), DeposedJson::copy);
        return node;
    }

    private static @Nullable String whyNot(DeposedNode deposed) {
        if (!deposed.salvaged()) {
            return deposed.why();
        }
        return deposed.isWhole()
                ? null
                : "not read: " + deposed.unread().stream().map(LaneName::value).collect(Collectors.joining(", "));
    }

    private static ObjectNode table(TablesCompared.TableDifference table) {
        return NODES.objectNode()
                .put("table", table.table())
                .put("only_there", table.onlyThereRows())
                .put("written_after_fork", table.ownRows())
                .put("node_rows", table.nodeRows())
                .put("survivor_rows", table.survivorRows());
    }

    private static ObjectNode copy(CopiedAside copy) {
        return NODES.objectNode()
                .put("before", copy.occasion())
                .put("copied", copy.copied())
                .put("duration_ms", copy.millis())
                .put("bytes", copy.bytes())
                .put("why_not", copy.copied() ? null : copy.detail());
    }
}
