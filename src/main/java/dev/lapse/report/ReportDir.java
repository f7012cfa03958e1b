package dev.lapse.report;

import dev.lapse.check.Judgement;
import dev.lapse.cluster.LapseException;
import dev.lapse.history.History;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one run: {@code reports/<scenario>/<utc>/} with everything that is kept of it, and
 * {@code reports/latest}, a relative symbolic link to the newest. Each file appears whole or not at all.
 */
public final class ReportDir {
    private static final Logger LOG = LoggerFactory.getLogger(ReportDir.class);
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String LATEST = "latest";

    /** The file of the lost rows; there is none when no row was lost. */
    static final String LOST = "lost.jsonl";

    /** The folder of the reports of whole series, beside those of the scenarios. */
    static final String SERIES = "series";

    private final Path directory;

    private ReportDir(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes sure that reports can be kept there, before anything else is started.
     *
     * @throws LapseException of kind BAD_INPUT when they cannot
     */
    public static void requireWritable(Path reports) {
        try {
            Files.createDirectories(reports);
            Files.delete(Files.createTempFile(reports, ".lapse", ""));
        } catch (IOException e) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    "cannot keep reports in " + reports.toAbsolutePath() + ": "
                            + (e.getMessage() == null ? e : e.getMessage()) + "; choose another folder with --reports",
                    e);
        }
    }

    /**
     * Makes the directory of a run; where there is one of the same second, the name gets a suffix.
     *
     * @throws LapseException when it cannot be made, or the scenario's name is no file name
     */
    public static ReportDir create(Path reports, String scenario, Instant startedAt) {
        if (!scenario.matches("[A-Za-z0-9][A-Za-z0-9._-]*")
                || List.of(LATEST, SERIES).contains(scenario)) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    "scenario name \"" + scenario + "\" names the report's directory: letters, digits, . _ - only,"
                            + " and not \"" + LATEST + "\" or \"" + SERIES + "\"");
        }
        ReportDir report = new ReportDir(fresh(reports.resolve(scenario), startedAt));
        try {
            Files.createDirectory(report.logs());
            return report;
        } catch (IOException e) {
            throw failure("make the report directory", report.logs(), e);
        }
    }

    /** Makes a directory that is named by the second; where there is one of the same second, the name gets a suffix. */
    static Path fresh(Path parent, Instant startedAt) {
        String utc = UTC.format(startedAt);
        try {
            Files.createDirectories(parent);
            for (int run = 1; ; run++) {
                Path directory = parent.resolve(run == 1 ? utc : utc + "-" + run);
                try {
                    return Files.createDirectory(directory);
                } catch (FileAlreadyExistsException taken) {
                    LOG.debug("{} exists, trying the next suffix", directory);
                }
            }
        } catch (IOException e) {
            throw failure("make the report directory", parent, e);
        }
    }

    /**
     * The directory of an earlier run, such as {@code reports/latest}.
     *
     * @throws LapseException of kind BAD_INPUT when there is none, or it is that of a series
     */
    public static ReportDir open(Path directory) {
        try {
            ReportDir report = new ReportDir(directory.toRealPath());
            Path series = new SeriesDir(report.directory).result();
            if (Files.exists(series) && !Files.exists(report.history())) {
                throw new LapseException(
                        LapseException.Kind.BAD_INPUT,
                        "open report " + directory + ": this is a series of runs; name the folder of one run, "
                                + "they stand as \"report\" in " + directory.resolve(series.getFileName()));
            }
            return report;
        } catch (IOException e) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "open report " + directory + ": " + reason(e), e);
        }
    }

    /** The newest run of this scenario in a folder of reports. */
    public static Optional<ReportDir> newest(Path reports, String scenario) {
        try (Stream<Path> runs = Files.list(reports.resolve(scenario))) {
            return runs.filter(Files::isDirectory)
                    .max(Comparator.comparing(run -> run.getFileName().toString()))
                    .map(ReportDir::open);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    public Path directory() {
        return directory;
    }

    public Path scenario() {
        return directory.resolve("scenario.yaml");
    }

    public Path history() {
        return directory.resolve("history.jsonl.gz");
    }

    public Path result() {
        return directory.resolve("result.json");
    }

    public Path html() {
        return directory.resolve("report.html");
    }

    public Path summary() {
        return directory.resolve("summary.md");
    }

    public Path lost() {
        return directory.resolve(LOST);
    }

    public Path logs() {
        return directory.resolve("logs");
    }

    /** Writes scenario, result, lost rows, summary and HTML; what is there from an earlier judgement is replaced. */
    public void write(History history, Judgement judgement) {
        replace(scenario(), file -> Files.writeString(file, judgement.run().scenarioYaml()));
        replace(result(), file -> {
            try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                ResultJson.write(judgement, out);
            }
        });
        if (judgement.measurements().writes().losses().count() == 0) {
            discard(lost());
        } else {
            replace(lost(), file -> {
                try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                    LostJson.write(history, judgement, out);
                }
            });
        }
        replace(summary(), file -> Files.writeString(file, SummaryMarkdown.of(judgement)));
        writePage(history, judgement);
    }

    /** Writes the HTML alone, with the logs that are there by now. */
    public void writePage(History history, Judgement judgement) {
        replace(html(), file -> {
            try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                ReportHtml.write(history, judgement, logs(), out);
            }
        });
    }

    /**
     * Points {@code latest} of the directory that holds all reports here; a failure is logged and costs nothing else.
     */
    public void makeLatest() {
        Path reports = directory.getParent().getParent();
        Path link = reports.resolve(LATEST);
        Path fresh = reports.resolve("." + LATEST + "-"
                + ProcessHandle.current().pid() + "-" + Thread.currentThread().getId());
        try {
            Files.deleteIfExists(fresh);
            Files.createSymbolicLink(fresh, reports.relativize(directory));
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("{} does not point to {}: {}", link, directory, reason(e));
            discard(fresh);
        }
    }

    /** Writes a file that appears whole or not at all. */
    static void replace(Path target, Content content) {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            content.writeTo(part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure("write", target, e);
        } finally {
            discard(part);
        }
    }

    /** Takes the judgement away: result, lost rows, summary and HTML. The history stays. */
    public void withdraw() {
        List.of(result(), lost(), html(), summary()).forEach(ReportDir::discard);
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} is left behind: {}", file, reason(e));
        }
    }

    /**
     * What to throw when a file of the report cannot be written: a full disk is the machine's, all else the harness's.
     */
    public static LapseException failure(String doing, Path file, IOException cause) {
        String reason = reason(cause);
        String message = doing + " " + file + ": " + reason;
        if (reason.contains("No space left on device") || reason.contains("Disk quota exceeded")) {
            return new LapseException(
                    LapseException.Kind.NO_ENGINE, message + "; make room there and run again", cause);
        }
        return new LapseException(LapseException.Kind.HARNESS, message, cause);
    }

    /** Why, in words and without the file's name. */
    public static String reason(Exception e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file of that name is in the way";
        }
        if (e instanceof NotDirectoryException) {
            return "it is no folder";
        }
        if (e instanceof FileSystemException problem && problem.getReason() != null) {
            return problem.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @FunctionalInterface
    interface Content {
        void writeTo(Path file) throws IOException;
    }
}
