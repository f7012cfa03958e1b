package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Holds what Lapse found in a file of the user's own against the HAProxy that runs with it: {@code show stat} and
 * {@code show servers state} tell proxies, servers, addresses, ports and the counts of checks. The running file must be
 * the user's but for the lines that were told to be replaced.
 */
final class HaproxyFileComparison {
    private static final String PREFIX = Section.HAPROXY.text() + ".";
    private static final String FILE = PREFIX + "file";

    private final HaproxyOwnFile own;
    private final Map<String, String> settings;
    private final Map<String, String> asked;
    private final List<Map<String, String>> statistics;
    private final List<Map<String, String>> servers;
    private final List<Difference> differences = new ArrayList<>();

    private HaproxyFileComparison(
            HaproxyOwnFile own, Map<String, String> settings, Map<String, String> asked, List<String> answers) {
        this.own = own;
        this.settings = settings;
        this.asked = asked;
        this.statistics = HaproxyComparison.rows(answers.get(0));
        this.servers = states(answers.get(1));
    }

    static Comparison of(HaproxyOwnFile own, ClusterSpec cluster) {
        Map<String, String> asked = asked(own, cluster);
        return new Comparison(
                asked,
                List.of(
                        new Ask(
                                Means.SHELL,
                                AskedSettings.orComplaint(
                                        HaproxyComparison.command("show stat"), "haproxy", "ALERT|WARNING")),
                        new Ask(Means.SHELL, HaproxyComparison.command("show servers state")),
                        StartedWith.file(ComponentName.HAPROXY, HaproxyComparison.FILE)),
                answers -> differences(own, cluster, answers));
    }

    static Map<String, String> asked(HaproxyOwnFile own, ClusterSpec cluster) {
        Map<String, String> asked = new TreeMap<>(AskedSettings.of(cluster, Section.HAPROXY));
        asked.put(FILE, own.file().name());
        own.entrances()
                .forEach((entrance, listener) -> asked.put(
                        PREFIX + "listener of " + entrance.name().toLowerCase(Locale.ROOT) + "s",
                        listener.name() + " *:" + listener.port() + " to "
                                + listener.route().all().stream()
                                        .map(back -> back.name() + ": " + servers(own, back))
                                        .collect(Collectors.joining("; or to "))));
        return asked;
    }

    private static String servers(HaproxyOwnFile own, HaproxySection back) {
        return own.servers(back).stream()
                .map(server ->
                        server.name() + " " + server.host() + ":" + server.port() + " checked at " + server.checkPort())
                .collect(Collectors.joining(", "));
    }

    static List<Difference> differences(HaproxyOwnFile own, ClusterSpec cluster, List<String> answers) {
        Map<String, String> asked = asked(own, cluster);
        HaproxyFileComparison comparison =
                new HaproxyFileComparison(own, cluster.settings().of(Section.HAPROXY), asked, answers);
        String running = answers.get(2);
        if (comparison.statistics.isEmpty() || StartedWith.tellsNothing(running)) {
            String why = comparison.statistics.isEmpty()
                    ? "show stat told nothing"
                    : StartedWith.why(HaproxyComparison.FILE, running);
            return asked.keySet().stream()
                    .map(name -> Difference.of(name, NotInEffect.NOT_KNOWN, why))
                    .toList();
        }
        RunningFile.difference(name -> own.render(cluster.settings().of(Section.HAPROXY), name), running)
                .ifPresent(differs -> comparison.differs(FILE, differs.seen(), differs.why()));
        comparison.proxies();
        own.entrances().forEach(comparison::listener);
        return comparison.differences;
    }

    private void differs(String name, String seen, String why) {
        differences.add(Difference.of(name, seen, why));
    }

    private void proxies() {
        Set<String> seen = statistics.stream()
                .map(row -> row.getOrDefault("pxname", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = HaproxyEditor.proxies(own);
        if (!seen.equals(expected)) {
            differs(FILE, "the sections " + seen, "show stat tells them, and " + expected + " were found in the file");
        }
    }

    private void listener(Entrance entrance, HaproxyListener listener) {
        String name = PREFIX + "listener of " + entrance.name().toLowerCase(Locale.ROOT) + "s";
        boolean open = statistics.stream()
                .anyMatch(row -> listener.name().equals(row.get("pxname"))
                        && "FRONTEND".equals(row.get("svname"))
                        && "OPEN".equals(row.get("status"))
                        && "tcp".equals(row.get("mode")));
        if (!open) {
            differs(name, "no open listener of TCP", "that is what show stat tells of " + listener.name());
        }
        listener.route().all().forEach(back -> pool(name, back));
        count(entrance, listener.back().name(), "rise", "check_rise");
        count(entrance, listener.back().name(), "fall", "check_fall");
    }

    private void pool(String name, HaproxySection section) {
        String back = section.name();
        Map<String, String> seen = servers.stream()
                .filter(row -> back.equals(row.get("be_name")))
                .collect(Collectors.toMap(
                        row -> row.getOrDefault("srv_name", ""),
                        row -> row.getOrDefault("srv_port", "") + " checked at " + checkPort(row),
                        (one, other) -> other,
                        TreeMap::new));
        Map<String, String> expected = own.servers(section).stream()
                .collect(Collectors.toMap(
                        HaproxyListener.NamedServer::name,
                        server -> server.port() + " checked at " + server.checkPort(),
                        (one, other) -> other,
                        TreeMap::new));
        if (!seen.equals(expected)) {
            differs(
                    name,
                    seen.toString(),
                    "show servers state tells that of " + back + ", and " + expected + " was found in the file");
        }
    }

    private static String checkPort(Map<String, String> row) {
        String port = row.getOrDefault("srv_check_port", "0");
        return port.equals("0") ? row.getOrDefault("srv_port", "") : port;
    }

    private void count(Entrance entrance, String back, String name, String column) {
        String own = (entrance == Entrance.WRITE ? "write." : "read.") + name;
        String setting = settings.containsKey(own) ? own : name;
        String value = settings.getOrDefault(setting, "");
        Set<String> seen = statistics.stream()
                .filter(row -> back.equals(row.get("pxname")))
                .filter(row -> !Set.of("FRONTEND", "BACKEND").contains(row.getOrDefault("svname", "")))
                .map(row -> row.getOrDefault(column, ""))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!seen.equals(Set.of(value)) && asked.containsKey(PREFIX + setting)) {
            differs(PREFIX + setting, String.join(" and ", seen), "that is what show stat tells of " + back);
        }
    }

    /** A line of names behind {@code #}, and a line of words per server. */
    private static List<Map<String, String>> states(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        List<Map<String, String>> rows = new ArrayList<>();
        String[] names = new String[0];
        for (String line : lines) {
            if (line.startsWith("# ")) {
                names = line.substring(2).split(" ");
                continue;
            }
            String[] words = line.split(" ");
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < Math.min(names.length, words.length); i++) {
                row.put(names[i], words[i]);
            }
            if (names.length > 0) {
                rows.add(row);
            }
        }
        return rows;
    }
}
