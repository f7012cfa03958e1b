package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lapse.history.Attempt;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class StretchesTest {
    private static final LaneName LANE = new LaneName("write-haproxy");
    private static final long PERIOD = 20_000_000;

    private static Attempt attempt(long seq, Outcome outcome) {
        long at = seq * PERIOD;
        return new Attempt(LANE, seq, at, at, at + 1_000_000, outcome, null, null, null, null, null, null, null, null);
    }

    private static JsonNode written(Stretches stretches) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new ObjectMapper().createGenerator(out)) {
            stretches.writeTo(json);
        }
        return new ObjectMapper().readTree(out.toString());
    }

    private static long sum(JsonNode column) {
        return StreamSupport.stream(column.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .sum();
    }

    @Test
    void rowOfFailuresIsOneStretchWhateverTheOrderOfTheirEnds() throws IOException {
        Stretches stretches = new Stretches(new long[0]);
        for (long seq : new long[] {0, 2, 1, 4, 3, 5}) {
            stretches.add(attempt(seq, seq == 0 || seq == 5 ? Outcome.OK : Outcome.FAILED), 0);
        }

        JsonNode json = written(stretches);

        assertThat(json.path("after")).hasSize(1);
        assertThat(json.at("/after/0").asLong()).isEqualTo(PERIOD / LaneColumns.TICK_NANOS);
        assertThat(json.at("/length/0").asLong()).isEqualTo(3 * PERIOD / LaneColumns.TICK_NANOS);
        assertThat(json.at("/failed/0").asLong()).isEqualTo(4);
    }

    @Test
    void manyStretchesBecomeFewerAndNoAttemptIsForgotten() throws IOException {
        Stretches stretches = new Stretches(new long[0]);
        long attempts = 100_000;
        for (long seq = 0; seq < attempts; seq++) {
            stretches.add(attempt(seq, seq % 2 == 0 ? Outcome.OK : Outcome.FAILED), 0);
        }

        JsonNode json = written(stretches);

        assertThat(json.path("after")).hasSizeLessThanOrEqualTo(Stretches.MOST);
        assertThat(sum(json.path("failed"))).isEqualTo(attempts / 2);
        assertThat(sum(json.path("ok_inside")) + json.path("after").size()).isEqualTo(attempts / 2);
    }

    @Test
    void stretchesNeverBecomeOneAcrossTheEdgeOfAnOutage() throws IOException {
        long perAttempt = PERIOD / LaneColumns.TICK_NANOS;
        long edge = 50_000 * perAttempt;
        Stretches stretches = new Stretches(new long[] {edge});
        LongStream.range(0, 100_000)
                .forEach(seq -> stretches.add(attempt(seq, seq % 2 == 0 ? Outcome.OK : Outcome.FAILED), 0));

        JsonNode json = written(stretches);

        long end = 0;
        for (int i = 0; i < json.path("after").size(); i++) {
            long from = end + json.path("after").path(i).asLong();
            end = from + json.path("length").path(i).asLong();
            assertThat(from < edge && edge < end).isFalse();
        }
    }
}
