package dev.lapse.report;

import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.cluster.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A series of runs as {@code series.html}: every run, each number of all runs as a row of dots with its limit, and the
 * phases of the longest write outage, a bar for each run on one scale.
 */
final class SeriesHtml {
    private static final DateTimeFormatter STARTED = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int WIDTH = 420;
    private static final int HEIGHT = 34;
    /** Where the line is that the dots are on; what its ends are stands below it. */
    private static final int LINE = 10;

    private static final int EDGE = 6;

    private final SeriesRecord series;
    private final Path folder;
    private final Html page;

    private SeriesHtml(SeriesRecord series, Path folder) {
        this.series = series;
        this.folder = folder.toAbsolutePath().normalize();
        this.page = new Html(series.verdict() + ", " + series.counts());
    }

    /** @param folder where it will be: its links are relative to it */
    static String of(SeriesRecord series, Path folder) {
        return new SeriesHtml(series, folder).write();
    }

    private String write() {
        page.element(
                "p",
                "started " + STARTED.format(series.startedAt()) + ", profile " + series.profile() + ", "
                        + Figures.length(series.duration()));
        clusters();
        series.endedEarly().ifPresent(why -> page.element("p", "The series ended before all was done: " + why));
        runs();
        MatrixTable.of(series)
                .forEach(matrix -> page.element("h2", matrix.title()).table(matrix.rows(), 1));
        series.byVariant().forEach(this::variant);
        return page.page();
    }

    /** What ran, once for all variants that ran on the same: its settings that decide most, and its versions. */
    private void clusters() {
        Map<List<String>, Set<String>> variants = new LinkedHashMap<>();
        for (int i = 0; i < series.runs().size(); i++) {
            String name = series.planned().get(i).variant().name();
            series.runs()
                    .get(i)
                    .judgement()
                    .cluster()
                    .ifPresent(
                            ready -> variants.computeIfAbsent(Phrases.cluster(ready), cluster -> new LinkedHashSet<>())
                                    .add(name));
        }
        variants.forEach(
                (cluster, names) -> page.element("p", String.join(", ", names) + ": " + String.join("; ", cluster)));
    }

