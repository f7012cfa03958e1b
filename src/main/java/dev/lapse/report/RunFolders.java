package dev.lapse.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lapse.cluster.LapseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The runs that a folder has: a run's own folder, that of a series, or one with such folders in it. */
final class RunFolders {
    /** {@code reports/<scenario>/<utc>/result.json} is so deep. */
    private static final int DEPTH = 3;

    private RunFolders() {}

    /** @throws LapseException of kind BAD_INPUT when there is no run, or one of a series is not there */
    static List<Path> of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw bad("no such folder: " + folder + "; expected a report's folder, a series' folder, or one of them");
        }
        Path real = real(folder); // reports/latest is a link
        Path series = new SeriesDir(real).result();
        List<Path> runs = Files.exists(series) ? ofSeries(series) : inside(real);
        if (runs.isEmpty()) {
            throw bad("no run in " + folder + ": expected a result.json in it, or in folders in it");
        }
        return runs;
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static List<Path> inside(Path folder) {
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            List<Path> all = files.toList();
            List<Path> runs = folders(all, "result.json");
            folders(all, "history.jsonl.gz").stream()
                    .filter(run -> !runs.contains(run))
                    .findFirst()
                    .ifPresent(run -> {
                        throw bad("no result.json in " + run + ", which has a history; the run is not over, or have it"
                                + " judged: ./lapse check " + run);
                    });
            return runs;
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static List<Path> folders(List<Path> files, String name) {
        return files.stream()
                .filter(file -> file.getFileName().toString().equals(name))
                .map(Path::getParent)
                .sorted()
                .toList();
    }

    private static LapseException unreadable(Path folder, IOException e) {
        return new LapseException(
                LapseException.Kind.BAD_INPUT, "read the reports in " + folder + ": " + ReportDir.reason(e), e);
    }

    private static List<Path> ofSeries(Path series) {
        try {
            JsonNode runs = new JsonMapper().readTree(series.toFile()).path("runs");
            List<Path> folders = StreamSupport.stream(runs.spliterator(), false)
                    .filter(run -> !run.path("done_again").asBoolean())
                    .map(run -> series.toAbsolutePath()
                            .resolveSibling(run.path("report").asText())
                            .normalize())
                    .toList();
            folders.stream().filter(run -> !Files.isDirectory(run)).findFirst().ifPresent(missing -> {
                throw bad("read " + series + ": its run " + missing + " is not there; keep the whole reports folder");
            });
            return folders;
        } catch (IOException e) {
            throw RecordedRun.unreadable(series, e);
        }
    }

    private static LapseException bad(String text) {
        return new LapseException(LapseException.Kind.BAD_INPUT, text);
    }
}
