package dev.lapse.report;

import dev.lapse.cluster.LapseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The directory of a series of runs: {@code reports/series/<utc>/} with {@code series.json}, {@code series.html} and
 * {@code summary.md}.
 */
public record SeriesDir(Path directory) {
    /** @throws LapseException when it cannot be made */
    public static SeriesDir create(Path reports, Instant startedAt) {
        return new SeriesDir(ReportDir.fresh(reports.resolve(ReportDir.SERIES), startedAt));
    }

    public Path result() {
        return directory.resolve("series.json");
    }

    public Path summary() {
        return directory.resolve("summary.md");
    }

    public Path html() {
        return directory.resolve("series.html");
    }

    /** @throws LapseException when a file cannot be written */
    public void write(SeriesRecord series) {
        ReportDir.replace(result(), file -> Files.writeString(file, SeriesJson.text(series, directory)));
        ReportDir.replace(summary(), file -> Files.writeString(file, SeriesMarkdown.of(series)));
        ReportDir.replace(html(), file -> Files.writeString(file, SeriesHtml.of(series, directory)));
    }
}
