package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Section;
import dev.lapse.component.IniFile.IniSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds a file of the user's own against the PgBouncer that runs with it: {@code SHOW CONFIG} against every line of
 * {@code [pgbouncer]}, {@code SHOW DATABASES} against every entry. The running file must be the user's but for the
 * lines that were told to be replaced.
 */
final class PgBouncerFileComparison {
    private static final String PREFIX = Section.PGBOUNCER.text() + ".";
    private static final String FILE = PREFIX + "file";
    private static final String ENTRY = PREFIX + "[databases] ";

    /** What {@code SHOW DATABASES} calls a word. */
    private static final Map<String, String> COLUMNS =
            Map.of("dbname", "database", "user", "force_user", "max_db_connections", "max_connections");

    /** Words whose value may be shown in another form, or not at all. */
    private static final List<String> UNSEEN = List.of("load_balance_hosts", "pool_mode");

    private final EditedFile edited;
    private final Map<String, String> asked = new TreeMap<>();

    PgBouncerFileComparison(PgBouncerOwn own, ClusterSpec cluster, NodeName host) {
        this.edited = own.edited(cluster, host);
        IniFile ini = IniFile.of(edited.render(name -> name));
        asked.put(FILE, own.nameOf(host));
        ini.of(IniSection.PGBOUNCER).forEach(line -> asked.put(PREFIX + line.key(), line.value()));
        PgBouncerOwnFile.entries(ini)
                .forEach((name, entry) -> asked.put(ENTRY + name, entry.line().value()));
    }

    /**
     * @param config the script that prints {@code SHOW CONFIG}
     * @param databases the script that prints {@code SHOW DATABASES} without the names of its columns
     * @param file of the host
     */
    Comparison of(String config, String databases, String file) {
        return new Comparison(
                asked,
                List.of(
                        new Ask(
                                Means.SHELL,
                                AskedSettings.orComplaint("timeout 5 " + config, "pgbouncer", "ERROR|FATAL|WARNING")),
                        new Ask(Means.SHELL, "timeout 5 " + databases.replace(" -AtF", " -AF")),
                        StartedWith.file(ComponentName.PGBOUNCER, file)),
                answers -> differences(answers, file));
    }

    List<Difference> differences(List<String> answers, String file) {
        String running = answers.get(2);
        if (StartedWith.tellsNothing(running)) {
            String why = StartedWith.why(file, running);
            return asked.keySet().stream()
                    .map(name -> Difference.of(name, NotInEffect.NOT_KNOWN, why))
                    .toList();
        }
        List<Difference> differences = new ArrayList<>();
        RunningFile.difference(edited::render, running)
                .ifPresent(departure -> differences.add(Difference.of(FILE, departure.seen(), departure.why())));
        Map<String, String> settings = new TreeMap<>(asked);
        settings.keySet().removeIf(name -> name.equals(FILE) || name.startsWith(ENTRY));
        differences.addAll(PgBouncerComparison.differences(settings, answers.get(0)));
        List<String[]> rows = answers.get(1)
                .lines()
                .map(line -> line.split("\\|", -1))
                .filter(row -> row.length > 3)
                .toList();
        PgBouncerOwnFile.entries(IniFile.of(running)).forEach((name, entry) -> {
            if (!name.equals(PgBouncerOwnFile.ANY)) { // it is shown once somebody has asked for a database by it
                entry(name, entry.words(), rows).ifPresent(differences::add);
            }
        });
        return differences;
    }

    private static Optional<Difference> entry(String name, ConnectWords words, List<String[]> rows) {
        Optional<String[]> row =
                rows.stream().skip(1).filter(each -> each[0].equals(name)).findFirst();
        if (row.isEmpty()) {
            return Optional.of(Difference.of(ENTRY + name, "nothing", "SHOW DATABASES has no " + name));
        }
        List<String> columns = List.of(rows.get(0));
        for (ConnectWords.ConnectWord word : words.words()) {
            int at = columns.indexOf(COLUMNS.getOrDefault(word.name(), word.name()));
            String seen = at < 0 || at >= row.get().length ? "" : row.get()[at];
            if (at >= 0 && !seen.equals(word.value()) && !(seen.isEmpty() && UNSEEN.contains(word.name()))) {
                return Optional.of(Difference.of(
                        ENTRY + name, word.name() + "=" + seen, "that is what SHOW DATABASES shows of " + name));
            }
        }
        return Optional.empty();
    }
}
