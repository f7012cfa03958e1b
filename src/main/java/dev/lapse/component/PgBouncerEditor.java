package dev.lapse.component;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.Credentials;
import dev.lapse.component.ConnectWords.ConnectWord;
import dev.lapse.component.IniFile.IniLine;
import dev.lapse.component.IniFile.IniSection;
import dev.lapse.component.PgBouncerOwnFile.PoolEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Puts what holds in the containers in the place of what does not, line by line: addresses and ports of entries, the
 * database and role behind them, listen addresses, sockets, logs, the file of users, certificates; and the settings
 * that lie over the file.
 */
final class PgBouncerEditor {
    static final String SOCKETS = "/run/postgresql";
    static final String USERS = "/etc/lapse/pgbouncer-users";

    /** What the lanes' driver sends when it connects. */
    private static final String SENT = "extra_float_digits";

    /** Files, accounts and places that the image does not have. */
    private static final Set<String> LEFT_OUT = Set.of(
            "logfile",
            "pidfile",
            "user",
            "conffile",
            "resolv_conf",
            "unix_socket_group",
            "auth_hba_file",
            "auth_ident_file",
            "auth_ldap_options",
            "client_tls_key_file",
            "client_tls_cert_file",
            "client_tls_ca_file",
            "server_tls_key_file",
            "server_tls_cert_file",
            "server_tls_ca_file");

    /** What asks somebody who is not there. */
    private static final Set<String> ELSEWHERE = Set.of("cert", "pam", "hba", "ldap", "peer");

    private static final Set<String> TLS = Set.of("require", "verify-ca", "verify-full");

    private final PgBouncerOwnFile own;
    private final IniFile ini;
    private final EditedFile edited;

    PgBouncerEditor(PgBouncerOwnFile own, Map<String, String> settings, Auth auth) {
        this.own = own;
        this.ini = own.ini();
        this.edited = new EditedFile(own.file(), String::strip);
        ini.of(IniSection.DATABASES).forEach(this::entry);
        ini.of(IniSection.PEERS)
                .forEach(line -> edited.edit(line.number(), replaced(line, here(ConnectWords.of(line)))));
        ini.of(IniSection.PGBOUNCER).forEach(line -> {
            String here = here(line.key(), line.value(), auth);
            if (LEFT_OUT.contains(line.key())) {
                edited.edit(line.number(), "");
            } else if (!here.equals(line.value())) {
                edited.edit(line.number(), line.with(here));
            }
        });
        List<String> more = new ArrayList<>();
        for (String needed : List.of("listen_addr", "unix_socket_dir", "auth_file", "ignore_startup_parameters")) {
            if (ini.last(IniSection.PGBOUNCER, needed).isEmpty()) {
                more.add(needed + " = " + here(needed, "", auth));
            }
        }
        Map<String, String> written = own.settings();
        new TreeMap<>(settings).forEach((name, value) -> {
            if (!PoolerEntries.isOne(name) && !value.equals(written.get(name))) {
                ini.last(IniSection.PGBOUNCER, name)
                        .ifPresentOrElse(
                                line -> edited.edit(line.number(), line.with(value)),
                                () -> more.add(name + " = " + value));
            }
        });
        ini.head(IniSection.PGBOUNCER)
                .ifPresentOrElse(
                        head -> more.forEach(text -> edited.below(head.number(), text)),
                        () -> more.forEach(text -> edited.append(text, List.of("[pgbouncer]", text))));
    }

    EditedFile edited() {
        return edited;
    }

    /** Whether a line of {@code [pgbouncer]} runs as it was written. */
    static boolean keeps(String key, String value) {
        return !LEFT_OUT.contains(key) && here(key, value, Auth.MD5).equals(value);
    }

