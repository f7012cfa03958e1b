package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds HAProxy's settings against its runtime: {@code show stat} tells {@code rise}, {@code fall}, {@code weight},
 * {@code maxconn}, {@code maxqueue} and {@code balance}, its log what it ignores. No command tells timings and options:
 * they are in the file that it was started with.
 */
final class HaproxyComparison {
    static final String FILE = "/etc/lapse/haproxy.cfg";

    private static final String PREFIX = Section.HAPROXY.text() + ".";
    private static final List<String> LISTENERS = List.of("write", "read");

    /** Server keywords that {@code show stat} has a column for. */
    private static final Map<String, String> COLUMNS = Map.of(
            "rise", "check_rise", "fall", "check_fall", "weight", "uweight", "maxconn", "slim", "maxqueue", "qlimit");

    private final Map<String, String> asked;
    private final List<Map<String, String>> statistics;
    private final List<String> warnings;
    private final String file;
    private final Map<String, List<String>> sections;

    private HaproxyComparison(Map<String, String> asked, List<String> answers) {
        this.asked = asked;
        this.statistics = rows(answers.get(0));
        this.warnings =
                answers.get(1).lines().filter(line -> line.contains("gnor")).toList();
        this.file = answers.get(2);
        this.sections = sections(file);
    }

    static Comparison of(ClusterSpec cluster) {
        Map<String, String> asked = AskedSettings.of(cluster, Section.HAPROXY);
        return new Comparison(
                asked,
                List.of(
                        new Ask(
                                Means.SHELL,
                                AskedSettings.orComplaint(command("show stat"), "haproxy", "ALERT|WARNING")),
                        new Ask(Means.SHELL, "grep -a 'config : ' /var/log/lapse/haproxy.log || true"),
                        StartedWith.file(ComponentName.HAPROXY, FILE)),
                answers -> differences(asked, answers));
    }

    static String command(String command) {
        return "echo '" + command + "' | socat -t 5 - UNIX-CONNECT:/run/lapse/haproxy.sock";
    }

    static List<Difference> differences(Map<String, String> asked, List<String> answers) {
        HaproxyComparison comparison = new HaproxyComparison(asked, answers);
        return asked.entrySet().stream()
                .flatMap(entry ->
                        comparison.difference(entry.getKey().substring(PREFIX.length()), entry.getValue()).stream())
                .toList();
    }

