package dev.lapse.hand;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a command of a person runs.
 *
 * @param container the id of the container
 * @param where what it is called
 * @param environment what the command needs beside the container's own
 * @param components what the host carries
 */
public record CommandPlace(String container, String where, Map<String, String> environment, List<String> components) {
    private static final String CONTAINER = "container=";
    private static final String WHERE = "where=";
    private static final String COMPONENT = "component=";
    private static final String ENVIRONMENT = "environment=";

    public CommandPlace {
        environment = Map.copyOf(environment);
        components = List.copyOf(components);
    }

    /** As the owner tells it: lines of {@code name=value}. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(CONTAINER + container, WHERE + where));
        components.forEach(component -> lines.add(COMPONENT + component));
        new TreeMap<>(environment).forEach((name, value) -> lines.add(ENVIRONMENT + name + "=" + value));
        return lines;
    }

    /** Reads what {@link #lines} wrote. */
    public static CommandPlace of(List<String> lines) {
        Map<String, String> environment = new TreeMap<>();
        for (String variable : values(lines, ENVIRONMENT)) {
            int equals = variable.indexOf('=');
            environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return new CommandPlace(
                String.join("", values(lines, CONTAINER)),
                String.join("", values(lines, WHERE)),
                environment,
                values(lines, COMPONENT));
    }

    private static List<String> values(List<String> lines, String start) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }
}
