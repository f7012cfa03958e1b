package dev.lapse.component;

import dev.lapse.cluster.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What of PostgreSQL's parameters in a user's file can hold in a container, and what stands in its place. */
final class PostgresHere {
    /** Of the image's packages; all others are not installed. */
    private static final Set<String> LIBRARIES = Set.of(
            "auth_delay",
            "auto_explain",
            "basebackup_to_shell",
            "basic_archive",
            "passwordcheck",
            "pg_overexplain",
            "pg_prewarm",
            "pg_stat_statements",
            "pgcrypto",
            "pg_trgm");

    /** Files, programs and services that are not there. */
    private static final Set<String> OUT = Set.of(
            "archive_library",
            "config_file",
            "data_directory",
            "hba_file",
            "ident_file",
            "krb_server_keyfile",
            "ssl_ca_file",
            "ssl_cert_file",
            "ssl_crl_dir",
            "ssl_crl_file",
            "ssl_dh_params_file",
            "ssl_key_file",
            "ssl_passphrase_command",
            "stats_temp_directory");

    private static final Map<String, String> FIXED = Map.of(
            "unix_socket_directories", "/run/postgresql",
            "logging_collector", "off",
            "log_destination", "stderr",
            "ssl", "off");

    /** What a command of the shell may call: it comes with Debian. */
    private static final Set<String> PROGRAMS = Set.of(
            "cd", "true", "false", ":", "exit", "test", "[", "cp", "mv", "mkdir", "gzip", "echo", "sleep", "cat", "rm",
            "ln");

    private static final Pattern PROGRAM = Pattern.compile("(?:^|&&|\\|\\||[;|(])\\s*([^\\s;|&()]+)");

    private static final Pattern ABSOLUTE = Pattern.compile("(?<![\\w.%/])/[\\w./-]+");

    private static final String LOCALE = "C.UTF-8";

    private PostgresHere() {}

    /**
     * The value that runs in the place of this one.
     *
     * @param libraries what the file preloads, as it was written
     * @return empty: it is left out
     */
    static Optional<String> value(String name, String value, String libraries) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (OUT.contains(lower) || isOfMissingLibrary(lower, libraries)) {
            return Optional.empty();
        }
        if (lower.equals("ssl") && Switch.isOff(value) || lower.equals("logging_collector") && Switch.isOff(value)) {
            return Optional.of(value);
        }
        if (lower.equals("unix_socket_directories") && value.matches("(/var)?/run/postgresql/?")) {
            return Optional.of(value);
        }
        if (FIXED.containsKey(lower)) {
            return Optional.ofNullable(FIXED.get(lower));
        }
        if (lower.endsWith("_preload_libraries")) {
            String left = libraries(value).stream().filter(LIBRARIES::contains).collect(Collectors.joining(","));
            return left.isEmpty() && !value.isBlank()
                    ? Optional.empty()
                    : Optional.of(libraries(value).stream().allMatch(LIBRARIES::contains) ? value : left);
        }
        if (lower.equals("archive_command")) {
            return Optional.of(runsHere(value) ? value : "/bin/true");
        }
        if (lower.equals("huge_pages") && Switch.isOn(value)) {
            return Optional.of("try");
        }
        return Optional.of(lower.matches("lc_(messages|monetary|numeric|time)") ? locale(value) : value);
    }

    /** PostgreSQL takes old words too. */
    static String nowCalled(String name, String value) {
        return name.equals("wal_level") && value.matches("(?i)hot_standby|archive") ? "replica" : value;
    }

    /** A locale that the image has. */
    static String locale(String value) {
        return value.matches("(?i)|C|POSIX|C\\.UTF-?8") ? value : LOCALE;
    }

    private static List<String> libraries(String list) {
        List<String> libraries = new ArrayList<>();
        for (String library : list.split(",")) {
            libraries.add(library.strip().replaceAll("^[\"']|[\"']$|\\.so$|^\\$libdir/", ""));
        }
        return libraries;
    }

    /** A parameter of a library that is not loaded would be a text without effect. */
    private static boolean isOfMissingLibrary(String name, String libraries) {
        int dot = name.indexOf('.');
        return dot > 0
                && libraries(libraries).stream()
                        .filter(library -> !LIBRARIES.contains(library))
                        .anyMatch(library -> library.equals(name.substring(0, dot))
                                || library.replaceFirst("^pg_?", "").equals(name.substring(0, dot)));
    }

    /** Whether each program of a command, and each path, is in the container. */
    private static boolean runsHere(String command) {
        Matcher programs = PROGRAM.matcher(command);
        while (programs.find()) {
            String program = programs.group(1).replaceFirst("^/(usr/)?bin/", "");
            if (!PROGRAMS.contains(program)) {
                return false;
            }
        }
        Matcher paths = ABSOLUTE.matcher(command);
        while (paths.find()) {
            if (!paths.group().matches("/dev/null|/tmp(/.*)?|(/usr)?/bin/[a-z]+")) {
                return false;
            }
        }
        return true;
    }
}
