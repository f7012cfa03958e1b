package dev.lapse.cli;

import dev.lapse.explain.Fit;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Phase;
import dev.lapse.oracle.Term;
import dev.lapse.report.Columns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the runs of an experiment say: a row for each length of each setting, over its runs; the slopes; and whether the
 * terms are confirmed.
 */
final class OracleTable {
    /** Fewer runs than this confirm nothing. */
    private static final int LEAST_RUNS = 3;

    /** What has the slope of an experiment: the outage, and more closely its detection. */
    private static final List<String> SLOPING = List.of(OracleReading.OUTAGE, Phase.DETECT.text());

    /** What became of the terms that an experiment tries. */
    enum ExperimentOutcome {
        /** Every length with a formula was within it, in enough runs, and a slope is the expected one. */
        CONFIRMED,
        /** A length was outside of its formula, or a slope cannot be the expected one. */
        CONTRADICTED,
        /** Too few runs, nothing predicted, or slopes that cannot be told apart. */
        OPEN
    }

    private final OracleExperiment experiment;
    private final List<OracleReading> readings;

    private OracleTable(OracleExperiment experiment, List<OracleReading> readings) {
        this.experiment = experiment;
        this.readings = readings.stream()
                .filter(reading -> reading.experiment().equals(experiment.text()))
                .toList();
    }

    /** Seconds throughout. */
    static String of(OracleExperiment experiment, List<OracleReading> readings) {
        OracleTable table = new OracleTable(experiment, readings);
        List<String> lines = new ArrayList<>();
        lines.add(experiment.text() + ": " + experiment.question());
        lines.addAll(table.rows());
        table.slopes().forEach((what, slope) -> lines.add(table.slope(what, slope)));
        lines.add(table.conclusion());
        return String.join("\n", lines) + "\n";
    }

    static ExperimentOutcome outcome(OracleExperiment experiment, List<OracleReading> readings) {
        return new OracleTable(experiment, readings).outcome();
    }

    /** One run's outage, as it comes. */
    static String line(OracleReading reading) {
        return String.format(
                Locale.ROOT,
                "%s %s #%d, %s of %s: predicted %s, measured %s: %s",
                reading.experiment(),
                reading.setting(),
                reading.run(),
                reading.what(),
                reading.lane(),
                reading.predicted().map(OracleTable::seconds).orElse("nothing"),
                seconds(reading.measured()),
                reading.fit());
    }

