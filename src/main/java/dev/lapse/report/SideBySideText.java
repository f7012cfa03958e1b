package dev.lapse.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A comparison in words and tables, which the terminal and the page share. */
final class SideBySideText {
    private static final List<String> HEAD =
            List.of("", "n", "A min", "median", "max", "n", "B min", "median", "max", "B is");

    /** With five runs each, one order in 252 puts all of B after A. */
    private static final double ENOUGH = 100;

    private SideBySideText() {}

    /** For the terminal. */
    static String of(SideBySide comparison) {
        StringBuilder text = new StringBuilder();
        comparison.scenarios().forEach(scenario -> {
            text.append('\n')
                    .append(scenario.name())
                    .append(": ")
                    .append(verdicts(scenario))
                    .append('\n');
            if (scenario.isInBoth()) {
                table(text, "differs", differences(scenario));
                table(text, "numbers", rows(scenario));
            }
        });
        return text.append('\n').append(outcome(comparison)).append('\n').toString();
    }

    private static void table(StringBuilder text, String name, List<List<String>> rows) {
        if (rows.isEmpty()) {
            text.append(name).append(": none\n");
            return;
        }
        Columns columns = new Columns(2);
        rows.forEach(row -> columns.row(row.toArray(String[]::new)));
        columns.lines().forEach(line -> text.append(line).append('\n'));
    }

    /** {@code A 5 PASS; B 4 PASS, 1 FAIL; verdicts: worse}. */
    static String verdicts(SideBySide.BothSides scenario) {
        if (!scenario.isInBoth()) {
            return scenario.verdictsOfA().isEmpty() ? "only in B, so new" : "only in A, so not compared";
        }
        return "A " + VerdictCount.of(scenario.verdictsOfA()) + "; B " + VerdictCount.of(scenario.verdictsOfB())
                + "; verdicts: " + scenario.verdicts().text();
    }

    /** The settings that differ; the first row has the names of the columns. Empty where none does. */
    static List<List<String>> differences(SideBySide.BothSides scenario) {
        if (scenario.differences().isEmpty()) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("differs", "A", "B"));
        scenario.differences()
                .forEach(difference -> rows.add(List.of(
                        difference.setting(),
                        String.join(" | ", difference.ofA()),
                        String.join(" | ", difference.ofB()))));
        return rows;
    }

    /** The numbers; the first row has the names of the columns. A phase stands under its lane's outage. */
    static List<List<String>> rows(SideBySide.BothSides scenario) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        scenario.rows().stream().filter(row -> !isNothing(row)).forEach(row -> rows.add(cells(row)));
        return rows;
    }

    private static boolean isNothing(SideBySide.TwoSpreads row) {
        return row.change() == SideBySide.Trend.SAME
                && row.a().filter(spread -> spread.max() > 0).isEmpty()
                && row.b().filter(spread -> spread.max() > 0).isEmpty();
    }

    private static List<String> cells(SideBySide.TwoSpreads row) {
        List<String> cells = new ArrayList<>();
        cells.add(row.decides() ? row.name().text() : "  " + row.name().quantity());
        spread(cells, row, row.a(), row.openInA());
        spread(cells, row, row.b(), row.openInB());
        cells.add(row.change().text());
        return cells;
    }

    private static void spread(List<String> cells, SideBySide.TwoSpreads row, Optional<Spread> spread, int open) {
        if (spread.isEmpty()) {
            cells.addAll(List.of("0", "-", "-", "-"));
            return;
        }
        cells.add(String.valueOf(spread.get().n()));
        cells.add(row.name().figure(spread.get().min()));
        cells.add(row.name().figure(spread.get().median()));
        cells.add(row.name().figure(spread.get().max()) + (open > 0 ? " (" + open + " open)" : ""));
    }

    /** What the whole says, and by which numbers. */
    static String outcome(SideBySide comparison) {
        SideBySide.Trend change = comparison.change();
        String rule = "worse: no run of B as good as the worst of A, beyond the resolution, and the median "
                + (comparison.share() == 0 ? "" : "more than " + percent(comparison.share()) + " ")
                + "above";
        String named = String.join(", ", deciding(comparison, change));
        String what = switch (change) {
            case WORSE -> "B is worse: " + named;
            case BETTER -> "B is better: " + named;
            case NOT_COMPARED -> "B is not worse in what could be compared, and not compared: " + named;
            case SAME -> "B is not worse";
        };
        return what + "\n" + rule + few(comparison);
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share * 100)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString()
                + "%";
    }

    /** What few runs mean; empty where there are enough. */
    private static String few(SideBySide comparison) {
        return comparison.scenarios().stream()
                .filter(SideBySide.BothSides::isInBoth)
                .mapToDouble(SideBySide.BothSides::orders)
                .filter(orders -> orders > 1 && orders < ENOUGH)
                .min()
                .stream()
                .mapToObj(orders -> String.format(
                        Locale.ROOT,
                        "\nfew runs: of two series that are equal, one number in %.0f is worse by chance; take five of"
                                + " each",
                        orders))
                .findFirst()
                .orElse("");
    }

    private static List<String> deciding(SideBySide comparison, SideBySide.Trend change) {
        List<String> names = new ArrayList<>();
        for (SideBySide.BothSides scenario : comparison.scenarios()) {
            if (scenario.verdictsOfA().isEmpty()) {
                continue;
            }
            if (scenario.verdicts() == change) {
                names.add(scenario.name() + (scenario.isInBoth() ? " verdicts" : ""));
            }
            scenario.rows().stream()
                    .filter(SideBySide.TwoSpreads::decides)
                    .filter(row -> row.change() == change)
                    .forEach(row -> names.add(scenario.name() + " " + row.name().text()));
        }
        return names;
    }
}
