package dev.lapse.component;

import dev.lapse.cluster.Entrance;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What the servers of a section are asked.
 *
 * @param kind {@code httpchk}, {@code tcp-check}, {@code pgsql-check} and so on; {@code tcp-check} without any
 * @param requests of {@code httpchk}, or those that a {@code tcp-check} sends by itself: method and URI, each once
 * @param expected by a line of its own, such as {@code status 200}
 * @param ports that the rules connect to, beside the server's own for checks
 * @param line that says so; 0: none
 */
record HaproxyCheck(String kind, List<String> requests, List<String> expected, List<String> ports, int line) {
    private static final Set<String> KINDS = Set.of(
            "httpchk",
            "tcp-check",
            "pgsql-check",
            "mysql-check",
            "redis-check",
            "smtpchk",
            "ldap-check",
            "ssl-hello-chk",
            "spop-check",
            "external-check");

    private static final Pattern REQUEST = Pattern.compile("^(GET|HEAD|OPTIONS) (/[^ ]*)");

    /** Those that any PostgreSQL or pooler passes that takes a connection. */
    private static final Set<String> OF_ANY_NODE = Set.of("tcp-check", "pgsql-check");

    static HaproxyCheck of(HaproxySection section) {
        HaproxyLine option = kind(section, section.defaults());
        if (option == null || !option.word(1).equals("httpchk")) {
            String kind = option == null ? "tcp-check" : option.word(1);
            boolean rules = option != null && kind.equals("tcp-check");
            return new HaproxyCheck(
                    kind,
                    rules ? sent(section) : List.of(),
                    rules ? expected(section, "tcp-check") : List.of(),
                    connects(section.each("tcp-check", "connect")),
                    option == null ? 0 : option.number());
        }
        List<HaproxyLine> sent = section.each("http-check", "send");
        String plain = option.words().size() > 3
                ? option.word(2) + " " + option.word(3)
                : "OPTIONS " + (option.word(2).isEmpty() ? "/" : option.word(2));
        List<String> requests = sent.isEmpty()
                ? List.of(plain)
                : sent.stream()
                        .map(line -> line.after("meth", 2).orElse("OPTIONS") + " "
                                + line.after("uri", 2).orElse("/"))
                        .distinct()
                        .toList();
        return new HaproxyCheck(
                option.word(1),
                requests,
                expected(section, "http-check"),
                connects(section.each("http-check", "connect")),
                option.number());
    }

    private static List<String> expected(HaproxySection section, String rule) {
        return section.each(rule, "expect").stream().map(line -> line.from(2)).toList();
    }

    /** Requests of HTTP that rules of a {@code tcp-check} send as plain text. */
    private static List<String> sent(HaproxySection section) {
        return section.each("tcp-check").stream()
                .filter(line -> line.word(1).matches("send(-lf)?"))
                .map(line -> REQUEST.matcher(line.word(2)))
                .filter(Matcher::find)
                .map(request -> request.group(1) + " " + request.group(2))
                .distinct()
                .toList();
    }

    private static List<String> connects(List<HaproxyLine> rules) {
        return rules.stream().flatMap(line -> line.after("port", 2).stream()).toList();
    }

    /** The last one wins; what a section says itself wins over its defaults. */
    private static @Nullable HaproxyLine kind(HaproxySection section, @Nullable HaproxySection defaults) {
        Optional<HaproxyLine> own = section.lines().stream()
                .filter(line -> line.word(0).equals("option") && KINDS.contains(line.word(1)))
                .reduce((earlier, later) -> later);
        return own.orElse(defaults == null ? null : kind(defaults, defaults.defaults()));
    }

    /** Whether nothing is asked of Patroni, so that every node passes that takes a connection. */
    boolean isOfAnyNode() {
        return requests.isEmpty() && expected.isEmpty() && OF_ANY_NODE.contains(kind);
    }

    /** Whether Patroni is asked. */
    boolean asksPatroni() {
        return kind.equals("httpchk") || kind.equals("tcp-check") && !requests.isEmpty();
    }

    /** In the words of the file. */
    String told() {
        return String.join(" and ", requests.isEmpty() ? List.of(kind) : requests)
                + (expected.isEmpty() ? "" : ", expect " + String.join(" and ", expected));
    }

    /** Who passes, as far as what Patroni is asked tells. */
    Optional<Entrance> passedBy() {
        boolean silent = kind.equals("tcp-check") && expected.isEmpty(); // then no answer is looked at
        if (requests.size() != 1 || silent || !expected.stream().allMatch(this::isByStatus)) {
            return Optional.empty();
        }
        return PatroniPages.passedBy(requests.get(0).split(" ", 2)[1].split("\\?", 2)[0]);
    }

    /** Whether it lets 200 through and not 503, which are what Patroni answers (docs/rest_api.rst). */
    private boolean isByStatus(String expected) {
        String[] words = expected.split(" ", 2);
        String value = words.length > 1 ? words[1] : "";
        if (kind.equals("tcp-check")) { // the status is text, in the first line of the answer
            String plain = words[0].equals("string") ? Pattern.quote(value) : value;
            return words[0].matches("r?string")
                    && matches(plain, "HTTP/1.0 200 OK")
                    && !matches(plain, "HTTP/1.0 503 ");
        }
        return words[0].equals("status") && isIn(value, 200) && !isIn(value, 503)
                || words[0].equals("rstatus") && matches(value, "200") && !matches(value, "503");
    }

    /** As HAProxy writes codes: {@code 200,204,300-399}. */
    private static boolean isIn(String codes, int code) {
        return Arrays.stream(codes.split(","))
                .filter(each -> each.matches("[0-9]{3}(-[0-9]{3})?"))
                .map(each -> each.split("-"))
                .anyMatch(ends -> Integer.parseInt(ends[0]) <= code && code <= Integer.parseInt(ends[ends.length - 1]));
    }

    private static boolean matches(String expression, String text) {
        try {
            return Pattern.compile(expression).matcher(text).find();
        } catch (PatternSyntaxException unusual) {
            return false;
        }
    }

    /** A rule by which the text of the answer decides, which is nearly the same of those who should not pass. */
    Optional<String> ofText() {
        return kind.equals("httpchk")
                ? expected.stream()
                        .filter(each -> each.matches("(! *)?r?string .*"))
                        .findFirst()
                : Optional.empty();
    }
}
