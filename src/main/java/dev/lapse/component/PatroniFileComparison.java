package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The file that Patroni was started with must be the user's, with the replacements that were told and nothing else.
 * Passwords are masked on the host already.
 */
final class PatroniFileComparison {
    private static final String FILE = "/etc/lapse/patroni.yml";
    private static final String NAME = Section.PATRONI.text() + ".file";

    private static final String MASKED = "sed -E \"s/(password[\\\"']? *: *)'([^']|'')*'/\\1'" + OwnFile.MASK + "'/g\"";

    private PatroniFileComparison() {}

    static Comparison of(PatroniOwnFiles own, ClusterSpec cluster) {
        String names = own.given().files().values().stream()
                .map(OwnFile::name)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return new Comparison(
                Map.of(NAME, names),
                List.of(StartedWith.file(ComponentName.PATRONI, FILE, MASKED)),
                answers -> differences(own, cluster, answers.get(0)).stream().toList());
    }

    static Optional<Difference> differences(PatroniOwnFiles own, ClusterSpec cluster, String running) {
        if (StartedWith.tellsNothing(running)) {
            return Optional.of(Difference.of(NAME, NotInEffect.NOT_KNOWN, StartedWith.why(FILE, running)));
        }
        Optional<NodeName> node = YamlDocument.of(new OwnFile(FILE, running))
                .text("name")
                .flatMap(name -> own.hosts().stream()
                        .filter(host -> host.value().equals(name))
                        .findFirst());
        if (node.isEmpty()) {
            return Optional.of(Difference.of(NAME, "no name of a node", "that is what " + FILE + " has"));
        }
        return RunningFile.difference(address -> PatroniFile.render(anywhere(cluster, address), node.get()), running)
                .map(line -> Difference.of(NAME, line.seen(), line.why()));
    }

    /** The cluster with passwords that are not looked at. */
    private static Deployment anywhere(ClusterSpec cluster, UnaryOperator<String> address) {
        Map<NodeName, String> addresses = cluster.hosts().stream()
                .map(Host::name)
                .collect(Collectors.toMap(host -> host, host -> address.apply(host.value())));
        return new Deployment(
                cluster, addresses, Optional.empty(), new Credentials(OwnFile.MASK, OwnFile.MASK, OwnFile.MASK));
    }
}
