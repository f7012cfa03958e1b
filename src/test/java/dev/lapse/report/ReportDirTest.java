package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lapse.check.LossClass;
import dev.lapse.cluster.LapseException;
import dev.lapse.history.History;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportDirTest {
    private static final Instant AT = Instant.parse("2026-11-21T09:30:00.417Z");

    @TempDir
    Path reports;

    @Test
    void directoryIsNamedByScenarioAndSecond() {
        ReportDir dir = ReportDir.create(reports, "no-fault", AT);

        assertThat(reports.relativize(dir.directory())).isEqualTo(Path.of("no-fault/20261121T093000Z"));
        assertThat(dir.logs()).isDirectory();
        assertThat(dir.history().getFileName()).hasToString("history.jsonl.gz");
    }

    @Test
    void secondRunOfTheSameSecondGetsASuffix() {
        ReportDir.create(reports, "no-fault", AT);
        ReportDir.create(reports, "no-fault", AT);

        assertThat(ReportDir.create(reports, "no-fault", AT).directory().getFileName())
                .hasToString("20261121T093000Z-3");
    }

    @Test
    void scenarioNameThatIsNoFileNameIsBadInput() {
        for (String name : List.of("../up", "a/b", "", ".hidden", "latest", "series")) {
            assertThatThrownBy(() -> ReportDir.create(reports, name, AT))
                    .isInstanceOfSatisfying(
                            LapseException.class, e -> assertThat(e.kind()).isEqualTo(LapseException.Kind.BAD_INPUT));
        }
    }

    @Test
    void writeLeavesEveryFileWholeAndNothingElse() throws IOException {
        ReportDir dir = ReportDir.create(reports, "primary-network-loss", AT);

        dir.write(SampleRun.history(), SampleRun.judgement());
        dir.write(SampleRun.history(), SampleRun.judgement());

        try (Stream<Path> files = Files.list(dir.directory())) {
            assertThat(files)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder(
                            "scenario.yaml", "result.json", "lost.jsonl", "summary.md", "report.html", "logs");
        }
        assertThat(dir.scenario()).content().contains("name: primary-network-loss");
        assertThat(dir.html()).content().contains("</html>");
    }

    @Test
    void eachLostRowIsALineAsTheSchemaHasIt() throws IOException {
        ReportDir dir = ReportDir.create(reports, "primary-network-loss", AT);

        dir.write(SampleRun.history(), SampleRun.judgement());

        List<String> lines = Files.readAllLines(dir.lost());
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1))
                .isEqualTo("{\"lane\":\"write-haproxy\",\"seq\":998,\"acknowledged_ms\":19980,"
                        + "\"acknowledged_at\":\"2026-11-21T09:30:19.980Z\",\"node\":\"pg1\",\"timeline\":1,\"lsn\":\"0/301F300\",\"class\":\"loss"
                        + " at failover\",\"why\":null,\"read_by\":\"read-haproxy\","
                        + "\"read_on\":\"pg2\",\"read_at_ms\":20020,\"found_on\":[\"pg1\"]}");
    }

    @Test
    void readmeTellsEveryKeyAndEveryClassOfALostRow() throws IOException {
        ReportDir dir = ReportDir.create(reports, "primary-network-loss", AT);
        dir.write(SampleRun.history(), SampleRun.judgement());
        String readme = Files.readString(Path.of(System.getProperty("lapse.home", "."), "README.md"));
        String section =
                readme.substring(readme.indexOf("### Lost rows"), readme.indexOf("### What a deposed node alone had"));

        JsonNode row =
                new ObjectMapper().readTree(Files.readAllLines(dir.lost()).get(0));
        assertThat(row.fieldNames()).toIterable().allMatch(key -> section.contains("`" + key + "`"));
        assertThat(LossClass.values()).allMatch(loss -> section.contains("| `" + loss.text() + "` |"));
    }

    @Test
    void lostRowsOfAnEarlierJudgementDoNotStay() throws IOException {
        ReportDir dir = ReportDir.create(reports, "primary-network-loss", AT);
        Files.writeString(dir.lost(), "of before");

        dir.write(SampleRun.history(), Judgements.censored());

        assertThat(dir.lost()).doesNotExist();
    }

    @Test
    void latestIsARelativeLinkToTheNewest() throws IOException {
        ReportDir.create(reports, "no-fault", AT).makeLatest();
        ReportDir newest = ReportDir.create(reports, "known-cut", AT);

        newest.makeLatest();

        Path link = reports.resolve("latest");
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("known-cut/20261121T093000Z"));
        assertThat(ReportDir.open(link).directory())
                .isEqualTo(newest.directory().toRealPath());
    }

    @Test
    void latestThatCannotBeReplacedStaysAndCostsNothing() throws IOException {
        Path inTheWay = Files.createDirectories(reports.resolve("latest/kept"));
        ReportDir dir = ReportDir.create(reports, "no-fault", AT);

        dir.makeLatest();

        assertThat(inTheWay).isDirectory();
        try (Stream<Path> files = Files.list(reports)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void fileInPlaceOfTheReportsIsAnErrorThatNamesIt() throws IOException {
        Path file = Files.createFile(reports.resolve("taken"));

        assertThatThrownBy(() -> ReportDir.create(file, "no-fault", AT))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void historyThatFailsInTheMiddleLeavesNoHalfReport() {
        ReportDir dir = ReportDir.create(reports, "no-fault", AT);
        History broken = () -> {
            throw new IllegalStateException("history broke off");
        };

        assertThatThrownBy(() -> dir.write(broken, SampleRun.judgement())).hasMessage("history broke off");

        assertThat(dir.html()).doesNotExist();
        assertThat(dir.html().resolveSibling("report.html.part")).doesNotExist();
    }

    @Test
    void missingReportIsBadInput() {
        assertThatThrownBy(() -> ReportDir.open(reports.resolve("latest")))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("latest: no such file or directory");
    }

    @Test
    void fullDiskIsTheMachinesFault() {
        Path file = Path.of("reports/x/result.json");

        LapseException plain = ReportDir.failure("write", file, new IOException("No space left on device"));
        LapseException withReason = ReportDir.failure(
                "write", file, new FileSystemException(file.toString(), null, "No space left on device"));
        LapseException quota = ReportDir.failure("write", file, new IOException("Disk quota exceeded"));

        assertThat(List.of(plain, withReason, quota))
                .allMatch(e -> e.kind() == LapseException.Kind.NO_ENGINE)
                .allMatch(e -> e.getMessage().startsWith("write reports/x/result.json: "))
                .allMatch(e -> e.getMessage().endsWith("; make room there and run again"));
    }

    @Test
    void deniedPermissionIsTheHarnesss() {
        LapseException denied =
                ReportDir.failure("write", Path.of("reports/x"), new AccessDeniedException("reports/x"));

        assertThat(denied.kind()).isEqualTo(LapseException.Kind.HARNESS);
        assertThat(denied).hasMessage("write reports/x: permission denied");
    }
}
