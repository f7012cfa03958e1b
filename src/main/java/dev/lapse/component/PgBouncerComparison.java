package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.Section;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds PgBouncer's settings against {@code SHOW CONFIG} of each pooler. */
final class PgBouncerComparison {
    private static final String PREFIX = Section.PGBOUNCER.text() + ".";

    /** Another name of the same ({@code main.c}). */
    private static final Map<String, String> ALIASES = Map.of("service_name", "job_name");

    private PgBouncerComparison() {}

    /** @param config the script that prints {@code SHOW CONFIG} */
    static Comparison of(ClusterSpec cluster, String config) {
        Map<String, String> asked = AskedSettings.of(cluster, Section.PGBOUNCER);
        return Comparison.shell(
                asked,
                AskedSettings.orComplaint("timeout 5 " + config, "pgbouncer", "ERROR|FATAL|WARNING"),
                answer -> differences(asked, answer));
    }

    static List<Difference> differences(Map<String, String> asked, String config) {
        Map<String, String> told = new HashMap<>();
        config.lines()
                .map(line -> line.split("\\|", -1))
                .filter(row -> row.length > 2)
                .forEach(row -> {
                    // auth_query may have a bar of its own; the last two columns are the default and whether it can
                    // change
                    told.put(row[0], row[1]);
                });
        return asked.entrySet().stream()
                .flatMap(entry -> difference(entry.getKey(), entry.getValue(), told).stream())
                .toList();
    }

    private static Optional<Difference> difference(String full, String asked, Map<String, String> told) {
        String name = full.substring(PREFIX.length());
        String seen = told.get(ALIASES.getOrDefault(name, name));
        if (seen == null) {
            return Optional.of(Difference.of(full, "nothing", "SHOW CONFIG of this PgBouncer has no such setting"));
        }
        boolean same = name.equals("unix_socket_mode") ? isSameMode(asked, seen) : AskedSettings.same(asked, seen);
        return same ? Optional.empty() : Optional.of(Difference.of(full, seen, "that is what SHOW CONFIG shows"));
    }

    /** It is written in octal digits, and shown in decimal ones. */
    private static boolean isSameMode(String asked, String seen) {
        return asked.matches("[0-7]+") && seen.equals(Integer.toString(Integer.parseInt(asked, 8)));
    }
}
