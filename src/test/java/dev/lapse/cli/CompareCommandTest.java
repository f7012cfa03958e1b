package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lapse.junit.FinishedRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded runs of which reads stopped for 3 s and for longer. */
class CompareCommandTest {
    @TempDir
    private Path reports;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String brief = "";
    private String longer = "";

    @BeforeEach
    void record() throws IOException {
        brief = judged(FinishedRun.expecting(reports.resolve("a"), "30s").report());
        longer = judged(FinishedRun.outUntil(reports.resolve("b"), 18).report());
    }

    private static String judged(Path report) {
        Main.commandLine().execute("check", report.toString());
        return report.toString();
    }

    private int compare(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "compare";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }

    @Test
    void aLongerOutageIsWorseAndFailsWhereThatIsAsked() {
        assertThat(compare("--fail-if-worse", "10%", brief, longer)).isEqualTo(1);
        assertThat(out.toString()).contains("B is worse: ").contains("read-haproxy longest outage");
        assertThat(compare(brief, longer)).isZero();
        assertThat(compare("--fail-if-worse", "10%", brief, brief)).isZero();
    }

    @Test
    void aFolderOfReportsHasTheRunsInIt() {
        assertThat(compare("--fail-if-worse", "10%", reports.resolve("a").toString(), brief))
                .isZero();
        assertThat(out.toString()).contains("A 1 PASS; B 1 PASS");
    }

    @Test
    void programsAndPeopleGetTheSameNumbers() throws IOException {
        Path page = reports.resolve("page.html");

        assertThat(compare("--format", "json", "--html", page.toString(), brief, longer))
                .isZero();

        assertThat(new JsonMapper().readTree(out.toString()).path("change").asText())
                .isEqualTo("worse");
        assertThat(Files.readString(page)).contains("<h1>B is worse: ").doesNotContain("src=");
    }

    @Test
    void saysWhatIsWrongWithFoldersAndShares() throws IOException {
        Path empty = Files.createDirectory(reports.resolve("empty"));

        assertThat(compare("nowhere", brief)).isEqualTo(64);
        assertThat(compare(empty.toString(), brief)).isEqualTo(64);
        assertThat(compare("--fail-if-worse", "ten", brief, longer)).isEqualTo(64);
        Path page = reports.resolve("nowhere/page.html");
        assertThat(compare("--html", page.toString(), brief, longer)).isEqualTo(64);
        assertThat(compare("--html", empty.toString(), brief, longer)).isEqualTo(64);

        assertThat(err.toString())
                .contains("no such folder: nowhere")
                .contains("no run in " + empty)
                .contains("expected a share such as 10%, saw 'ten'")
                .contains("write " + page + ": folder " + page.getParent() + " does not exist")
                .contains("write " + empty + ": expected a file, is a folder");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aLinkToAReportIsThatReport() throws IOException {
        Path latest = Files.createSymbolicLink(reports.resolve("latest"), Path.of(brief));

        assertThat(compare("--fail-if-worse", "10%", latest.toString(), brief)).isZero();
    }

    @Test
    void aRunThatIsNotJudgedIsNotLeftOut() throws IOException {
        Files.delete(Path.of(longer, "result.json"));

        assertThat(compare(brief, reports.resolve("b").toString())).isEqualTo(64);

        assertThat(err.toString()).contains("no result.json in ").contains("have it judged: ./lapse check ");
    }

    @Test
    void aResultThatIsNoneIsNamedWithItsPlace() throws IOException {
        Path result = Path.of(longer, "result.json");
        for (String text : new String[] {"{\n\"format\": 1,", "[]", ""}) {
            Files.writeString(result, text);
            assertThat(compare(brief, longer)).isEqualTo(64);
        }

        assertThat(err.toString())
                .contains("result.json:2:", "Unexpected end-of-input")
                .contains("result.json:1:1: expected the result of a run, saw something else")
                .doesNotContain("REDACTED");
    }

    @Test
    void aSeriesWhoseRunIsGoneIsNamed() throws IOException {
        Path series = Files.createDirectories(reports.resolve("series/one"));
        Files.writeString(series.resolve("series.json"), "{\"runs\": [{\"report\": \"../../gone\"}]}");

        assertThat(compare(series.toString(), brief)).isEqualTo(64);

        assertThat(err.toString()).contains("its run " + reports.resolve("gone") + " is not there");
    }
}
