package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.junit.FinishedRun;
import dev.lapse.report.ReportDir;
import dev.lapse.run.Rejudged;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InterruptionsCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path reports;

    @BeforeEach
    void leaveAReport() throws IOException {
        Path report = FinishedRun.expecting(reports, "5s").report();
        Rejudged.of(ReportDir.open(report));
        Files.createSymbolicLink(reports.resolve("latest"), reports.relativize(report));
    }

    @Test
    void tableOfReportsThatAreThereNeedsNoDocker() {
        assertThat(interruptions()).isZero();

        assertThat(out.toString())
                .contains("| made-up | fast | 1 |")
                .contains("| - | 3.0 |") // no write lane; one read lane, out for 3.02 s
                .contains("| 1 PASS |")
                .contains("| fault | flavour |");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void runWithoutResultIsTold() throws IOException {
        Path broken = Files.createDirectories(reports.resolve("made-up/2"));

        assertThat(interruptions("made-up")).isZero();

        assertThat(err.toString()).contains("not in the tables: " + broken + " has no result.json");
        assertThat(out.toString()).contains("| made-up | fast | 1 |");
    }

    @Test
    void onlyTheNewestRunsThatAreAskedForAreTaken() throws IOException {
        copy("1", "2", "\"PASS\"", "\"FAIL\"");

        assertThat(interruptions()).isZero();
        assertThat(out.toString()).contains("| made-up | fast | 2 |").contains("| 1 PASS, 1 FAIL |");

        out.getBuffer().setLength(0);
        assertThat(interruptions("--fast", "1")).isZero();
        assertThat(out.toString()).contains("| made-up | fast | 1 |").contains("| 1 FAIL |");
    }

    @Test
    void scenarioWithoutARunIsAnError() {
        assertThat(interruptions("other")).isEqualTo(64);
        assertThat(err.toString()).contains("no run of scenario other in " + reports);
    }

    @Test
    void resultOfAnotherFormatIsRefused() throws IOException {
        copy("1", "2", "\"format\" : 1", "\"format\" : 2");

        assertThat(interruptions()).isEqualTo(64);
        assertThat(err.toString()).contains("expected format 1, saw 2");
    }

    private void copy(String run, String to, String text, String replacement) throws IOException {
        Path result = reports.resolve("made-up").resolve(run).resolve("result.json");
        Path folder = Files.createDirectories(reports.resolve("made-up").resolve(to));
        Files.writeString(
                folder.resolve("result.json"), Files.readString(result).replace(text, replacement));
    }

    private int interruptions(String... words) {
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] call = new String[words.length + 4];
        call[0] = "bench";
        call[1] = "interruptions";
        call[2] = "--from";
        call[3] = reports.toString();
        System.arraycopy(words, 0, call, 4, words.length);
        return commandLine.execute(call);
    }
}
