package dev.lapse.lint;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.NodeName;
import dev.lapse.oracle.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Each site's loss, and a cut between the sites, against etcd's quorum. */
final class StoreSites implements Rule {
    static final String NAME = "etcd-sites";

    private static final String OTHERS = "others";

    @Override
    public Stream<Concern> judge(Design design) {
        return design
                .circumstances()
                .sites()
                .filter(sites -> namesHosts(design, sites))
                .or(() -> ofTopology(design))
                .stream()
                .flatMap(sites -> judge(design, sites));
    }

    private static Optional<String> ofTopology(Design design) {
        Layout layout = design.cluster().layout();
        return layout.sites().size() > 1 ? Optional.of(layout.groups()) : Optional.empty();
    }

    private static Stream<Concern> judge(Design design, String text) {
        List<NodeName> members = design.cluster().hostsWith(ComponentName.ETCD);
        List<List<NodeName>> sites = sites(design, text);
        Oracle oracle = design.oracle();
        List<String> fatal = new ArrayList<>();
        boolean someSideWrites = false;
        long elsewhere = members.stream()
                .filter(member -> sites.stream().noneMatch(site -> site.contains(member)))
                .count();
        for (List<NodeName> site : sites) {
            long own = site.stream().filter(members::contains).count();
            someSideWrites |= oracle.isQuorum(own + elsewhere);
            if (!oracle.isQuorum(members.size() - own)) {
                fatal.add(String.join("+", site.stream().map(NodeName::value).toList()) + " has " + own + " of "
                        + members.size() + " members: its loss leaves " + (members.size() - own) + ", and a quorum is "
                        + (members.size() / 2 + 1));
            }
        }
        if (fatal.isEmpty()) {
            return Stream.empty();
        }
        if (!someSideWrites) {
            fatal.add("a cut between the sites leaves no side a quorum");
        }
        return Stream.of(Concern.of(
                        someSideWrites ? Severity.WARNING : Severity.ERROR,
                        NAME,
                        someSideWrites
                                ? "the loss of one site takes etcd's quorum"
                                : "the loss of any site, and a cut between them, takes etcd's quorum")
                .because("without a quorum the primary goes read-only, or stays as long as failsafe_mode reaches every"
                        + " member, and no replica can take over until the site is back")
                .counting(fatal.toArray(String[]::new))
                .from("https://patroni.readthedocs.io/en/latest/ha_multi_dc.html")
                .curedBy(Cure.of("topology: a third site, and " + (members.size() | 1) + " members of which no site has"
                        + " more than " + ((members.size() | 1) / 2))));
    }

    /** Whether it names hosts alone: who has a role now says nothing of where it stands. */
    private static boolean namesHosts(Design design, String text) {
        return Arrays.stream(text.split("[|+]"))
                .map(String::strip)
                .allMatch(word -> word.equals(OTHERS)
                        || design.cluster().hosts().stream()
                                .anyMatch(host -> host.name().value().equals(word)));
    }

    /** The hosts of each side. */
    private static List<List<NodeName>> sites(Design design, String text) {
        List<NodeName> all =
                design.cluster().hosts().stream().map(host -> host.name()).toList();
        List<List<NodeName>> sites = new ArrayList<>();
        for (String side : text.split("\\|")) {
            List<String> words =
                    Arrays.stream(side.split("\\+")).map(String::strip).toList();
            sites.add(all.stream().filter(host -> words.contains(host.value())).toList());
        }
        List<NodeName> named = sites.stream().flatMap(List::stream).toList();
        String[] sides = text.split("\\|");
        for (int i = 0; i < sides.length; i++) {
            if (sides[i].strip().equals(OTHERS)) {
                sites.set(i, all.stream().filter(host -> !named.contains(host)).toList());
            }
        }
        return sites;
    }
}
