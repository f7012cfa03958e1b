package dev.lapse.lint;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What makes a concern go away.
 *
 * @param settings name with its section to value, as in a file; empty: it is no setting
 * @param text what to do, where it is no setting; else what else is to be known of it, or empty
 */
public record Cure(Map<String, String> settings, String text) {
    public Cure {
        settings = Map.copyOf(new TreeMap<>(settings));
        if (settings.isEmpty() && text.isBlank()) {
            throw new IllegalArgumentException("a cure says what to do");
        }
    }

    static Cure setting(String name, String value) {
        return new Cure(Map.of(name, value), "");
    }

    static Cure settings(Map<String, String> settings) {
        return new Cure(settings, "");
    }

    /** One that is no setting. */
    static Cure of(String text) {
        return new Cure(Map.of(), text);
    }

    /** The same, with its price. */
    Cure costing(String price) {
        return new Cure(settings, price);
    }

    /** {@code haproxy.fastinter: 500ms, haproxy.inter: 500ms; what it costs}. */
    public String line() {
        String values = new TreeMap<>(settings)
                .entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue())
                        .collect(Collectors.joining(", "));
        return values.isEmpty() ? text : text.isEmpty() ? values : values + "; " + text;
    }
}
