package dev.lapse.component;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds the file that a component runs with against what it should be: the user's own, with the replacements that were
 * told and nothing else. Addresses of hosts may be any, the same for one host everywhere.
 */
final class RunningFile {
    private static final String MARK = "\u0001";

    private RunningFile() {}

    /** The first line that differs, and what it should be. */
    record Departure(String seen, String why) {}

    /**
     * @param render makes the file, with what it is given in the place of each address
     * @param running the file as the host has it
     */
    static Optional<Departure> difference(Function<UnaryOperator<String>, String> render, String running) {
        List<String> lines =
                render.apply(host -> MARK + host + MARK).strip().lines().toList();
        List<String> seen = running.strip().lines().toList();
        Map<String, String> addresses = new HashMap<>();
        for (int i = 0; i < Math.max(lines.size(), seen.size()); i++) {
            String line = i < lines.size() ? lines.get(i) : "";
            String now = i < seen.size() ? seen.get(i) : "";
            if (!same(line, now, addresses)) {
                return Optional.of(new Departure(
                        "line " + (i + 1) + ": " + now.strip(),
                        "it should be: " + line.strip().replace(MARK, "")));
            }
        }
        return Optional.empty();
    }

    private static boolean same(String expected, String seen, Map<String, String> addresses) {
        StringBuilder pattern = new StringBuilder();
        List<String> hosts = new ArrayList<>();
        String[] parts = expected.split(MARK, -1);
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 0) {
                pattern.append(Pattern.quote(parts[i]));
            } else {
                pattern.append("([0-9.]+)");
                hosts.add(parts[i]);
            }
        }
        Matcher matcher = Pattern.compile(pattern.toString()).matcher(seen);
        if (!matcher.matches()) {
            return false;
        }
        boolean same = true;
        for (int i = 0; i < hosts.size(); i++) {
            String address = matcher.group(i + 1);
            same &= addresses.computeIfAbsent(hosts.get(i), host -> address).equals(address);
        }
        return same;
    }
}
