package dev.lapse.cli;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.report.RecordedRun;
import dev.lapse.report.ReportDir;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The recorded runs of a scenario.
 *
 * @param runs from the oldest to the newest
 * @param passedOver so many more are there that do not count: of another version of the file, with other settings, of
 *     another version of Lapse, or without a result
 */
record IncidentRuns(List<Counted> runs, int passedOver) {
    static final IncidentRuns NONE = new IncidentRuns(List.of(), 0);

    IncidentRuns {
        runs = List.copyOf(runs);
    }

    /** A run that counts, and the folder of its report. */
    record Counted(RecordedRun result, Path report) {}

    /**
     * Reads those in a folder of reports that are runs of this scenario as it is now, profile and overrides included.
     *
     * @throws LapseException of kind BAD_INPUT when the folder cannot be read
     */
    static IncidentRuns of(Scenario scenario, Path reports) {
        List<Counted> runs = new ArrayList<>();
        int passedOver = 0;
        Path own = reports.resolve(scenario.name());
        for (Path report : Files.isDirectory(own) ? RecordedRun.reportsOf(own) : List.<Path>of()) {
            Optional<RecordedRun> result = result(report);
            if (result.isPresent() && isOf(scenario, ReportDir.open(report).scenario())) {
                runs.add(new Counted(result.get(), report));
            } else {
                passedOver++;
            }
        }
        return new IncidentRuns(runs, passedOver);
    }

    private static Optional<RecordedRun> result(Path report) {
        try {
            return Optional.of(RecordedRun.of(report));
        } catch (LapseException none) {
            return Optional.empty();
        }
    }

    private static boolean isOf(Scenario scenario, Path recorded) {
        try {
            return ScenarioFile.parse(Files.readString(recorded)).runsAs(scenario);
        } catch (LapseException | IOException unreadable) {
            return false;
        }
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** The versions of the newest run; empty without a run, or where it had no cluster. */
    Map<String, String> versions() {
        return runs.isEmpty() ? Map.of() : newest().result().versions();
    }

    Counted newest() {
        return runs.get(runs.size() - 1);
    }

    /** Those with these versions. */
    IncidentRuns with(Map<String, String> versions) {
        return new IncidentRuns(
                runs.stream()
                        .filter(run -> run.result().versions().equals(versions))
                        .toList(),
                passedOver);
    }

    int count(Verdict verdict) {
        return (int)
                runs.stream().filter(run -> run.result().verdict() == verdict).count();
    }

    /** {@code 2026-11-29 to 2026-11-30}, by the clock of the machine that ran them. */
    String dates() {
        TreeSet<String> dates = new TreeSet<>();
        runs.forEach(run -> Optional.ofNullable(run.result().startedAt())
                .map(at -> at.length() > 10 ? at.substring(0, 10) : at)
                .ifPresent(dates::add));
        return dates.size() < 2 ? String.join("", dates) : dates.first() + " to " + dates.last();
    }

    /** What a check measured in each run, {@code write_outage 28.3s, 27.9s}; once where all are the same. */
    String measured(String check) {
        List<String> numbers = runs.stream()
                .flatMap(run -> run.result().findingsOf(check).stream())
                .flatMap(finding -> Optional.ofNullable(finding.measured()).stream())
                .map(words -> words.replaceFirst("( \\(|, ).*", ""))
                .toList();
        boolean same = numbers.stream().distinct().count() == 1;
        return numbers.isEmpty() ? "" : check + " " + (same ? numbers.get(0) : String.join(", ", numbers));
    }
}
