package dev.lapse.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A section of {@code haproxy.cfg}: the lines below its head, and the section of defaults that it inherits from.
 *
 * @param kind {@code global}, {@code defaults}, {@code listen}; empty: what stands before the first section
 */
record HaproxySection(
        String kind,
        String name,
        HaproxyLine head,
        List<HaproxyLine> lines,
        @Nullable HaproxySection defaults) {
    /** Those that a file may have. */
    static final Set<String> KINDS =
            Set.of("global", "defaults", "frontend", "backend", "listen", "resolvers", "userlist");

    /** Those that are left out, since none of their addresses is here; each balancer has its stick tables alone. */
    static final Set<String> LEFT_OUT = Set.of("peers", "mailers");

    /** Those that HAProxy has beside them. */
    static final Set<String> OTHERS = Set.of(
            "program",
            "ring",
            "log-forward",
            "log-profile",
            "fcgi-app",
            "cache",
            "http-errors",
            "crt-store",
            "traces",
            "acme");

    /** The sections of a file, in its order. */
    static List<HaproxySection> all(List<HaproxyLine> file) {
        List<HaproxySection> sections = new ArrayList<>();
        HaproxySection defaults = null;
        HaproxySection section = new HaproxySection("", "", HaproxyLine.of(0, ""), new ArrayList<>(), null);
        sections.add(section);
        for (HaproxyLine line : file) {
            String first = line.word(0);
            if (KINDS.contains(first) || LEFT_OUT.contains(first) || OTHERS.contains(first)) {
                String name = line.word(1).equals("from") ? "" : line.word(1);
                section = new HaproxySection(
                        first,
                        name,
                        line,
                        new ArrayList<>(),
                        line.after("from", 1)
                                .flatMap(from -> named(sections, from))
                                .orElse(defaults));
                sections.add(section);
                defaults = first.equals("defaults") ? section : defaults;
            } else if (!line.isEmpty()) {
                section.lines.add(line);
            }
        }
        return sections;
    }

    private static Optional<HaproxySection> named(List<HaproxySection> sections, String name) {
        return sections.stream()
                .filter(section -> section.kind.equals("defaults") && section.name.equals(name))
                .findFirst();
    }

    boolean isProxy() {
        return Set.of("frontend", "backend", "listen").contains(kind);
    }

    boolean isTcp() {
        return last("mode").map(line -> line.word(1).equals("tcp")).orElse(true);
    }

    /** The last line that begins so, here or in the defaults, unless a later one takes it back. */
    Optional<HaproxyLine> last(String... words) {
        Optional<HaproxyLine> found = Optional.empty();
        boolean takenBack = false;
        for (HaproxyLine line : lines) {
            if (line.begins(words)) {
                found = Optional.of(line);
                takenBack = false;
            } else if (line.word(0).equals("no") && line.from(1).startsWith(String.join(" ", words))) {
                found = Optional.empty();
                takenBack = true;
            }
        }
        return found.isPresent() || takenBack || defaults == null ? found : defaults.last(words);
    }

    /** The lines that begin so here; those of the defaults where there are none. */
    List<HaproxyLine> each(String... words) {
        List<HaproxyLine> found =
                lines.stream().filter(line -> line.begins(words)).toList();
        return found.isEmpty() && defaults != null ? defaults.each(words) : found;
    }
}
