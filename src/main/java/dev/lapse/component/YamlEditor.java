package dev.lapse.component;

import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.component.YamlDocument.KeyedNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Puts other values into a YAML file, takes keys out and adds some, in block style and in flow style; every other
 * character stays. Values are given as YAML of one line. One thread.
 */
final class YamlEditor {
    private final YamlDocument document;
    private final YamlSpans spans;
    private final List<Unfit> unfit = new ArrayList<>();
    private final Set<Node> removedKeys = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<KeyedNode> removed = new ArrayList<>();
    private final Map<List<String>, YamlTree> added = new LinkedHashMap<>();
    private final Map<Integer, List<String>> below = new TreeMap<>();

    YamlEditor(YamlDocument document) {
        this.document = document;
        this.spans = new YamlSpans(document.file());
    }

    /** What had to be edited and is written in a way that hinders it. */
    List<Unfit> unfit() {
        return unfit;
    }

    /** Gives a key another value, or adds it with those above it. */
    void set(List<String> path, String yaml) {
        Optional<KeyedNode> there = document.find(path);
        if (there.isPresent()) {
            value(there.get(), yaml);
            return;
        }
        List<String> above = path.subList(0, path.size() - 1);
        while (!above.isEmpty() && document.find(above).isEmpty()) {
            above = above.subList(0, above.size() - 1);
        }
        added.computeIfAbsent(List.copyOf(above), map -> new YamlTree())
                .putRendered(path.subList(above.size(), path.size()), yaml);
    }

    void set(String dotted, String yaml) {
        set(List.of(dotted.split("\\.")), yaml);
    }

    private boolean isHindered(KeyedNode entry) {
        boolean hindered = entry.merged()
                || entry.isAlias()
                || document.isShared(entry.value())
                || document.isShared(entry.parent());
        if (hindered) {
            unfit.add(document.unfit(
                    entry.key(),
                    entry.name() + " has to be another one here, and an anchor, an alias or a merge key hinders that;"
                            + " write it out"));
        }
        return hindered;
    }

    private void value(KeyedNode entry, String yaml) {
        String plain = yaml.replaceFirst("^'(.*)'$", "$1");
        if (YamlDocument.text(entry.value()).filter(plain::equals).isPresent() || isHindered(entry)) {
            return;
        }
        Node value = entry.value();
        int keyLine = entry.key().getEndMark().getLine();
        if (spans.start(value).equals(spans.end(value))) {
            spans.replace(spans.start(value), spans.end(value), " " + yaml);
        } else if (value.getStartMark().getLine() > keyLine) {
            YamlSpans.Spot colon = spans.behindColon(entry.key());
            spans.replace(colon, colon, " " + yaml);
            spans.leaveOut(value.getStartMark().getLine(), spans.end(value));
        } else {
            spans.replace(spans.start(value), spans.end(value), yaml);
        }
    }

    /** Another name for a key. */
    void rename(String dotted, String name) {
        document.find(dotted).filter(entry -> !isHindered(entry)).ifPresent(entry -> {
            spans.replace(spans.start(entry.key()), spans.end(entry.key()), name);
        });
    }

    /** Takes a key out, where it is there. */
    void remove(String dotted) {
        remove(List.of(dotted.split("\\.")));
    }

    void remove(List<String> path) {
        document.find(path)
                .filter(entry -> !removedKeys.contains(entry.key()))
                .filter(entry -> !isHindered(entry))
                .ifPresent(entry -> {
                    removed.add(entry);
                    removedKeys.add(entry.key());
                    boolean empties = path.size() > 1
                            && entry.parent().getValue().stream()
                                    .allMatch(tuple -> removedKeys.contains(tuple.getKeyNode()))
                            && added.keySet().stream().noneMatch(path.subList(0, path.size() - 1)::equals);
                    if (empties) {
                        remove(path.subList(0, path.size() - 1));
                    }
                });
    }

