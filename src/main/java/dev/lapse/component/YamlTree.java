package dev.lapse.component;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Nested YAML mappings under construction, keys in the order in which they came. One thread. */
public final class YamlTree {
    private static final Pattern BARE =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?|true|false|null|[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*");

    private static final Pattern RESERVED = Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null");

    private final Map<String, YamlTree> children = new LinkedHashMap<>();
    private Optional<String> scalar = Optional.empty();

    /** Sets a value below names separated by dots: a number, a boolean (on and off too) or a text. */
    YamlTree put(String dottedName, String value) {
        return set(Arrays.asList(dottedName.split("\\.")), typed(value));
    }

    /** Sets a text, quoted whatever it looks like, under a path whose last name may contain dots. */
    YamlTree putText(List<String> path, String value) {
        return set(path, quoted(value));
    }

    /** Sets a list or a map that is given as JSON, which YAML takes as it is. */
    YamlTree putJson(String dottedName, String json) {
        return set(Arrays.asList(dottedName.split("\\.")), json);
    }

    /** Sets a value that is YAML of one line already. */
    YamlTree putRendered(List<String> path, String yaml) {
        return set(path, yaml);
    }

    Map<String, YamlTree> children() {
        return Collections.unmodifiableMap(children);
    }

    /** Puts what is under construction elsewhere under a name. */
    void put(String name, YamlTree child) {
        children.put(name, child);
    }

    private YamlTree set(List<String> path, String rendered) {
        YamlTree node = this;
        for (String name : path) {
            node.scalar = Optional.empty();
            node = node.children.computeIfAbsent(name, n -> new YamlTree());
        }
        node.children.clear();
        node.scalar = Optional.of(rendered);
        return this;
    }

    /** A number, a boolean (on and off too) or a text, as YAML. */
    static String typed(String value) {
        return switch (value) {
            case "on", "true" -> "true";
            case "off", "false" -> "false";
            case "null" -> "null";
            default -> text(value);
        };
    }

    /** The value as YAML: bare where it cannot be misread, else in single quotes. */
    static String text(String value) {
        return BARE.matcher(value).matches() && !RESERVED.matcher(value).matches() ? value : quoted(value);
    }

    /** The text of a list's item: bare where it is words with plain letters, else in single quotes. */
    static String plainOrQuoted(String value) {
        return value.matches("[a-z][A-Za-z0-9_./ -]*[A-Za-z0-9]") ? value : quoted(value);
    }

    /** The name of a map: bare where it is plainly a name or an address, else in single quotes, as IPv6 needs. */
    static String key(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") ? name : quoted(name);
    }

    public static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    String render() {
        StringBuilder out = new StringBuilder();
        render(out, "");
        return out.toString();
    }

    /** In flow style on one line, without the braces around all of it. */
    String flow() {
        return children.entrySet().stream()
                .map(child -> child.getKey() + ": "
                        + child.getValue()
                                .scalar
                                .orElseGet(() -> "{" + child.getValue().flow() + "}"))
                .collect(Collectors.joining(", "));
    }

    private void render(StringBuilder out, String indent) {
        children.forEach((name, child) -> {
            out.append(indent).append(name).append(':');
            child.scalar.ifPresentOrElse(value -> out.append(' ').append(value).append('\n'), () -> {
                out.append('\n');
                child.render(out, indent + "  ");
            });
        });
    }
}
