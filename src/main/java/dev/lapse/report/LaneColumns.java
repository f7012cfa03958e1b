package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Outage;
import dev.lapse.history.Attempt;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A lane of the picture: its outages, its attempts in {@link LatencyBuckets slices of time}, those that were not OK as
 * {@link Stretches}, and {@link KeptAttempts some or all of them} one by one as columns, about ten bytes of JSON each:
 * when invoked (as differences) and how long it took in ticks of 10 microseconds, one letter for the outcome, one for
 * the node that answered, and the errors of those that were not OK. One thread.
 */
final class LaneColumns {
    static final long TICK_NANOS = 10_000;
    /** One letter per {@link Outcome}, by ordinal. */
    private static final String OUTCOMES = "OFI-";

    private static final String NODES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int MOST_ERRORS = 99;
    /** Of a history whose attempts were not counted before. */
    private static final int MOST_KEPT = 2 * KeptAttempts.FEW;

    private final LaneName name;
    private final List<Outage> outages;
    private final KeptAttempts kept;
    private final LatencyBuckets buckets = new LatencyBuckets(1000);
    private final Stretches stretches;
    private @Nullable Lane lane;
    private long[] invoked = new long[256];
    private int[] took = new int[256];
    private int count;
    private long leftOut;
    private final StringBuilder outcomes = new StringBuilder();
    private final StringBuilder answered = new StringBuilder();
    private final Map<String, Integer> nodes = new LinkedHashMap<>();
    private final Map<String, Integer> errors = new LinkedHashMap<>();
    private final StringBuilder errorOf = new StringBuilder();

    /**
     * @param measured what was measured of it; empty: nothing
     * @param faults ticks at which a fault was injected or healed
     */
    LaneColumns(LaneName name, Optional<LaneMeasure> measured, List<Long> faults) {
        this.name = name;
        this.outages = measured.map(LaneMeasure::outages).orElse(List.of()).stream()
                .sorted((one, other) -> Long.compare(one.fromNanos(), other.fromNanos()))
                .toList();
        this.kept = KeptAttempts.of(measured, faults);
        this.stretches = new Stretches(outages.stream()
                .flatMapToLong(outage -> LongStream.of(outage.fromNanos(), outage.toNanos()))
                .map(nanos -> nanos / TICK_NANOS)
                .sorted()
                .toArray());
    }

    void opened(Lane opened) {
        lane = opened;
    }

    void add(Attempt attempt) {
        long at = attempt.invokedNanos() / TICK_NANOS;
        long length = attempt.latencyNanos() / TICK_NANOS;
        int error = attempt.outcome() == Outcome.OK ? 0 : error(attempt);
        buckets.add(at, length, attempt.outcome());
        stretches.add(attempt, error);
        if (!kept.has(at) || count >= MOST_KEPT) {
            leftOut++;
            return;
        }
        if (count == took.length) {
            invoked = Arrays.copyOf(invoked, count * 2);
            took = Arrays.copyOf(took, count * 2);
        }
        invoked[count] = at;
        took[count] = (int) length;
        count++;
        outcomes.append(OUTCOMES.charAt(attempt.outcome().ordinal()));
        answered.append(attempt.node() == null ? '.' : letter(attempt.node().value()));
        if (attempt.outcome() != Outcome.OK) {
            errorOf.append(errorOf.isEmpty() ? "" : ",").append(error);
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
        json.writeNumberField("left_out", leftOut);
        json.writeArrayFieldStart("kept");
        for (KeptAttempts.KeptWindow window : kept.windows()) {
            json.writeArray(new long[] {window.from(), window.to()}, 0, 2);
        }
        json.writeEndArray();
        outages(json);
        json.writeFieldName("buckets");
        buckets.writeTo(json);
        json.writeFieldName("stretches");
        stretches.writeTo(json);
        long[] differences = new long[count];
        for (int i = 0; i < count; i++) {
            differences[i] = invoked[i] - (i == 0 ? 0 : invoked[i - 1]);
        }
        json.writeFieldName("t");
        json.writeArray(differences, 0, count);
        json.writeFieldName("d");
        json.writeArray(took, 0, count);
        json.writeStringField("o", outcomes.toString());
        json.writeStringField("n", answered.toString());
        json.writeStringField("e", errorOf.toString());
        strings(json, "nodes", nodes);
        strings(json, "errors", errors);
        json.writeEndObject();
    }

    /** All of them, as from (each after the beginning of the one before) and length. */
    private void outages(JsonGenerator json) throws IOException {
        long[] after = new long[outages.size()];
        long[] lengths = new long[outages.size()];
        long before = 0;
        for (int i = 0; i < after.length; i++) {
            long from = outages.get(i).fromNanos() / TICK_NANOS;
            after[i] = from - before;
            lengths[i] = outages.get(i).toNanos() / TICK_NANOS - from;
            before = from;
        }
        json.writeObjectFieldStart("outages");
        json.writeFieldName("after");
        json.writeArray(after, 0, after.length);
        json.writeFieldName("length");
        json.writeArray(lengths, 0, lengths.length);
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
