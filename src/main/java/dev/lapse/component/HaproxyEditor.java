package dev.lapse.component;

import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile.Replaced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts what holds in the containers in the place of what does not, line by line: addresses and ports of servers, listen
 * addresses, log targets, secrets, certificates, the admin socket; and the settings that lie over the file. A page of
 * statistics stands behind the last line, so that lines keep their numbers unless a setting needs a line of its own.
 */
final class HaproxyEditor {
    static final String SOCKET = "stats socket /run/lapse/haproxy.sock mode 600 level admin";
    static final String LOG = "log stdout format iso local0 notice";
    static final String PAGE = "lapse-stats";

    /** Around the name of a host that stands for its address. */
    private static final String HOST = "\u0001";

    private static final Pattern HOSTS = Pattern.compile(HOST + "([^" + HOST + "]+)" + HOST);

    /** What goes with TLS to Patroni or PostgreSQL, which do not speak it here; true: it has a value. */
    private static final Map<String, Boolean> TLS = Map.of(
            "check-ssl", false,
            "ssl", false,
            "verify", true,
            "ca-file", true,
            "crl-file", true,
            "crt", true,
            "check-sni", true,
            "sni", true,
            "check-alpn", true,
            "alpn", true);

    private final HaproxyOwnFile own;
    private final Map<String, String> settings;
    private final Map<Integer, String> edited = new TreeMap<>();
    private final Map<Integer, List<String>> added = new TreeMap<>();
    private final List<String> appended = new ArrayList<>();

    HaproxyEditor(HaproxyOwnFile own, Map<String, String> settings) {
        this.own = own;
        this.settings = settings;
        boolean logged = false;
        boolean socket = false;
        for (HaproxySection section : own.sections()) {
            for (HaproxyLine line : section.lines()) {
                boolean global = section.kind().equals("global");
                if (global && line.begins("log")) {
                    edited.put(line.number(), logged ? "" : indented(line, LOG));
                    logged = true;
                } else if (global && line.begins("stats", "socket")) {
                    edited.put(line.number(), socket ? "" : indented(line, SOCKET));
                    socket = true;
                } else {
                    line(line);
                }
            }
        }
        own.entrances().values().forEach(this::heard);
        own.entrances().forEach(this::over);
        appended.addAll(List.of(
                "defaults lapse",
                "    mode http",
                "    timeout connect 5s",
                "    timeout client 30s",
                "    timeout server 30s",
                "listen " + PAGE + " from lapse",
                "    bind *:" + own.statsPort(),
                "    stats enable",
                "    stats uri /"));
        if (!logged || !socket) {
            appended.add("global");
            appended.addAll(socket ? List.of() : List.of("    " + SOCKET));
            appended.addAll(logged ? List.of() : List.of("    " + LOG));
        }
        edited.entrySet().removeIf(edit -> edit.getValue().equals(text(edit.getKey())));
    }

    private String text(int number) {
        return own.lines().get(number - 1).text();
    }

    private static String indented(HaproxyLine line, String text) {
        return line.text().substring(0, line.words().get(0).from()) + text;
    }

    private void line(HaproxyLine line) {
        switch (line.word(0)) {
            case "log" -> {
                if (!line.word(1).equals("global")) {
                    edited.put(line.number(), indented(line, "log global"));
                }
            }
            case "pidfile" -> edited.put(line.number(), indented(line, "pidfile /run/lapse/haproxy.pid"));
            case "bind" -> edited.put(line.number(), with(line, Map.of(1, HaproxyBind.everywhere(line))));
            case "stats" -> {
                if (line.word(1).equals("auth")) {
                    edited.put(line.number(), indented(line, "stats auth lapse:lapse"));
                }
            }
            case "user" -> {
                if (line.indexOf("password", 2) > 0 || line.indexOf("insecure-password", 2) > 0) {
                    edited.put(
                            line.number(),
                            indented(line, "user " + line.word(1) + " insecure-password lapse" + groups(line)));
                }
            }
            case "server" -> server(line);
            case "default-server" -> edited.put(line.number(), with(line, keywords(line, 1)));
            case "http-check", "tcp-check" -> edited.put(line.number(), with(line, connect(line)));
            default -> {}
        }
    }

    private static String groups(HaproxyLine line) {
        return line.after("groups", 2).map(groups -> " groups " + groups).orElse("");
    }

    private void server(HaproxyLine line) {
        HaproxyListener.ServerLine server = HaproxyListener.ServerLine.of(line);
        Map<Integer, String> words = new TreeMap<>(keywords(line, 3));
        HaproxyAddresses.host(own.names(), server.address())
                .ifPresent(host -> words.put(2, mark(host) + ":" + own.port(server.port())));
        edited.put(line.number(), with(line, words));
    }

    private static String mark(NodeName host) {
        return HOST + host + HOST;
    }

    /** What takes the place of words of a server's keywords; empty text takes a word out. */
    private Map<Integer, String> keywords(HaproxyLine line, int from) {
        Map<Integer, String> words = new TreeMap<>();
        for (int i = from; i < line.words().size(); i++) {
            String word = line.word(i);
            if (TLS.containsKey(word)) {
                words.put(i, "");
                if (TLS.getOrDefault(word, false)) {
                    words.put(++i, "");
                }
            } else if (word.equals("port")) {
                words.put(++i, Integer.toString(own.port(line.word(i))));
            } else if (word.equals("addr")) {
                i++;
                int at = i;
                HaproxyAddresses.host(own.names(), line.word(i)).ifPresent(host -> words.put(at, mark(host)));
            } else if (!HaproxyKeywords.ALONE.contains(word)) {
                i++;
            }
        }
        return words;
    }

