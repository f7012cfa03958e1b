package dev.lapse.cli;

import dev.lapse.cluster.NanoClock;
import dev.lapse.report.JunitXml;
import dev.lapse.report.MatrixTable;
import dev.lapse.report.ReportDir;
import dev.lapse.report.ReportsIndex;
import dev.lapse.report.SeriesDir;
import dev.lapse.report.SeriesRecord;
import dev.lapse.run.RunResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a series of runs came to, and the files that tell it: written once, however the series ends. One thread.
 *
 * <p>The files are the JUnit XML where one was asked for, {@code series.json} and {@code summary.md} where more than
 * one run was planned, and the job summary of a CI system, where there is one.
 */
final class SeriesLog implements AutoCloseable {
    /**
     * Where the files go.
     *
     * @param jobSummary a file of the CI system to which Markdown is appended
     */
    record Places(Path reports, Optional<Path> junit, Optional<Path> jobSummary) {}

    private final Instant startedAt;
    private final NanoClock clock;
    private final String profile;
    private final List<SeriesRecord.PlannedRun> planned;
    private final Places places;
    private final PrintStream out;
    private final PrintStream err;
    private final List<SeriesRecord.Run> runs = new ArrayList<>();
    private @Nullable String endedEarly;
    private boolean kept;

    /** The series begins now. */
    SeriesLog(String profile, List<SeriesRecord.PlannedRun> planned, Places places, PrintStream out, PrintStream err) {
        this.startedAt = Instant.now();
        this.clock = NanoClock.startingNow();
        this.profile = profile;
        this.planned = new ArrayList<>(planned);
        this.places = places;
        this.out = out;
        this.err = err;
    }

    /**
     * Replaces the JUnit XML of an earlier series: what is killed from here on leaves no verdict that is not its own.
     */
    void begin() {
        SeriesRecord none = new SeriesRecord(
                startedAt, Duration.ZERO, profile, planned, List.of(), Optional.of("the series has not ended"));
        places.junit().ifPresent(file -> JunitXml.write(none, file));
    }

    /** The next one; where it has to be done again, that is planned beside the others. */
    void add(RunResult result) {
        SeriesRecord.PlannedRun plan = planned.get(runs.size());
        runs.add(result.kept());
        if (result.isDoneAgain(plan.before())) {
            planned.add(runs.size(), plan.again());
        }
    }

    /** It ends before all is done; the first reason stays. */
    void endedBy(String why) {
        if (endedEarly == null) {
            endedEarly = why;
        }
    }

    SeriesRecord record() {
        return new SeriesRecord(
                startedAt, Duration.ofNanos(clock.nanos()), profile, planned, runs, Optional.ofNullable(endedEarly));
    }

    /**
     * Writes the files, unless that was done; an interrupt does not stop it.
     *
     * @throws dev.lapse.cluster.LapseException when one of them cannot be written, after the others
     */
    void keep() {
        if (kept) {
            return;
        }
        kept = true;
        SeriesRecord series = record();
        List<RuntimeException> errors = new ArrayList<>();
        trying(() -> places.junit().ifPresent(file -> JunitXml.write(series, file)), errors);
        trying(() -> keep(series), errors);
        if (!runs.isEmpty()) {
            trying(() -> ReportsIndex.write(places.reports()), errors); // after the page of the series, which it lists
        }
        if (!errors.isEmpty()) {
            errors.subList(1, errors.size()).forEach(errors.get(0)::addSuppressed);
            throw errors.get(0);
        }
    }

    private static void trying(Runnable writing, List<RuntimeException> errors) {
        try {
            writing.run();
        } catch (RuntimeException e) {
            errors.add(e);
        }
    }

    private void keep(SeriesRecord series) {
        if (planned.size() > 1) {
            SeriesDir folder = SeriesDir.create(places.reports(), startedAt);
            folder.write(series);
            tell(folder.summary());
            out.print(MatrixTable.text(series));
            out.println("\n" + series.counts() + "\nseries  " + folder.directory());
            out.flush();
        } else if (!runs.isEmpty()) {
            tell(runs.get(0).report().resolve("summary.md"));
        }
    }

    /** Appends to the job summary; that it fails says nothing of the runs. */
    private void tell(Path summary) {
        places.jobSummary().ifPresent(file -> {
            try {
                Files.writeString(
                        file, Files.readString(summary) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                err.println("lapse: " + summary + " is not in the job summary " + file + ": " + ReportDir.reason(e));
            }
        });
    }

    @Override
    public void close() {
        keep();
    }
}
