package dev.lapse.fault;

import dev.lapse.cluster.ClusterSpec;
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
import java.util.function.Function;

/**
 * The sides of a partition as scenarios write them: {@code pg1+etcd1|pg2+pg3+etcd2+etcd3}, two sides or more, each of
 * hosts, roles, sites of the topology, and {@code site-of} a host or role. {@code others}, alone on its side, is every
 * host that no other side has; a site alone stands against the others. A host on no side keeps talking to all of them,
 * and so do clients.
 */
public record Groups(List<List<String>> sides) {
    public static final List<String> EXAMPLES =
            List.of("primary|others", "pg1+etcd1|pg2+pg3+etcd2+etcd3", "site-of primary");

    private static final String OTHERS = "others";

    public Groups {
        sides = sides.stream().map(List::copyOf).toList();
    }

    static Groups of(String text) {
        String all = text.contains("|") ? text : text + "|" + OTHERS;
        return new Groups(Arrays.stream(all.split("\\|", -1))
                .map(side ->
                        Arrays.stream(side.split("\\+", -1)).map(String::strip).toList())
                .toList());
    }

    /** Whether it is one site, by its name or by who is there, which is meant to be cut off from all others. */
    public static boolean isOneSite(String text, ClusterSpec cluster) {
        return isSite(text, cluster) && !text.matches(".*[|+].*");
    }

    private static boolean isSite(String word, ClusterSpec cluster) {
        return cluster.layout().site(word).isPresent()
                || Layout.placedBy(word)
                        .filter(who -> Target.ofRole(who).isPresent() || isHost(who, cluster))
                        .isPresent();
    }

    private static boolean isHost(String word, ClusterSpec cluster) {
        return cluster.hosts().stream().anyMatch(host -> host.name().value().equals(word));
    }

    /** What is wrong with this text in this cluster, if anything. */
    public static Optional<String> problem(String text, ClusterSpec cluster) {
        Groups groups = of(text);
        if (!text.contains("|") && !isOneSite(text, cluster)) {
            return Optional.of("a partition needs two sides or more, such as pg1+etcd1|pg2+pg3, was " + text);
        }
        Set<String> seen = new HashSet<>();
        for (List<String> side : groups.sides) {
            for (String word : side) {
                if (word.equals(OTHERS) && side.size() > 1) {
                    return Optional.of("others must be alone on its side, was with " + (side.size() - 1) + " more");
                }
                boolean known = word.equals(OTHERS)
                        || Target.ofRole(word).isPresent()
                        || isHost(word, cluster)
                        || isSite(word, cluster);
                if (!known) {
                    return Optional.of("partition " + text + ": unknown host, role or site \"" + word + "\"");
                }
                if (Layout.placedBy(word).isPresent()
                        && cluster.layout().sites().isEmpty()) {
                    return Optional.of("partition " + text + ": topology " + cluster.topology() + " has no sites");
                }
                if (!seen.add(word)) {
                    return Optional.of("partition " + text + ": " + word + " is there twice");
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The hosts on each side. A host that a role and its own name both stand for is on the side that comes first.
     *
     * @param resolve who has a role now, and the host of a name
     */
    List<List<NodeName>> resolve(ClusterSpec cluster, Function<String, List<NodeName>> resolve) {
        Set<NodeName> taken = new HashSet<>();
        List<List<NodeName>> resolved = new ArrayList<>();
        for (List<String> side : sides) {
            resolved.add(
                    side.contains(OTHERS)
                            ? new ArrayList<>()
                            : side.stream()
                                    .flatMap(word -> resolve.apply(word).stream())
                                    .filter(taken::add)
                                    .toList());
        }
        int others = sides.indexOf(List.of(OTHERS));
        if (others >= 0) {
            resolved.set(
                    others,
                    cluster.hosts().stream()
                            .map(Host::name)
                            .filter(host -> !taken.contains(host))
                            .toList());
        }
        return resolved;
    }
}
