package dev.lapse.component;

import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Given;
import dev.lapse.cluster.OwnFile.Replaced;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A {@code haproxy.cfg} of the user's own. It is kept as lines: those that cannot hold in a container are replaced one
 * by one, everything else stays byte for byte. What Lapse needs to know of it (who listens where, with which servers
 * and checks) is read from the lines, and held against the running HAProxy before anything is injected. Immutable.
 */
public final class HaproxyOwnFile {
    /** Where HAProxy finds the file that it is to judge. */
    static final String JUDGED = "/run/lapse/own.cfg";

    private static final Pattern PLACE = Pattern.compile(Pattern.quote(JUDGED) + ":([0-9]{1,6})");

    /** What HAProxy says beside what is wrong; where it judges there is no network. */
    private static final Pattern BESIDE = Pattern.compile(
            "can't connect socket for nameserver|"
                    + "^\\[NOTICE] .*(haproxy version is|path to executable is)|(Error\\(s\\)|Fatal errors) found in configuration");

    /** {@code [ALERT]    (15) : config : }, in which 15 is the number of a process. */
    private static final Pattern SPEAKER =
            Pattern.compile("^(?:\\[ALERT]|(\\[WARNING] )) *\\([0-9]{1,7}\\) : (?:config : )?");

    private static final Pattern PARSING = Pattern.compile("(?:parsing )?\\[(\\S+:[0-9]{1,6})] ?: ");

    private final Given given;
    private final OwnFile file;
    private final Map<String, String> names;
    private final Map<Entrance, String> chosen;
    private final List<HaproxyLine> lines;
    private final List<HaproxySection> sections;
    private final List<HaproxyListener> listeners;
    private final Map<Entrance, HaproxyListener> entrances;
    private final Optional<String> guesses;
    private final int statsPort;

    HaproxyOwnFile(Given given, OwnFile file, Map<String, String> names, Optional<String> guesses) {
        this.guesses = guesses;
        this.statsPort = statsPort(given);
        this.given = given;
        this.file = file;
        this.names = Collections.unmodifiableMap(new TreeMap<>(names));
        this.chosen = given.chosen();
        this.lines = lines(file.text());
        this.sections = HaproxySection.all(lines);
        this.listeners = listeners(sections);
        this.entrances = entrances(listeners, chosen);
    }

