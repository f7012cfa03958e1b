package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.check.Expectation;
import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.junit.FinishedRun;
import dev.lapse.report.ReportDir;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejudgedTest {
    @TempDir
    private Path reports;

    @Test
    void aHistoryThatIsRefusedLeavesNoOlderVerdict() throws IOException {
        ReportDir report = ReportDir.open(FinishedRun.expecting(reports, "5s").report());
        Rejudged.of(report);
        assertThat(report.result()).exists();
        assertThat(report.html()).exists();

        doubleALine(report.history());

        assertThatThrownBy(() -> Rejudged.of(report))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("once; no run was recorded like this");
        assertThat(report.result()).doesNotExist();
        assertThat(report.html()).doesNotExist();
        assertThat(report.summary()).doesNotExist();
        assertThat(report.history()).exists();
    }

    @Test
    void aHistoryWithoutAnEventIsNamed() throws IOException {
        ReportDir report = ReportDir.open(FinishedRun.expecting(reports, "5s").report());
        Rejudged.of(report);
        Files.write(report.history(), new byte[0]);

        assertThatThrownBy(() -> Rejudged.of(report))
                .isInstanceOf(LapseException.class)
                .hasMessage(report.history() + ":1: expected the beginning of the run, saw no event");
        assertThat(report.result()).doesNotExist();
    }

    private static List<Expectation> expectations(String... words) {
        return Stream.of(words).map(Expectation::parse).toList();
    }

    @Test
    void byOtherLimitsTheReportStaysAsItIs() throws IOException {
        ReportDir report = ReportDir.open(FinishedRun.expecting(reports, "5s").report());
        Rejudged.of(report);
        String before = Files.readString(report.result());

        Rejudged.ByOtherLimits result = Rejudged.by(expectations("read_outage=1s", "failovers=0"), report);

        assertThat(result.judgement().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.differences())
                .containsExactly(
                        "read_outage: 1s; recorded was read_outage: 5s", "failovers: 0; recorded was no limit");
        assertThat(Files.readString(report.result())).isEqualTo(before).contains("\"verdict\" : \"PASS\"");
    }

    @Test
    void anOtherLimitMayBeOfALaneAndAStepOfTheRun() throws IOException {
        ReportDir report = ReportDir.open(FinishedRun.expecting(reports, "5s").report());

        assertThat(Rejudged.by(expectations("read_outage[read-haproxy,heal#1]=1s"), report)
                        .judgement()
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThatThrownBy(() -> Rejudged.by(
                        expectations("read_outage[read-haprxy]=1s", "read_outage[inject#1]=1s", "write_outage=1s"),
                        report))
                .isInstanceOf(LapseException.class)
                .hasMessage("--expect read_outage of read-haprxy: 1s: unknown read lane \"read-haprxy\"; did you mean"
                        + " \"read-haproxy\"? known: read-haproxy\n"
                        + "--expect read_outage in inject#1: 1s: unknown step \"inject#1\"; known: steady#1, heal#1\n"
                        + "--expect write_outage: 1s: write_outage: no client lane has kind write");
    }

    private static void doubleALine(Path history) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(history))) {
            in.transferTo(text);
        }
        String doubled = text.toString()
                .lines()
                .map(line -> line.contains("\"seq\":5,") ? line + "\n" + line : line)
                .collect(Collectors.joining("\n", "", "\n"));
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(history))) {
            out.write(doubled.getBytes());
        }
    }
}
