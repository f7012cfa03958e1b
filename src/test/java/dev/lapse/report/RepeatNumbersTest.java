package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Degraded;
import dev.lapse.check.Judgement;
import dev.lapse.check.Measurements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatNumbersTest {
    @Test
    void attemptAloneIsNoDegradedShare() {
        assertThat(degradedShare(1)).isZero();
        assertThat(degradedShare(2)).isEqualTo(1);
    }

    /** Of a lane with so many attempts that were not OK, one after another. */
    private static double degradedShare(long notOk) {
        Judgement sample = SampleRun.judgement();
        Measurements measured = sample.measurements();
        Degraded stretch = new Degraded("hold#1", 1, 1 + notOk, notOk, 1, true, Duration.ZERO, Duration.ZERO);
        Judgement judgement = sample.with(measured.with(
                measured.lanes().stream()
                        .map(lane -> lane.with(lane.outages(), List.of(stretch)))
                        .toList(),
                measured.dualPrimary().windows(),
                measured.explained()));
        return RepeatNumbers.of(List.of(new SeriesRecord.Run(judgement, Path.of("report"), false))).rows().stream()
                .filter(row -> row.quantity().equals("degraded share"))
                .mapToDouble(row -> row.spread().max())
                .max()
                .orElseThrow();
    }
}
