package dev.lapse.check;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.Optional;

/**
 * What an expectation allows. As text, which reads back to an equal limit: {@code 45s} or {@code 0} (at most),
 * {@code >= 1ms} (at least), {@code 1ms..30s} (both), {@code never}, {@code all}, {@code predicted},
 * {@code unchecked}; where the question is who, the name of a node such as {@code pg2}.
 */
public sealed interface Limit {
    /** It must not happen: what is measured must be zero. */
    Limit NEVER = Word.NEVER;

    /** None may be missing: the number of missing ones must be zero. */
    Limit ALL = Word.ALL;

    /** Nothing is expected: the question is not asked. */
    Limit UNCHECKED = Word.UNCHECKED;

    /** What the configuration in effect predicts, for each lane and fault. */
    Limit PREDICTED = Word.PREDICTED;

    /**
     * @throws IllegalStateException when the limit counts or names something, or is known for one lane and fault only
     */
    boolean allows(Duration measured);

    /** @throws IllegalStateException when the limit is a duration or names something */
    boolean allows(long measured);

    /** Whether its minimum is above what was measured; a limit without a minimum demands nothing. */
    boolean isAbove(Duration measured);

    /** The same of a count. */
    boolean isAbove(long measured);

    /** By how much it is exceeded: {@code 20ms above the limit}. */
    default String excess(Duration measured) {
        Duration max = this instanceof Length length ? length.max().orElse(measured) : Duration.ZERO;
        return Wording.of(measured.minus(max)) + " above the limit";
    }

    /** The same of a count. */
    default String excess(long measured) {
        long max = this instanceof Count count ? count.max().orElse(measured) : 0;
        return measured - max + " above the limit";
    }

    /** The minimum as it is written. */
    String minText();

    String text();

    static Limit atMost(Duration max) {
        return new Length(Duration.ZERO, Optional.of(max));
    }

    static Limit atLeast(Duration min) {
        return new Length(min, Optional.empty());
    }

    static Limit between(Duration min, Duration max) {
        return new Length(min, Optional.of(max));
    }

    static Limit atMost(long max) {
        return new Count(0, Optional.of(max));
    }

    static Limit atLeast(long min) {
        return new Count(min, Optional.empty());
    }

    static Limit between(long min, long max) {
        return new Count(min, Optional.of(max));
    }

    /** A limit of durations; {@code 0} needs no unit. */
    record Length(Duration min, Optional<Duration> max) implements Limit {
        public Length {
            if (min.isNegative()) {
                throw new IllegalArgumentException("min must be >= 0, was " + DurationText.of(min));
            }
            if (max.isPresent() && max.get().compareTo(min) < 0) {
                throw new IllegalArgumentException(
                        "min must be <= max, was " + DurationText.of(min) + " > " + DurationText.of(max.get()));
            }
        }

        static Length parse(String text) {
            Bounds bounds = Bounds.of(text);
            return new Length(
                    bounds.min().map(Length::duration).orElse(Duration.ZERO),
                    bounds.max().map(Length::duration));
        }

        private static Duration duration(String text) {
            return text.equals("0") ? Duration.ZERO : DurationText.parse(text);
        }

        @Override
        public boolean allows(Duration measured) {
            return measured.compareTo(min) >= 0
                    && max.map(most -> measured.compareTo(most) <= 0).orElse(true);
        }

        @Override
        public boolean isAbove(Duration measured) {
            return !min.isZero() && min.compareTo(measured) > 0; // what is sure of a length can be less than nothing
        }

        @Override
        public boolean isAbove(long measured) {
            throw wrong(measured);
        }

        @Override
        public String minText() {
            return DurationText.of(min);
        }

        @Override
        public boolean allows(long measured) {
            throw wrong(measured);
        }

        private IllegalStateException wrong(long measured) {
            return new IllegalStateException(
                    "limit " + text() + " is a duration and cannot judge the count " + measured);
        }

        @Override
        public String text() {
            return new Bounds(
                            min.isZero() && max.isPresent() ? Optional.empty() : Optional.of(DurationText.of(min)),
                            max.map(DurationText::of))
                    .text();
        }
    }

