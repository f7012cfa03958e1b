package dev.lapse.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A setting that was asked for and does not hold.
 *
 * @param name {@code section.name}, such as {@code postgresql.wal_level}
 * @param asked the value, as the component takes it
 * @param seen what the component tells instead, and on which hosts where it is not all of them
 * @param why as far as it is known
 */
public record NotInEffect(String name, String asked, String seen, String why) {
    /** What is seen where nothing could be asked. */
    public static final String NOT_KNOWN = "not known";

    public NotInEffect {
        Objects.requireNonNull(name);
        Objects.requireNonNull(asked);
        Objects.requireNonNull(seen);
        Objects.requireNonNull(why);
    }

    /** {@code postgresql.cluster_name: asked x, seen lapse: Patroni sets it itself}. */
    public String text() {
        return name + ": asked " + (asked.isBlank() ? "for" : asked.strip()) + ", seen " + seen + ": " + why;
    }

    /** The texts of all; those of which nothing is known for the same reason share one. */
    public static List<String> texts(List<NotInEffect> settings) {
        Map<String, List<NotInEffect>> byWhy = settings.stream()
                .collect(Collectors.groupingBy(
                        each -> each.seen.startsWith(NOT_KNOWN) ? each.seen + ": " + each.why : each.text(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return byWhy.entrySet().stream()
                .map(entry -> entry.getValue().size() == 1
                        ? entry.getValue().get(0).text()
                        : entry.getValue().stream()
                                        .map(each -> each.name + " " + each.asked.strip())
                                        .collect(Collectors.joining(", "))
                                + ": " + entry.getKey())
                .toList();
    }
}