    static List<HaproxyLine> lines(String text) {
        List<HaproxyLine> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            lines.add(HaproxyLine.of(lines.size() + 1, line));
        }
        return lines;
    }

    /** One for each section that takes TCP, and for each of its ports where its rules ask for the port. */
    private static List<HaproxyListener> listeners(List<HaproxySection> sections) {
        List<HaproxyListener> listeners = new ArrayList<>();
        for (HaproxySection front : sections) {
            boolean listens = Set.of("listen", "frontend").contains(front.kind()) && front.isTcp();
            boolean byPort = front.lines().stream()
                    .filter(line -> line.begins("use_backend"))
                    .anyMatch(line -> HaproxyCondition.criteria(front, line).contains("dst_port"));
            HaproxyBind.ports(List.of(front)).stream()
                    .distinct()
                    .filter(port -> listens)
                    .limit(byPort ? Long.MAX_VALUE : 1)
                    .forEach(port -> HaproxyRoute.of(sections, front, port)
                            .ifPresent(route -> listeners.add(new HaproxyListener(port, front, route))));
        }
        return List.copyOf(listeners);
    }

    /** The one that was named, or the only one whose check lets the kind through. */
    private static Map<Entrance, HaproxyListener> entrances(
            List<HaproxyListener> listeners, Map<Entrance, String> chosen) {
        Map<Entrance, HaproxyListener> entrances = new EnumMap<>(Entrance.class);
        for (Entrance entrance : Entrance.values()) {
            List<HaproxyListener> fitting = candidates(listeners, chosen, entrance);
            if (fitting.size() == 1) {
                entrances.put(entrance, fitting.get(0));
            }
        }
        return entrances;
    }

    private static List<HaproxyListener> candidates(
            List<HaproxyListener> listeners, Map<Entrance, String> chosen, Entrance entrance) {
        String name = chosen.get(entrance);
        List<HaproxyListener> fitting = listeners.stream()
                .filter(listener -> listener.passedBy().equals(Optional.of(entrance)))
                .toList();
        // the name may be that of another balancer's file
        if (name == null
                || listeners.stream().noneMatch(listener -> listener.name().equals(name))) {
            return fitting;
        }
        // one name may stand for several ports
        return Stream.concat(fitting.stream(), listeners.stream())
                .filter(listener -> listener.name().equals(name))
                .limit(1)
                .map(listener -> listener.of(entrance))
                .toList();
    }

    /** The names of the ways in that fit by their checks, in the order of the file. */
    static Map<Entrance, List<String>> fitting(String text) {
        List<HaproxyListener> listeners = listeners(HaproxySection.all(lines(text)));
        Map<Entrance, List<String>> fitting = new EnumMap<>(Entrance.class);
        for (Entrance entrance : Entrance.values()) {
            fitting.put(
                    entrance,
                    candidates(listeners, Map.of(), entrance).stream()
                            .map(HaproxyListener::name)
                            .toList());
        }
        return fitting;
    }

    List<HaproxyListener> candidates(Entrance entrance) {
        return candidates(listeners, chosen, entrance);
    }

    List<HaproxyLine> lines() {
        return lines;
    }

    List<HaproxySection> sections() {
        return sections;
    }

    List<HaproxyListener> listeners() {
        return listeners;
    }

    Map<Entrance, HaproxyListener> entrances() {
        return entrances;
    }

    public OwnFile file() {
        return file;
    }

    public Map<String, String> names() {
        return names;
    }

    /** Which addresses were taken for which hosts by their order, in words; nothing where the user named them. */
    public Optional<String> guesses() {
        return guesses;
    }

    /** What else is to be known of the listener for reads. */
    Optional<String> readsOfAnyNode() {
        return Optional.ofNullable(entrances.get(Entrance.READ))
                .filter(listener -> listener.check().isOfAnyNode())
                .map(listener -> file.name() + ": the check of " + listener.name() + " is a "
                        + listener.check().kind()
                        + ", which every node passes that takes a connection; it counts as /health");
    }

    /** Which listeners are for neither writes nor reads by their checks, where none is for reads. */
    Optional<String> noReads() {
        List<String> others = listeners.stream()
                .filter(listener -> !listener.equals(entrances.get(Entrance.WRITE)))
                .filter(listener -> !listener.passedBy().equals(Optional.of(Entrance.WRITE)))
                .map(HaproxyListener::told)
                .toList();
        return entrances.containsKey(Entrance.READ) || others.isEmpty()
                ? Optional.empty()
                : Optional.of(file.name() + ": no listener is for reads by its check, so no lane reads through HAProxy;"
                        + " beside that for writes there are " + others
                        + "; write listener: NAME beside via: haproxy of a probe of kind read");
    }

    /** The same again, with the names that were found. */
    Given given() {
        return new Given(given.files(), names, chosen);
    }

    /** The names of all ways in. */
    public List<String> listenerNames() {
        return listeners.stream().map(HaproxyListener::name).distinct().toList();
    }

    /** Empty: it has no such way in. */
    public OptionalInt port(Entrance entrance) {
        HaproxyListener listener = entrances.get(entrance);
        return listener == null ? OptionalInt.empty() : OptionalInt.of(listener.port());
    }

    /** Where Lapse reads the statistics: a page of its own, since the user's may want a password or not be there. */
    public int statsPort() {
        return statsPort;
    }

    /** One that is free in all files, so that each balancer is asked at the same. */
    private static int statsPort(Given given) {
        Set<Integer> taken = given.files().values().stream()
                .flatMap(file -> HaproxyBind.ports(HaproxySection.all(lines(file.text()))).stream())
                .collect(Collectors.toSet());
        int port = Haproxy.STATS_PORT;
        while (taken.contains(port)) {
            port++;
        }
        return port;
    }

    /** The servers of a way in, with the ports that hold here. */
    List<HaproxyListener.NamedServer> servers(Entrance entrance) {
        HaproxyListener listener = entrances.get(entrance);
        return listener == null ? List.of() : servers(listener.back());
    }

    /** The servers of a section that clients may be sent to. */
    List<HaproxyListener.NamedServer> servers(HaproxySection section) {
        return HaproxyListener.servers(section).stream()
                .map(server -> new HaproxyListener.NamedServer(
                        server.name(),
                        FileAddresses.host(names, server.address()).orElseThrow(),
                        port(server.port()),
                        port(HaproxyKeywords.of(section, server.line()).getOrDefault("port", server.port()))))
                .toList();
    }

    /** Whether clients are sent to this port of a node, or a check goes there. */
    boolean sendsTo(int port) {
        return entrances.values().stream()
                .flatMap(listener -> listener.route().all().stream())
                .anyMatch(section ->
                        HaproxyListener.servers(section).stream().anyMatch(server -> port(server.port()) == port)
                                || HaproxyCheck.of(section).ports().contains(Integer.toString(port)));
    }

    /** @return 0: it is no number */
    int port(String written) {
        String here = names.getOrDefault(":" + written, written);
        return here.matches("[0-9]{1,5}") ? Integer.parseInt(here) : 0;
    }

    /** What it says of the timings and checks, as settings: the file is what runs, and so what is predicted. */
    public Map<String, String> settings() {
        return HaproxyDerived.settings(entrances);
    }

    /** The same of the file that a process runs with. */
    Map<String, String> settingsOf(String running) {
        return HaproxyDerived.settings(entrances(listeners(HaproxySection.all(lines(running))), chosen));
    }

    /** Where a derived setting was written; 1 where nobody wrote it. */
    public int lineOf(String setting) {
        return HaproxyDerived.line(entrances, setting);
    }

    /** The lines that differ in the running file. */
    public List<Replaced> replaced(Map<String, String> settings) {
        return new HaproxyEditor(this, settings).edited().replaced();
    }

    /** @param address of a host */
    String render(Map<String, String> settings, UnaryOperator<String> address) {
        return new HaproxyEditor(this, settings).edited().render(address);
    }

    /** HAProxy's words about the running file, with the lines of the user's. */
    String judged(Map<String, String> settings, String words) {
        EditedFile editor = new HaproxyEditor(this, settings).edited();
        String placed = PLACE.matcher(words)
                .replaceAll(place ->
                        Matcher.quoteReplacement(file.name() + ":" + editor.written(Integer.parseInt(place.group(1)))))
                .replace(JUDGED, file.name());
        String told = placed.lines()
                .filter(line -> !BESIDE.matcher(line).find())
                .map(line -> SPEAKER.matcher(line).replaceFirst("$1"))
                .map(line -> PARSING.matcher(line).replaceFirst("$1: "))
                .collect(Collectors.joining("\n"));
        return told.isEmpty() ? placed : told;
    }

    /** What the file calls a server of a way in, in Lapse's own words. */
    public record Pool(Entrance entrance, String proxy, Map<String, NodeName> nodes) {}

    public List<Pool> pools() {
        List<Pool> pools = new ArrayList<>();
        entrances.forEach((entrance, listener) -> {
            Map<String, NodeName> nodes = new LinkedHashMap<>();
            servers(entrance).forEach(server -> nodes.put(server.name(), server.host()));
            pools.add(new Pool(entrance, listener.back().name(), nodes));
        });
        return pools;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HaproxyOwnFile own
                && file.equals(own.file)
                && names.equals(own.names)
                && chosen.equals(own.chosen);
    }

    @Override
    public int hashCode() {
        return Objects.hash(file, names, chosen);
    }
}
