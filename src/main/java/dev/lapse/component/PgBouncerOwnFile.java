package dev.lapse.component;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.component.IniFile.IniLine;
import dev.lapse.component.IniFile.IniSection;
import dev.lapse.component.IniPlaces.IniPlace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A {@code pgbouncer.ini} of the user's own. It is kept as lines: those that cannot hold in a container are replaced
 * one by one, everything else stays byte for byte. Immutable.
 *
 * @param names address or {@code :port} of the file to host or port of the topology
 * @param databases the entries that clients ask for, by what they come for
 */
record PgBouncerOwnFile(OwnFile file, Map<String, String> names, Map<Entrance, String> databases) {
    /** The entry for all databases that have none. */
    static final String ANY = "*";

    /** Where PgBouncer finds the file that it is to judge. */
    static final String JUDGED = "/run/lapse/own.ini";

    private static final Pattern PLACE = Pattern.compile(Pattern.quote(JUDGED) + ":([0-9]{1,6})");
    private static final Pattern STAMP = Pattern.compile("(?m)^[0-9-]+ [0-9:.]+ \\S+ \\[?[0-9]+]? ");

    /** What PgBouncer itself takes where the file says nothing and Lapse's own file would say something else. */
    private static final Map<String, String> UNSET =
            Map.of("pool_mode", "session", "max_client_conn", "100", "default_pool_size", "20");

    PgBouncerOwnFile {
        names = Map.copyOf(names);
        databases = Map.copyOf(databases);
    }

    IniFile ini() {
        return IniFile.of(file.text());
    }

    /** An entry is known by what it leads to. */
    record PoolEntry(IniLine line, ConnectWords words) {
        static PoolEntry of(IniLine line) {
            return new PoolEntry(line, ConnectWords.of(line));
        }

        String name() {
            return line.key();
        }
    }

    /** The entries that count: the last of each name. */
    static Map<String, PoolEntry> entries(IniFile ini) {
        Map<String, PoolEntry> entries = new LinkedHashMap<>();
        ini.of(IniSection.DATABASES).forEach(line -> entries.put(line.key(), PoolEntry.of(line)));
        return entries;
    }

    /** Of this host itself: a socket, or an address that any host has. */
    static boolean isLocal(String address) {
        return address.startsWith("/") || address.startsWith("@") || isLoopback(address);
    }

    static boolean isLoopback(String address) {
        return List.of("localhost", "127.0.0.1", "::1").contains(address);
    }

    /** The addresses of other hosts, in these entries and among the peers. */
    static List<FileAddresses.WrittenAddress> addresses(IniFile ini, Collection<String> databases) {
        List<IniLine> lines = new ArrayList<>();
        entries(ini).values().stream()
                .filter(entry -> databases.contains(entry.name()))
                .forEach(entry -> lines.add(entry.line()));
        lines.addAll(ini.of(IniSection.PEERS));
        return lines.stream()
                .flatMap(line -> ConnectWords.of(line).hosts().stream()
                        .filter(address -> !isLocal(address) && !address.isEmpty())
                        .map(address -> new FileAddresses.WrittenAddress(address, "", line.key(), line.number())))
                .toList();
    }

    /**
     * The entry that stands for Lapse's database: the one that was named; the one of this very name or with this very
     * {@code dbname}; the one that leads to the balancers' port for these clients; {@code *}, which is for all
     * databases that have no entry; and the only one.
     *
     * @return empty: nothing tells
     */
    static Optional<String> database(
            IniFile ini, Map<String, String> names, Map<Entrance, String> chosen, Entrance entrance, List<Host> hosts) {
        Map<String, PoolEntry> entries = entries(ini);
        String named = chosen.get(entrance);
        if (named != null && entries.containsKey(named)) {
            return Optional.of(named);
        }
        List<PoolEntry> all = entries.values().stream()
                .filter(entry -> !entry.name().equals(ANY))
                .toList();
        Optional<Integer> port = hosts.stream()
                .flatMap(host -> host.carries().stream())
                .filter(Haproxy.class::isInstance)
                .map(Haproxy.class::cast)
                .flatMap(haproxy -> haproxy.port(entrance).stream().boxed())
                .findFirst();
        List<PoolEntry> led = all.stream()
                .filter(entry ->
                        port.equals(Optional.of(port(names, entry.words().port()))))
                .toList();
        List<PoolEntry> same = all.stream()
                .filter(entry -> entry.name().equals(Credentials.DATABASE)
                        || entry.words().value("dbname").equals(Optional.of(Credentials.DATABASE)))
                .toList();
        return only(same).or(() -> only(led)).or(() -> entries.containsKey(ANY) ? Optional.of(ANY) : only(all));
    }

    /**
     * What was guessed of the entries, in words.
     *
     * @param chosen what probes name
     * @return empty: they name one, or there is no other
     */
    Optional<String> guess(Set<Entrance> chosen) {
        List<String> others = entries(ini()).keySet().stream()
                .filter(name -> !name.equals(ANY))
                .toList();
        List<String> by = new TreeMap<>(databases)
                .entrySet().stream()
                        .filter(each -> each.getValue().equals(ANY) && !chosen.contains(each.getKey()))
                        .map(each -> each.getKey() == Entrance.WRITE ? "writes" : "reads")
                        .toList();
        return by.isEmpty() || others.isEmpty()
                ? Optional.empty()
                : Optional.of(file.name() + ": " + String.join(" and ", by) + " go by the entry *, as does every"
                        + " database without one; write database: " + others.get(0)
                        + " beside via of a probe if clients ask for that");
    }

