package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.junit.FinishedRun;
import dev.lapse.scenario.KnownNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    @TempDir
    private Path reports;

    private final StringWriter err = new StringWriter();
    private String run = "";

    @BeforeEach
    void record() throws IOException {
        run = FinishedRun.expecting(reports, "5s").report().toString();
    }

    private int check(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "check";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.commandLine().setErr(new PrintWriter(err)).execute(all);
    }

    @Test
    void theWorstOfSeveralRunsIsTheExitCode() throws IOException {
        String longer = FinishedRun.outUntil(reports, 18).report().toString();

        assertThat(check(run)).isZero();
        assertThat(check(longer, run)).isEqualTo(1);
        assertThat(Path.of(run, "result.json")).exists();
        assertThat(Path.of(longer, "result.json")).exists();
    }

    @Test
    void anotherLimitDecidesAndWritesNothing() {
        assertThat(check("--expect", "read_outage=1s", run)).isEqualTo(1);
        assertThat(check("--expect", "read_outage[heal#1]=9s", "--expect", "read_outage=4s", run))
                .isZero();

        assertThat(Path.of(run, "result.json")).doesNotExist();
        assertThat(Files.exists(Path.of(run, "report.html"))).isFalse();
    }

    @Test
    void saysWhatIsWrongWithEachOption() {
        assertThat(check("--expect", "read_outge=1s", "--expect", "failovers=1s", run))
                .isEqualTo(64);
        assertThat(err.toString())
                .contains(
                        KnownNames.in("--expect read_outge=1s: unknown check \"read_outge\"; did you mean"
                                + " \"read_outage\"? known: @CHECKS\n"),
                        "--expect failovers=1s: failovers takes a count such as 0, {min: 1}, or unchecked;"
                                + " \"1s\" is not a whole number");
        assertThat(check("--expect", "failovers=1", "--expect", "failovers=2", run))
                .isEqualTo(64);
        assertThat(err.toString()).contains("--expect failovers=2: it is there twice");
    }
}
