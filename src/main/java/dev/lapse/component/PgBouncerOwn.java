package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Fitted;
import dev.lapse.cluster.OwnFile.Given;
import dev.lapse.cluster.OwnFile.Said;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of the user's own that the poolers run with: one for all, or one for each.
 *
 * @param given as they were given, with the names that were found
 * @param guesses which addresses were taken for which hosts by their order, and which entry for clients, in words
 */
record PgBouncerOwn(Given given, Map<NodeName, PgBouncerOwnFile> files, List<String> guesses) {
    PgBouncerOwn {
        files = Map.copyOf(files);
        guesses = List.copyOf(guesses);
    }

    /** Once it is recorded, a guess is a name. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PgBouncerOwn own && given.equals(own.given) && files.equals(own.files);
    }

    @Override
    public int hashCode() {
        return Objects.hash(given, files);
    }

    static Fitted read(Given given, List<Host> hosts) {
        List<Unfit> unfit = new ArrayList<>();
        Map<NodeName, PgBouncerOwnFile> files = new TreeMap<>();
        Map<String, String> names = new TreeMap<>(given.names());
        List<String> guesses = new ArrayList<>();
        new TreeMap<>(given.files()).forEach((host, file) -> {
            IniFile ini = IniFile.of(file.text());
            Map<Entrance, String> databases = databases(ini, given, hosts);
            FileAddresses addresses = FileAddresses.of(
                    file.name(),
                    PgBouncerOwnFile.addresses(ini, databases.values()),
                    names,
                    hosts,
                    PgBouncerOwnFile.meant(hosts, host));
            unfit.addAll(addresses.unfit());
            names.putAll(addresses.names());
            addresses.guesses().ifPresent(guesses::add);
            PgBouncerOwnFile own = new PgBouncerOwnFile(file, addresses.names(), databases);
            unfit.addAll(new PgBouncerUnfit(own, host, hosts).all(given.chosen().keySet()));
            own.guess(given.chosen().keySet())
                    .filter(guess -> !guesses.contains(guess)) // one file may be that of several hosts
                    .ifPresent(guesses::add);
            files.put(host, own);
        });
        Map<NodeName, PgBouncerOwnFile> named = new TreeMap<>();
        files.forEach((host, own) -> named.put(host, new PgBouncerOwnFile(own.file(), names, own.databases())));
        List<PgBouncerOwnFile> beside = hosts.stream()
                .filter(host -> host.carries(ComponentName.PATRONI) && named.containsKey(host.name()))
                .flatMap(host -> Optional.ofNullable(named.get(host.name())).stream())
                .toList();
        beside.stream()
                .filter(own -> !own.databases().equals(beside.get(0).databases()))
                .findFirst()
                .ifPresent(other -> unfit.add(new Unfit(
                        other.file().name(),
                        1,
                        "its entry for clients is " + other.databases().values() + ", and that of "
                                + beside.get(0).file().name() + " is "
                                + beside.get(0).databases().values()
                                + "; clients ask the poolers of all nodes for the same; write database: NAME beside via"
                                + " of a probe")));
        PgBouncerOwn own = new PgBouncerOwn(new Given(given.files(), names, given.chosen()), named, guesses);
        return new Fitted(
                new PgBouncer(Optional.of(own)),
                own.says(),
                unfit.stream().map(each -> own.places(each.file()).of(each)).toList());
    }

    /** Of the lines of a file by its name. */
    private IniPlaces places(String name) {
        return files.values().stream()
                .map(PgBouncerOwnFile::file)
                .filter(file -> file.name().equals(name))
                .findFirst()
                .map(IniPlaces::of)
                .orElseThrow();
    }

    /** Lines that do nothing, and names that are not known, in words. */
    List<String> idle() {
        return new TreeMap<>(files)
                .values().stream()
                        .flatMap(file -> Stream.concat(
                                file.forgotten().stream(),
                                file.unknown().stream().map(name -> name.text("PgBouncer"))))
                        .distinct()
                        .toList();
    }

