package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.AttemptMaker;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneVoiceTest {
    private static final long MILLI = 1_000_000L;
    private static final Lane LANE = new Lane(
            new LaneName("write-haproxy"),
            LaneKind.WRITE,
            Entrypoint.HAPROXY,
            Vantage.NEW_CONNECTION,
            null,
            Duration.ofMillis(20),
            Duration.ofSeconds(1));

    private final LaneVoice voice = new LaneVoice(LANE);
    private final List<String> said = new ArrayList<>();

    @Test
    void silenceIsFromTheLastOkToTheFirstOne() {
        hear(10_000, Outcome.OK);
        hear(11_000, Outcome.FAILED);
        hear(32_000, Outcome.OK);
        hear(33_100, Outcome.OK);

        assertThat(said).last().asString().contains("is well since t+32.000").endsWith("longest silence 22.000s");
    }

    @Test
    void silenceThatWasThereBeforeAnythingWasHeardIsAtLeastFromTheFirstFailureOn() {
        hear(10_000, Outcome.FAILED);
        hear(31_990, Outcome.FAILED);
        hear(32_000, Outcome.OK);
        hear(33_100, Outcome.OK);

        assertThat(said).last().asString().endsWith("longest silence over 22.000s");
    }

    @Test
    void silenceAfterAnOkWasHeardIsKnownAgain() {
        hear(10_000, Outcome.FAILED);
        hear(12_000, Outcome.OK);
        hear(13_100, Outcome.OK);
        hear(14_000, Outcome.FAILED);
        hear(15_000, Outcome.OK);
        hear(16_100, Outcome.OK);

        assertThat(said).last().asString().endsWith("longest silence 1.900s");
    }

    private void hear(long millis, Outcome outcome) {
        long at = millis * MILLI;
        voice.hear(
                AttemptMaker.attempt(LANE.name(), millis, at, at, at, outcome).made(), (nanos, text) -> said.add(text));
    }
}
