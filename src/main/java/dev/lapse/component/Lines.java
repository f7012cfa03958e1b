package dev.lapse.component;

import java.util.Map;
import java.util.TreeMap;

/** Settings as lines of a name and a value. */
final class Lines {
    private Lines() {}

    /** {@code component.name} to value; a line without the separator is a name that stands alone. */
    static Map<String, String> of(String component, String separator, String text) {
        Map<String, String> settings = new TreeMap<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int at = line.indexOf(separator);
            settings.put(
                    component + "." + (at < 0 ? line : line.substring(0, at)),
                    at < 0 ? "" : line.substring(at + separator.length()).strip());
        });
        return settings;
    }
}
