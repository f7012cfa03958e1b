package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lapse.history.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class LatencyBucketsTest {
    private static JsonNode written(LatencyBuckets buckets) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new ObjectMapper().createGenerator(out)) {
            buckets.writeTo(json);
        }
        return new ObjectMapper().readTree(out.toString());
    }

    private static long sum(JsonNode column) {
        return StreamSupport.stream(column.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .sum();
    }

    @Test
    void longRunHasNoMoreSlicesAndEveryAttemptIsCounted() throws IOException {
        LatencyBuckets buckets = new LatencyBuckets(1000);
        for (long i = 0; i < 300_000; i++) {
            buckets.add(2000 * i, 100 + i % 7, i % 3 == 0 ? Outcome.FAILED : Outcome.OK);
        }

        JsonNode json = written(buckets);

        assertThat(json.path("slices").asInt()).isBetween(LatencyBuckets.MOST / 2, LatencyBuckets.MOST);
        assertThat(sum(json.path("ok"))).isEqualTo(200_000);
        assertThat(sum(json.path("failed"))).isEqualTo(100_000);
        assertThat(json.path("not_sent")).isEmpty();
        assertThat(json.path("low")).allMatch(low -> low.asInt() >= 100);
        assertThat(json.path("high")).allMatch(high -> high.asInt() <= 106);
    }

    @Test
    void singleSlowAttemptStaysTheHighestOfItsSlice() throws IOException {
        LatencyBuckets buckets = new LatencyBuckets(1000);
        for (long i = 0; i < 100_000; i++) {
            buckets.add(2000 * i, i == 77_777 ? 90_000 : 100, Outcome.OK);
        }

        JsonNode json = written(buckets);

        int slice = (int) ((2000 * 77_777L - json.path("origin").asLong())
                / json.path("width").asLong());
        assertThat(json.path("high").path(slice).asInt()).isEqualTo(90_000);
    }

    @Test
    void attemptThatWasInvokedEarlierAndEndedLaterIsCountedToo() throws IOException {
        LatencyBuckets buckets = new LatencyBuckets(1000);
        buckets.add(600_000, 10, Outcome.OK);
        buckets.add(550_000, 60_000, Outcome.INDETERMINATE);
        buckets.add(0, 700_000, Outcome.INDETERMINATE);

        assertThat(sum(written(buckets).path("indeterminate"))).isEqualTo(2);
    }
}
