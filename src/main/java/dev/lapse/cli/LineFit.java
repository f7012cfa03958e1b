package dev.lapse.cli;

import java.util.List;

/**
 * A straight line through points, by least squares.
 *
 * @param slope in units of y per unit of x
 * @param error the slope's standard error; not a number for fewer than three points
 */
record LineFit(double slope, double error, int points) {
    /** Of how many standard errors the true slope is off at most, in 19 of 20 cases with a dozen points. */
    private static final double WIDE = 2.2;

    record Point(double x, double y) {}

    /** @throws IllegalArgumentException when no two points differ in x: they have no slope */
    static LineFit of(List<Point> points) {
        double meanX = points.stream().mapToDouble(Point::x).average().orElse(0);
        double meanY = points.stream().mapToDouble(Point::y).average().orElse(0);
        double spread = points.stream()
                .mapToDouble(point -> (point.x() - meanX) * (point.x() - meanX))
                .sum();
        if (spread == 0) {
            throw new IllegalArgumentException("a slope needs points that differ in x, saw " + points);
        }
        double slope = points.stream()
                        .mapToDouble(point -> (point.x() - meanX) * (point.y() - meanY))
                        .sum()
                / spread;
        double rest = points.stream()
                .mapToDouble(point -> point.y() - meanY - slope * (point.x() - meanX))
                .map(off -> off * off)
                .sum();
        double error = points.size() < 3 ? Double.NaN : Math.sqrt(rest / (points.size() - 2) / spread);
        return new LineFit(slope, error, points.size());
    }

    /** How far the true slope may be off, either way. */
    double spread() {
        return WIDE * error;
    }

    /** Whether the true slope may be this one; never of fewer than three points. */
    boolean allows(double other) {
        return Math.abs(slope - other) <= spread();
    }
}
