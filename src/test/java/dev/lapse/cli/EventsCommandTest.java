package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.HistoryFile;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunEnding;
import dev.lapse.history.RunStarted;
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
import java.time.Instant;
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
    void whatLogsToldLateIsToldInItsPlace() throws IOException {
        NodeName pg2 = new NodeName("pg2");
        Path report = Files.createDirectories(reports.resolve("logs"));
        try (HistoryFile history = HistoryFile.create(report.resolve("history.jsonl.gz"))) {
            history.record(new RunStarted(0, Instant.EPOCH, "one", "name: one", "fast", 42, null));
            history.record(new LeaderSeen(1_000_000_000L, pg2, 12));
            history.record(new LeaderSeen(3_000_000_000L, null, 13));
            history.record(new LogSeen(2_000_000_000L, pg2, LoggedFact.READY, pg2, 5, "line"));
            history.record(new RunEnded(4_000_000_000L, RunEnding.FAILED));
        }
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(events(report.toString())).isZero();
        } finally {
            System.setOut(before);
        }

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsSubsequence(
                        "t+1.000 leader lock: pg2",
                        "t+2.000 pg2 logged: ready",
                        "t+3.000 leader lock: free",
                        "t+4.000 run failed");
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
