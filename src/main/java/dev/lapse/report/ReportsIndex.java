package dev.lapse.report;

import dev.lapse.check.Verdict;
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
    private static final int WIDTH = 240;
    private static final int HEIGHT = 36;
    private static final int EDGE = 4;

    private static final String STYLE = """
            :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
            body { max-width: 70rem; margin: 1rem auto; padding: 0 1rem; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; margin: .3rem 0 1.2rem; }
            th, td { padding: .1rem .7rem; text-align: right; border-bottom: 1px solid #8886; white-space: nowrap; }
            th:nth-child(-n+3), td:nth-child(-n+3) { text-align: left; }
            h2 { font-size: 1.1rem; margin: 1rem 0 0; }
            svg { vertical-align: middle; }
            polyline { fill: none; stroke: currentColor; opacity: .5; }
            .PASS { fill: #0072b2; } .FAIL { fill: #d55e00; } .UNKNOWN { fill: #999; }
            td.FAIL { background: #d55e0033; font-weight: bold; } td.UNKNOWN { background: #9993; }
            """;

    private final Path reports;
    private final StringBuilder out = new StringBuilder();

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
            ReportDir.replace(reports.resolve("index.html"), file -> Files.writeString(file, page));
        } catch (LapseException e) {
            LOG.warn("{} has no page of its runs: {}", reports, e.getMessage());
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
        out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>Runs</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n");
        long runs = scenarios.values().stream().mapToLong(List::size).sum();
        out.append("<h1>").append(runs).append(runs == 1 ? " run" : " runs").append("</h1>\n");
        scenarios.forEach(this::scenario);
        unreadable.forEach(
                why -> out.append("<p>not shown: ").append(Html.text(why)).append("</p>\n"));
        return out.append("</body></html>\n").toString();
    }

    private void scenario(String name, List<Listed> runs) {
        out.append("<h2>").append(Html.text(name)).append("</h2>\n");
        sparkLine(runs);
        out.append("<div class=\"wide\"><table>\n<tr><th>when</th><th>verdict</th><th>report</th>")
                .append("<th>write outage</th><th>read outage</th><th>lost</th></tr>\n");
        for (int i = runs.size() - 1; i >= 0; i--) { // the newest first
            row(runs.get(i));
        }
        out.append("</table></div>\n");
    }

    private void row(Listed listed) {
        String when = listed.folder().getFileName().toString();
        Verdict verdict = listed.run().verdict();
        Path page = reports.toAbsolutePath()
                .relativize(listed.folder().toAbsolutePath().resolve("report.html"));
        String lost = listed.run().numbers().entrySet().stream()
                .filter(entry -> entry.getKey().quantity().equals("lost writes"))
                .map(entry ->
                        String.format(Locale.ROOT, "%.0f", entry.getValue().value()))
                .findFirst()
                .orElse("not known");
        out.append("<tr><td>")
                .append(Html.text(when))
                .append("</td><td class=\"")
                .append(verdict)
                .append("\">")
                .append(verdict)
                .append("</td><td><a href=\"")
                .append(Html.text(page.toString().replace('\\', '/')))
                .append("\">report</a></td><td>")
                .append(figure(listed.longest("write")))
                .append("</td><td>")
                .append(figure(listed.longest("read")))
                .append("</td><td>")
                .append(lost)
                .append("</td></tr>\n");
    }

    private static String figure(Optional<ComparedRun.Number> number) {
        return number.map(outage -> (outage.open() ? "&gt; " : "")
                        + (outage.value() == 0 ? "none" : Figures.length(Math.round(outage.value() * 1e9))))
                .orElse("no lane");
    }

    /** From the oldest run to the newest; the highest is the longest write outage of all. */
    private void sparkLine(List<Listed> runs) {
        ToDoubleFunction<Listed> height =
                run -> run.longest("write").map(ComparedRun.Number::value).orElse(0.0);
        double highest = runs.stream().mapToDouble(height).max().orElse(0);
        if (runs.size() < 2 || highest == 0) {
            return;
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
        out.append(String.format(
                        Locale.ROOT,
                        "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"write outage, oldest run first\">",
                        WIDTH,
                        HEIGHT))
                .append("<polyline points=\"")
                .append(line.toString().strip())
                .append("\"/>")
                .append(dots)
                .append("</svg> write outage, oldest run first, 0 to ")
                .append(Figures.length(Math.round(highest * 1e9)))
                .append('\n');
    }
}
