package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageResultTest {
    private static final int MANY = 300;

    private static Outage outage(long at, Duration length) {
        return new Outage(
                "hold#1",
                at,
                at + length.toNanos(),
                length,
                length,
                false,
                false,
                true,
                length,
                Duration.ZERO,
                Duration.ofMillis(20),
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty());
    }

    /** Of the first lane: as many outages of one length, and then a longer one. */
    private static Judgement bursts() {
        Measurements sample = SampleRun.judgement().measurements();
        List<Outage> outages = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            outages.add(outage(i * 1_000_000_000L, Duration.ofMillis(100)));
        }
        outages.add(outage(MANY * 1_000_000_000L, Duration.ofSeconds(30)));
        List<LaneMeasure> lanes = new ArrayList<>(sample.lanes());
        lanes.set(0, lanes.get(0).with(outages, List.of()));
        return SampleRun.judgement()
                .with(sample.with(lanes, sample.dualPrimary().windows(), sample.explained()));
    }

    @Test
    void ofManyOutagesTheLongestStayInTheirOrder() {
        ObjectNode page = PageResult.of(bursts());

        JsonNode outages = page.at("/lanes/0/outages");
        assertThat(outages).hasSize(PageResult.MOST_PER_LANE);
        assertThat(outages.path(0).path("from_ms").asLong()).isZero();
        assertThat(outages.path(outages.size() - 1).path("duration_ms").asLong())
                .isEqualTo(30_000);
        assertThat(page.at("/left_out/outages of write-haproxy").asInt())
                .isEqualTo(MANY + 1 - PageResult.MOST_PER_LANE);
    }

    @Test
    void allElseIsAsInTheResult() {
        ObjectNode page = PageResult.of(SampleRun.judgement());
        page.remove("left_out");

        assertThat(page).isEqualTo(ResultJson.of(SampleRun.judgement()));
    }
}
