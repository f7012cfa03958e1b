package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.junit.FinishedRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private int events(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "events";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.commandLine().setErr(new PrintWriter(err, true)).execute(all);
    }
}
