package dev.lapse.component;

import dev.lapse.cluster.Entrance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the sections of the two ways in say, by the names of settings; HAProxy's defaults where they say nothing. */
final class HaproxyDerived {
    /** Keywords of servers, with what HAProxy takes where none is written. */
    static final Map<String, String> KEYWORDS = Map.of(
            "inter", "2s", "fastinter", "off", "downinter", "off", "fall", "3", "rise", "2", "on-marked-down", "off");

    /** Lines of the section that has the servers. */
    static final List<String> OF_BACK = List.of(
            "timeout connect", "timeout check", "timeout server", "timeout queue", "retries", "option redispatch");

    /** Lines of the section that listens. */
    static final List<String> OF_FRONT = List.of("timeout client");

    /** What stands for a check that every node passes that takes a connection. */
    private static final String ANY_NODE = "OPTIONS /health";

    private HaproxyDerived() {}

    /** By the plain name what holds for both ways in, or for writes; {@code read.} before what differs for reads. */
    static Map<String, String> settings(Map<Entrance, HaproxyListener> entrances) {
        Map<String, String> all = new TreeMap<>();
        HaproxyListener write = entrances.get(Entrance.WRITE);
        if (write == null) {
            return all;
        }
        HaproxyListener read = entrances.getOrDefault(Entrance.READ, write);
        Map<String, String> ofReads = of(read);
        of(write).forEach((name, value) -> {
            String other = ofReads.getOrDefault(name, "off");
            boolean inherits = other.equals("off") && !KEYWORDS.containsKey(name);
            if (value.equals(other)) {
                all.put(name, value);
            } else if (inherits) { // off for one alone is said so: the plain name is off
                all.put(name, "off");
                all.put("write." + name, value);
            } else {
                all.put(name, value);
                all.put("read." + name, other);
            }
        });
        all.put(HaproxyNames.WRITE_CHECK, request(write));
        all.put(HaproxyNames.POOLER_CHECK, checksPooler(write) ? "on" : "off");
        if (entrances.containsKey(Entrance.READ)) {
            all.put(HaproxyNames.READ_CHECK, request(read));
        }
        return all;
    }

    /** Of the first server; that others have the same is held against the running HAProxy. */
    private static Map<String, String> of(HaproxyListener listener) {
        Map<String, String> all = new LinkedHashMap<>();
        Map<String, String> keywords = keywords(listener);
        KEYWORDS.forEach((name, usual) -> all.put(name, canonical(name, keywords.getOrDefault(name, usual))));
        OF_BACK.forEach(name -> all.put(name, line(listener.back(), name)));
        OF_FRONT.forEach(name -> all.put(name, line(listener.front(), name)));
        return all;
    }

    private static Map<String, String> keywords(HaproxyListener listener) {
        return listener.servers().stream()
                .findFirst()
                .map(server -> HaproxyKeywords.of(listener.back(), server.line()))
                .orElse(Map.of());
    }

    private static String line(HaproxySection section, String name) {
        String[] words = name.split(" ");
        return section.last(words)
                .map(line -> canonical(name, line.from(words.length)))
                .orElse(name.equals("retries") ? "3" : "off");
    }

    /** Values that no setting takes, such as {@code inter 0}, stay as they are: HAProxy has the last word. */
    private static String canonical(String name, String value) {
        try {
            return HaproxyNames.NAMES.form(name).toComponent(value.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException unusual) {
            return value;
        }
    }

    private static String request(HaproxyListener listener) {
        HaproxyCheck check = listener.check();
        return check.isOfAnyNode()
                ? ANY_NODE
                : check.requests().stream().findFirst().orElse("OPTIONS /");
    }

    private static boolean checksPooler(HaproxyListener listener) {
        return listener.check().ports().contains(Integer.toString(PgBouncer.PORT));
    }

    /** Where it was written; 1: nowhere. */
    static int line(Map<Entrance, HaproxyListener> entrances, String setting) {
        String plain = HaproxyNames.ofBoth(setting);
        Entrance entrance =
                setting.startsWith("read.") || setting.equals(HaproxyNames.READ_CHECK) ? Entrance.READ : Entrance.WRITE;
        return Optional.ofNullable(entrances.get(entrance))
                .flatMap(listener -> line(listener, plain))
                .map(HaproxyLine::number)
                .orElse(1);
    }

    private static Optional<HaproxyLine> line(HaproxyListener listener, String name) {
        if (HaproxyNames.isCheck(name)) {
            return listener.back().last("option", listener.check().kind());
        }
        if (KEYWORDS.containsKey(name)) {
            return listener.servers().stream()
                    .map(HaproxyListener.ServerLine::line)
                    .filter(line -> line.indexOf(name, 3) > 0)
                    .findFirst()
                    .or(() -> listener.back().last("default-server"));
        }
        return (OF_FRONT.contains(name) ? listener.front() : listener.back()).last(name.split(" "));
    }
}
