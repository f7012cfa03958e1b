package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Unfit;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML file of the user's own, with the place of each key and value. Aliases and merged keys count as if they were
 * written out. Immutable.
 */
final class YamlDocument {
    private final OwnFile file;
    private final Optional<Node> root;
    private final List<Unfit> unfit;

    /** The nodes that stand at more than one place, by anchors. */
    private final Set<Node> shared;

    private boolean hasCircle;

    /**
     * A key with its value.
     *
     * @param merged whether it comes from another map by a merge key
     */
    record KeyedNode(String name, Node key, Node value, MappingNode parent, boolean merged) {
        /** Whether the value stands elsewhere, and an alias here. */
        boolean isAlias() {
            return value.getStartMark().getIndex() < key.getStartMark().getIndex();
        }

        /** From 1. */
        int line() {
            return key.getStartMark().getLine() + 1;
        }

        /** From 1. */
        int column() {
            return key.getStartMark().getColumn() + 1;
        }
    }

    private YamlDocument(OwnFile file, Optional<Node> root, List<Unfit> unfit, Set<Node> shared) {
        this.file = file;
        this.root = root;
        this.unfit = unfit;
        this.shared = shared;
    }

    /** The file with its one document; what is no such file is told by {@link #unfit()}. */
    static YamlDocument of(OwnFile file) {
        List<Unfit> unfit = new ArrayList<>();
        Set<Node> shared = Collections.newSetFromMap(new IdentityHashMap<>());
        Optional<Node> root = Optional.empty();
        try {
            for (Node document : new Yaml(new LoaderOptions()).composeAll(new StringReader(file.text()))) {
                if (root.isPresent()) {
                    unfit.add(at(file, document.getStartMark(), "expected one document, saw a second one"));
                    break;
                }
                root = Optional.of(document);
            }
        } catch (MarkedYAMLException bad) {
            unfit.add(at(file, bad.getProblemMark(), String.valueOf(bad.getProblem())));
        } catch (YAMLException bad) {
            unfit.add(new Unfit(
                    file.name(), 1, bad.getMessage().lines().findFirst().orElse("not YAML")));
        }
        if (unfit.isEmpty() && !(root.orElse(null) instanceof MappingNode)) {
            unfit.add(new Unfit(file.name(), 1, "expected a map of YAML, was " + (root.isEmpty() ? "nothing" : "not")));
        }
        root = root.filter(MappingNode.class::isInstance).filter(node -> unfit.isEmpty());
        YamlDocument document = new YamlDocument(file, root, unfit, shared);
        root.ifPresent(node -> document.walk(
                node,
                Collections.newSetFromMap(new IdentityHashMap<>()),
                Collections.newSetFromMap(new IdentityHashMap<>())));
        return document.hasCircle ? new YamlDocument(file, Optional.empty(), unfit, shared) : document;
    }

    private static Unfit at(OwnFile file, Mark mark, String why) {
        return new Unfit(file.name(), mark.getLine() + 1, mark.getColumn() + 1, why);
    }

    private void walk(Node node, Set<Node> seen, Set<Node> above) {
        if (above.contains(node)) {
            hasCircle = true;
            unfit.add(unfit(node, "a value that contains itself"));
            return;
        }
        if (!seen.add(node)) {
            shared.add(node);
            return;
        }
        above.add(node);
        if (node instanceof MappingNode map) {
            Set<String> names = new HashSet<>();
            for (NodeTuple tuple : map.getValue()) {
                if (!names.add(name(tuple.getKeyNode()))) {
                    unfit.add(unfit(tuple.getKeyNode(), "key \"" + name(tuple.getKeyNode()) + "\" is there twice"));
                }
                walk(tuple.getValueNode(), seen, above);
            }
        } else if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> walk(item, seen, above));
        }
        above.remove(node);
    }

    private static String name(Node key) {
        return key instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    OwnFile file() {
        return file;
    }

    Optional<Node> root() {
        return root;
    }

    /** What of it is no YAML that could be run with. */
    List<Unfit> unfit() {
        return List.copyOf(unfit);
    }

    Unfit unfit(Node where, String why) {
        return at(file, where.getStartMark(), why);
    }

    boolean isShared(Node node) {
        return shared.contains(node);
    }

    /** The keys of a map, own ones before merged ones; none where it is no map. */
    List<KeyedNode> entries(Node node) {
        List<KeyedNode> entries = new ArrayList<>();
        add(node, false, entries, new HashSet<>(), 0);
        return entries;
    }

    private void add(Node node, boolean merged, List<KeyedNode> entries, Set<String> names, int depth) {
        if (!(node instanceof MappingNode map) || depth > 20) {
            return;
        }
        List<Node> below = new ArrayList<>();
        for (NodeTuple tuple : map.getValue()) {
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                below.addAll(
                        tuple.getValueNode() instanceof SequenceNode list
                                ? list.getValue()
                                : List.of(tuple.getValueNode()));
            } else if (names.add(name(tuple.getKeyNode()))) {
                entries.add(
                        new KeyedNode(name(tuple.getKeyNode()), tuple.getKeyNode(), tuple.getValueNode(), map, merged));
            }
        }
        below.forEach(other -> add(other, true, entries, names, depth + 1));
    }

    /** The key at the end of these names. */
    Optional<KeyedNode> find(List<String> path) {
        Optional<Node> node = root;
        Optional<KeyedNode> found = Optional.empty();
        boolean merged = false;
        for (String name : path) {
            found = node.flatMap(map -> entries(map).stream()
                    .filter(entry -> entry.name().equals(name))
                    .findFirst());
            if (found.isEmpty()) {
                return found;
            }
            merged |= found.get().merged();
            node = found.map(KeyedNode::value);
        }
        boolean anywhere = merged;
        return found.map(entry -> new KeyedNode(entry.name(), entry.key(), entry.value(), entry.parent(), anywhere));
    }

    Optional<KeyedNode> find(String dotted) {
        return find(List.of(dotted.split("\\.")));
    }

    boolean has(String dotted) {
        return find(dotted).isPresent();
    }

    /** The keys of the map at these names. */
    List<KeyedNode> entries(String dotted) {
        return find(dotted).map(KeyedNode::value).map(this::entries).orElse(List.of());
    }

    /** The text of a scalar that is there and not null. */
    static Optional<String> text(Node node) {
        return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    Optional<String> text(List<String> path) {
        return find(path).map(KeyedNode::value).flatMap(YamlDocument::text);
    }

    Optional<String> text(String dotted) {
        return find(dotted).map(KeyedNode::value).flatMap(YamlDocument::text);
    }

    /** A value as JSON. */
    JsonNode json(Node node) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        if (node instanceof MappingNode) {
            ObjectNode object = make.objectNode();
            entries(node).forEach(entry -> object.set(entry.name(), json(entry.value())));
            return object;
        }
        if (node instanceof SequenceNode list) {
            return make.arrayNode()
                    .addAll(list.getValue().stream().map(this::json).toList());
        }
        String text = ((ScalarNode) node).getValue();
        if (node.getTag().equals(Tag.NULL)) {
            return make.nullNode();
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return make.booleanNode(AskedSettings.toggle(text).orElse(false));
        }
        return node.getTag().equals(Tag.INT) && text.matches("-?(0|[1-9][0-9]{0,17})")
                ? make.numberNode(Long.parseLong(text))
                : make.textNode(text);
    }
}
