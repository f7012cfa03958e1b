package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.OwnFile;
import java.util.List;
import java.util.Optional;

/** Settings that lie over what a file of the user's own says, and who put them there. */
final class OverFiles {
    private OverFiles() {}

    /** In words, with the line of the file: {@code mine/haproxy.cfg:8: haproxy.inter 2s -> 1s by profile fast}. */
    static List<String> of(ClusterSpec cluster, Profile profile) {
        return cluster.components().stream()
                .flatMap(component ->
                        component.given().flatMap(given -> component.with(given, cluster.hosts())).stream())
                .flatMap(fitted -> fitted.says().stream())
                .flatMap(said -> over(said, cluster, profile).stream())
                .distinct()
                .toList();
    }

    private static Optional<String> over(OwnFile.Said said, ClusterSpec cluster, Profile profile) {
        ClusterSpec there = said.host().map(cluster::at).orElse(cluster);
        return there.settings()
                .get(said.section(), said.name())
                .filter(value -> !value.equals(said.value()))
                .map(value -> said.file() + ":" + said.line() + ": " + said.section() + "." + said.name() + " "
                        + said.value() + " -> " + value
                        + (isOf(profile, there, said, value) ? " by profile " + profile.text() : " by a setting"));
    }

    private static boolean isOf(Profile profile, ClusterSpec there, OwnFile.Said said, String value) {
        return profile.settings().get(said.section(), said.name()).isPresent()
                && profile.over(there.settings())
                        .get(said.section(), said.name())
                        .equals(Optional.of(value));
    }
}