    /** What a value of {@code [pgbouncer]} is in a container. */
    private static String here(String key, String value, Auth auth) {
        return switch (key) {
            case "listen_addr" ->
                Arrays.asList(value.split("\\s*,\\s*")).stream()
                                .anyMatch(address -> address.equals("*") || address.equals("0.0.0.0"))
                        ? value
                        : "0.0.0.0";
            case "listen_port" ->
                value.equals(Integer.toString(PgBouncer.PORT)) ? value : Integer.toString(PgBouncer.PORT);
            case "unix_socket_dir" -> isSocketDirectory(value) ? value : SOCKETS;
            case "auth_file" -> USERS;
            case "auth_type" -> ELSEWHERE.contains(value) ? auth.text() : value;
            case "syslog" -> AskedSettings.toggle(value).equals(Optional.of(true)) ? "0" : value;
            case "client_tls_sslmode" -> value.equals("disable") ? value : "disable";
            case "server_tls_sslmode" -> TLS.contains(value) ? "prefer" : value;
            case "ignore_startup_parameters" -> ignored(value);
            default -> value;
        };
    }

    private static boolean isSocketDirectory(String value) {
        return value.matches("(/var)?/run/postgresql/?");
    }

    private static String ignored(String value) {
        Set<String> ignored = new LinkedHashSet<>(Arrays.asList(value.split("\\s*,\\s*")));
        return ignored.contains(SENT) ? value : value.isBlank() ? SENT : value + ", " + SENT;
    }

    private void entry(IniLine line) {
        PoolEntry entry = PoolEntry.of(line);
        Map<ConnectWord, String> words = here(entry.words());
        StringBuilder more = new StringBuilder();
        if (own.databases().containsValue(line.key())) {
            entry.words().word("dbname").ifPresentOrElse(word -> words.put(word, Credentials.DATABASE), () -> {
                if (!List.of(PgBouncerOwnFile.ANY, Credentials.DATABASE).contains(line.key())) {
                    more.append(" dbname=").append(Credentials.DATABASE);
                }
            });
            entry.words().word("user").ifPresent(word -> words.put(word, Credentials.LANE_ROLE));
        }
        edited.edit(line.number(), replaced(line.with(line.value() + more), words));
    }

    /** Hosts and ports of this topology; a password is none of its roles. */
    private Map<ConnectWord, String> here(ConnectWords words) {
        Map<ConnectWord, String> here = new HashMap<>();
        words.word("host")
                .ifPresent(word -> here.put(
                        word,
                        Arrays.stream(word.value().split(",")).map(this::host).collect(Collectors.joining(","))));
        words.word("port")
                .ifPresent(word -> here.put(word, own.names().getOrDefault(":" + word.value(), word.value())));
        words.words().stream().filter(word -> word.name().equals("password")).forEach(word -> here.put(word, ""));
        return here;
    }

    private String host(String address) {
        if (address.startsWith("/") || address.startsWith("@")) {
            return isSocketDirectory(address) ? address : SOCKETS;
        }
        return PgBouncerOwnFile.isLoopback(address)
                ? address
                : FileAddresses.host(own.names(), address).map(EditedFile::mark).orElse(address);
    }

    private static String replaced(IniLine line, Map<ConnectWord, String> words) {
        return replaced(line.text(), words);
    }

    /** The line with other values of these words; an empty one takes its word out. */
    private static String replaced(String text, Map<ConnectWord, String> words) {
        String out = text;
        List<ConnectWord> backwards = words.keySet().stream()
                .sorted((one, other) -> Integer.compare(other.from(), one.from()))
                .toList();
        for (ConnectWord word : backwards) {
            String value = words.getOrDefault(word, "");
            if (value.isEmpty()) {
                int from = word.from();
                while (from > 0 && Character.isWhitespace(out.charAt(from - 1))) {
                    from--;
                }
                out = out.substring(0, from) + (out.startsWith("=", from - 1) ? " " : "") + out.substring(word.to());
            } else if (!value.equals(word.value())) {
                out = out.substring(0, word.at()) + value + out.substring(word.to());
            }
        }
        return out;
    }
}
