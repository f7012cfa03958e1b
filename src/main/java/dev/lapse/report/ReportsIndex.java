package dev.lapse.report;

import dev.lapse.cluster.LapseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code reports/index.html}: every run under a folder of reports with its verdict and its longest outages, and a line
 * per scenario of how the write outage went from run to run. One page that fetches nothing.
 */
public final class ReportsIndex {
    private static final Logger LOG = LoggerFactory.getLogger(ReportsIndex.class);
    private static final String PAGE = "index.html";
    private static final int WIDTH = 240;
    private static final int HEIGHT = 36;
    private static final int EDGE = 4;

    private final Path reports;

    /** A run that can be read, and where it is. */
    private record Listed(Path folder, ComparedRun run) {
        Optional<ComparedRun.Number> longest(String kind) {
            return run.numbers().entrySet().stream()
                    .filter(entry -> entry.getKey().decides()
                            && entry.getKey().quantity().equals("longest outage")
                            && entry.getKey().kind().equals(kind))
                    .map(Map.Entry::getValue)
                    .reduce((one, other) -> one.value() > other.value() ? one : other);
        }
    }

    private ReportsIndex(Path reports) {
        this.reports = reports;
    }

    /** Writes the page anew; a failure is logged and costs nothing else. */
    public static void write(Path reports) {
        try {
            String page = new ReportsIndex(reports).page();
            ReportDir.replace(reports.resolve(PAGE), file -> Files.writeString(file, page));
        } catch (LapseException e) {
            LOG.warn("{} has no page of its runs: {}", reports, e.getMessage());
        }
    }

    /** Writes the page anew where there is one: a run in it was judged again. */
    public static void writeAgain(Path reports) {
        if (Files.exists(reports.resolve(PAGE))) {
            write(reports);
        }
    }

    private String page() {
        Map<String, List<Listed>> scenarios = new LinkedHashMap<>();
        List<String> unreadable = new ArrayList<>();
        for (Path folder : RecordedRun.reportsIn(reports)) {
            if (!Files.exists(ReportDir.open(folder).result())) {
                continue;
            }
            try {
                ComparedRun run = ComparedRun.of(folder);
                scenarios
                        .computeIfAbsent(run.scenario() + " (" + run.profile() + ")", name -> new ArrayList<>())
                        .add(new Listed(folder, run));
            } catch (LapseException e) {
                unreadable.add(e.getMessage());
            }
        }
        long runs = scenarios.values().stream().mapToLong(List::size).sum();
        Html page = new Html(runs + (runs == 1 ? " run" : " runs"));
        scenarios.forEach((name, listed) ->
                page.element("h2", name).markup(sparkLine(listed)).table(rows(listed), 3));
        List<List<String>> series = series();
        if (series.size() > 1) {
            page.element("h2", "Series").table(series, 2);
        }
        unreadable.forEach(why -> page.element("p", "not shown: " + why));
        return page.page();
    }

    /** The newest first; those of which there is a page. */
    private List<List<String>> series() {
        List<List<String>> rows = new ArrayList<>();
        Path folder = reports.resolve(ReportDir.SERIES);
        if (Files.isDirectory(folder)) {
            for (Path one : RecordedRun.reportsOf(folder)) {
                Path page = new SeriesDir(one).html();
                if (Files.exists(page)) {
                    rows.add(
                            0,
                            List.of(
                                    when(one),
                                    Html.link(reports.relativize(page).toString(), "series")));
                }
            }
        }
        rows.add(0, List.of("when", "page"));
        return rows;
    }

    /** {@code 2026-11-30 03:21:37 UTC} of a folder that is named by the second; any other name as it is. */
    private static String when(Path folder) {
        String name = folder.getFileName().toString();
        return name.replaceFirst("^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z", "$1-$2-$3 $4:$5:$6 UTC");
    }

    /** The newest first. */
    private List<List<String>> rows(List<Listed> runs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("when", "verdict", "report", "write outage", "read outage", "lost"));
        for (int i = runs.size() - 1; i >= 0; i--) {
            rows.add(row(runs.get(i)));
        }
        return rows;
    }

    private List<String> row(Listed listed) {
        Path page = reports.toAbsolutePath()
                .relativize(listed.folder().toAbsolutePath().resolve("report.html"));
        String lost = listed.run().numbers().entrySet().stream()
                .filter(entry -> entry.getKey().quantity().equals("lost writes"))
                .map(entry ->
                        String.format(Locale.ROOT, "%.0f", entry.getValue().value()))
                .findFirst()
                .orElse("not known");
        return List.of(
                when(listed.folder()),
                listed.run().verdict().name(),
                Html.link(page.toString(), "report"),
                figure(listed.longest("write")),
                figure(listed.longest("read")),
                lost);
    }

    private static String figure(Optional<ComparedRun.Number> number) {
        return number.map(outage -> (outage.open() ? "> " : "")
                        + (outage.value() == 0 ? "none" : Figures.length(Math.round(outage.value() * 1e9))))
                .orElse("no lane");
    }

    /** From the oldest run to the newest; the highest is the longest write outage of all. */
    private static String sparkLine(List<Listed> runs) {
        ToDoubleFunction<Listed> height =
                run -> run.longest("write").map(ComparedRun.Number::value).orElse(0.0);
        double highest = runs.stream().mapToDouble(height).max().orElse(0);
        if (runs.size() < 2 || highest == 0) {
            return "";
        }
        StringBuilder line = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        for (int i = 0; i < runs.size(); i++) {
            double x = EDGE + (double) i / (runs.size() - 1) * (WIDTH - 2 * EDGE);
            double y = HEIGHT - EDGE - height.applyAsDouble(runs.get(i)) / highest * (HEIGHT - 2 * EDGE);
            line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            dots.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>",
                    runs.get(i).run().verdict(),
                    x,
                    y));
        }
        return String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" role=\"img\" aria-label=\"write outages\"><polyline points=\"%3$s\"/>%4$s</svg>"
                        + " write outage, oldest run first, 0 to %5$s\n",
                WIDTH,
                HEIGHT,
                line.toString().strip(),
                dots,
                Figures.length(Math.round(highest * 1e9)));
    }
}
