package dev.lapse.component;

import dev.lapse.cluster.OwnFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lines of {@code pgbouncer.ini} that say something, as PgBouncer reads them (libusual's {@code cfparser.c}): a
 * comment is a line of its own, a value goes to the end of its line, and of a key that is there twice the last counts.
 * Where {@code [pgbouncer]} begins again, all its settings are the defaults again (1.24 tried).
 *
 * @param heads the lines that begin a section; their key is empty
 * @param entries the lines that have a key, in their order, but for those that do not count
 * @param includes the lines that name another file
 * @param forgotten lines of {@code [pgbouncer]} before it begins again
 */
record IniFile(List<IniLine> heads, List<IniLine> entries, List<IniLine> includes, List<IniLine> forgotten) {
    private static final Pattern HEAD = Pattern.compile("(?s)\\s*\\[([^]]*)].*");
    private static final Pattern INCLUDE = Pattern.compile("\\s*%include[ \\t]+(.*?)\\s*");
    private static final Pattern ENTRY =
            Pattern.compile("\\s*(\"(?:[^\"]|\"\")*\"|[A-Za-z0-9_.*-]+)[ \\t]*=[ \\t]*(.*?)\\s*");
    private static final Pattern SECRET = Pattern.compile(
            "(?i)\\b((?:password|ldapbindpasswd)\\s*=\\s*)('(?:[^']|'')*(?:'|$)|\"[^\"]*(?:\"|$)|\\S+)");

    /**
     * @param number from 1
     * @param section empty: before the first one
     * @param key without quotes
     * @param from where the value begins in the line
     * @param to where it ends
     */
    record IniLine(int number, String text, String section, String key, int from, int to) {
        String value() {
            return text.substring(from, to);
        }

        /** The same line with another value. */
        String with(String value) {
            return text.substring(0, from) + value + text.substring(to);
        }
    }

    static IniFile of(String text) {
        IniFile file = new IniFile(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        String section = "";
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            Matcher head = HEAD.matcher(line);
            Matcher include = INCLUDE.matcher(line);
            Matcher entry = ENTRY.matcher(line);
            if (head.matches()) {
                section = head.group(1);
                if (section.equals(IniSection.PGBOUNCER.text)) {
                    file.forgotten.addAll(file.of(IniSection.PGBOUNCER));
                    file.entries.removeAll(file.forgotten);
                }
                file.heads.add(new IniLine(number, line, section, "", 0, 0));
            } else if (include.matches()) {
                file.includes.add(new IniLine(number, line, section, "%include", include.start(1), include.end(1)));
            } else if (entry.matches()) {
                String key = entry.group(1);
                file.entries.add(new IniLine(
                        number,
                        line,
                        section,
                        key.startsWith("\"")
                                ? key.substring(1, key.length() - 1).replace("\"\"", "\"")
                                : key,
                        entry.start(2),
                        entry.end(2)));
            }
        }
        return file;
    }

    /** The entries of a section, in their order. */
    List<IniLine> of(IniSection section) {
        return entries.stream()
                .filter(line -> line.section().equals(section.text))
                .toList();
    }

    /** The one of a key that counts. */
    Optional<IniLine> last(IniSection section, String key) {
        return of(section).stream().filter(line -> line.key().equals(key)).reduce((earlier, later) -> later);
    }

    /** Where a section begins, the last time. */
    Optional<IniLine> head(IniSection section) {
        return heads.stream()
                .filter(line -> line.section().equals(section.text))
                .reduce((earlier, later) -> later);
    }

    /** What PgBouncer has. */
    enum IniSection {
        DATABASES("databases"),
        PGBOUNCER("pgbouncer"),
        USERS("users"),
        PEERS("peers");

        private final String text;

        IniSection(String text) {
            this.text = text;
        }

        static List<String> names() {
            return Stream.of(values()).map(section -> section.text).toList();
        }
    }

    /** The text with {@link OwnFile#MASK} in the place of each password, in comments too. */
    static String masked(String text) {
        return List.of(text.split("\n", -1)).stream()
                .map(line -> SECRET.matcher(line).replaceAll("$1" + Matcher.quoteReplacement(OwnFile.MASK)))
                .map(SecretWords::masked)
                .collect(Collectors.joining("\n"));
    }
}
