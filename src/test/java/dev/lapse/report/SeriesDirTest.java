package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a series leaves on disk: series.json, series.html and summary.md. */
class SeriesDirTest {
    private static final SchemaFile SCHEMA = new SchemaFile("series.schema.json");

    @TempDir
    private Path reports;

    private ObjectNode json(SeriesRecord series) throws IOException {
        SeriesDir folder = SeriesDir.create(reports, series.startedAt());
        folder.write(series);
        return (ObjectNode) new ObjectMapper().readTree(folder.result().toFile());
    }

    private String markdown(SeriesRecord series) throws IOException {
        SeriesDir folder = SeriesDir.create(reports, series.startedAt());
        folder.write(series);
        return Files.readString(folder.summary());
    }

    private SeriesRecord whole() {
        return SampleSeries.of(reports, 2, Optional.empty(), SampleSeries.passed(), SampleSeries.passed());
    }

    @Test
    void folderIsNamedByTheSecondAndHoldsItsFiles() throws IOException {
        SeriesDir first = SeriesDir.create(reports, SampleSeries.AT);
        SeriesDir second = SeriesDir.create(reports, SampleSeries.AT);

        second.write(whole());

        assertThat(reports.relativize(first.directory())).isEqualTo(Path.of("series/20261121T093000Z"));
        assertThat(reports.relativize(second.directory())).isEqualTo(Path.of("series/20261121T093000Z-2"));
        try (var files = Files.list(second.directory())) {
            assertThat(files).containsExactlyInAnyOrder(second.result(), second.html(), second.summary());
        }
        assertThat(RecordedRun.reportsIn(reports)).isEmpty();
    }

    private String html(SeriesRecord series) throws IOException {
        SeriesDir folder = SeriesDir.create(reports, series.startedAt());
        folder.write(series);
        return Files.readString(folder.html());
    }

    @Test
    void pageShowsEachNumberWithItsLimitAndEachRunOnOneScale() throws IOException {
        assertThat(html(whole()))
                .contains("<h2>primary-network-loss, 2 runs</h2>")
                .containsPattern("write-haproxy longest outage: 22\\.\\d\\ds / 22\\.\\d\\ds / 22\\.\\d\\ds"
                        + " \\(min / median / max of 2\\), limit 30\\.00s: 7\\.\\d\\ds to spare")
                .contains("<line class=\"limit\"", "<circle class=\"PASS\"", ">0</text>")
                .contains("href=\"../../primary-network-loss/run-2/report.html\"");
    }

    @Test
    void pageShowsWhatIsInItAsText() throws IOException {
        assertThat(html(SampleSeries.endedEarly(reports)))
                .contains("reach a Docker engine: &lt;gone&gt; &amp; lost")
                .contains("<td class=\"text FAIL\">FAIL</td>")
                .contains("not run: reach");
    }

    @Test
    void resultMeetsItsSchema() throws IOException {
        assertThat(SCHEMA.violations(json(whole()))).isEmpty();
        assertThat(SCHEMA.violations(json(SampleSeries.endedEarly(reports)))).isEmpty();
        assertThat(SCHEMA.violations(json(SampleSeries.of(reports, 2, Optional.of("interrupted")))))
                .isEmpty();
        assertThat(SCHEMA.violations(json(SampleSeries.of(
                        reports,
                        3,
                        Optional.empty(),
                        Judgements.empty(),
                        Judgements.censored(),
                        Judgements.neverOk()))))
                .isEmpty();
        assertThat(SCHEMA.undescribed()).isEmpty();
    }

    static List<Consumer<ObjectNode>> spoilers() {
        return List.of(
                series -> series.put("surprise", 1),
                series -> series.remove("planned"),
                series -> series.put("verdict", "MAYBE"),
                series -> series.put("format", 2),
                series -> ((ObjectNode) series.at("/runs/0")).remove("report"),
                series -> ((ObjectNode) series.at("/runs/1/findings/0")).put("verdict", "PASS"),
                series -> ((ObjectNode) series.at("/scenarios/0/numbers")).put("lost_writes", 1),
                series -> ((ObjectNode) series.at("/scenarios/0/numbers/lost_writes")).put("n", 0),
                series -> ((ObjectNode) series.at("/scenarios/0/numbers"))
                        .set("Lost Writes", series.at("/scenarios/0/numbers/lost_writes")));
    }

    @ParameterizedTest
    @MethodSource("spoilers")
    void spoiltResultDoesNotMeetTheSchema(Consumer<ObjectNode> spoil) throws IOException {
        ObjectNode series = json(SampleSeries.endedEarly(reports));

        spoil.accept(series);

        assertThat(SCHEMA.violations(series)).isNotEmpty();
    }

    @Test
    void reportsAreFoundFromTheFolderOfTheSeries() throws IOException {
        JsonNode run = json(SampleSeries.endedEarly(reports)).at("/runs/1");

        assertThat(run.path("report").asText()).isEqualTo("../../primary-network-loss/run-2");
        assertThat(run.path("findings")).hasSize(1);
        assertThat(run.at("/findings/0/checker").asText()).isEqualTo("lost_writes");
    }

