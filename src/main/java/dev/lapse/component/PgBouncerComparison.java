package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds PgBouncer's settings against {@code SHOW CONFIG} of each pooler. */
final class PgBouncerComparison {
    private static final String PREFIX = Section.PGBOUNCER.text() + ".";

    /** Another name of the same ({@code main.c}). */
    private static final Map<String, String> ALIASES = Map.of("service_name", "job_name");

    /** Words without regard to case, beside those whose form says so. */
    private static final Set<String> KEYWORDS = Set.of("auth_type", "syslog_facility");

    private PgBouncerComparison() {}

    /** @param config the script that prints {@code SHOW CONFIG} */
    static Comparison of(ClusterSpec cluster, String config) {
        Map<String, String> asked = AskedSettings.of(cluster, Section.PGBOUNCER);
        asked.keySet().removeIf(name -> PoolerEntries.isOne(name.substring(PREFIX.length())));
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
                .forEach(row -> told.put(row[0], value(row)));
        if (told.isEmpty()) {
            return asked.keySet().stream()
                    .map(name -> AskedSettings.notKnown(name, "SHOW CONFIG showed nothing"))
                    .toList();
        }
        return asked.entrySet().stream()
                .flatMap(entry -> difference(entry.getKey(), entry.getValue(), told).stream())
                .toList();
    }

    /** auth_query may have bars of its own; the last two columns are the default and whether it can change. */
    static String value(String[] row) {
        return String.join("|", Arrays.asList(row).subList(1, Math.max(2, row.length - 2)));
    }

    private static Optional<Difference> difference(String full, String asked, Map<String, String> told) {
        String name = full.substring(PREFIX.length());
        Optional<String> seen = seen(name, told);
        if (seen.isEmpty()) {
            return Optional.of(Difference.of(full, "nothing", "SHOW CONFIG of this PgBouncer has no such setting"));
        }
        return holds(name, asked, seen.get())
                ? Optional.empty()
                : Optional.of(Difference.of(full, seen.get(), "that is what SHOW CONFIG shows"));
    }

    /** @param told what {@code SHOW CONFIG} shows, by its own names */
    static Optional<String> seen(String name, Map<String, String> told) {
        return Optional.ofNullable(told.get(ALIASES.getOrDefault(name, name)));
    }

    static boolean holds(String name, String asked, String seen) {
        return name.equals("unix_socket_mode") ? isSameMode(asked, seen) : isSame(name, asked, seen);
    }

    private static boolean isSame(String name, String asked, String seen) {
        return KEYWORDS.contains(name)
                ? asked.strip().equalsIgnoreCase(seen.strip())
                : AskedSettings.same(
                        PgBouncerNames.NAMES.forms().getOrDefault(name, SettingForm.AS_WRITTEN), asked, seen);
    }

    /** It is written in octal digits, and shown in decimal ones. */
    private static boolean isSameMode(String asked, String seen) {
        return asked.matches("[0-7]+") && seen.equals(Integer.toString(Integer.parseInt(asked, 8)));
    }
}
