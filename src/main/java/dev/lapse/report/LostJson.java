package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.Judgement;
import dev.lapse.check.LossClass;
import dev.lapse.check.Losses;
import dev.lapse.check.LostRow;
import dev.lapse.check.Writes;
import dev.lapse.history.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;

/**
 * {@code writes} of {@code result.json}, and {@code lost.jsonl}: one lost row per line, in the order of their
 * acknowledgements. The lines are written as the history is read, and none is kept.
 */
final class LostJson {
    private static final JsonMapper LINES = JsonMapper.builder()
            .nodeFactory(ResultJson.NODES)
            .disable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private LostJson() {}

    static ObjectNode writes(Judgement judgement) {
        Writes writes = judgement.measurements().writes();
        boolean known = writes.known();
        Losses losses = writes.losses();
        Instant begun = judgement.run().startedAt();
        ObjectNode node = ResultJson.NODES.objectNode();
        node.put("acknowledged", writes.acknowledged());
        node.put("lost", known ? (Long) writes.lost() : null);
        node.put("recovered", known ? (Long) writes.recovered() : null);
        node.put("unexpected", known ? (Long) writes.unexpected() : null);
        node.put("duplicate", writes.duplicate());
        node.put("indeterminate", writes.indeterminate());
        node.put("lost_wal_bytes", known ? losses.walBytes() : null);
        node.put("lost_over_ms", known ? Figures.millis(losses.over()) : null);
        if (known) {
            ObjectNode classes = node.putObject("lost_by_class");
            for (LossClass loss : LossClass.values()) {
                classes.put(loss.key(), losses.count(loss));
            }
        } else {
            node.putNull("lost_by_class");
        }
        node.put("lost_and_read", known ? (Long) losses.read() : null);
        LostRow first = losses.first();
        LostRow last = losses.last();
        node.set("lost_first", first == null ? ResultJson.NODES.nullNode() : row(first, begun));
        node.set("lost_last", last == null ? ResultJson.NODES.nullNode() : row(last, begun));
        node.put("lost_rows", losses.count() == 0 ? null : ReportDir.LOST);
        ResultJson.each(
                node,
                "deposed",
                judgement.measurements().deposed(),
                deposed -> DeposedJson.of(deposed).put("lost_there", losses.lostThere(deposed.node())));
        return node;
    }

    /** What is known of one row; nulls stay. */
    static ObjectNode row(LostRow row, Instant begun) {
        ObjectNode node = ResultJson.NODES.objectNode();
        node.put("lane", row.lane().value());
        node.put("seq", row.seq());
        node.put("acknowledged_ms", Figures.millis(row.acknowledgedNanos()));
        node.put(
                "acknowledged_at",
                LostPhrases.wallClock(begun, row.acknowledgedNanos()).toString());
        node.put("node", row.node() == null ? null : row.node().value());
        node.put(
                "timeline",
                row.timeline() == null ? null : (Integer) row.timeline().value());
        node.put("lsn", row.lsn() == null ? null : row.lsn().toString());
        node.put("class", row.loss().text());
        node.put("why", row.why());
        LostRow.Read read = row.read();
        node.put("read_by", read == null ? null : read.lane().value());
        node.put(
                "read_on",
                read == null || read.node() == null ? null : read.node().value());
        node.put("read_at_ms", read == null ? null : Figures.millis(read.atNanos()));
        ArrayNode found = node.putArray("found_on");
        row.foundOn().forEach(name -> found.add(name.value()));
        return node;
    }

    /** All lost rows of a history; reads it once and leaves {@code out} open. */
    static void write(History history, Judgement judgement, Writer out) throws IOException {
        Instant begun = judgement.run().startedAt();
        try {
            judgement.measurements().writes().losses().rows().each(history, row -> line(row, begun, out));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void line(LostRow row, Instant begun, Writer out) {
        try {
            out.write(LINES.writeValueAsString(row(row, begun)));
            out.write('\n');
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes must have a text", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
