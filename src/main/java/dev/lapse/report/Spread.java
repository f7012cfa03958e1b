package dev.lapse.report;

import java.util.ArrayList;
import java.util.List;

/** How many numbers there are, and their minimum, median and maximum. */
public record Spread(int n, double min, double median, double max) {
    /** @throws IllegalArgumentException when there is no number */
    public static Spread of(List<Double> numbers) {
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("a spread must be of at least one number");
        }
        List<Double> sorted = new ArrayList<>(numbers);
        sorted.sort(null);
        int last = sorted.size() - 1;
        double median = (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2;
        return new Spread(sorted.size(), sorted.get(0), median, sorted.get(last));
    }
}
