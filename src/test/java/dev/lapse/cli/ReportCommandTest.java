package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.junit.FinishedRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    private Path reports;

    @Test
    void pageIsMadeAnewAndTheVerdictOfBeforeStays() throws IOException {
        Path run = FinishedRun.outUntil(reports, 18).report();
        Files.writeString(run.resolve("result.json"), "of before");
        Files.writeString(run.resolve("report.html"), "of before");

        int code = Main.commandLine().execute("report", run.toString());

        assertThat(code).isZero();
        assertThat(run.resolve("result.json")).hasContent("of before");
        assertThat(Files.readString(run.resolve("report.html"))).endsWith("</html>\n");
    }

    @Test
    void folderWithoutARunIsBadInput() {
        StringWriter err = new StringWriter();

        int code = Main.commandLine()
                .setErr(new PrintWriter(err))
                .execute("report", reports.resolve("none").toString());

        assertThat(code).isEqualTo(64);
        assertThat(err.toString()).contains("none: no such file or directory");
    }
}