    @Test
    void lengthsAreMilliseconds() throws IOException {
        SeriesRecord series = whole();
        JsonNode numbers = json(series).at("/scenarios/0/numbers");
        RepeatNumbers.Row longest =
                series.numbers().get(SampleSeries.VARIANT).rows().get(0);

        assertThat(longest.key()).endsWith(".longest_outage_ms");
        assertThat(longest.label()).endsWith(" longest outage s");
        assertThat(numbers.path(longest.key()).path("n").asInt()).isEqualTo(2);
        assertThat(numbers.path(longest.key()).path("median").asDouble())
                .isEqualTo(longest.spread().median() * 1000, within(0.001));
        assertThat(numbers.fieldNames())
                .toIterable()
                .contains("lost_writes", "rejoin_ms", "write-haproxy.predicted_to_ms");
    }

    @Test
    void outageThatWasNotAsPredictedIsNamedWithItsPhase() throws IOException {
        SeriesRecord series =
                SampleSeries.of(reports, 2, Optional.empty(), SampleSeries.passed(), SampleSeries.abovePrediction());

        JsonNode predictions = json(series).at("/scenarios/0/predictions");
        assertThat(predictions.path("within").asInt()).isEqualTo(1);
        assertThat(predictions.path("predicted").asInt()).isEqualTo(2);
        assertThat(predictions.path("no_formula").asInt()).isEqualTo(1);
        assertThat(predictions.path("in_runs").asInt()).isPositive();
        assertThat(predictions.path("outliers")).hasSize(1);
        assertThat(predictions.at("/outliers/0/run").asInt()).isEqualTo(2);
        assertThat(predictions.at("/outliers/0/by_ms").asInt()).isEqualTo(2000);
        assertThat(predictions.at("/outliers/0/phase").asText()).isEqualTo("route");
        assertThat(markdown(series))
                .contains("\n- 1 of 2 outages (50%) WITHIN what is predicted, 1 not held against a formula\n"
                        + "- #2 write-haproxy, 40.00s: ABOVE by 2.00s, route took 12.00s where 2.00s to 6.00s are"
                        + " predicted\n");
        assertThat(SCHEMA.violations(json(series))).isEmpty();
    }

    @Test
    void runWithoutAnOutageIsNoPartOfTheShareAndThatIsSaid() throws IOException {
        SeriesRecord series = SampleSeries.of(
                reports,
                3,
                Optional.empty(),
                SampleSeries.abovePrediction(),
                SampleSeries.passed(List.of()),
                SampleSeries.passed(List.of()));

        assertThat(markdown(series)).contains("\n- 0 of 1 outages (0%) WITHIN what is predicted, in 1 of 3 runs\n");
    }

    @Test
    void seriesThatEndedEarlyIsAtBestUnknown() {
        assertThat(whole().verdict()).isEqualTo(Verdict.PASS);
        assertThat(SampleSeries.of(reports, 2, Optional.empty(), SampleSeries.passed())
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(SampleSeries.of(reports, 1, Optional.of("interrupted"), SampleSeries.passed())
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(SampleSeries.endedEarly(reports).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void summaryTellsAllRunsThenTheNumbersThenWhatDidNotPass() throws IOException {
        String text = markdown(SampleSeries.endedEarly(reports));

        assertThat(text)
                .startsWith("## ❌ 3 of 4 runs: 1 PASS, 1 UNKNOWN, 1 FAIL\n\n**FAIL** (profile fast, 300.00s)\n"
                        + "<br>The series ended before all was done: reach a Docker engine: &lt;gone> &amp; lost\n")
                .contains("| ✅ PASS | primary-network-loss #1 | the one finding passed | ")
                .contains("| ❌ FAIL | primary-network-loss #2 | 1 of 2 findings failed: lost\\_writes | ")
                .contains("| not run | primary-network-loss #4 | | | | |\n")
                .contains("\n### primary-network-loss, 2 runs\n\n| | n | min | median | max |\n")
                .contains("\n| lost writes | 2 | ")
                .contains("\n- 1 of 3 runs ended early and are left out\n")
                .contains(
                        "\n### ❌ primary-network-loss #2\n\n| verdict | finding | limit | measured |\n|---|---|---|---|\n"
                                + "| ❌ FAIL | lost\\_writes | 0 | 3<br>asked: is the number of lost writes 0?"
                                + "<br>seen: lost 3<br>sure: yes, 3 above the limit |\n")
                .contains("\n### ❔ primary-network-loss #3\n")
                .doesNotContain("longest: 22.08s");
        assertThat(text.indexOf("not run")).isLessThan(text.indexOf("### primary-network-loss, 2 runs"));
    }

    @Test
    void seriesWithoutARunSaysWhy() throws IOException {
        assertThat(markdown(SampleSeries.of(reports, 2, Optional.of("interrupted"))))
                .startsWith("## ❔ 0 of 2 runs\n")
                .contains("before all was done: interrupted\n")
                .doesNotContain("###");
    }

    @Test
    void scenarioThatRanOnceHasNoTableOfNumbers() throws IOException {
        SeriesRecord series = SampleSeries.of(reports, 1, Optional.empty(), SampleSeries.passed());

        assertThat(markdown(series)).doesNotContain("median").contains("| primary-network-loss |");
        assertThat(json(series).at("/scenarios/0/runs").asInt()).isEqualTo(1);
    }
}
