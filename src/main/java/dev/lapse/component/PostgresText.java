package dev.lapse.component;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a text as it is written in PostgreSQL's configuration is the one that {@code pg_settings} shows. Lists may
 * have blanks between their words ({@code GUC_LIST_INPUT}); date styles and encodings have several names ({@code
 * check_datestyle}, {@code encnames.c}). Any other text is shown as it was written, to the last blank.
 */
final class PostgresText {
    private static final Set<String> LISTS = Set.of(
            "createrole_self_grant",
            "debug_io_direct",
            "listen_addresses",
            "local_preload_libraries",
            "log_connections",
            "log_destination",
            "oauth_validator_libraries",
            "restrict_nonsystem_relation_kind",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "synchronized_standby_slots",
            "synchronous_standby_names",
            "temp_tablespaces",
            "unix_socket_directories",
            "wal_consistency_checking");

    /** Texts that PostgreSQL writes in its own case. */
    private static final Set<String> ZONES = Set.of("timezone", "log_timezone");

    /** Another name of an encoding, without what is neither letter nor digit. */
    private static final Map<String, String> ENCODINGS = Map.ofEntries(
            Map.entry("unicode", "utf8"),
            Map.entry("iso88591", "latin1"),
            Map.entry("iso88592", "latin2"),
            Map.entry("iso88593", "latin3"),
            Map.entry("iso88594", "latin4"),
            Map.entry("iso88599", "latin5"),
            Map.entry("iso885910", "latin6"),
            Map.entry("iso885913", "latin7"),
            Map.entry("iso885914", "latin8"),
            Map.entry("iso885915", "latin9"),
            Map.entry("iso885916", "latin10"),
            Map.entry("koi8", "koi8r"),
            Map.entry("mskanji", "sjis"),
            Map.entry("shiftjis", "sjis"),
            Map.entry("win932", "sjis"),
            Map.entry("win936", "gbk"),
            Map.entry("win949", "uhc"),
            Map.entry("win950", "big5"),
            Map.entry("win", "win1251"),
            Map.entry("alt", "win866"),
            Map.entry("abc", "win1258"),
            Map.entry("tcvn", "win1258"),
            Map.entry("tcvn5712", "win1258"),
            Map.entry("vscii", "win1258"));

    private PostgresText() {}

    /** @param name of the parameter, in lower case */
    static boolean isSame(String name, String asked, String now) {
        if (asked.equals(now)) {
            return true;
        }
        if (name.equals("datestyle")) {
            return DateStyle.of(asked).isPartOf(DateStyle.of(now));
        }
        if (name.equals("client_encoding")) {
            return encoding(asked).equals(encoding(now));
        }
        if (ZONES.contains(name)) {
            return asked.strip().equalsIgnoreCase(now);
        }
        return LISTS.contains(name) && words(asked).equals(words(now));
    }

    private static String encoding(String text) {
        String clean = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").replaceFirst("^windows", "win");
        return ENCODINGS.getOrDefault(clean, clean);
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(word -> word.strip().replaceFirst("^\"(.*)\"$", "$1"))
                .toList();
    }

    /** PostgreSQL adds the half that is not written. */
    private record DateStyle(Optional<String> style, Optional<String> order, boolean isKnown) {
        static DateStyle of(String text) {
            Optional<String> style = Optional.empty();
            Optional<String> order = Optional.empty();
            boolean known = true;
            for (String word : words(text.toLowerCase(Locale.ROOT))) {
                Optional<String> ofOrder = order(word);
                Optional<String> ofStyle = style(word);
                order = ofOrder.isPresent() ? ofOrder : order;
                style = ofStyle.isPresent() ? ofStyle : style;
                known &= ofOrder.isPresent() || ofStyle.isPresent();
            }
            boolean german = style.filter("german"::equals).isPresent();
            return new DateStyle(style, german ? order.or(() -> Optional.of("dmy")) : order, known);
        }

        private static Optional<String> style(String word) {
            if (word.startsWith("postgres")) {
                return Optional.of("postgres");
            }
            return Optional.of(word).filter(List.of("iso", "sql", "german")::contains);
        }

        private static Optional<String> order(String word) {
            if (word.equals("dmy") || word.startsWith("euro")) {
                return Optional.of("dmy");
            }
            if (word.equals("mdy") || word.equals("us") || word.startsWith("noneuro")) {
                return Optional.of("mdy");
            }
            return Optional.of(word).filter("ymd"::equals);
        }

        boolean isPartOf(DateStyle whole) {
            return isKnown
                    && (style.isEmpty() || style.equals(whole.style))
                    && (order.isEmpty() || order.equals(whole.order));
        }
    }
}
