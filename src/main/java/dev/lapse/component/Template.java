package dev.lapse.component;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text of a package's resources with {@code ${names}} to fill in. A value of several lines takes the indentation
 * of the line that names it; a line left empty by an empty value goes away.
 */
public record Template(String name, String text) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z-]+)}");
    private static final String DROPPED = "\0";

    static Template load(String name) {
        return load(Template.class, name);
    }

    /** @param beside a class of the package whose resource it is */
    public static Template load(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name + " beside " + beside.getName());
            }
            return new Template(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read resource " + name, e);
        }
    }

    /** @throws IllegalArgumentException when the template names something that {@code values} does not have */
    public String fill(Map<String, String> values) {
        return text.lines()
                .map(line -> fillLine(line, values))
                .filter(line -> !line.equals(DROPPED))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private String fillLine(String line, Map<String, String> values) {
        String indent = line.substring(0, line.length() - line.stripLeading().length());
        Matcher placeholder = PLACEHOLDER.matcher(line);
        if (!placeholder.find()) {
            return line;
        }
        String filled = placeholder.replaceAll(match -> {
            String value = values.get(match.group(1));
            if (value == null) {
                throw new IllegalArgumentException("template " + name + " needs " + match.group() + "; given: "
                        + values.keySet().stream().sorted().toList());
            }
            return Matcher.quoteReplacement(value.stripTrailing().replaceAll("\n(?=[^\n])", "\n" + indent));
        });
        return filled.isBlank() ? DROPPED : filled;
    }
}
