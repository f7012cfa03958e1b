package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SectionReading;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PgBouncer's settings as {@code SHOW CONFIG} of a pooler tells them: those that were asked for, and changed ones. */
final class PgBouncerReading {
    private PgBouncerReading() {}

    /** @param config the script that prints {@code SHOW CONFIG} */
    static SectionReading of(ClusterSpec cluster, String config) {
        Map<String, String> asked = cluster.settings().of(Section.PGBOUNCER);
        return new SectionReading(
                Section.PGBOUNCER,
                List.of(new Ask(
                        Means.SHELL,
                        AskedSettings.orComplaint("timeout 5 " + config, "pgbouncer", "ERROR|FATAL|WARNING"))),
                answers -> settings(asked, answers.get(0)));
    }

    static Map<String, String> settings(Map<String, String> asked, String config) {
        Map<String, String> told = new TreeMap<>();
        Map<String, String> settings = new TreeMap<>();
        config.lines()
                .map(line -> line.split("\\|", -1))
                .filter(row -> row.length > 2)
                .forEach(row -> {
                    String value = PgBouncerComparison.value(row);
                    told.put(row[0], value);
                    boolean isUsual = row.length < 4 || isUsual(row[0], value, row[row.length - 2]);
                    if (!isUsual
                            && PgBouncerNames.NAMES.forms().containsKey(row[0])
                            && !PgBouncer.OWN.containsKey(row[0])) {
                        settings.put(row[0], value);
                    }
                });
        if (told.isEmpty()) {
            throw new IllegalArgumentException("SHOW CONFIG showed nothing");
        }
        asked.forEach((name, value) -> PgBouncerComparison.seen(name, told)
                .ifPresent(seen -> settings.put(name, PgBouncerComparison.holds(name, value, seen) ? value : seen)));
        return settings;
    }

    /** A default is shown as the file has it, octal digits and all, and a zero not at all. */
    private static boolean isUsual(String name, String value, String usual) {
        return value.equals(usual)
                || usual.isEmpty() && value.equals("0")
                || !usual.isEmpty() && PgBouncerComparison.holds(name, usual, value);
    }
}
