package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Switch;
import dev.lapse.component.PostgresParameters.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The section {@code postgresql}: the parameters of all versions that are known. Which of them the version of a cluster
 * has, and what it takes, is told when the suite is known. Names with a dot are extensions', and pass.
 */
final class PostgresNames {
    private static final String FORM = "[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)*";

    /** The size of a segment of WAL. */
    private static final int SEGMENT_MB = 16;

    /** What Patroni or Lapse sets itself, so that a value from a scenario would not hold. */
    private static final Map<String, String> SET_ELSEWHERE = Map.ofEntries(
            Map.entry("listen_addresses", "Patroni sets it from its own configuration; leave it out"),
            Map.entry("port", "Patroni sets it from its own configuration; leave it out"),
            Map.entry("cluster_name", "Patroni sets it to its scope; leave it out"),
            Map.entry("data_directory", "Patroni sets it from its own configuration; leave it out"),
            Map.entry("config_file", "Patroni writes that file; leave it out"),
            Map.entry("hba_file", "Patroni writes that file; write patroni: {postgresql: {pg_hba: [...]}}"),
            Map.entry("ident_file", "Patroni writes that file; write patroni: {postgresql: {pg_ident: [...]}}"),
            Map.entry("unix_socket_directories", "Lapse sets it, for the pooler of the node; leave it out"),
            Map.entry("syslog_ident", "Lapse sets it to the name of the node; leave it out"));

    static final SettingNames NAMES = new SettingNames(
            Section.POSTGRESQL,
            forms(),
            PostgresNames::open,
            SettingNames.Nesting.FLAT,
            new SettingNames.Lore(defaults(), name -> "postgresql.parameters in the DCS", PostgresNames::canonical));

    private PostgresNames() {}

    private static Map<String, SettingForm> forms() {
        Map<String, SettingForm> forms = new TreeMap<>();
        for (int version : PostgresParameters.VERSIONS) {
            PostgresParameters.of(version).names().forEach(name -> forms.put(name, form(name)));
        }
        SET_ELSEWHERE.keySet().forEach(forms::remove);
        PatroniRemarks.RECOVERY.forEach(forms::remove);
        return forms;
    }

    /** What all versions that have it take; where they differ, each is asked when the suite is known. */
    private static SettingForm form(String name) {
        List<SettingForm> each = PostgresParameters.having(name).stream()
                .map(version ->
                        PostgresParameters.of(version).find(name).orElseThrow().form())
                .distinct()
                .toList();
        return each.size() == 1 ? each.get(0) : SettingForm.AS_WRITTEN;
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>();
        forms().keySet()
                .forEach(name -> PostgresParameters.newest(name)
                        .map(Parameter::shownDefault)
                        .filter(value -> !value.isEmpty())
                        .ifPresent(value -> defaults.put(name, value)));
        return defaults;
    }

    static boolean isSetElsewhere(String name) {
        return SET_ELSEWHERE.containsKey(name);
    }

    private static String canonical(String name) {
        return PostgresParameters.newest(name).map(Parameter::name).orElse(name);
    }

    /** Which version has the name is asked when the suite is known. */
    private static Optional<SettingForm> open(String name) {
        String first = name.split("\\.")[0];
        if (first.equals("params") || Nearest.of(first, List.of("parameters")).isPresent()) {
            String own = name.contains(".") ? name.substring(name.indexOf('.') + 1) : "max_connections";
            throw new IllegalArgumentException("postgresql setting \"" + name
                    + "\": the parameters stand in the section itself; write postgresql: {" + own + ": ...}");
        }
        if (!name.matches(FORM)) {
            throw new IllegalArgumentException("\"" + name + "\" cannot be the name of a PostgreSQL parameter");
        }
        return Optional.of(SettingForm.AS_WRITTEN);
    }

