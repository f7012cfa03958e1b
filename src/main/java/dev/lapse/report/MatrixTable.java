package dev.lapse.report;

import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Outage;
import dev.lapse.check.Rejoin;
import dev.lapse.check.Verdict;
import dev.lapse.history.LaneKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A scenario over a matrix of settings, a row for each combination: its verdicts, and the numbers of its runs. An
 * outage is the longest single one of any client lane of its kind, as the expectations have it. {@code within} counts
 * all outages that a formula predicts, and names those that were not as predicted.
 *
 * @param rows the first has the names of the columns
 */
public record MatrixTable(String title, List<List<String>> rows) {
    /** Findings about the run itself; without them its numbers are of something else. */
    private static final Set<String> CONDITIONS = Set.of("faults_proven", "settings", "steady_before");

    private static final String NONE = "-";
    private static final List<String> TIMINGS = List.of("ttl", "loop_wait", "retry_timeout");

    public MatrixTable {
        rows = List.copyOf(rows);
    }

    /** The tables of the series as text for the terminal; empty when it has no matrix. */
    public static String text(SeriesRecord series) {
        StringBuilder text = new StringBuilder();
        for (MatrixTable table : of(series)) {
            Columns columns = new Columns(2);
            table.rows.forEach(row -> columns.row(row.toArray(String[]::new)));
            text.append('\n').append(table.title).append('\n');
            columns.lines().forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    /** A table for each scenario that has a matrix. */
    static List<MatrixTable> of(SeriesRecord series) {
        Map<String, Map<SeriesRecord.Variant, List<SeriesRecord.Run>>> scenarios = new LinkedHashMap<>();
        Map<SeriesRecord.Variant, List<SeriesRecord.Run>> ran = series.byVariant();
        series.planned().stream()
                .map(SeriesRecord.PlannedRun::variant)
                .filter(variant -> !variant.set().isEmpty())
                .forEach(variant -> scenarios
                        .computeIfAbsent(variant.scenario(), scenario -> new LinkedHashMap<>())
                        .put(variant, ran.getOrDefault(variant, List.of())));
        return scenarios.entrySet().stream()
                .map(scenario -> table(series, scenario.getKey(), scenario.getValue()))
                .toList();
    }

    private static MatrixTable table(
            SeriesRecord series, String scenario, Map<SeriesRecord.Variant, List<SeriesRecord.Run>> variants) {
        List<String> names = variants.keySet().iterator().next().set().stream()
                .map(set -> set.substring(0, set.indexOf('=')))
                .toList();
        boolean timings =
                names.stream().anyMatch(name -> TIMINGS.stream().anyMatch(timing -> name.equals("patroni." + timing)));
        List<List<String>> rows = new ArrayList<>();
        rows.add(Stream.of(
                        names.stream(),
                        timings ? Stream.of(String.join("/", TIMINGS) + " in effect") : Stream.<String>empty(),
                        Stream.of(
                                "verdict",
                                "write outage",
                                "at least",
                                "read outage",
                                "at least",
                                "lost",
                                "rejoin",
                                "within"))
                .flatMap(Function.identity())
                .toList());
        variants.forEach((variant, runs) -> rows.add(row(variant, runs, timings)));
        int times = series.planned().stream()
                .filter(run -> run.variant().scenario().equals(scenario))
                .mapToInt(SeriesRecord.PlannedRun::of)
                .max()
                .orElse(1);
        String profile = series.profile().equals("default") ? "" : " (" + series.profile() + ")";
        return new MatrixTable(
                "matrix of " + scenario + profile
                        + (times > 1 ? ", " + times + " runs each: min / median / max" : ", one run each"),
                rows);
    }

    private static List<String> row(SeriesRecord.Variant variant, List<SeriesRecord.Run> runs, boolean timings) {
        List<String> cells = new ArrayList<>();
        variant.set().forEach(set -> cells.add(set.substring(set.indexOf('=') + 1)));
        if (timings) {
            cells.add(runs.stream().map(MatrixTable::inEffect).distinct().collect(Collectors.joining(", ")));
        }
        if (runs.isEmpty()) {
            cells.add("not run");
            return cells;
        }
        List<Verdict> verdicts =
                runs.stream().map(run -> run.judgement().verdict()).toList();
        cells.add(runs.size() == 1 ? verdicts.get(0).name() : VerdictCount.of(verdicts));
        Map<Integer, Judgement> telling = new LinkedHashMap<>(RepeatNumbers.complete(runs));
        telling.values().removeIf(run -> !tells(run));
        List<Judgement> complete = List.copyOf(telling.values());
        for (LaneKind kind : List.of(LaneKind.WRITE, LaneKind.READ)) {
            cells.add(outages(complete, kind, Outage::duration));
            cells.add(outages(complete, kind, Outage::atLeast));
        }
        cells.add(with(
                of(
                        complete.stream()
                                .filter(run -> run.measurements().writes().known())
                                .map(run -> (double) run.measurements().writes().lost())
                                .toList(),
                        lost -> String.format(Locale.ROOT, "%.0f", lost)),
                complete.stream()
                        .filter(run -> !run.measurements().writes().known())
                        .count(),
                "unknown"));
        List<Rejoin> rejoins = complete.stream()
                .flatMap(run -> run.measurements().rejoins().stream())
                .toList();
        cells.add(with(
                of(
                        rejoins.stream()
                                .flatMap(rejoin -> Optional.ofNullable(rejoin.duration()).stream())
                                .map(MatrixTable::nanos)
                                .toList(),
                        MatrixTable::length),
                rejoins.stream().filter(rejoin -> rejoin.duration() == null).count(),
                "not back"));
        cells.add(PredictionTally.of(telling).cell());
        return cells;
    }

    /** Whether it is the run that was asked for: its faults were proven, and its settings held. */
    private static boolean tells(Judgement run) {
        return run.findings().stream()
                .filter(finding -> finding.verdict() != Verdict.PASS)
                .noneMatch(finding -> CONDITIONS.contains(finding.checker()));
    }

    /** {@code 20/1/9}: the timings that Patroni had, in seconds. */
    private static String inEffect(SeriesRecord.Run run) {
        return run.judgement()
                .cluster()
                .map(ready -> TIMINGS.stream()
                        .map(timing -> ready.effective().getOrDefault("patroni." + timing, "?"))
                        .collect(Collectors.joining("/")))
                .orElse("?");
    }

    private static String outages(List<Judgement> runs, LaneKind kind, Function<Outage, Duration> length) {
        List<Double> longest = new ArrayList<>();
        int open = 0;
        for (Judgement run : runs) {
            List<LaneMeasure> lanes = run.measurements().lanes().stream()
                    .filter(lane -> lane.lane().isClient() && lane.lane().kind() == kind)
                    .toList();
            List<Outage> outages =
                    lanes.stream().flatMap(lane -> lane.outages().stream()).toList();
            if (lanes.stream().anyMatch(lane -> lane.ok() == 0)
                    || outages.stream().anyMatch(Outage::censored)) {
                open++;
            } else if (!lanes.isEmpty()) {
                longest.add(outages.stream()
                        .map(length)
                        .mapToDouble(MatrixTable::nanos)
                        .max()
                        .orElse(0));
            }
        }
        return with(of(longest, MatrixTable::length), open, "still out at the end");
    }

    /** The numbers, and how many more there are that have none. */
    private static String with(String numbers, long more, String what) {
        return more == 0 ? numbers : (numbers.equals(NONE) ? "" : numbers + ", ") + more + " " + what;
    }

    private static double nanos(Duration duration) {
        return duration.toNanos();
    }

    private static String length(double nanos) {
        return nanos == 0 ? "none" : Figures.length(Math.round(nanos));
    }

    private static String of(List<Double> numbers, Function<Double, String> text) {
        if (numbers.isEmpty()) {
            return NONE;
        }
        Spread spread = Spread.of(numbers);
        return spread.min() == spread.max()
                ? text.apply(spread.min())
                : Stream.of(spread.min(), spread.median(), spread.max())
                        .map(text)
                        .collect(Collectors.joining(" / "));
    }
}