    /** Another text for an item of a list, or for the value of its only key. */
    void item(Node node, String yaml) {
        if (document.isShared(node)) {
            unfit.add(document.unfit(node, "it has to be another one here, and an anchor hinders that; write it out"));
            return;
        }
        spans.replace(spans.start(node), spans.end(node), yaml);
    }

    /** Takes an item out of a list. */
    void removeItem(SequenceNode list, Node item) {
        if (document.isShared(list) || document.isShared(item)) {
            unfit.add(document.unfit(item, "it has to be left out here, and an anchor hinders that; take it out"));
        } else if (list.getFlowStyle() == FlowStyle.FLOW) {
            spans.removeFromFlow(spans.start(item), spans.end(item));
        } else {
            spans.leaveOut(item.getStartMark().getLine(), spans.end(item));
        }
    }

    /** Puts items before those of a list, or makes the list. */
    void prepend(String dotted, List<String> items) {
        Optional<KeyedNode> entry = document.find(dotted);
        if (entry.isEmpty() || !(entry.get().value() instanceof SequenceNode list)) {
            set(dotted, "[" + String.join(", ", items) + "]");
        } else if (!isHindered(entry.get())) {
            if (list.getFlowStyle() == FlowStyle.FLOW) {
                YamlSpans.Spot open = spans.start(list).plus(1);
                spans.replace(open, open, String.join(", ", items) + ", ");
            } else {
                String indent = " ".repeat(spans.dash(list.getValue().get(0)));
                items.forEach(item -> below.computeIfAbsent(entry.get().line(), line -> new ArrayList<>())
                        .add(indent + "- " + item));
            }
        }
    }

    EditedFile edited() {
        removed.forEach(entry -> {
            if (entry.parent().getFlowStyle() == FlowStyle.FLOW) {
                spans.removeFromFlow(spans.start(entry.key()), spans.end(entry.value()));
            } else if (spans.isFirstInLine(entry.key())) {
                spans.leaveOut(entry.key().getStartMark().getLine(), spans.end(entry.value()));
            } else {
                unfit.add(document.unfit(entry.key(), entry.name() + " has to be left out here; take it out"));
            }
        });
        List<Runnable> late = new ArrayList<>();
        added.forEach((path, tree) -> add(path, tree, late));
        EditedFile edited = spans.edited();
        below.forEach((line, texts) -> texts.forEach(text -> edited.below(line, text)));
        String indent = " ".repeat(rootColumn());
        added.getOrDefault(List.of(), new YamlTree()).children().forEach((name, child) -> {
            if (!isFlow(document.root())) {
                YamlTree one = new YamlTree();
                one.put(name, child);
                edited.append(
                        one.flow(),
                        one.render().lines().map(line -> indent + line).toList());
            }
        });
        return edited;
    }

    private int rootColumn() {
        return document.root().map(root -> root.getStartMark().getColumn()).orElse(0);
    }

    private static boolean isFlow(Optional<Node> node) {
        return node.filter(each -> each instanceof MappingNode map && map.getFlowStyle() == FlowStyle.FLOW)
                .isPresent();
    }

    private void add(List<String> path, YamlTree tree, List<Runnable> late) {
        Optional<KeyedNode> entry = path.isEmpty() ? Optional.empty() : document.find(path);
        Optional<Node> map = path.isEmpty() ? document.root() : entry.map(KeyedNode::value);
        if (isFlow(map)) {
            YamlSpans.Spot open = spans.start(map.get()).plus(1);
            spans.replace(open, open, tree.flow() + ", ");
        } else if (entry.isPresent() && !(map.get() instanceof MappingNode)) {
            value(entry.get(), "{" + tree.flow() + "}");
        } else if (entry.isPresent() && !isHindered(entry.get())) {
            String indent = " "
                    .repeat(((MappingNode) map.get())
                            .getValue()
                            .get(0)
                            .getKeyNode()
                            .getStartMark()
                            .getColumn());
            tree.render()
                    .lines()
                    .forEach(line -> below.computeIfAbsent(
                                    entry.get().key().getEndMark().getLine() + 1, each -> new ArrayList<>())
                            .add(indent + line));
        }
    }
}