    private Map<Integer, String> connect(HaproxyLine line) {
        int port = line.indexOf("port", 2);
        return line.word(1).equals("connect") && port > 0
                ? Map.of(port + 1, Integer.toString(own.port(line.word(port + 1))))
                : Map.of();
    }

    /** The line with other words at these places; all else stays, byte for byte. */
    private static String with(HaproxyLine line, Map<Integer, String> words) {
        String text = line.text();
        for (int i = line.words().size() - 1; i >= 0; i--) {
            HaproxyLine.Token word = line.words().get(i);
            String other = words.getOrDefault(i, word.value());
            if (!other.equals(word.value())) {
                int from = other.isEmpty() ? line.words().get(i - 1).to() : word.from();
                text = text.substring(0, from) + other + text.substring(word.to());
            }
        }
        return text;
    }

    /** A listener whose section logs nothing would hide when its servers went up and down. */
    private void heard(HaproxyListener listener) {
        if (listener.back().last("log").isEmpty()) {
            below(listener.back().head(), "    log global");
        }
    }

    private void below(HaproxyLine line, String text) {
        List<String> lines = added.computeIfAbsent(line.number(), number -> new ArrayList<>());
        if (!lines.contains(text)) {
            lines.add(text);
        }
    }

    /** The settings that differ from what the file says. */
    private void over(Entrance entrance, HaproxyListener listener) {
        Map<String, String> written = own.settings();
        HaproxyDerived.KEYWORDS.keySet().forEach(name -> {
            String asked = asked(settings, entrance, name);
            if (!asked.equals(asked(written, entrance, name))) {
                listener.servers().forEach(server -> keyword(server.line(), name, asked));
            }
        });
        HaproxyDerived.OF_BACK.forEach(name -> overLine(listener.back(), name, entrance, written));
        HaproxyDerived.OF_FRONT.forEach(name -> overLine(listener.front(), name, entrance, written));
    }

    private static String asked(Map<String, String> settings, Entrance entrance, String name) {
        String own = settings.get((entrance == Entrance.WRITE ? "write." : "read.") + name);
        return own == null ? settings.getOrDefault(name, "off") : own;
    }

    private void keyword(HaproxyLine line, String name, String value) {
        String text = edited.getOrDefault(line.number(), line.text());
        HaproxyLine now = HaproxyLine.of(line.number(), text);
        int at = now.indexOf(name, 3);
        String end = now.words().get(now.words().size() - 1).value();
        edited.put(
                line.number(),
                at > 0 && !end.equals(name)
                        ? with(now, Map.of(at + 1, value))
                        : text.substring(
                                        0,
                                        now.words().get(now.words().size() - 1).to()) + " " + name + " " + value
                                + text.substring(
                                        now.words().get(now.words().size() - 1).to()));
    }

    private void overLine(HaproxySection section, String name, Entrance entrance, Map<String, String> written) {
        String asked = asked(settings, entrance, name);
        if (asked.equals(asked(written, entrance, name))) {
            return;
        }
        String text = (name + " " + asked).strip();
        section.lines().stream()
                .filter(line -> line.begins(name.split(" ")))
                .reduce((earlier, later) -> later)
                .ifPresentOrElse(
                        line -> edited.put(line.number(), indented(line, text)),
                        () -> below(section.head(), "    " + text));
    }

    /** What is replaced and added, in the order of the lines. */
    List<Replaced> replaced() {
        List<Replaced> all = new ArrayList<>();
        for (HaproxyLine line : own.lines()) {
            String after = edited.get(line.number());
            if (after != null) {
                all.add(new Replaced(
                        own.file().name(),
                        line.number(),
                        line.bare(),
                        HaproxyLine.of(0, HOSTS.matcher(after).replaceAll("$1")).bare()));
            }
            added.getOrDefault(line.number(), List.of())
                    .forEach(text -> all.add(new Replaced(own.file().name(), line.number(), "", text.strip())));
        }
        appended.stream()
                .filter(text -> text.contains("bind ") || text.contains(SOCKET) || text.contains(LOG))
                .forEach(text -> all.add(new Replaced(
                        own.file().name(),
                        0,
                        "",
                        text.contains("bind ") ? "listen " + PAGE + " with " + text.strip() : text.strip())));
        return all;
    }

    /** The running file: the user's lines, and what was added. */
    String render(UnaryOperator<String> address) {
        StringBuilder out = new StringBuilder();
        for (HaproxyLine line : own.lines()) {
            String text = edited.getOrDefault(line.number(), line.text());
            out.append(edited.containsKey(line.number()) && text.isEmpty() ? "#" : addressed(text, address))
                    .append('\n');
            added.getOrDefault(line.number(), List.of())
                    .forEach(more -> out.append(more).append('\n'));
        }
        appended.forEach(text -> out.append(text).append('\n'));
        return out.toString();
    }

    /** The line of the user's file that a line of the running one came from; the last one for those behind it. */
    int written(int running) {
        int number = 0;
        for (HaproxyLine line : own.lines()) {
            number += 1 + added.getOrDefault(line.number(), List.of()).size();
            if (number >= running) {
                return line.number();
            }
        }
        return own.lines().size();
    }

    private static String addressed(String text, UnaryOperator<String> address) {
        return HOSTS.matcher(text).replaceAll(host -> Matcher.quoteReplacement(address.apply(host.group(1))));
    }

    /** The proxies that the running HAProxy has. */
    static Set<String> proxies(HaproxyOwnFile own) {
        Set<String> proxies = new TreeSet<>(Set.of(PAGE));
        own.sections().stream().filter(HaproxySection::isProxy).forEach(section -> proxies.add(section.name()));
        return proxies;
    }
}
