package dev.lapse.component;

import dev.lapse.cluster.Entrance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts what holds in the containers in the place of what does not, line by line: addresses and ports of servers, listen
 * addresses, log targets, secrets, certificates, the admin socket; and the settings that lie over the file. A page of
 * statistics stands behind the last line, so that lines keep their numbers unless a setting needs a line of its own.
 */
final class HaproxyEditor {
    static final String SOCKET = "stats socket /run/lapse/haproxy.sock mode 600 level admin";
    static final String LOG = "log stdout format iso local0 notice";
    static final String PAGE = "lapse-stats";

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

    /** Words of {@code http-check connect} that have no value, beside those of servers. */
    private static final Set<String> OF_CONNECT = Set.of("default", "linger");

    private final HaproxyOwnFile own;
    private final Map<String, String> settings;
    private final EditedFile edited;

    HaproxyEditor(HaproxyOwnFile own, Map<String, String> settings) {
        this.own = own;
        this.settings = settings;
        this.edited = new EditedFile(own.file(), text -> HaproxyLine.of(0, text).bare());
        boolean logged = false;
        boolean socket = false;
        for (HaproxySection section : own.sections()) {
            if (HaproxySection.LEFT_OUT.contains(section.kind())) {
                edited.edit(section.head().number(), "");
                section.lines().forEach(line -> edited.edit(line.number(), ""));
                continue;
            }
            for (HaproxyLine line : section.lines()) {
                boolean global = section.kind().equals("global");
                if (global && line.begins("log")) {
                    edited.edit(line.number(), logged ? "" : indented(line, LOG));
                    logged = true;
                } else if (global && line.begins("stats", "socket")) {
                    edited.edit(line.number(), socket ? "" : indented(line, SOCKET));
                    socket = true;
                } else {
                    line(line);
                }
            }
            HaproxyAdmission.ofOneAddress(section).forEach(line -> edited.edit(line.number(), ""));
        }
        own.entrances().values().forEach(this::heard);
        own.entrances().forEach(this::over);
        String bind = "bind *:" + own.statsPort();
        edited.append(
                "listen " + PAGE + " with " + bind,
                List.of(
                        "defaults lapse",
                        "    mode http",
                        "    timeout connect 5s",
                        "    timeout client 30s",
                        "    timeout server 30s",
                        "listen " + PAGE + " from lapse",
                        "    " + bind,
                        "    stats enable",
                        "    stats uri /"));
        if (!socket) {
            edited.append(SOCKET, List.of("global", "    " + SOCKET));
        }
        if (!logged) {
            edited.append(LOG, List.of("global", "    " + LOG));
        }
    }

    private static String indented(HaproxyLine line, String text) {
        return line.text().substring(0, line.words().get(0).from()) + text;
    }

    private void line(HaproxyLine line) {
        switch (line.word(0)) {
            case "log" -> {
                if (!line.word(1).equals("global")) {
                    edited.edit(line.number(), indented(line, "log global"));
                }
            }
            case "pidfile" -> edited.edit(line.number(), indented(line, "pidfile /run/lapse/haproxy.pid"));
            case "bind" -> edited.edit(line.number(), with(line, Map.of(1, HaproxyBind.everywhere(line))));
            case "stats" -> {
                if (line.word(1).equals("auth")) {
                    edited.edit(line.number(), indented(line, "stats auth lapse:lapse"));
                }
            }
            case "user" -> {
                if (line.indexOf("password", 2) > 0 || line.indexOf("insecure-password", 2) > 0) {
                    edited.edit(
                            line.number(),
                            indented(line, "user " + line.word(1) + " insecure-password lapse" + groups(line)));
                }
            }
            case "email-alert" -> edited.edit(line.number(), "");
            case "stick-table" -> {
                int peers = line.indexOf("peers", 1);
                if (peers > 0) {
                    edited.edit(line.number(), with(line, Map.of(peers, "", peers + 1, "")));
                }
            }
            case "server" -> server(line);
            case "default-server" -> edited.edit(line.number(), with(line, keywords(line, 1)));
            case "http-check", "tcp-check" -> edited.edit(line.number(), with(line, connect(line)));
            default -> {}
        }
    }

    private static String groups(HaproxyLine line) {
        return line.after("groups", 2).map(groups -> " groups " + groups).orElse("");
    }

    private void server(HaproxyLine line) {
        HaproxyListener.ServerLine server = HaproxyListener.ServerLine.of(line);
        Map<Integer, String> words = new TreeMap<>(keywords(line, 3));
        FileAddresses.host(own.names(), server.address())
                .ifPresent(host -> words.put(2, EditedFile.mark(host) + ":" + own.port(server.port())));
        edited.edit(line.number(), with(line, words));
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
                FileAddresses.host(own.names(), line.word(i)).ifPresent(host -> words.put(at, EditedFile.mark(host)));
            } else if (!HaproxyKeywords.ALONE.contains(word) && !OF_CONNECT.contains(word)) {
                i++;
            }
        }
        return words;
    }

    private Map<Integer, String> connect(HaproxyLine line) {
        return line.word(1).equals("connect") ? keywords(line, 2) : Map.of();
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
        for (HaproxySection back : listener.route().all()) {
            if (back.last("log").isEmpty()) {
                edited.below(back.head().number(), "    log global");
            }
        }
    }

    /** The settings that differ from what the file says. */
    private void over(Entrance entrance, HaproxyListener listener) {
        Map<String, String> written = own.settings();
        HaproxyDerived.KEYWORDS.keySet().forEach(name -> {
            String asked = asked(settings, entrance, name);
            if (!asked.equals(asked(written, entrance, name))) {
                listener.route().all().stream()
                        .flatMap(back -> HaproxyListener.servers(back).stream())
                        .forEach(server -> keyword(server.line(), name, asked));
            }
        });
        listener.route()
                .all()
                .forEach(back -> HaproxyDerived.OF_BACK.forEach(name -> overLine(back, name, entrance, written)));
        HaproxyDerived.OF_FRONT.forEach(name -> overLine(listener.front(), name, entrance, written));
    }

    private static String asked(Map<String, String> settings, Entrance entrance, String name) {
        String own = settings.get((entrance == Entrance.WRITE ? "write." : "read.") + name);
        return own == null ? settings.getOrDefault(name, "off") : own;
    }

    private void keyword(HaproxyLine line, String name, String value) {
        String text = edited.text(line.number());
        HaproxyLine now = HaproxyLine.of(line.number(), text);
        int at = now.indexOf(name, 3);
        String end = now.words().get(now.words().size() - 1).value();
        edited.edit(
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
                        line -> edited.edit(line.number(), indented(line, text)),
                        () -> edited.below(section.head().number(), "    " + text));
    }

    EditedFile edited() {
        return edited;
    }

    /** The proxies that the running HAProxy has. */
    static Set<String> proxies(HaproxyOwnFile own) {
        Set<String> proxies = new TreeSet<>(Set.of(PAGE));
        own.sections().stream().filter(HaproxySection::isProxy).forEach(section -> proxies.add(section.name()));
        return proxies;
    }
}