    private void runs() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("run", "verdict", "in a line", "report"));
        for (int i = 0; i < series.planned().size(); i++) {
            String name = series.planned().get(i).name();
            if (i >= series.runs().size()) {
                rows.add(List.of(name, series.notRun(), "", ""));
                continue;
            }
            SeriesRecord.Run run = series.runs().get(i);
            rows.add(List.of(
                    name,
                    run.judgement().verdict().name(),
                    Phrases.bottomLine(run.judgement()),
                    Html.link(page(run), "report")));
        }
        page.table(rows, 4);
    }

    private String page(SeriesRecord.Run run) {
        Path report = run.report().toAbsolutePath().normalize().resolve("report.html");
        return folder.relativize(report).toString();
    }

    /** A run that has numbers, and the judgement that they are of. */
    private record Shown(int number, Judgement judgement, ComparedRun run) {}

    private void variant(SeriesRecord.Variant variant, List<SeriesRecord.Run> runs) {
        List<Shown> shown = new ArrayList<>();
        RepeatNumbers.complete(runs)
                .forEach((number, judgement) ->
                        shown.add(new Shown(number, judgement, ComparedRun.of(ResultJson.of(judgement)))));
        if (shown.size() < 2) {
            return;
        }
        page.element("h2", variant.name() + ", " + shown.size() + " runs");
        RepeatNumbers.of(runs).notes().forEach(note -> page.element("p", note));
        Set<ComparedRun.NumberName> names = new LinkedHashSet<>();
        shown.forEach(run -> names.addAll(run.run().numbers().keySet()));
        names.stream().filter(ComparedRun.NumberName::decides).forEach(name -> dots(name, shown));
        lane(names).ifPresent(lane -> bars(lane, shown));
    }

    /** Each run is a dot where its number lies between 0 and the highest, or the limit where that is higher. */
    private void dots(ComparedRun.NumberName name, List<Shown> shown) {
        List<Shown> known = shown.stream()
                .filter(run -> run.run().numbers().containsKey(name))
                .toList();
        double highest =
                known.stream().mapToDouble(run -> value(name, run)).max().orElse(0);
        OptionalDouble limit = limit(name, shown.get(0).judgement());
        if (highest == 0) {
            page.element("p", name.text() + ": none in " + known.size() + " runs");
            return;
        }
        double whole = Math.max(highest, limit.orElse(0));
        StringBuilder marks = new StringBuilder(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/><text x=\"0\" y=\"%d\">0</text>"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                EDGE,
                WIDTH - EDGE,
                LINE,
                LINE,
                HEIGHT - 4,
                WIDTH,
                HEIGHT - 4,
                Html.text((limit.isPresent() && limit.getAsDouble() == whole ? "limit " : "") + name.figure(whole))));
        limit.ifPresent(at -> marks.append(String.format(
                Locale.ROOT,
                "<line class=\"limit\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"0\" y2=\"%2$d\"><title>limit</title></line>",
                x(at, whole),
                2 * LINE)));
        known.forEach(run -> marks.append(String.format(
                Locale.ROOT,
                "<circle class=\"%s\" cx=\"%.1f\" cy=\"%d\" r=\"4\" opacity=\".7\"><title>%s</title></circle>",
                run.judgement().verdict(),
                x(value(name, run), whole),
                LINE,
                Html.text("run " + run.number() + ": " + figure(name, run)))));
        page.element("p", name.text() + ": " + spread(name, known) + margin(name, highest, limit));
        page.markup(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" role=\"img\" aria-label=\"%3$s\">%4$s</svg>%n",
                WIDTH,
                HEIGHT,
                Html.text(name.text() + " of each run"),
                marks));
    }

    private static double x(double value, double whole) {
        return EDGE + value / whole * (WIDTH - 2 * EDGE);
    }

    private static double value(ComparedRun.NumberName name, Shown run) {
        return run.run().numbers().get(name).value();
    }

    private static String figure(ComparedRun.NumberName name, Shown run) {
        ComparedRun.Number number = run.run().numbers().get(name);
        return name.figure(number.value()) + (number.open() ? ", still open" : "");
    }

    private static String spread(ComparedRun.NumberName name, List<Shown> known) {
        Spread spread = Spread.of(known.stream().map(run -> value(name, run)).toList());
        return name.figure(spread.min()) + " / " + name.figure(spread.median()) + " / " + name.figure(spread.max())
                + " (min / median / max of " + spread.n() + ")";
    }

    private static String margin(ComparedRun.NumberName name, double highest, OptionalDouble limit) {
        if (limit.isEmpty()) {
            return "";
        }
        double left = limit.getAsDouble() - highest;
        return ", limit " + name.figure(limit.getAsDouble()) + ": "
                + (left >= 0 ? name.figure(left) + " to spare" : name.figure(-left) + " above");
    }

    /** The limit of the whole kind of lane, where it is a plain length. */
    private static OptionalDouble limit(ComparedRun.NumberName name, Judgement judgement) {
        if (!name.quantity().equals("longest outage")) {
            return OptionalDouble.empty();
        }
        return judgement.findings().stream()
                .filter(finding -> finding.checker().equals(name.kind() + "_outage"))
                .map(Finding::limit)
                .flatMap(limit -> length(limit).stream())
                .mapToDouble(length -> length.toNanos() / 1e9)
                .findFirst();
    }

    private static Optional<Duration> length(String limit) {
        try {
            return Optional.of(DurationText.parse(limit));
        } catch (IllegalArgumentException another) { // a range, a step, "predicted"
            return Optional.empty();
        }
    }

    /** The write lane whose phases are shown: the first that has some. */
    private static Optional<String> lane(Set<ComparedRun.NumberName> names) {
        return names.stream()
                .filter(name -> name.kind().equals("write") && !name.decides())
                .map(ComparedRun.NumberName::lane)
                .findFirst();
    }

    private void bars(String lane, List<Shown> shown) {
        double whole = shown.stream()
                .mapToDouble(run -> length(parts(lane, run)))
                .max()
                .orElse(0);
        List<String> phases = shown.stream()
                .flatMap(run -> parts(lane, run).stream())
                .map(Html.BarPart::phase)
                .distinct()
                .toList();
        page.element("h3", lane + ": phases of the longest outage").legend(phases);
        shown.forEach(run -> page.bar(
                "run " + run.number() + ", " + Figures.length(Math.round(length(parts(lane, run)) * 1e9)),
                parts(lane, run),
                whole));
        page.table(phaseRows(lane, phases, shown), 1);
    }

    /** Each run with the length of each phase; the first row has the names of the columns. */
    private static List<List<String>> phaseRows(String lane, List<String> phases, List<Shown> shown) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(Stream.concat(Stream.of("run"), phases.stream()).toList());
        shown.forEach(run -> {
            Map<String, String> figures =
                    parts(lane, run).stream().collect(Collectors.toMap(Html.BarPart::phase, Html.BarPart::figure));
            rows.add(Stream.concat(
                            Stream.of(String.valueOf(run.number())),
                            phases.stream().map(phase -> figures.getOrDefault(phase, Phrases.NONE)))
                    .toList());
        });
        return rows;
    }

    private static double length(List<Html.BarPart> parts) {
        return parts.stream().mapToDouble(Html.BarPart::length).sum();
    }

    private static List<Html.BarPart> parts(String lane, Shown run) {
        return run.run().numbers().entrySet().stream()
                .filter(entry ->
                        entry.getKey().lane().equals(lane) && !entry.getKey().decides())
                .map(entry -> new Html.BarPart(
                        entry.getKey().quantity(),
                        entry.getValue().value(),
                        entry.getKey().figure(entry.getValue().value())))
                .toList();
    }
}