    private List<String> rows() {
        Columns columns = new Columns(2);
        columns.row("setting", "lane", "what", "runs", "since renewal", "predicted", "measured", "residual", "within");
        readings.stream()
                .collect(Collectors.groupingBy(
                        reading -> reading.setting() + " " + reading.lane() + " " + reading.what(),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values()
                .forEach(group -> {
                    OracleReading first = group.get(0);
                    long within = group.stream()
                            .filter(reading -> reading.fit() == Fit.WITHIN)
                            .count();
                    List<Interval> predicted = present(group, OracleReading::predicted);
                    columns.row(
                            first.setting(),
                            first.lane(),
                            first.what(),
                            Integer.toString(group.size()),
                            seconds(present(group, OracleReading::sinceRenewal)),
                            seconds(predicted),
                            seconds(group.stream().map(OracleReading::measured).toList()),
                            predicted.isEmpty() ? "" : signed(worst(group)),
                            predicted.isEmpty() ? "NO FORMULA" : within + " of " + group.size());
                });
        return columns.lines();
    }

    private static List<Interval> present(
            List<OracleReading> group, Function<OracleReading, Optional<Interval>> value) {
        return group.stream().flatMap(reading -> value.apply(reading).stream()).toList();
    }

    private static Duration worst(List<OracleReading> group) {
        return group.stream()
                .map(OracleReading::residual)
                .max(Comparator.comparing(Duration::abs))
                .orElse(Duration.ZERO);
    }

    /** The slopes over the time since the renewal of each lane's outage and its first phase, where there are points. */
    private Map<String, LineFit> slopes() {
        Map<String, LineFit> slopes = new LinkedHashMap<>();
        if (experiment.slope().isPresent()) {
            readings.stream()
                    .filter(reading -> SLOPING.contains(reading.what()))
                    .filter(reading -> reading.sinceRenewal().isPresent())
                    .collect(Collectors.groupingBy(
                            reading -> reading.what() + " of " + reading.lane(),
                            LinkedHashMap::new,
                            Collectors.toList()))
                    .forEach((what, group) -> {
                        List<LineFit.Point> points =
                                group.stream().map(OracleTable::point).toList();
                        if (points.stream().map(LineFit.Point::x).distinct().count() > 1) {
                            slopes.put(what, LineFit.of(points));
                        }
                    });
        }
        return slopes;
    }

    private static LineFit.Point point(OracleReading reading) {
        return new LineFit.Point(
                seconds(reading.sinceRenewal().orElseThrow().middle()),
                seconds(reading.measured().middle()));
    }

    private String slope(String what, LineFit fit) {
        double expected = experiment.slope().orElseThrow();
        return String.format(
                Locale.ROOT,
                "slope of %s over the time since the renewal: %.2f +- %.2f (%d runs); expected %.0f: %s",
                what,
                fit.slope(),
                fit.spread(),
                fit.points(),
                expected,
                switch (told(fit)) {
                    case CONFIRMED -> "it is";
                    case CONTRADICTED -> "it is not";
                    case OPEN -> "cannot be told from " + (expected == 0 ? "-1" : "0");
                });
    }

    /** The slope is told when it can be the expected one and not the other of 0 and -1. */
    private ExperimentOutcome told(LineFit fit) {
        double expected = experiment.slope().orElseThrow();
        double other = expected == 0 ? -1 : 0;
        if (Double.isNaN(fit.error()) || fit.allows(expected) && fit.allows(other)) {
            return ExperimentOutcome.OPEN;
        }
        return fit.allows(expected) ? ExperimentOutcome.CONFIRMED : ExperimentOutcome.CONTRADICTED;
    }

    private ExperimentOutcome outcome() {
        List<OracleReading> predicted = readings.stream()
                .filter(reading -> reading.predicted().isPresent())
                .toList();
        List<ExperimentOutcome> slopes =
                slopes().values().stream().map(this::told).toList();
        if (slopes.contains(ExperimentOutcome.CONTRADICTED)
                || predicted.stream().anyMatch(reading -> reading.fit() != Fit.WITHIN)) {
            return ExperimentOutcome.CONTRADICTED;
        }
        long runs = predicted.stream().map(OracleReading::report).distinct().count();
        boolean sloped = experiment.slope().isEmpty() || !slopes.isEmpty() && !slopes.contains(ExperimentOutcome.OPEN);
        return runs >= LEAST_RUNS && sloped ? ExperimentOutcome.CONFIRMED : ExperimentOutcome.OPEN;
    }

    private String conclusion() {
        List<OracleReading> outside = readings.stream()
                .filter(reading -> reading.fit() == Fit.ABOVE || reading.fit() == Fit.BELOW)
                .toList();
        String terms = experiment.terms().stream().map(Term::text).collect(Collectors.joining(", "));
        return "terms: " + terms + ": " + outcome()
                + outside.stream()
                        .map(reading -> "\n  " + line(reading) + " by " + signed(reading.residual()) + "s, report "
                                + reading.report())
                        .collect(Collectors.joining());
    }

    private static String seconds(Collection<Interval> all) {
        return all.isEmpty()
                ? "not known"
                : seconds(new Interval(
                        all.stream()
                                .map(Interval::from)
                                .min(Duration::compareTo)
                                .orElseThrow(),
                        all.stream().map(Interval::to).max(Duration::compareTo).orElseThrow()));
    }

    private static String seconds(Interval interval) {
        return String.format(Locale.ROOT, "%.2f to %.2f", seconds(interval.from()), seconds(interval.to()));
    }

    private static String signed(Duration duration) {
        return duration.isZero() ? "0" : String.format(Locale.ROOT, "%+.2f", seconds(duration));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
