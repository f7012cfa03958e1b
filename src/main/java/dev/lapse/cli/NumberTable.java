package dev.lapse.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table of named numbers: how many, minimum, median, maximum. */
final class NumberTable {
    private NumberTable() {}

    static String of(String title, Map<String, List<Double>> rows) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%-52s %5s %10s %10s %10s%n", title, "n", "min", "median", "max"));
        rows.forEach((name, values) -> {
            if (!values.isEmpty()) {
                List<Double> sorted = new ArrayList<>(values);
                sorted.sort(null);
                text.append(String.format(
                        Locale.ROOT,
                        "%-52s %5d %10.3f %10.3f %10.3f%n",
                        name,
                        sorted.size(),
                        sorted.get(0),
                        median(sorted),
                        sorted.get(sorted.size() - 1)));
            }
        });
        return text.toString();
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
