package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form of lines of {@code pg_hba.conf}, as PostgreSQL reads them ({@code hba.c}, {@code parse_hba_line}). */
final class PgHba {
    private static final List<String> TYPES =
            List.of("local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc");

    /** Those of a PostgreSQL on Debian. */
    private static final List<String> METHODS = List.of(
            "trust",
            "reject",
            "scram-sha-256",
            "md5",
            "password",
            "peer",
            "ident",
            "gss",
            "pam",
            "ldap",
            "radius",
            "cert");

    /** A word, quoted or not, or several with commas between them. */
    private static final Pattern COLUMN =
            Pattern.compile("(\"[^\"]*\"|[^\\s\",#]+)+(\\s*,\\s*(\"[^\"]*\"|[^\\s\",#]+)+)*");

    private PgHba() {}

    /** What is wrong with the first line that has something wrong. */
    static Optional<String> problem(JsonNode list) {
        for (JsonNode entry : list) {
            Optional<String> problem = entry.isValueNode()
                    ? ofLine(entry.asText()).map(what -> "\"" + entry.asText() + "\": " + what)
                    : Optional.of("an entry is a line, was " + entry + "; write \"host all all 0.0.0.0/0 md5\"");
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ofLine(String line) {
        List<String> columns = columns(line);
        if (columns.isEmpty() || columns.get(0).startsWith("include")) {
            return Optional.empty();
        }
        String type = columns.get(0);
        if (!TYPES.contains(type)) {
            return Optional.of(Nearest.unknown("type", type, TYPES));
        }
        boolean local = type.equals("local");
        boolean masked = !local && columns.size() > 3 && isBareAddress(columns.get(3));
        int method = local ? 3 : masked ? 5 : 4;
        if (masked && columns.size() > 4 && METHODS.contains(columns.get(4))) {
            return Optional.of("an address needs its length, such as " + columns.get(3) + "/32");
        }
        if (columns.size() <= method) {
            return Optional.of(
                    "expected " + (local ? "local DATABASE USER METHOD" : type + " DATABASE USER ADDRESS METHOD")
                            + ", was " + columns.size() + (columns.size() == 1 ? " column" : " columns"));
        }
        return ofMethod(type, columns.get(method));
    }

    private static Optional<String> ofMethod(String type, String method) {
        if (!METHODS.contains(method)) {
            return Optional.of(Nearest.unknown("method", method, METHODS));
        }
        boolean local = type.equals("local");
        if (method.equals("peer") && !local) {
            return Optional.of("PostgreSQL takes peer for local alone");
        }
        if (method.equals("gss") && local) {
            return Optional.of("PostgreSQL takes gss for host alone");
        }
        return method.equals("cert") && !type.equals("hostssl")
                ? Optional.of("PostgreSQL takes cert for hostssl alone")
                : Optional.empty();
    }

    private static boolean isBareAddress(String text) {
        return text.matches("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");
    }

    private static List<String> columns(String line) {
        String all = line.strip().startsWith("#") ? "" : line.replaceFirst("\\s#.*", "");
        List<String> columns = new ArrayList<>();
        Matcher column = COLUMN.matcher(all);
        while (column.find()) {
            columns.add(column.group());
        }
        return columns;
    }
}