    /** Names that are not known, of settings and of words of entries. */
    List<UnknownName> unknown() {
        IniFile ini = ini();
        Stream<UnknownName> sections =
                ini.heads().stream().flatMap(line -> unknown(line, line.section(), IniSection.names()));
        Stream<UnknownName> settings =
                ini.of(IniSection.PGBOUNCER).stream().flatMap(line -> unknown(line, line.key(), PgBouncerNames.all()));
        Stream<UnknownName> words = entries(ini).values().stream()
                .flatMap(entry -> entry.words().words().stream()
                        .flatMap(word -> unknown(entry.line(), word.name(), ConnectWords.KNOWN)));
        return Stream.of(sections, settings, words).flatMap(stream -> stream).toList();
    }

    /** Lines that PgBouncer forgets, in words. */
    List<String> forgotten() {
        IniPlaces places = IniPlaces.of(file);
        IniFile ini = ini();
        String again = ini.head(IniSection.PGBOUNCER)
                .map(head -> places.of(head.number()).text())
                .orElse("");
        return ini.forgotten().stream()
                .map(line -> places.of(line.number()).text() + ": " + line.key() + " does nothing: at " + again
                        + " [pgbouncer] begins again, and PgBouncer forgets what it had of it")
                .toList();
    }

    private Stream<UnknownName> unknown(IniLine line, String name, Collection<String> known) {
        IniPlace place = IniPlaces.of(file).of(line.number());
        return UnknownName.of(place.file(), place.line(), name, known).stream();
    }

    private static Optional<String> only(List<PoolEntry> entries) {
        return entries.size() == 1 ? Optional.of(entries.get(0).name()) : Optional.empty();
    }

    /** What clients ask for. */
    String database(Entrance entrance) {
        String entry = databases.getOrDefault(entrance, ANY);
        return entry.equals(ANY) ? Credentials.DATABASE : entry;
    }

    /** @return 0: it is no number */
    static int port(Map<String, String> names, String written) {
        String here = names.getOrDefault(":" + written, written);
        return here.matches("[0-9]{1,5}") ? Integer.parseInt(here) : 0;
    }

    /** Whether clients are sent to this port of another host. */
    boolean sendsTo(int port) {
        Map<String, PoolEntry> entries = entries(ini());
        return databases.values().stream()
                .map(entries::get)
                .filter(entry -> entry != null)
                .anyMatch(entry -> port(names, entry.words().port()) == port
                        && entry.words().hosts().stream().anyMatch(host -> !isLocal(host)));
    }

    /** What it says of {@code [pgbouncer]} that Lapse knows as a setting, in its own form, with the line. */
    Map<String, IniLine> said() {
        Map<String, IniLine> said = new TreeMap<>();
        ini().of(IniSection.PGBOUNCER).stream()
                .filter(line -> PgBouncerNames.NAMES.forms().containsKey(line.key()))
                .filter(line -> PgBouncerEditor.keeps(line.key(), line.value()))
                .forEach(line -> said.put(line.key(), line));
        return said;
    }

    /** Where it has this value of a setting; empty: that comes from elsewhere. */
    Optional<String> place(String name, String value) {
        if (!value.equals(settings().get(name))) {
            return Optional.empty();
        }
        IniLine line = said().get(name);
        String written = name + " " + value;
        return Optional.of(
                line == null
                        ? file.name() + ": " + written + " (where the file says nothing)"
                        : IniPlaces.of(file).of(line.number()).text() + ": " + written);
    }

    /** As settings: the file is what runs, and so what is predicted. */
    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(UNSET);
        said().forEach((name, line) -> settings.put(name, canonical(name, line.value())));
        return settings;
    }

    /** A value that no setting takes stays as it is: PgBouncer has the last word. */
    private static String canonical(String name, String value) {
        try {
            return PgBouncerNames.NAMES.form(name).toComponent(value);
        } catch (IllegalArgumentException unusual) {
            return value;
        }
    }

    EditedFile edited(Map<String, String> settings, Auth auth) {
        return new PgBouncerEditor(this, settings, auth).edited();
    }

    /** PgBouncer's words about the running file, with the lines of the user's. */
    String judged(EditedFile edited, String words) {
        IniPlaces places = IniPlaces.of(file);
        String placed = PLACE.matcher(STAMP.matcher(words).replaceAll(""))
                .replaceAll(running -> {
                    int line = edited.written(Integer.parseInt(running.group(1)));
                    while (line > 1 && edited.lines().get(line - 1).isBlank()) {
                        line--; // PgBouncer has read over the blank lines when it names a line
                    }
                    return Matcher.quoteReplacement(places.of(line).text());
                })
                .replace(JUDGED, file.name());
        return SecretWords.masked(placed); // PgBouncer shows the value that it does not take
    }

    /** The nodes or the balancers, which an address means that nothing else tells. */
    static List<Host> meant(List<Host> hosts, NodeName pooler) {
        boolean beside =
                hosts.stream().anyMatch(host -> host.name().equals(pooler) && host.carries(ComponentName.PATRONI));
        List<Host> balancers = hosts.stream()
                .filter(host -> host.carries(ComponentName.HAPROXY))
                .toList();
        return beside || balancers.isEmpty()
                ? hosts.stream()
                        .filter(host -> host.carries(ComponentName.PATRONI))
                        .toList()
                : balancers;
    }
}
