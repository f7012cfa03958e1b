package dev.lapse.component;

import dev.lapse.cluster.OwnFile;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Takes the secrets out of a YAML file of Patroni or etcd before anybody else sees it. */
final class YamlSecrets {
    private static final String MASKED = "'" + OwnFile.MASK + "'";

    /** The whole name of a key that holds a secret. */
    private static final Pattern KEY =
            Pattern.compile("(?i)(.*[_-])?(password|passwd|passphrase|secret|token|api[_-]?key)|sslpassword|pwd");

    private static final Set<String> NO_SECRETS = Set.of("initial-cluster-token", "auth-token");

    /** A key of that kind in a line that is no YAML, such as a comment. */
    private static final Pattern IN_COMMENT =
            Pattern.compile("(?i)(#.*?\\b(?:[a-z_-]*(?:password|passwd|secret|token))[\"']?\\s*[:=]\\s*)[^\\s,}]+");

    /** Inside of a command or a connection string. */
    private static final Pattern IN_TEXT = Pattern.compile("(?i)\\b(password=|PGPASSWORD=)[^\\s'\"&]+");

    private static final Pattern IN_URL = Pattern.compile("(://[^\\s/:@'\"]+:)[^\\s/@'\"]+@");

    private YamlSecrets() {}

    /** The same text with {@link OwnFile#MASK} where a secret was; lines keep their numbers. */
    static String masked(String text) {
        YamlDocument document = YamlDocument.of(new OwnFile("", text));
        String masked = text;
        if (document.root().isPresent()) {
            YamlSpans spans = new YamlSpans(document.file());
            mask(document.root().get(), spans, Collections.newSetFromMap(new IdentityHashMap<>()));
            masked = spans.text();
        }
        boolean noYaml = document.root().isEmpty();
        return Arrays.stream(masked.split("\n", -1))
                .map(line -> noYaml ? line("#" + line).substring(1) : line(line))
                .collect(Collectors.joining("\n"));
    }

    private static String line(String line) {
        String masked = IN_COMMENT.matcher(line).replaceAll("$1" + OwnFile.MASK);
        masked = IN_TEXT.matcher(masked).replaceAll("$1" + OwnFile.MASK);
        return IN_URL.matcher(masked).replaceAll("$1" + OwnFile.MASK + "@");
    }

    private static void mask(Node node, YamlSpans spans, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                boolean secret = tuple.getKeyNode() instanceof ScalarNode key
                        && KEY.matcher(key.getValue()).matches()
                        && !NO_SECRETS.contains(key.getValue());
                if (secret && tuple.getValueNode() instanceof ScalarNode value && seen.add(value)) {
                    String anchor = value.getAnchor() == null ? "" : "&" + value.getAnchor() + " ";
                    if (!value.getValue().isEmpty()) {
                        spans.replace(spans.start(value), spans.end(value), anchor + MASKED);
                    }
                } else {
                    mask(tuple.getValueNode(), spans, seen);
                }
            }
        } else if (node instanceof SequenceNode list) {
            for (Node item : List.copyOf(list.getValue())) {
                mask(item, spans, seen);
            }
        }
    }
}
