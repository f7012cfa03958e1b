package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.history.Attempt;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of a lane as columns, about ten bytes of JSON each: when invoked (as differences) and how long it took
 * in ticks of 10 microseconds, one letter for the outcome, one for the node that answered, and the errors of those that
 * were not OK. One thread.
 */
final class LaneColumns {
    static final long TICK_NANOS = 10_000;
    /** One letter per {@link Outcome}, by ordinal. */
    private static final String OUTCOMES = "OFI-";

    private static final String NODES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int MOST_ERRORS = 99;

    private final LaneName name;
    private @Nullable Lane lane;
    private long[] invoked = new long[256];
    private int[] took = new int[256];
    private int count;
    private final StringBuilder outcomes = new StringBuilder();
    private final StringBuilder answered = new StringBuilder();
    private final Map<String, Integer> nodes = new LinkedHashMap<>();
    private final Map<String, Integer> errors = new LinkedHashMap<>();
    private final StringBuilder errorOf = new StringBuilder();

    LaneColumns(LaneName name) {
        this.name = name;
    }

    void opened(Lane opened) {
        lane = opened;
    }

    void add(Attempt attempt) {
        if (count == took.length) {
            invoked = Arrays.copyOf(invoked, count * 2);
            took = Arrays.copyOf(took, count * 2);
        }
        invoked[count] = attempt.invokedNanos() / TICK_NANOS;
        took[count] = (int) (attempt.latencyNanos() / TICK_NANOS);
        count++;
        outcomes.append(OUTCOMES.charAt(attempt.outcome().ordinal()));
        answered.append(attempt.node() == null ? '.' : letter(attempt.node().value()));
        if (attempt.outcome() != Outcome.OK) {
            errorOf.append(errorOf.isEmpty() ? "" : ",").append(error(attempt));
        }
    }

    private char letter(String node) {
        int index = nodes.computeIfAbsent(node, n -> nodes.size());
        return index < NODES.length() ? NODES.charAt(index) : '.';
    }

    private int error(Attempt attempt) {
        String state = attempt.sqlState() == null ? "" : attempt.sqlState() + " ";
        String text = (state + (attempt.error() == null ? "" : attempt.error())).strip();
        if (!errors.containsKey(text) && errors.size() >= MOST_ERRORS) {
            text = "another error";
        }
        return errors.computeIfAbsent(text, t -> errors.size());
    }

    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name.value());
        Lane opened = lane;
        json.writeStringField("kind", opened == null ? "" : opened.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringField("via", opened == null ? "" : opened.via().text());
        json.writeStringField("vantage", opened == null ? "" : opened.vantage().text());
        json.writeNumberField("period", opened == null ? 0 : opened.period().toNanos() / TICK_NANOS);
        json.writeArrayFieldStart("t");
        for (int i = 0; i < count; i++) {
            json.writeNumber(invoked[i] - (i == 0 ? 0 : invoked[i - 1]));
        }
        json.writeEndArray();
        json.writeFieldName("d");
        json.writeArray(took, 0, count);
        json.writeStringField("o", outcomes.toString());
        json.writeStringField("n", answered.toString());
        json.writeStringField("e", errorOf.toString());
        strings(json, "nodes", nodes);
        strings(json, "errors", errors);
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String key, Map<String, Integer> texts) throws IOException {
        json.writeArrayFieldStart(key);
        for (String text : texts.keySet()) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
