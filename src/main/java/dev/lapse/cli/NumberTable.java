package dev.lapse.cli;

import dev.lapse.report.Spread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table of named numbers: how many, minimum, median, maximum. */
final class NumberTable {
    private NumberTable() {}

    static String of(String title, Map<String, List<Double>> rows) {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        rows.forEach((name, values) -> {
            if (!values.isEmpty()) {
                spreads.put(name, Spread.of(values));
            }
        });
        return ofSpreads(title, spreads);
    }

    static String ofSpreads(String title, Map<String, Spread> rows) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%-52s %5s %10s %10s %10s%n", title, "n", "min", "median", "max"));
        rows.forEach((name, spread) -> text.append(String.format(
                Locale.ROOT,
                "%-52s %5d %10.3f %10.3f %10.3f%n",
                name,
                spread.n(),
                spread.min(),
                spread.median(),
                spread.max())));
        return text.toString();
    }
}
