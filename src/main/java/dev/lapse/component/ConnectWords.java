package dev.lapse.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of an entry of {@code [databases]} or {@code [peers]}, such as {@code host=10.1.2.3 port=5432}, as
 * PgBouncer reads them ({@code loader.c}): a value in single quotes has two for one.
 */
record ConnectWords(List<ConnectWord> words) {
    private static final Pattern WORD = Pattern.compile("\\s*([A-Za-z_]+)\\s*=\\s*('(?:[^']|'')*'|[^\\s']\\S*|)");

    /** Those of PgBouncer up to 1.26 (doc/config.md). */
    static final Set<String> KNOWN = Set.of(
            "application_name",
            "auth_dbname",
            "auth_query",
            "auth_user",
            "client_encoding",
            "connect_query",
            "datestyle",
            "dbname",
            "host",
            "load_balance_hosts",
            "max_db_client_connections",
            "max_db_connections",
            "min_pool_size",
            "password",
            "pool_mode",
            "pool_size",
            "port",
            "reserve_pool",
            "reserve_pool_size",
            "server_lifetime",
            "timezone",
            "user");

    /**
     * @param value without quotes
     * @param from where the whole word begins in the line
     * @param at where its value begins
     * @param to where it ends
     */
    record ConnectWord(String name, String value, int from, int at, int to) {}

    static ConnectWords of(IniFile.IniLine line) {
        List<ConnectWord> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line.text());
        int at = line.from();
        while (at < line.to() && matcher.region(at, line.to()).lookingAt()) {
            String value = matcher.group(2);
            words.add(new ConnectWord(
                    matcher.group(1),
                    value.startsWith("'")
                            ? value.substring(1, value.length() - 1).replace("''", "'")
                            : value,
                    matcher.start(1),
                    matcher.start(2),
                    matcher.end(2)));
            at = matcher.end();
        }
        return new ConnectWords(words);
    }

    /** The last one of a name, which counts. */
    Optional<ConnectWord> word(String name) {
        return words.stream().filter(word -> word.name().equals(name)).reduce((earlier, later) -> later);
    }

    Optional<String> value(String name) {
        return word(name).map(ConnectWord::value);
    }

    /** The hosts of the list; none: a socket of this host. */
    List<String> hosts() {
        return value("host").map(list -> List.of(list.split(","))).orElse(List.of());
    }

    String port() {
        return value("port").orElse(Integer.toString(Patroni.POSTGRES_PORT));
    }
}
