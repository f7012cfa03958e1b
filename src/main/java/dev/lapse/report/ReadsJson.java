package dev.lapse.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.ReadMeasure;
import dev.lapse.check.VisibleOn;

/** What the read lanes saw, for {@code result.json}. */
final class ReadsJson {
    private ReadsJson() {}

    static ObjectNode of(ReadMeasure reads) {
        ObjectNode node = ResultJson.NODES.objectNode();
        node.put("stale_max_ms", Figures.millis(reads.staleMax()));
        node.put("stale_max_rows", reads.staleRows());
        node.put("backward", reads.backward().all());
        node.put("backward_across_nodes", reads.backward().acrossNodes());
        node.put("backward_over_failover", reads.backward().overFailover());
        node.put("backward_on_one_node", reads.backward().onOneNode());
        reads.dirty().ifPresentOrElse(dirty -> node.set("dirty", dirty(dirty)), () -> node.putNull("dirty"));
        ResultJson.each(node, "visible", reads.visible(), ReadsJson::visible);
        return node;
    }

    private static ObjectNode dirty(ReadMeasure.Dirty dirty) {
        ObjectNode node =
                ResultJson.NODES.objectNode().put("rows", dirty.rows()).put("reads", dirty.reads());
        if (dirty.reads() == 0) {
            return node.putNull("first_seq")
                    .putNull("first_ms")
                    .putNull("last_seq")
                    .putNull("last_ms");
        }
        return node.put("first_seq", dirty.firstSeq())
                .put("first_ms", Figures.millis(dirty.firstNanos()))
                .put("last_seq", dirty.lastSeq())
                .put("last_ms", Figures.millis(dirty.lastNanos()));
    }

    private static ObjectNode visible(VisibleOn visible) {
        ObjectNode node =
                ResultJson.NODES.objectNode().put("node", visible.node().value());
        node.put("unseen", visible.unseen());
        node.set("steady", spread(visible.steady()));
        node.set("up", spread(visible.up()));
        node.set("whole", spread(visible.whole()));
        return node;
    }

    private static ObjectNode spread(VisibleOn.Visibility spread) {
        ObjectNode node = ResultJson.NODES.objectNode().put("rows", spread.rows());
        between(node, "p50_ms", spread, spread.p50());
        between(node, "p99_ms", spread, spread.p99());
        between(node, "max_ms", spread, spread.max());
        return node.put("resolution_ms", spread.rows() == 0 ? null : Figures.millis(spread.readEvery()));
    }

    private static void between(ObjectNode node, String key, VisibleOn.Visibility of, VisibleOn.Between figure) {
        if (of.rows() == 0) {
            node.putNull(key);
        } else {
            node.putArray(key).add(Figures.millis(figure.atLeast())).add(Figures.millis(figure.atMost()));
        }
    }
}
