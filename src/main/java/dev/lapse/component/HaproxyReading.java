package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SectionReading;
import dev.lapse.cluster.Switch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * HAProxy's settings as the file tells them that the running worker was started with: timeouts and {@code retries},
 * server keywords, and the checks of both listeners. The others are as they were asked for.
 */
final class HaproxyReading {
    private static final List<String> LISTENERS = List.of("write", "read");

    private HaproxyReading() {}

    static SectionReading of(ClusterSpec cluster) {
        Map<String, String> asked = cluster.settings().of(Section.HAPROXY);
        return new SectionReading(
                Section.HAPROXY,
                List.of(StartedWith.file(ComponentName.HAPROXY, HaproxyComparison.FILE)),
                answers -> settings(asked, answers.get(0)));
    }

    /** Where it runs with a file of the user's own: what that file says now. */
    static SectionReading of(HaproxyOwnFile own) {
        return new SectionReading(
                Section.HAPROXY,
                List.of(StartedWith.file(ComponentName.HAPROXY, HaproxyComparison.FILE)),
                answers -> own.settingsOf(evidence(answers.get(0))));
    }

    private static String evidence(String file) {
        if (StartedWith.tellsNothing(file)) {
            throw new IllegalArgumentException(StartedWith.why(HaproxyComparison.FILE, file));
        }
        return file;
    }

    static Map<String, String> settings(Map<String, String> asked, String file) {
        evidence(file);
        Map<String, List<String>> sections = HaproxyComparison.sections(file);
        Map<String, String> settings = new TreeMap<>();
        asked.forEach((name, value) -> {
            if (!isTold(HaproxyNames.ofBoth(name))) {
                settings.put(name, value);
            }
        });
        Map<String, String> defaults = lines(sections.getOrDefault("defaults", List.of()));
        HaproxyFile.DEFAULTS.keySet().forEach(name -> defaults.putIfAbsent(name, "off"));
        Map<String, Map<String, String>> own = new LinkedHashMap<>();
        for (String listener : LISTENERS) {
            own.put(listener, listener(sections.getOrDefault("listen " + listener, List.of())));
        }
        defaults.forEach((name, value) -> put(settings, asked, name, value));
        for (String listener : LISTENERS) {
            own.get(listener).forEach((name, value) -> {
                boolean isOfBoth = own.values().stream().allMatch(each -> value.equals(each.get(name)));
                put(settings, asked, isOfBoth ? name : listener + "." + name, value);
            });
        }
        for (String listener : LISTENERS) {
            check(listener, sections.getOrDefault("listen " + listener, List.of()))
                    .ifPresent(request -> check(
                            settings,
                            asked,
                            listener.equals("read") ? HaproxyNames.READ_CHECK : HaproxyNames.WRITE_CHECK,
                            request));
        }
        long connects = sections.getOrDefault("listen write", List.of()).stream()
                .filter(line -> line.startsWith("http-check connect"))
                .count();
        boolean isPoolerChecked = connects > 1;
        if (isPoolerChecked != Switch.isOn(asked.getOrDefault(HaproxyNames.POOLER_CHECK, "off"))) {
            settings.put(HaproxyNames.POOLER_CHECK, isPoolerChecked ? "on" : "off");
        } else if (asked.containsKey(HaproxyNames.POOLER_CHECK)) {
            settings.put(HaproxyNames.POOLER_CHECK, asked.get(HaproxyNames.POOLER_CHECK));
        }
        return settings;
    }

    private static boolean isTold(String name) {
        return name.startsWith("timeout ")
                || name.equals("retries")
                || HaproxyNames.isServerKeyword(name)
                || HaproxyNames.isCheck(name);
    }

    /** A value that the file has by itself is told only where it was asked for. */
    private static void put(Map<String, String> settings, Map<String, String> asked, String name, String value) {
        String both = HaproxyNames.ofBoth(name);
        String usual = HaproxyFile.SERVER.getOrDefault(both, HaproxyFile.DEFAULTS.getOrDefault(both, "off"));
        boolean isAsked = asked.containsKey(name) || asked.containsKey(both);
        if (isAsked || !name.equals(both) || !value.equals(usual)) {
            settings.put(name, value);
        }
    }

    private static Map<String, String> lines(List<String> lines) {
        Map<String, String> told = new TreeMap<>();
        lines.stream()
                .filter(line -> line.startsWith("timeout ") || line.startsWith("retries "))
                .forEach(line -> {
                    int end = line.lastIndexOf(' ');
                    told.put(line.substring(0, end).replaceAll(" +", " "), line.substring(end + 1));
                });
        return told;
    }

    private static Map<String, String> listener(List<String> lines) {
        Map<String, String> told = lines(lines);
        Map<String, String> server = new TreeMap<>(HaproxyTimings.WITHOUT);
        server.put("on-marked-down", "off");
        lines.stream().filter(line -> line.startsWith("default-server ")).forEach(line -> {
            String[] words = line.split(" +");
            for (int i = 1; i < words.length; i++) {
                boolean isAlone = HaproxyNames.standsAlone(words[i]) || i + 1 == words.length;
                server.put(words[i], isAlone ? "" : words[++i]);
            }
        });
        told.putAll(server);
        return told;
    }

    /** {@code OPTIONS /primary}. */
    private static Optional<String> check(String listener, List<String> lines) {
        List<String> words = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split(" +");
            if (line.startsWith("option httpchk ") && parts.length > 2) {
                words.addAll(List.of(parts).subList(2, parts.length));
            } else if (line.startsWith("http-check send ")) {
                after(parts, "meth").ifPresent(words::add);
                after(parts, "uri").ifPresent(words::add);
            }
        }
        if (words.size() == 1) {
            words.add(0, "OPTIONS");
        }
        return words.size() < 2 ? Optional.empty() : Optional.of(words.get(0) + " " + words.get(1));
    }

    private static Optional<String> after(String[] words, String name) {
        int at = List.of(words).indexOf(name);
        return at < 0 || at + 1 >= words.length ? Optional.empty() : Optional.of(words[at + 1]);
    }

    /** In the words of who asked for it, where it is the same. */
    private static void check(Map<String, String> settings, Map<String, String> asked, String name, String request) {
        String wanted =
                asked.getOrDefault(name, asked.getOrDefault(HaproxyNames.HTTPCHK, HaproxyFile.CHECKS.get(name)));
        String[] parts = (wanted.startsWith("/") ? "OPTIONS " + wanted : wanted).split(" +");
        boolean isSame = parts.length > 1 && request.equals(parts[0] + " " + parts[1]);
        if (!isSame) {
            settings.put(name, request);
        } else if (asked.containsKey(name)) {
            settings.put(name, asked.get(name));
        } else if (asked.containsKey(HaproxyNames.HTTPCHK)) {
            settings.put(HaproxyNames.HTTPCHK, asked.get(HaproxyNames.HTTPCHK));
        }
    }
}
