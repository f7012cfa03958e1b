package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Judgement;
import dev.lapse.check.Measurements;
import dev.lapse.check.Rejoin;
import dev.lapse.cluster.NodeName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The table of a matrix, of {@link SampleRun}'s judgement and of {@link Judgements}. */
class MatrixTableTest {
    private static final SeriesRecord.Variant SHORT = variant("patroni.ttl=20s");
    private static final SeriesRecord.Variant LONG = variant("patroni.ttl=60s");

    private static SeriesRecord.Variant variant(String... set) {
        return new SeriesRecord.Variant("primary-network-loss", List.of(set));
    }

    private static SeriesRecord series(int of, List<SeriesRecord.Variant> variants, Judgement... judgements) {
        List<SeriesRecord.PlannedRun> planned = variants.stream()
                .map(variant -> new SeriesRecord.PlannedRun(variant, "fast", 1, of))
                .toList();
        List<SeriesRecord.Run> runs = List.of(judgements).stream()
                .map(judgement -> new SeriesRecord.Run(judgement, Path.of("r"), false))
                .toList();
        return new SeriesRecord(SampleSeries.AT, Duration.ofSeconds(9), "fast", planned, runs, Optional.empty());
    }

    @Test
    void seriesWithoutAMatrixHasNoTable() {
        assertThat(MatrixTable.text(series(1, List.of(SampleSeries.VARIANT), SampleSeries.passed())))
                .isEmpty();
    }

    @Test
    void combinationHasARowWithItsNumbersAndWhatWasInEffect() {
        String text =
                MatrixTable.text(series(1, List.of(SHORT, LONG), SampleSeries.passed(), SampleSeries.failed("lost 3")));

        assertThat(text.lines().toList())
                .contains("matrix of primary-network-loss (fast), one run each")
                .anySatisfy(line -> assertThat(line)
                        .matches("patroni.ttl +ttl/loop_wait/retry_timeout in effect +verdict +write outage +at least"
                                + " +read outage +at least +lost +rejoin +within"))
                .anySatisfy(line -> assertThat(line).matches("20s +\\S+/\\S+/\\S+ +PASS +22\\.79s +2\\S+s .*"))
                .anySatisfy(line -> assertThat(line).matches("60s +\\S+/\\S+/\\S+ +FAIL +22\\.79s .*"));
    }

    @Test
    void combinationThatDidNotRunSaysSo() {
        assertThat(MatrixTable.text(series(1, List.of(SHORT, LONG), SampleSeries.passed())))
                .containsPattern("\n60s +not run\n");
    }

    @Test
    void severalRunsShowTheirSpreadAndWhatIsStillOutIsNoNumber() {
        String text = MatrixTable.text(series(
                2,
                List.of(SHORT, SHORT, LONG, LONG),
                SampleSeries.passed(),
                SampleSeries.passed(),
                Judgements.censored(),
                Judgements.censored()));

        assertThat(text)
                .contains("2 runs each: min / median / max")
                .containsPattern("\n20s +\\S+ +2 PASS +22\\.79s +22\\.74s ")
                .containsPattern("\n60s .*2 still out at the end");
    }

    @Test
    void combinationSaysHowManyOutagesWereAsPredictedAndWhichWereNot() {
        String text = MatrixTable.text(
                series(2, List.of(SHORT, SHORT), SampleSeries.passed(), SampleSeries.abovePrediction()));

        assertThat(text).containsPattern("\n20s .* 1 of 2: #2 ABOVE by 2\\.00s in route\n");
    }

    @Test
    void runThatEndedEarlyGivesNoNumber() {
        assertThat(MatrixTable.text(series(1, List.of(SHORT), SampleSeries.unknown())))
                .containsPattern("\n20s +\\S+ +UNKNOWN +- +- +- +- +- +- +-\n");
    }

    @Test
    void runWhoseFaultWasNotProvenGivesNoNumber() {
        assertThat(MatrixTable.text(series(1, List.of(SHORT), SampleSeries.unproven())))
                .containsPattern("\n20s +\\S+ +UNKNOWN +- +- +- +- +- +- +-\n");
    }

    @Test
    void nodeThatDidNotComeBackIsCountedBesideThoseThatDid() {
        Judgement sample = SampleSeries.passed();
        Measurements all = sample.measurements();
        List<Rejoin> rejoins = List.of(all.rejoins().get(0), new Rejoin(new NodeName("pg9"), null, ""));
        Measurements measured = new Measurements(
                all.faults(),
                all.lanes(),
                Optional.empty(),
                all.writes(),
                all.dualPrimary(),
                all.lastWritable(),
                all.reads(),
                all.failovers(),
                rejoins,
                all.failedRejoins(),
                all.promotions(),
                all.deposed(),
                all.explained());
        Judgement judgement = new Judgement(
                sample.run(), sample.cluster(), sample.durationNanos(), sample.verdict(), sample.findings(), measured);

        assertThat(MatrixTable.text(series(1, List.of(SHORT), judgement))).contains("9.32s, 1 not back");
    }

    @Test
    void settingThatIsNoTimingHasNoColumnOfTimings() {
        assertThat(MatrixTable.text(series(
                        1, List.of(variant("haproxy.inter=1s", "haproxy.timeout check=2s")), SampleSeries.passed())))
                .containsPattern("\nhaproxy\\.inter +haproxy\\.timeout check +verdict ")
                .containsPattern("\n1s +2s +PASS ");
    }
}
