package dev.lapse.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Two series side by side as a page: their tables, and the phases of the longest outages as two bars. */
final class SideBySideHtml {
    private final Html page;

    private SideBySideHtml(String title) {
        page = new Html(title);
    }

    static String of(SideBySide comparison, String a, String b) {
        List<String> outcome = SideBySideText.outcome(comparison).lines().toList();
        SideBySideHtml html = new SideBySideHtml(outcome.get(0));
        outcome.subList(1, outcome.size()).forEach(line -> html.page.element("p", line));
        html.page.element("p", "A: " + a).element("p", "B: " + b);
        comparison.scenarios().forEach(html::scenario);
        return html.page.page();
    }

    private void scenario(SideBySide.BothSides scenario) {
        page.element("h2", scenario.name()).element("p", SideBySideText.verdicts(scenario));
        if (!scenario.isInBoth()) {
            return;
        }
        List<List<String>> differences = SideBySideText.differences(scenario);
        if (differences.isEmpty()) {
            page.element("p", "No setting differs.");
        } else {
            page.table(differences, 3);
        }
        phases(scenario).forEach(this::bars);
        page.table(SideBySideText.rows(scenario), 1);
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
        List<Html.BarPart> ofA = parts(phases, SideBySide.TwoSpreads::a);
        List<Html.BarPart> ofB = parts(phases, SideBySide.TwoSpreads::b);
        double whole = Math.max(sum(ofA), sum(ofB));
        if (whole > 0) {
            page.element("h3", lane + ": phases of the longest outage, medians")
                    .legend(Stream.concat(ofA.stream(), ofB.stream())
                            .map(Html.BarPart::phase)
                            .distinct()
                            .toList())
                    .bar("A", ofA, whole)
                    .bar("B", ofB, whole);
        }
    }

    private static List<Html.BarPart> parts(
            List<SideBySide.TwoSpreads> phases, Function<SideBySide.TwoSpreads, Optional<Spread>> side) {
        return phases.stream()
                .flatMap(row -> side
                        .apply(row)
                        .filter(spread -> spread.median() > 0)
                        .map(spread -> new Html.BarPart(
                                row.name().quantity(),
                                spread.median(),
                                Figures.length(Math.round(spread.median() * 1e9))))
                        .stream())
                .toList();
    }

    private static double sum(List<Html.BarPart> parts) {
        return parts.stream().mapToDouble(Html.BarPart::length).sum();
    }
}
