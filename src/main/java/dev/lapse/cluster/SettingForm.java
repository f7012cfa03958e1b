package dev.lapse.cluster;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** How a setting is written in a scenario, and how its component wants it. */
public enum SettingForm {
    /** Passed on as it is. */
    AS_WRITTEN {
        @Override
        public String toComponent(String text) {
            return text;
        }
    },
    /** A duration with a unit, which the component takes as a whole number of seconds. */
    SECONDS {
        @Override
        public String toComponent(String text) {
            Duration duration = text.equals("0") ? Duration.ZERO : DurationText.parse(text);
            if (duration.getNano() != 0) {
                throw new IllegalArgumentException("\"" + text + "\" must be a whole number of seconds");
            }
            return Long.toString(duration.toSeconds());
        }

        @Override
        public String toFile(String value) {
            return value + "s";
        }
    },
    /** A number of seconds, as in the component's own file, or a duration with a unit. */
    SECONDS_OR_NUMBER {
        @Override
        public String toComponent(String text) {
            return isNumber(text) ? text : number(DurationText.parse(text), 9);
        }
    },
    /** A number of milliseconds, as in the component's own file, or a duration with a unit. */
    MILLIS_OR_NUMBER {
        @Override
        public String toComponent(String text) {
            return isNumber(text) ? text : number(DurationText.parse(text), 6);
        }
    },
    /** HAProxy's own time format; without a unit HAProxy would take milliseconds, which is seldom meant. */
    HAPROXY_TIME {
        @Override
        public String toComponent(String text) {
            if (isNumber(text)) {
                throw new IllegalArgumentException("\"" + text + "\" needs a unit, such as " + text + "s");
            }
            if (!text.matches("\\d+(us|ms|s|m|h|d)")) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is not a HAProxy time; write a whole number and one of us, ms, s, m, h, d");
            }
            return text;
        }
    },
    WHOLE_NUMBER {
        @Override
        public String toComponent(String text) {
            if (!text.matches("\\d+")) {
                throw new IllegalArgumentException("\"" + text + "\" is not a whole number");
            }
            return text;
        }
    },
    SWITCH {
        @Override
        public List<String> words() {
            return List.of("on", "off", "true", "false");
        }

        @Override
        public String toComponent(String text) {
            return word(text, words());
        }
    },
    SYNCHRONOUS_MODE {
        @Override
        public List<String> words() {
            return List.of("on", "off", "quorum", "true", "false");
        }

        @Override
        public String toComponent(String text) {
            return word(text, words());
        }
    };

    /** The only texts that this form has; empty: there are too many to list. */
    public List<String> words() {
        return List.of();
    }

    /** @throws IllegalArgumentException when it is not in this form; the message says which form it has */
    public abstract String toComponent(String text);

    /** The way back: {@code toComponent(toFile(value))} is the value. */
    public String toFile(String value) {
        return value;
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d+(\\.\\d+)?");
    }

    private static String number(Duration duration, int places) {
        return BigDecimal.valueOf(duration.toNanos(), places)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String word(String text, List<String> words) {
        if (!words.contains(text)) {
            throw new IllegalArgumentException(Nearest.unknown("value", text, words));
        }
        return text;
    }
}
