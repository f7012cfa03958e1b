package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatroniInquiriesTest {
    @Test
    void storedValuesAreFlattenedAndDefaultsAdded() throws IOException {
        assertThat(PatroniInquiries.inEffect(Json.read(stored()), "4.0.7"))
                .containsEntry("patroni.ttl", "30")
                .containsEntry("patroni.failsafe_mode", "true")
                .doesNotContainKey("patroni.postgresql.parameters.max_connections") // stored, which is not in effect
                .containsEntry("patroni.maximum_lag_on_failover", "1048576");
    }

    private static String stored() throws IOException {
        try (InputStream in = PatroniInquiriesTest.class.getResourceAsStream("patroni-config.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void valuesBelowTheFloorsAreRaised() throws IOException {
        assertThat(timings(5, 0, 1, "4.0.7")).isEqualTo("20/1/3");
    }

    @Test
    void loopWaitGivesWayFirst() throws IOException {
        assertThat(timings(20, 10, 9, "4.0.7")).isEqualTo("20/2/9");
    }

    @Test
    void retryTimeoutGivesWayWhenLoopWaitCannot() throws IOException {
        assertThat(timings(20, 10, 10, "4.0.7")).isEqualTo("20/1/9");
    }

    @Test
    void patroniBefore32TakesValuesAsTheyAre() throws IOException {
        assertThat(timings(5, 1, 1, "3.0.2")).isEqualTo("5/1/1");
        assertThat(timings(5, 1, 1, "3.2.0")).isEqualTo("20/1/3");
    }

    private static String timings(int ttl, int loopWait, int retryTimeout, String version) throws IOException {
        Map<String, String> settings = PatroniInquiries.inEffect(
                Json.read("{\"ttl\":%d,\"loop_wait\":%d,\"retry_timeout\":%d}".formatted(ttl, loopWait, retryTimeout)),
                version);
        return settings.get("patroni.ttl") + "/" + settings.get("patroni.loop_wait") + "/"
                + settings.get("patroni.retry_timeout");
    }
}
