package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.junit.FinishedRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a session that is over there is only its report. */
class EventsCommandTest {
    @TempDir
    private Path reports;

    private final StringWriter err = new StringWriter();

    @Test
    void ofARunThatIsOverTheSameLinesAreToldAsWhileItRan() throws IOException {
        String report = FinishedRun.expecting(reports, "5s").report().toString();
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            code = events("-f", report);
        } finally {
            System.setOut(before);
        }

        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("t+0.000 run ")
                .containsPattern("t\\+\\d+\\.\\d{3} read-\\S+ fails: ")
                .contains("run completed");
    }

    @Test
    void whatIsNoReportIsRefused() {
        assertThat(events(reports.resolve("nowhere").toString())).isEqualTo(64);
        assertThat(events(reports.toString())).isEqualTo(64);

        assertThat(err.toString()).contains("nowhere: no such file or directory", "history.jsonl.gz: expected a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no event at all", "{\"type\":\"run-sta"})
    void historyWithoutARunIsRefused(String lines) throws IOException {
        Path report = Files.createDirectories(reports.resolve("broken"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(report.resolve("history.jsonl.gz")))) {
            out.write(lines.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(events(report.toString())).isEqualTo(64);
        assertThat(err.toString()).contains("history.jsonl.gz: expected an event run-started, saw none");
    }

    @Test
    void folderOfASeriesIsRefusedWithWhereItsRunsStand() throws IOException {
        Path series = Files.createDirectories(reports.resolve("series/20261121T120051Z"));
        Files.writeString(series.resolve("series.json"), "{}");

        assertThat(events(series.toString())).isEqualTo(64);
        assertThat(Main.commandLine().setErr(new PrintWriter(err, true)).execute("check", series.toString()))
                .isEqualTo(64);
        assertThat(err.toString().lines())
                .filteredOn(line -> line.contains("this is a series of runs; name the folder of one run"))
                .hasSize(2)
                .allMatch(line -> line.endsWith("in " + series.resolve("series.json")));
    }

    private int events(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "events";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.commandLine().setErr(new PrintWriter(err, true)).execute(all);
    }
}