    /** CSV, whose head begins with {@code #}. */
    static List<Map<String, String>> rows(String csv) {
        List<String> lines = csv.lines().filter(line -> line.contains(",")).toList();
        List<Map<String, String>> rows = new ArrayList<>();
        if (!lines.isEmpty()) {
            String[] head = lines.get(0).replaceFirst("^# *", "").split(",", -1);
            lines.subList(1, lines.size()).forEach(line -> {
                String[] cells = line.split(",", -1);
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < Math.min(head.length, cells.length); i++) {
                    row.put(head[i], cells[i]);
                }
                rows.add(row);
            });
        }
        return rows;
    }

    /** The lines below each line that is not indented. */
    static Map<String, List<String>> sections(String file) {
        Map<String, List<String>> sections = new TreeMap<>();
        String section = "";
        for (String line : file.lines().toList()) {
            if (!line.isBlank() && !Character.isWhitespace(line.charAt(0))) {
                section = line.strip();
            } else if (!line.isBlank()) {
                sections.computeIfAbsent(section, s -> new ArrayList<>()).add(line.strip());
            }
        }
        return sections;
    }

    private Optional<Difference> difference(String name, String value) {
        String own = name.replaceFirst("^(write|read)\\.", "");
        Optional<Difference> ignored = warnings.stream()
                .filter(line -> AskedSettings.line(List.of(line), own).isPresent())
                .findFirst()
                .map(line -> Difference.of(PREFIX + name, "ignored", "HAProxy says: " + line.strip()));
        return ignored.or(() -> HaproxyNames.isCheck(own)
                ? unread(name).or(() -> check(own, value))
                : listeners(name, own).stream()
                        .flatMap(listener -> ofListener(name, own, value, listener).stream())
                        .findFirst());
    }

    /** Where the setting is the last word: a listener's own wins over that of both. */
    private List<String> listeners(String name, String own) {
        return LISTENERS.stream()
                .filter(listener -> name.equals(own)
                        ? !asked.containsKey(PREFIX + listener + "." + own)
                        : name.equals(listener + "." + own))
                .toList();
    }

    private Optional<Difference> ofListener(String name, String own, String value, String listener) {
        if (HaproxyNames.isServerKeyword(own) && COLUMNS.containsKey(own)) {
            return ofRuntime(name)
                    .or(() -> value.equals("off")
                            ? unread(name).or(() -> keyword(name, own, value, listener))
                            : ofServers(name, own, value, listener));
        }
        if (HaproxyNames.isOfGlobal(own)) {
            return unread(name).or(() -> line(name, own.replaceFirst("^global\\.", ""), value, "global"));
        }
        if (own.equals("balance")) {
            return ofRuntime(name)
                    .or(() -> value.equals("off")
                            ? unread(name).or(() -> line(name, own, value, section(name, own, listener)))
                            : balance(name, value, listener));
        }
        return unread(name)
                .or(() -> HaproxyNames.isServerKeyword(own)
                        ? keyword(name, own, value, listener)
                        : line(name, own, value, section(name, own, listener)));
    }

    private static String section(String name, String own, String listener) {
        return name.equals(own) && HaproxyNames.isOfDefaults(own) ? "defaults" : "listen " + listener;
    }

    private Optional<Difference> ofServers(String name, String own, String value, String listener) {
        List<String> seen = statistics.stream()
                .filter(row -> listener.equals(row.get("pxname")))
                .filter(row -> !List.of("FRONTEND", "BACKEND").contains(row.getOrDefault("svname", "")))
                .map(row -> row.getOrDefault(COLUMNS.get(own), ""))
                .distinct()
                .toList();
        boolean same = !seen.isEmpty() && seen.stream().allMatch(each -> AskedSettings.sameNumber(value, each));
        return same
                ? Optional.empty()
                : differs(
                        name,
                        seen.isEmpty() ? "no server" : String.join(" and ", seen),
                        "that is what show stat tells of the servers of listener " + listener);
    }

    private Optional<Difference> balance(String name, String value, String listener) {
        String seen = statistics.stream()
                .filter(row -> listener.equals(row.get("pxname")) && "BACKEND".equals(row.get("svname")))
                .map(row -> row.getOrDefault("algo", ""))
                .findFirst()
                .orElse("");
        return value.split("[ (]")[0].equals(seen.split("[ (]")[0])
                ? Optional.empty()
                : differs(
                        name,
                        seen.isEmpty() ? "nothing" : seen,
                        "that is what show stat tells of listener " + listener);
    }

    private Optional<Difference> ofRuntime(String name) {
        return statistics.isEmpty() ? differs(name, NotInEffect.NOT_KNOWN, "show stat told nothing") : Optional.empty();
    }

    private Optional<Difference> unread(String name) {
        return StartedWith.tellsNothing(file)
                ? differs(name, NotInEffect.NOT_KNOWN, StartedWith.why(FILE, file))
                : Optional.empty();
    }

    private Optional<Difference> check(String own, String value) {
        boolean holds = LISTENERS.stream()
                .filter(listener -> isAskedOf(own, listener))
                .allMatch(listener -> isChecked(own, value, listener));
        return holds ? Optional.empty() : differs(own, "another check", "that is what " + FILE + " says");
    }

    /** A check of one listener has the last word there. */
    private boolean isAskedOf(String own, String listener) {
        String check = listener.equals("read") ? HaproxyNames.READ_CHECK : HaproxyNames.WRITE_CHECK;
        return own.equals(check)
                || own.equals(HaproxyNames.POOLER_CHECK)
                || own.equals(HaproxyNames.HTTPCHK) && !asked.containsKey(PREFIX + check);
    }

    private boolean isChecked(String own, String value, String listener) {
        List<String> lines = sections.getOrDefault("listen " + listener, List.of());
        if (own.equals(HaproxyNames.POOLER_CHECK)) {
            long connects = lines.stream()
                    .filter(line -> line.startsWith("http-check connect"))
                    .count();
            return connects > 1 == AskedSettings.toggle(value).orElse(false);
        }
        List<String> request = Arrays.asList((value.startsWith("/") ? "OPTIONS " + value : value).split(" "));
        return lines.stream()
                .filter(line -> line.startsWith("option httpchk") || line.startsWith("http-check send"))
                .anyMatch(line -> Arrays.asList(line.split(" +")).containsAll(request.subList(0, 2)));
    }

    private Optional<Difference> keyword(String name, String own, String value, String listener) {
        String seen = sections.getOrDefault("listen " + listener, List.of()).stream()
                .filter(line -> line.startsWith("default-server "))
                .reduce("", (earlier, later) -> later);
        List<String> words = Arrays.asList(seen.split(" +"));
        int at = words.indexOf(own);
        boolean holds = value.equals("off")
                ? at < 0
                : at >= 0 && (value.isEmpty() || (seen + " ").contains(" " + own + " " + value + " "));
        return holds ? Optional.empty() : differs(name, seen, "that is what " + FILE + " says of listener " + listener);
    }

    private Optional<Difference> line(String name, String own, String value, String section) {
        List<String> seen = new ArrayList<>(lines(own, section));
        if (value.equals("off") && section.startsWith("listen ")) { // it inherits what it does not have
            lines(own, "defaults").forEach(line -> seen.add(line + " of defaults"));
        }
        boolean holds = value.equals("off") ? seen.isEmpty() : seen.contains((own + " " + value).strip());
        return holds
                ? Optional.empty()
                : differs(
                        name,
                        seen.isEmpty() ? "nothing" : String.join(" and ", seen),
                        "that is what section " + section + " of " + FILE + " says");
    }

    private List<String> lines(String own, String section) {
        return sections.getOrDefault(section, List.of()).stream()
                .filter(line -> line.equals(own) || line.startsWith(own + " "))
                .toList();
    }

    private static Optional<Difference> differs(String name, String seen, String why) {
        return Optional.of(Difference.of(PREFIX + name, seen, why));
    }
}
