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
                List<Double> span = minMedianMax(values);
                text.append(String.format(
                        Locale.ROOT,
                        "%-52s %5d %10.3f %10.3f %10.3f%n",
                        name,
                        values.size(),
                        span.get(0),
                        span.get(1),
                        span.get(2)));
            }
        });
        return text.toString();
    }

    /** Minimum, median and maximum of at least one number. */
    static List<Double> minMedianMax(List<Double> numbers) {
        List<Double> sorted = new ArrayList<>(numbers);
        sorted.sort(null);
        int last = sorted.size() - 1;
        return List.of(sorted.get(0), (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2, sorted.get(last));
    }
}
