package dev.lapse.scenario;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Lays one YAML map over another: where both have a map, the two are merged, and everything else is replaced. What is
 * expected is replaced as a whole. Each part keeps the place where it was written. No node is changed.
 */
final class Overlay {
    /** No setting is nested so deep; it also ends the descent into a map that contains itself. */
    private static final int DEEPEST = 6;

    private static final String WHOLE = FileKey.ScenarioKey.EXPECT.text();

    private Overlay() {}

    static Node of(Node below, Node above) {
        return of(below, above, 0);
    }

    private static Node of(Node below, Node above, int depth) {
        if (!(below instanceof MappingNode under) || !(above instanceof MappingNode over) || depth == DEEPEST) {
            return above;
        }
        List<NodeTuple> merged = new ArrayList<>();
        for (NodeTuple entry : under.getValue()) {
            merged.add(find(over, key(entry))
                    .map(instead -> depth == 0 && key(entry).equals(WHOLE)
                            ? instead
                            : new NodeTuple(
                                    instead.getKeyNode(), of(entry.getValueNode(), instead.getValueNode(), depth + 1)))
                    .orElse(entry));
        }
        over.getValue().stream()
                .filter(entry -> find(under, key(entry)).isEmpty())
                .forEach(merged::add);
        return map(under, merged);
    }

    /** The map without these keys. */
    static Node without(Node node, Collection<String> keys) {
        return node instanceof MappingNode map
                ? map(
                        map,
                        map.getValue().stream()
                                .filter(entry -> !keys.contains(key(entry)))
                                .toList())
                : node;
    }

    /** The map with another text for a key that it has. */
    static Node with(Node node, String key, String text) {
        return node instanceof MappingNode map
                ? map(
                        map,
                        map.getValue().stream()
                                .map(entry -> key(entry).equals(key) && entry.getValueNode() instanceof ScalarNode old
                                        ? new NodeTuple(entry.getKeyNode(), scalar(old, text))
                                        : entry)
                                .toList())
                : node;
    }

    private static Optional<NodeTuple> find(MappingNode map, String key) {
        return map.getValue().stream().filter(entry -> key(entry).equals(key)).findFirst();
    }

    /** A key that is no text is an error wherever it stands, and equals no other. */
    private static String key(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
    }

    private static Node map(MappingNode like, List<NodeTuple> entries) {
        return new MappingNode(
                like.getTag(), true, entries, like.getStartMark(), like.getEndMark(), like.getFlowStyle());
    }

    private static Node scalar(ScalarNode like, String text) {
        return new ScalarNode(like.getTag(), text, like.getStartMark(), like.getEndMark(), like.getScalarStyle());
    }
}
