package dev.lapse.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A comparison as one page that fetches nothing: its tables, and the phases of the longest outages as two bars. */
final class SideBySideHtml {
    private static final String STYLE = """
            :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
            body { max-width: 70rem; margin: 1rem auto; padding: 0 1rem; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; margin: .5rem 0 1rem; }
            th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid #8886; white-space: nowrap; }
            th:first-child, td:first-child, .differs td, .differs th { text-align: left; white-space: pre-wrap; }
            td.worse { background: #d5400055; font-weight: bold; }
            td.better { background: #0072b255; font-weight: bold; }
            .bar { display: flex; height: 1.6rem; margin: .15rem 0; }
            .bar span { overflow: hidden; white-space: nowrap; padding: 0 .3rem; border-right: 1px solid Canvas;
              background: #56b4e966; font-size: .8rem; }
            .bar span:nth-child(even) { background: #e69f0066; }
            .bar b { width: 1.5rem; flex: none; }
            """;

    private final StringBuilder out = new StringBuilder();

    private SideBySideHtml() {}

    static String of(SideBySide comparison, String a, String b) {
        return new SideBySideHtml().write(comparison, a, b);
    }

    private String write(SideBySide comparison, String a, String b) {
        List<String> outcome = SideBySideText.outcome(comparison).lines().toList();
        out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>")
                .append(Html.text(outcome.get(0)))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n");
        element("h1", outcome.get(0));
        element("p", outcome.get(1));
        element("p", "A: " + a);
        element("p", "B: " + b);
        comparison.scenarios().forEach(this::scenario);
        return out.append("</body></html>\n").toString();
    }

    private void scenario(SideBySide.BothSides scenario) {
        element("h2", scenario.name());
        element("p", SideBySideText.verdicts(scenario));
        if (!scenario.isInBoth()) {
            return;
        }
        List<List<String>> differences = SideBySideText.differences(scenario);
        if (differences.isEmpty()) {
            element("p", "No setting differs.");
        } else {
            table("differs", differences);
        }
        phases(scenario).forEach((lane, rows) -> bars(lane, rows));
        table("numbers", SideBySideText.rows(scenario));
    }

    /** The phases of each lane that has some, with their medians. */
    private static Map<String, List<SideBySide.TwoSpreads>> phases(SideBySide.BothSides scenario) {
        Map<String, List<SideBySide.TwoSpreads>> lanes = new LinkedHashMap<>();
        scenario.rows().stream()
                .map(row -> row.name().lane())
                .distinct()
                .forEach(lane -> lanes.put(
                        lane,
                        scenario.rows().stream()
                                .filter(row -> row.name().lane().equals(lane) && !row.decides())
                                .toList()));
        lanes.values().removeIf(List::isEmpty);
        return lanes;
    }

    private void bars(String lane, List<SideBySide.TwoSpreads> phases) {
        double whole = Math.max(sum(phases, SideBySide.TwoSpreads::a), sum(phases, SideBySide.TwoSpreads::b));
        if (whole == 0) {
            return;
        }
        element("h3", lane + ": phases of the longest outage, medians");
        bar("A", phases, SideBySide.TwoSpreads::a, whole);
        bar("B", phases, SideBySide.TwoSpreads::b, whole);
    }

    private static double sum(
            List<SideBySide.TwoSpreads> phases, Function<SideBySide.TwoSpreads, Optional<Spread>> side) {
        return phases.stream()
                .flatMap(row -> side.apply(row).stream())
                .mapToDouble(Spread::median)
                .sum();
    }

    private void bar(
            String name,
            List<SideBySide.TwoSpreads> phases,
            Function<SideBySide.TwoSpreads, Optional<Spread>> side,
            double whole) {
        out.append("<div class=\"bar\"><b>").append(name).append("</b>");
        phases.forEach(row -> side.apply(row)
                .filter(spread -> spread.median() > 0)
                .ifPresent(spread -> {
                    String label = row.name().quantity() + " " + Figures.length(Math.round(spread.median() * 1e9));
                    out.append(String.format(
                            Locale.ROOT,
                            "<span style=\"flex:0 1 %.2f%%\" title=\"%s\">%s</span>",
                            100 * spread.median() / whole,
                            Html.text(label),
                            Html.text(label)));
                }));
        out.append("</div>\n");
    }

    private void table(String kind, List<List<String>> rows) {
        out.append("<div class=\"wide\"><table class=\"").append(kind).append("\">\n");
        for (int i = 0; i < rows.size(); i++) {
            String cell = i == 0 ? "th" : "td";
            out.append("<tr>");
            rows.get(i)
                    .forEach(text -> out.append('<')
                            .append(cell)
                            .append(text.equals("worse") || text.equals("better") ? " class=\"" + text + "\"" : "")
                            .append('>')
                            .append(Html.text(text))
                            .append("</")
                            .append(cell)
                            .append('>'));
            out.append("</tr>\n");
        }
        out.append("</table></div>\n");
    }

    private void element(String name, String text) {
        out.append('<')
                .append(name)
                .append('>')
                .append(Html.text(text))
                .append("</")
                .append(name)
                .append(">\n");
    }
}
