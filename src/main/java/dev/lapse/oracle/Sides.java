package dev.lapse.oracle;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sides of a partition, such as {@code db1+db2|db3+db4}, with one node as the primary. A host on no side talks to
 * all.
 */
record Sides(Configuration configuration, NodeName primary, List<Set<NodeName>> sides) {
    private static final String OTHERS = "others";

    /** Where nobody is known to have a role, the first host that can stands for it. */
    static Sides of(Configuration configuration, Incident incident, NodeName primary) {
        Set<NodeName> taken = new HashSet<>();
        List<Set<NodeName>> sides = new ArrayList<>();
        String given = incident.target().name();
        String[] texts = (given.contains("|") ? given : given + "|" + OTHERS).split("\\|", -1);
        for (String text : texts) {
            Set<NodeName> side = new HashSet<>();
            Arrays.stream(text.split("\\+", -1))
                    .map(String::strip)
                    .flatMap(word -> hosts(word, configuration.spec(), incident, primary).stream())
                    .filter(taken::add)
                    .forEach(side::add);
            sides.add(side);
        }
        for (int i = 0; i < texts.length; i++) {
            if (texts[i].strip().equals(OTHERS)) {
                configuration.spec().hosts().stream()
                        .map(Host::name)
                        .filter(host -> !taken.contains(host))
                        .forEach(sides.get(i)::add);
            }
        }
        return new Sides(configuration, primary, sides);
    }

    private static List<NodeName> hosts(String word, ClusterSpec cluster, Incident incident, NodeName primary) {
        Optional<List<NodeName>> site = Layout.placedBy(word).isPresent()
                ? Layout.placedBy(word)
                        .flatMap(who -> hosts(who, cluster, incident, primary).stream()
                                .flatMap(host -> cluster.layout().siteOf(host).stream())
                                .map(Layout.Site::hosts)
                                .findFirst())
                : cluster.layout().site(word);
        if (site.isPresent()) {
            return site.get();
        }
        List<NodeName> replicas =
                cluster.nodes().stream().filter(node -> !node.equals(primary)).toList();
        return Target.ofRole(word)
                .map(Target::kind)
                .map(kind -> switch (kind) {
                    case PRIMARY -> List.of(primary);
                    case ALL_REPLICAS -> replicas;
                    case ETCD_MAJORITY -> {
                        List<NodeName> members = cluster.hostsWith(ComponentName.ETCD);
                        yield members.subList(0, members.size() / 2 + 1);
                    }
                    default ->
                        Stream.concat(
                                        incident.who(kind).stream(),
                                        kind == Target.Kind.REPLICA || kind == Target.Kind.SYNC_STANDBY
                                                ? replicas.stream()
                                                : kind.candidates(cluster).orElseThrow().stream())
                                .limit(1)
                                .toList();
                })
                .orElseGet(() -> cluster.hosts().stream()
                        .map(Host::name)
                        .filter(host -> host.value().equals(word))
                        .toList());
    }

    private boolean isOnASide(NodeName host) {
        return sides.stream().anyMatch(side -> side.contains(host));
    }

    boolean reaches(NodeName from, NodeName to) {
        return !isOnASide(from)
                || !isOnASide(to)
                || sides.stream().anyMatch(side -> side.contains(from) && side.contains(to));
    }

    /** Whether the members that the host reaches are a quorum of the store. */
    boolean reachesQuorum(NodeName host) {
        if (isOnASide(host)) {
            return configuration.isQuorum(configuration.members().stream()
                    .filter(member -> reaches(host, member))
                    .count());
        }
        return sides.stream()
                .anyMatch(side -> configuration.isQuorum(configuration.members().stream()
                        .filter(member -> side.contains(member) || !isOnASide(member))
                        .count()));
    }

    /** Replicas that reach a quorum of the store and may become the primary, and so can take over. */
    List<NodeName> heirs() {
        return replicas()
                .filter(configuration.spec().heirs(primary)::contains)
                .filter(this::reachesQuorum)
                .toList();
    }

    /** Replicas that could take over by their tags, and that the primary reaches: it asks them in failsafe_mode. */
    List<NodeName> asked() {
        return replicas()
                .filter(configuration.spec()::isCandidate)
                .filter(node -> reaches(primary, node))
                .toList();
    }

    /**
     * Whether each heir was asked, or sees one that was: that one got the primary's last rows, so that nobody who sees
     * it is the healthiest.
     */
    boolean waitsForAsked() {
        return !asked().isEmpty()
                && heirs().stream().allMatch(heir -> asked().stream().anyMatch(node -> reaches(heir, node)));
    }

    Stream<NodeName> replicas() {
        return configuration.spec().nodes().stream().filter(node -> !node.equals(primary));
    }

    /** Replicas that the primary does not reach. */
    List<NodeName> cutOff() {
        return replicas().filter(node -> !reaches(primary, node)).toList();
    }

    /** Whether a member of the store is cut off from its quorum: it may have been the store's leader. */
    boolean mayLoseStoreLeader() {
        return configuration.members().stream().anyMatch(member -> !reachesQuorum(member));
    }
}
