package dev.lapse.oracle;

import java.time.Duration;

/** A length that lies between two. Arithmetic takes the two ends apart: what it makes holds every possible value. */
public record Interval(Duration from, Duration to) {
    public static final Interval NONE = new Interval(Duration.ZERO, Duration.ZERO);

    /** @throws IllegalArgumentException when it ends before it begins */
    public Interval {
        if (from.compareTo(to) > 0) {
            throw new IllegalArgumentException("a span must have from <= to, was " + from + " > " + to);
        }
    }

    public static Interval exactly(Duration length) {
        return new Interval(length, length);
    }

    /** From nothing up to this. */
    public static Interval upTo(Duration length) {
        return new Interval(Duration.ZERO, length);
    }

    static Interval millis(long from, long to) {
        return new Interval(Duration.ofMillis(from), Duration.ofMillis(to));
    }

    /** Both, one after the other. */
    public Interval plus(Interval other) {
        return new Interval(from.plus(other.from), to.plus(other.to));
    }

    Interval plus(Duration length) {
        return plus(exactly(length));
    }

    /** What is left after the other; nothing rather than less than nothing. */
    Interval minus(Interval other) {
        return new Interval(notNegative(from.minus(other.to)), notNegative(to.minus(other.from)));
    }

    /** The later of both. */
    Interval max(Interval other) {
        return new Interval(longer(from, other.from), longer(to, other.to));
    }

    /** Either of both. */
    public Interval or(Interval other) {
        return new Interval(shorter(from, other.from), longer(to, other.to));
    }

    /** The earlier of both. */
    Interval min(Interval other) {
        return new Interval(shorter(from, other.from), shorter(to, other.to));
    }

    /** Whether nothing else is possible than nothing. */
    public boolean isNone() {
        return to.isZero();
    }

    /**
     * As it is written wherever people read it: to 10 ms, or, where it ends below a second, to the millisecond. It is
     * rounded outward, so that what is written holds all that is meant.
     */
    public Interval written() {
        long step = to.compareTo(Duration.ofSeconds(1)) < 0 ? 1_000_000L : 10_000_000L;
        return new Interval(
                Duration.ofNanos(Math.floorDiv(from.toNanos(), step) * step),
                Duration.ofNanos(-Math.floorDiv(-to.toNanos(), step) * step));
    }

    /** The value in the middle. */
    public Duration middle() {
        return from.plus(to).dividedBy(2);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration notNegative(Duration length) {
        return length.isNegative() ? Duration.ZERO : length;
    }
}
