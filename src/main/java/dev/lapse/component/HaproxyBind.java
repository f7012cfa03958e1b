package dev.lapse.component;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The addresses of {@code bind} lines. */
final class HaproxyBind {
    private static final Pattern TCP = Pattern.compile("((?:ipv4|ipv6|tcp|tcp4|tcp6)@)?(.*):([0-9]{1,5})");

    private HaproxyBind() {}

    /** The first port of a section. */
    static OptionalInt port(HaproxySection section) {
        return section.lines().stream()
                .flatMap(HaproxyBind::addresses)
                .map(TCP::matcher)
                .filter(Matcher::matches)
                .mapToInt(address -> Integer.parseInt(address.group(3)))
                .findFirst();
    }

    static List<Integer> ports(List<HaproxySection> sections) {
        return sections.stream()
                .flatMap(section -> section.lines().stream())
                .flatMap(HaproxyBind::addresses)
                .map(TCP::matcher)
                .filter(Matcher::matches)
                .map(address -> Integer.valueOf(address.group(3)))
                .toList();
    }

    private static Stream<String> addresses(HaproxyLine line) {
        return line.begins("bind") ? Arrays.stream(line.word(1).split(",")) : Stream.empty();
    }

    /** Whether every address is one of TCP with a port. */
    static boolean isTcp(HaproxyLine line) {
        return addresses(line).allMatch(address -> TCP.matcher(address).matches());
    }

    /** The same addresses on every address of the host; they stay where they hold in any host. */
    static String everywhere(HaproxyLine line) {
        return String.join(
                ",",
                addresses(line)
                        .map(address -> {
                            Matcher parts = TCP.matcher(address);
                            return !parts.matches() || isAnywhere(parts.group(2)) ? address : "*:" + parts.group(3);
                        })
                        .distinct()
                        .toList());
    }

    private static boolean isAnywhere(String address) {
        return List.of("", "*", "0.0.0.0", "::", "[::]").contains(address);
    }
}
