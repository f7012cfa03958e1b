package dev.lapse.scenario;

import dev.lapse.cluster.NodeName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Names and addresses of files to adopt, as a topology and a scenario can have them. */
final class AdoptedNames {
    private AdoptedNames() {}

    /** As much of a name as a host can have. */
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    }

    /** A name that a host can have: the one in the file, or the next of those that Lapse uses. */
    static String free(String wanted, String usual, Collection<String> taken) {
        String plain = plain(wanted);
        if (plain.matches(NodeName.FORM) && !taken.contains(plain)) {
            return plain;
        }
        return IntStream.iterate(1, number -> number + 1)
                .mapToObj(number -> usual + number)
                .filter(host -> !taken.contains(host))
                .findFirst()
                .orElseThrow();
    }

    /** An address as files have it: one of IPv6 stands in brackets before a port. */
    static List<String> spellings(String address) {
        return address.contains(":") ? List.of(address, "[" + address + "]") : List.of(address);
    }

    static String quoted(Path path) {
        String text = path.toString().replace('\\', '/');
        return text.matches("[A-Za-z0-9./_-]+") ? text : "'" + text.replace("'", "''") + "'";
    }

    static String quoted(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9_-]*") && !name.matches("(?i)y|n|yes|no|on|off|true|false|null")
                ? name
                : "'" + name.replace("'", "''") + "'";
    }
}