    private static Map<Entrance, String> databases(IniFile ini, Given given, List<Host> hosts) {
        Map<Entrance, String> databases = new EnumMap<>(Entrance.class);
        Optional<String> write = PgBouncerOwnFile.database(ini, given.names(), given.chosen(), Entrance.WRITE, hosts);
        write.ifPresent(name -> databases.put(Entrance.WRITE, name));
        PgBouncerOwnFile.database(ini, given.names(), given.chosen(), Entrance.READ, hosts)
                .or(() -> write)
                .ifPresent(name -> databases.put(Entrance.READ, name));
        return databases;
    }

    private List<Said> says() {
        Map<NodeName, FileSays> says = new TreeMap<>();
        files.forEach((host, own) -> {
            Map<String, Integer> lines = new TreeMap<>();
            own.said().forEach((name, line) -> lines.put(name, line.number()));
            says.put(host, new FileSays(own.file().name(), own.settings(), lines));
        });
        return FileSays.all(Section.PGBOUNCER, says).stream()
                .map(said -> places(said.file()).of(said))
                .toList();
    }

    /** What clients ask this host's pooler for. */
    String database(NodeName host, Entrance entrance) {
        return file(host).database(entrance);
    }

    boolean sendsTo(int port) {
        return files.values().stream().anyMatch(file -> file.sendsTo(port));
    }

    private PgBouncerOwnFile file(NodeName host) {
        return Optional.ofNullable(files.get(host)).orElseThrow();
    }

    /** Where the file of this host has this value of a setting; empty: it has none, or another. */
    Optional<String> place(NodeName host, String name, String value) {
        return Optional.ofNullable(files.get(host)).flatMap(file -> file.place(name, value));
    }

    String nameOf(NodeName host) {
        return file(host).file().name();
    }

    /** @param cluster with the settings of all hosts */
    EditedFile edited(ClusterSpec cluster, NodeName host) {
        return file(host).edited(cluster.at(host).settings().of(Section.PGBOUNCER), cluster.auth());
    }

    String render(Deployment deployment, NodeName host) {
        return edited(deployment.spec(), host).render(name -> deployment.address(new NodeName(name)));
    }

    List<OwnFile.Replaced> replaced(ClusterSpec cluster, NodeName host) {
        IniPlaces places = IniPlaces.of(file(host).file());
        return Stream.concat(
                        places.included().stream(),
                        edited(cluster, host).replaced().stream().map(places::of))
                .toList();
    }

    /** PgBouncer starts with the file, and its console answers; else its words are those of its log. */
    OwnFile.Acceptance acceptance(ClusterSpec cluster, NodeName host) {
        String psql = "s6-setuidgid postgres psql -h " + PgBouncerEditor.SOCKETS + " -p " + PgBouncer.PORT
                + " -U pgbouncer -d pgbouncer -c 'show version'";
        String script = """
                install -d -o postgres -g postgres -m 755 /etc/lapse /run/lapse /run/postgresql
                printf '%%s\\n' "$LAPSE_PGBOUNCER_INI" > %s
                printf '%%s\\n' "$LAPSE_PGBOUNCER_USERS" > %s
                s6-setuidgid postgres pgbouncer %s > /run/lapse/said 2>&1 &
                tries=50
                until %s > /run/lapse/answer 2>&1; do
                    sleep 0.1
                    tries=$((tries - 1))
                    if ! kill -0 $! 2> /run/lapse/answer || [ "$tries" = 0 ]; then
                        grep -aE 'ERROR|FATAL|WARNING' /run/lapse/said || cat /run/lapse/said /run/lapse/answer
                        exit 1
                    fi
                done
                kill -QUIT $!
                grep -aE 'WARNING' /run/lapse/said || true
                """.formatted(PgBouncerOwnFile.JUDGED, PgBouncerEditor.USERS, PgBouncerOwnFile.JUDGED, psql);
        return new OwnFile.Acceptance(script, words -> file(host).judged(edited(cluster, host), words));
    }
}
