package dev.lapse.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Finding;
import dev.lapse.check.Judge;
import dev.lapse.check.Judgement;
import dev.lapse.check.Measure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Verdict;
import dev.lapse.explain.OutageKind;
import dev.lapse.explain.Sums;
import dev.lapse.history.Event;
import dev.lapse.history.History;
import dev.lapse.history.HistoryLines;
import dev.lapse.history.LaneKind;
import dev.lapse.report.ReportDir;
import dev.lapse.run.Rejudged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is generated is as a recorder writes it, and nothing is found in it that was not put in. */
class GeneratedRunTest {
    private static final String[] ALL = {
        "write_outage", "0", "read_outage", "0", "write_degraded", "0", "read_degraded", "0", "lost_writes", "0",
        "dual_primary", "never", "rejoined", "all", "failed_rejoins", "0", "stale_read", "0", "backward_reads", "0",
        "dirty_reads", "0", "failovers", "0"
    };

    @TempDir
    private Path folder;

    static Stream<GeneratedRun> runs() {
        return Stream.of(1L, 2L, 3L)
                .flatMap(seed -> Stream.of(
                        GeneratedRun.calm(seed),
                        GeneratedRun.networkLoss(seed),
                        GeneratedRun.networkLossOfTwo(seed),
                        GeneratedRun.crash(seed)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void isReadStrictlyAndPasses(GeneratedRun run) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("run"));
        HistoryLines.write(directory.resolve("history.jsonl.gz"), run.events());

        Judgement judgement = Rejudged.of(ReportDir.open(directory));

        assertThat(judgement.findings())
                .allSatisfy(finding ->
                        assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.PASS));
        assertThat(judgement.verdict()).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyFindingIsThreePlainLines(GeneratedRun run) {
        PlainLines.assertOf(Judge.judge(run.expecting(ALL)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyOutageIsExplainedAsAFailover(GeneratedRun run) {
        Measurements measured = Measure.of(run);

        assertThat(measured.explained())
                .hasSize(measured.lanes().stream()
                        .mapToInt(lane -> lane.outages().size())
                        .sum())
                .allSatisfy(Sums::hold)
                .filteredOn(explained -> explained.outage().lane().kind() == LaneKind.WRITE)
                .allMatch(explained -> explained.kind() == OutageKind.FAILOVER);
    }

    @Test
    void nothingIsFoundInACalmRun() {
        assertThat(Judge.judge(GeneratedRun.calm(7).expecting(ALL)).findings())
                .allSatisfy(finding ->
                        assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.PASS))
                .extracting(Finding::checker)
                .hasSize(15);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(GeneratedRun.crash(5).events().map(HistoryLines::line))
                .containsExactlyElementsOf(
                        GeneratedRun.crash(5).events().map(HistoryLines::line).toList());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        GeneratedRun run = GeneratedRun.networkLoss(4).failingOverIn(Duration.ofSeconds(6));

        History read = HistoryLines.write(folder.resolve("history.jsonl.gz"), run.events());

        try (Stream<Event> events = read.events()) {
            assertThat(events).containsExactlyElementsOf(run.events().toList());
        }
    }
}
