package dev.lapse.component;

import dev.lapse.cluster.OwnFile;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
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
                .map(line -> noYaml ? line("#" + line, MASKED).substring(1) : line(line, OwnFile.MASK))
                .collect(Collectors.joining("\n"));
    }

    /** @param mask in quotes where the line may be read once more, since a star alone begins an alias */
    private static String line(String line, String mask) {
        String masked = IN_COMMENT.matcher(line).replaceAll("$1" + Matcher.quoteReplacement(mask));
        return SecretWords.masked(masked);
    }

    private static void mask(Node node, YamlSpans spans, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                boolean secret = tuple.getKeyNode() instanceof ScalarNode key
                        && (KEY.matcher(key.getValue()).matches() || SecretWords.isName(key.getValue()))
                        && !NO_SECRETS.contains(key.getValue());
                if (secret && tuple.getValueNode() instanceof ScalarNode value && seen.add(value)) {
                    mask(value, spans);
                } else {
                    mask(tuple.getValueNode(), spans, seen);
                }
            }
        } else if (node instanceof SequenceNode list) {
            boolean secret = false;
            for (Node item : List.copyOf(list.getValue())) {
                if (secret && item instanceof ScalarNode value && seen.add(value)) {
                    mask(value, spans);
                } else {
                    mask(item, spans, seen);
                }
                secret = item instanceof ScalarNode word && SecretWords.isOption(word.getValue());
            }
        } else if (node instanceof ScalarNode text && text.isPlain()) {
            words(spans.start(text), spans.end(text), spans);
        }
    }

    /** Of a value without quotes, which ends where YAML says, and not where a blank is. */
    private static void words(YamlSpans.Spot from, YamlSpans.Spot to, YamlSpans spans) {
        if (from.line() == to.line()) {
            String masked = SecretWords.masked(spans.between(from, to));
            if (!masked.equals(spans.between(from, to))) {
                spans.replace(from, to, masked);
            }
        }
    }

    private static void mask(ScalarNode value, YamlSpans spans) {
        String anchor = value.getAnchor() == null ? "" : "&" + value.getAnchor() + " ";
        if (!value.getValue().isEmpty()) {
            spans.replace(spans.start(value), spans.end(value), anchor + MASKED);
        }
    }
}