    /** A limit of how many. */
    record Count(long min, Optional<Long> max) implements Limit {
        public Count {
            if (min < 0) {
                throw new IllegalArgumentException("min must be >= 0, was " + min);
            }
            if (max.isPresent() && max.get() < min) {
                throw new IllegalArgumentException("min must be <= max, was " + min + " > " + max.get());
            }
        }

        static Count parse(String text) {
            Bounds bounds = Bounds.of(text);
            return new Count(
                    bounds.min().map(Count::number).orElse(0L), bounds.max().map(Count::number));
        }

        private static long number(String text) {
            if (!text.matches("\\d{1,18}")) {
                throw new IllegalArgumentException("\"" + text + "\" is not a whole number");
            }
            return Long.parseLong(text);
        }

        @Override
        public boolean allows(Duration measured) {
            throw wrong(measured);
        }

        @Override
        public boolean isAbove(Duration measured) {
            throw wrong(measured);
        }

        @Override
        public boolean isAbove(long measured) {
            return min > measured;
        }

        @Override
        public String minText() {
            return Long.toString(min);
        }

        private IllegalStateException wrong(Duration measured) {
            return new IllegalStateException(
                    "limit " + text() + " is a count and cannot judge the duration " + DurationText.of(measured));
        }

        @Override
        public boolean allows(long measured) {
            return measured >= min && measured <= max.orElse(Long.MAX_VALUE);
        }

        @Override
        public String text() {
            return new Bounds(
                            min == 0 && max.isPresent() ? Optional.empty() : Optional.of(Long.toString(min)),
                            max.map(most -> Long.toString(most)))
                    .text();
        }
    }

    /** It must be this node and no other. */
    record Node(NodeName node) implements Limit {
        @Override
        public boolean allows(Duration measured) {
            throw wrong("duration " + DurationText.of(measured));
        }

        @Override
        public boolean allows(long measured) {
            throw wrong("count " + measured);
        }

        @Override
        public boolean isAbove(Duration measured) {
            throw wrong("duration " + DurationText.of(measured));
        }

        @Override
        public boolean isAbove(long measured) {
            throw wrong("count " + measured);
        }

        private IllegalStateException wrong(String measured) {
            return new IllegalStateException("limit " + node + " is a node and cannot judge the " + measured);
        }

        @Override
        public String minText() {
            return text();
        }

        @Override
        public String text() {
            return node.value();
        }
    }

    /** A limit of one word; {@link #NEVER} and {@link #ALL} allow nothing but zero. */
    enum Word implements Limit {
        NEVER("never"),
        ALL("all"),
        PREDICTED("predicted"),
        UNCHECKED("unchecked");

        private final String text;

        Word(String text) {
            this.text = text;
        }

        @Override
        public boolean allows(Duration measured) {
            requireKnown();
            return this == UNCHECKED || measured.isZero();
        }

        @Override
        public boolean allows(long measured) {
            requireKnown();
            return this == UNCHECKED || measured == 0;
        }

        private void requireKnown() {
            if (this == PREDICTED) {
                throw new IllegalStateException("limit predicted is another for each lane and fault");
            }
        }

        @Override
        public boolean isAbove(Duration measured) {
            return false;
        }

        @Override
        public boolean isAbove(long measured) {
            return false;
        }

        @Override
        public String minText() {
            return "0";
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** The ends of a limit as they are written. */
    record Bounds(Optional<String> min, Optional<String> max) {
        public static Bounds of(String text) {
            if (text.startsWith(">=")) {
                return new Bounds(Optional.of(text.substring(2).strip()), Optional.empty());
            }
            int dots = text.indexOf("..");
            return dots < 0
                    ? new Bounds(Optional.empty(), Optional.of(text))
                    : new Bounds(Optional.of(text.substring(0, dots)), Optional.of(text.substring(dots + 2)));
        }

        /** How a limit with these ends is written; one of them must be there. */
        public String text() {
            if (max.isEmpty()) {
                return ">= " + min.orElseThrow();
            }
            return min.map(least -> least + "..").orElse("") + max.get();
        }
    }
}
