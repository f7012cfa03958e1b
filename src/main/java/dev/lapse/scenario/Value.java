package dev.lapse.scenario;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.Switch;
import java.io.StringReader;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.composer.ComposerException;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * A value in a YAML file, with its place. What cannot be read as asked is told to the problems and comes back empty.
 */
final class Value {
    /** How many lists and maps may stand inside each other; it also ends the descent into one that contains itself. */
    private static final int DEEPEST = 6;

    private final String source;
    private final Node node;
    private final Problems problems;

    Value(String source, Node node, Problems problems) {
        this.source = source;
        this.node = node;
        this.problems = problems;
    }

    /** @throws LapseException when it is no YAML, or empty */
    static Value document(String yaml, String source, Problems problems) {
        try {
            Node node = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
            if (node == null) {
                throw new LapseException(
                        LapseException.Kind.BAD_INPUT, new Place(source, 1, 1) + ": the file is empty");
            }
            return new Value(source, node, problems);
        } catch (MarkedYAMLException bad) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, place(source, bad.getProblemMark()) + ": " + problem(bad), bad);
        } catch (ReaderException bad) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    place(source, yaml, bad.getPosition())
                            + ": character U+%04X is not allowed in YAML".formatted(bad.getCodePoint()),
                    bad);
        } catch (YAMLException bad) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    source + ": " + bad.getMessage().lines().findFirst().orElse("not YAML"),
                    bad);
        }
    }

    private static String problem(MarkedYAMLException bad) {
        return bad instanceof ComposerException
                        && bad.getContext() != null
                        && bad.getContext().contains("single document")
                ? "expected one document, saw the begin of a second one"
                : bad.getProblem();
    }

    /** This map without these keys, laid over the other one, as {@link Overlay} says. */
    Value over(Value below, Collection<String> without) {
        return at(Overlay.of(below.node, Overlay.without(node, without)));
    }

    /** This map without these keys. */
    Value without(Collection<String> keys) {
        return at(Overlay.without(node, keys));
    }

    /** This map with another text for one of its keys, at the place of the text that it has. */
    Value with(String key, String text) {
        return at(Overlay.with(node, key, text));
    }

    Place place() {
        return place(source, node.getStartMark());
    }

    private static Place place(String source, Mark mark) {
        return new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Place place(String source, String yaml, int position) {
        String before = yaml.substring(0, Math.min(position, yaml.length()));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Place(source, line, before.length() - before.lastIndexOf('\n'));
    }

    void problem(String message) {
        problems.add(place(), message);
    }

    boolean isText() {
        return node instanceof ScalarNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    boolean isMap() {
        return node instanceof MappingNode;
    }

    /** The text as written, of a plain or quoted scalar; empty text is a problem. */
    Optional<String> text(String expected) {
        Optional<String> text = rawText(expected);
        if (text.isPresent() && text.get().isEmpty()) {
            problem("expected " + expected + ", was nothing");
            return Optional.empty();
        }
        return text;
    }

    Optional<String> rawText(String expected) {
        return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : wrong(expected);
    }

    /** A text made into something by a function that throws IllegalArgumentException with a message for people. */
    <T> Optional<T> parsed(String expected, Function<String, T> parser) {
        return text(expected).flatMap(text -> checked(() -> parser.apply(text)));
    }

    /** What the maker makes; its IllegalArgumentException becomes a problem here. */
    <T> Optional<T> checked(Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException bad) {
            problem(bad.getMessage());
            return Optional.empty();
        }
    }

    Optional<Duration> duration(String example) {
        return parsed("a duration such as " + example, DurationText::parse);
    }

    /** One of these words. */
    <T> Optional<T> oneOf(String what, Collection<T> choices, Function<T, String> name) {
        List<String> names = choices.stream().map(name).toList();
        Optional<String> text = text("one of " + Nearest.list(names));
        Optional<T> choice = text.flatMap(word ->
                choices.stream().filter(each -> name.apply(each).equals(word)).findFirst());
        if (text.isPresent() && choice.isEmpty()) {
            problem(Nearest.unknown(what, text.get(), names));
        }
        return choice;
    }

    Optional<List<Value>> list(String expected) {
        return node instanceof SequenceNode sequence
                ? Optional.of(sequence.getValue().stream().map(this::at).toList())
                : wrong(expected);
    }

    /** The items of a list, or the value itself where it is none. */
    List<Value> oneOrMore() {
        return isList() ? list("").orElseThrow() : List.of(this);
    }

    /** A map whose keys are these; every other key is a problem. */
    Optional<Fields> fields(String expected, Collection<String> known) {
        Optional<Fields> fields = fields(expected);
        fields.ifPresent(map -> map.rejectUnknown("key", known));
        return fields;
    }

    /** As {@link #fields(String, Collection)}. */
    Optional<Fields> fields(String expected, FileKey... known) {
        return fields(expected, FileKey.texts(known));
    }

    /** A map; a key that is there twice is a problem. */
    Optional<Fields> fields(String expected) {
        if (!(node instanceof MappingNode mapping)) {
            return wrong(expected);
        }
        Fields fields = new Fields(this, problems);
        mapping.getValue().forEach(tuple -> fields.add(at(tuple.getKeyNode()), at(tuple.getValueNode())));
        return Optional.of(fields);
    }

    /** A list, or a map, as JSON of one line. */
    Optional<String> json(boolean list) {
        if (list ? !isList() : !isMap()) {
            return wrong(list ? "a list" : "a map");
        }
        return checked(() -> json(node, 0).text());
    }

    private static JsonText json(Node node, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("expected at most " + DEEPEST + " lists and maps inside each other");
        }
        if (node instanceof SequenceNode sequence) {
            return JsonText.list(sequence.getValue().stream()
                    .map(item -> json(item, depth + 1))
                    .toList());
        }
        if (node instanceof MappingNode mapping) {
            JsonObject object = new JsonObject();
            mapping.getValue()
                    .forEach(entry -> object.with(
                            entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?",
                            json(entry.getValueNode(), depth + 1)));
            return object.line();
        }
        String text = ((ScalarNode) node).getValue();
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a setting must be one line");
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return Switch.isOn(text) ? JsonText.TRUE : JsonText.FALSE;
        }
        return node.getTag().equals(Tag.INT) && text.matches("-?(0|[1-9][0-9]{0,17})")
                ? JsonText.of(Long.parseLong(text))
                : JsonText.of(text);
    }

    private Value at(Node child) {
        return new Value(source, child, problems);
    }

    private <T> Optional<T> wrong(String expected) {
        problem("expected " + expected + ", was " + form());
        return Optional.empty();
    }

    /** Whether nothing stands there. */
    boolean isEmpty() {
        return node instanceof ScalarNode scalar
                && (scalar.getValue().isEmpty() || scalar.getTag().equals(Tag.NULL));
    }

    private String form() {
        if (isMap()) {
            return "a map";
        }
        if (isList()) {
            return "a list";
        }
        return isEmpty() ? "nothing" : "a text";
    }
}