    static List<Remark> remarks(ClusterSpec cluster) {
        List<Remark> remarks = new ArrayList<>();
        Optional<PostgresParameters> version =
                Release.of(cluster.suite()).map(Release::postgresql).map(PostgresParameters::of);
        cluster.settings().of(Section.POSTGRESQL).forEach((name, value) -> {
            Optional<Remark> remark = elsewhere(name, value, cluster);
            if (remark.isEmpty()) {
                remark = version.map(known -> known(known, name, value, cluster.suite()))
                        .orElseGet(() -> guessed(name, cluster.suite()));
            }
            remark.ifPresent(remarks::add);
        });
        return remarks;
    }

    private static Optional<Remark> elsewhere(String name, String value, ClusterSpec cluster) {
        if (name.equals("wal_keep_segments")) {
            String size = value.matches("[0-9]{1,6}") ? Integer.parseInt(value) * SEGMENT_MB + "MB" : "128MB";
            return Optional.of(refused(
                    name,
                    "postgresql.wal_keep_segments is wal_keep_size since PostgreSQL 13; write wal_keep_size: " + size));
        }
        if (SET_ELSEWHERE.containsKey(name)) {
            return Optional.of(refused(name, "postgresql." + name + ": " + SET_ELSEWHERE.get(name)));
        }
        if (PatroniRemarks.RECOVERY.contains(name)) {
            return Optional.of(refused(
                    name,
                    "postgresql." + name + " is of recovery, and Patroni drops it here; write patroni: {postgresql:"
                            + " {recovery_conf: {" + name + ": ...}}}"));
        }
        if (name.equals("synchronous_standby_names") && cluster.synchronous()) {
            return Optional.of(refused(
                    name, "postgresql." + name + ": Patroni sets it while synchronous_mode is on; leave one out"));
        }
        return Optional.empty();
    }

    private static Optional<Remark> known(PostgresParameters version, String name, String value, String suite) {
        if (name.contains(".")) {
            return Optional.empty();
        }
        Optional<Parameter> parameter = version.find(name);
        if (parameter.isEmpty()) {
            List<Integer> others = PostgresParameters.having(name);
            return Optional.of(refused(
                    name,
                    others.isEmpty()
                            ? Nearest.unknown("postgresql setting", name, version.names())
                            : "PostgreSQL " + version.major() + " of suite " + suite + " has no " + name + "; "
                                    + others.stream().map(String::valueOf).collect(Collectors.joining(" and "))
                                    + (others.size() == 1 ? " has" : " have")));
        }
        if (parameter.get().isPreset()) {
            return Optional.of(refused(name, "postgresql." + name + " is preset, and no file can set it"));
        }
        try {
            parameter.get().form().toComponent(value);
        } catch (IllegalArgumentException refused) {
            return Optional.of(
                    Remark.refusedValue(Section.POSTGRESQL, name, "postgresql." + name + ": " + refused.getMessage()));
        }
        return ofPatroni(version.major(), parameter.get(), value)
                .map(message -> Remark.refusedValue(Section.POSTGRESQL, name, "postgresql." + name + ": " + message));
    }

    /** What PostgreSQL would take, and Patroni does not ({@code postgresql/config.py}, CMDLINE_OPTIONS). */
    private static Optional<String> ofPatroni(int major, Parameter parameter, String value) {
        String name = parameter.name();
        if (name.equals("hot_standby") && !Switch.isOn(value)) {
            return Optional.of("Patroni keeps it on; leave it out");
        }
        if (name.equals("wal_log_hints") && !Switch.isOn(value) && major == 15) {
            return Optional.of("Patroni 3.0 keeps it on; leave it out");
        }
        if (name.equals("composite_type_mismatch") && major == 17) {
            return Optional.of("Patroni 4.0 does not know it and drops it; leave it out");
        }
        return Optional.empty();
    }

    private static Optional<Remark> guessed(String name, String suite) {
        return name.contains(".") || !PostgresParameters.having(name).isEmpty()
                ? Optional.empty()
                : Optional.of(Remark.note(
                        Section.POSTGRESQL,
                        name,
                        "whether PostgreSQL of suite " + suite + " has it is not known; versions "
                                + PostgresParameters.VERSIONS.stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", "))
                                + " have not"));
    }

    private static Remark refused(String name, String message) {
        return Remark.refusedName(Section.POSTGRESQL, name, message);
    }
}
