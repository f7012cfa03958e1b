package dev.lapse.component;

import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import java.util.List;
import java.util.Optional;

/** All settings that scenario files take, for a person who looks for one. */
public final class SettingsList {
    private SettingsList() {}

    /**
     * One setting.
     *
     * @param form what its value may be
     * @param value what holds where it is not set; empty where that is not known
     * @param place where it ends up
     */
    public record SettingRow(String section, String name, String form, String value, String place) {}

    /** @throws IllegalArgumentException when it is nearly the name of a suite that Lapse knows */
    public static void refuseMisspelt(String suite) {
        List<String> names = Release.suites();
        List<String> plain = names.stream().filter(name -> name.length() > 4).toList();
        if (!names.contains(suite) && Nearest.of(suite, plain).isPresent()) {
            throw new IllegalArgumentException(Nearest.unknown("suite", suite, names));
        }
    }

    /** What is to be said of a suite whose versions are not known. */
    public static Optional<String> note(String suite) {
        return Release.of(suite).isPresent()
                ? Optional.empty()
                : Optional.of("suite " + suite + ": Lapse knows the versions of "
                        + Nearest.list(Release.suites()) + "; which names and values those of " + suite
                        + " take is not checked");
    }

    /** The settings of the hosts' components; those of PostgreSQL and PgBouncer are those of the suite. */
    public static List<SettingRow> of(String suite) {
        Optional<Release> release = Release.of(suite);
        return Components.SHIPPED.settings().stream()
                .flatMap(names -> names.forms().entrySet().stream()
                        .filter(entry -> release.filter(known -> !has(known, names.section(), entry.getKey()))
                                .isEmpty())
                        .map(entry -> row(names, entry.getKey(), entry.getValue(), release)))
                .toList();
    }

    private static boolean has(Release release, Section section, String name) {
        if (section.equals(Section.POSTGRESQL)) {
            return PostgresParameters.of(release.postgresql()).find(name).isPresent();
        }
        return !section.equals(Section.PGBOUNCER) || PgBouncerNames.has(release, name);
    }

    private static SettingRow row(SettingNames names, String name, SettingForm form, Optional<Release> release) {
        Optional<PostgresParameters.Parameter> parameter = names.section().equals(Section.POSTGRESQL)
                ? release.map(Release::postgresql).map(PostgresParameters::of).flatMap(version -> version.find(name))
                : Optional.empty();
        return new SettingRow(
                names.section().text(),
                name,
                parameter.map(PostgresParameters.Parameter::form).orElse(form).expected(),
                parameter
                        .map(PostgresParameters.Parameter::shownDefault)
                        .or(() -> names.defaultOf(name))
                        .orElse(""),
                names.placeOf(name));
    }
}
