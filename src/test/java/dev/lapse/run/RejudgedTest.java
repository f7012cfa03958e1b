package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.LapseException;
import dev.lapse.junit.FinishedRun;
import dev.lapse.report.ReportDir;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
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
