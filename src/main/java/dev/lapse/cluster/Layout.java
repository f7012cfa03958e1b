package dev.lapse.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a topology says of its hosts as a whole.
 *
 * @param leader the node that is the primary when the cluster has come up; empty: any
 * @param sites where hosts stand, each at one site at most; a host at none is near all of them
 */
public record Layout(Optional<NodeName> leader, List<Site> sites) {
    public static final Layout NONE = new Layout(Optional.empty(), List.of());

    /** The regular expression of a site's name: links are named by two of them with a hyphen between. */
    public static final String SITE_FORM = "[a-z][a-z0-9]{0,30}";

    /** Stands before a host or a role, and means all that stand where it does. */
    private static final String SITE_OF = "site-of ";

    private static final String OTHERS = "others";

    public Layout {
        sites = List.copyOf(sites);
    }

    /** Hosts that stand together, under a name such as {@code a}. */
    public record Site(String name, List<NodeName> hosts) {
        public Site {
            if (!name.matches(SITE_FORM)) {
                throw new IllegalArgumentException("a site's name must match " + SITE_FORM + ", was \"" + name + "\"");
            }
            hosts = List.copyOf(hosts);
        }
    }

    /** @throws IllegalArgumentException when it does not fit these hosts */
    public void hold(List<Host> hosts) {
        leader.ifPresent(first -> {
            List<String> nodes = hosts.stream()
                    .filter(host -> host.carries(ComponentName.PATRONI))
                    .map(host -> host.name().value())
                    .toList();
            if (!nodes.contains(first.value())) {
                throw new IllegalArgumentException("leader: " + Nearest.unknown("node", first.value(), nodes));
            }
        });
        List<String> names = hosts.stream().map(host -> host.name().value()).toList();
        Map<NodeName, String> taken = new HashMap<>();
        for (Site site : sites) {
            if (names.contains(site.name()) || isTaken(site.name(), hosts)) {
                throw new IllegalArgumentException("site " + site.name()
                        + ": that is the name of a host, a role, a component or a service; take another");
            }
            if (site.hosts().isEmpty()) {
                throw new IllegalArgumentException("site " + site.name() + " must have at least one host");
            }
            for (NodeName host : site.hosts()) {
                if (!names.contains(host.value())) {
                    throw new IllegalArgumentException(
                            "site " + site.name() + ": " + Nearest.unknown("host", host.value(), names));
                }
                String other = taken.put(host, site.name());
                if (other != null) {
                    throw new IllegalArgumentException("host " + host + " is at site " + other
                            + (other.equals(site.name()) ? " twice" : ", and at site " + site.name() + " too"));
                }
            }
        }
    }

    private static boolean isTaken(String name, List<Host> hosts) {
        return name.equals(OTHERS)
                || name.equals("client")
                || Target.ofRole(name).isPresent()
                || hosts.stream()
                        .flatMap(host -> host.carries().stream())
                        .anyMatch(component -> component.name().text().equals(name)
                                || component.linkWord().equals(Optional.of(name))
                                || component.ports().stream().anyMatch(port -> port.isCalled(name)));
    }

    /** The hosts of this site; empty: there is no such site. */
    public Optional<List<NodeName>> site(String name) {
        return sites.stream()
                .filter(site -> site.name().equals(name))
                .map(Site::hosts)
                .findFirst();
    }

    /** Where the host stands. */
    public Optional<Site> siteOf(NodeName host) {
        return sites.stream().filter(site -> site.hosts().contains(host)).findFirst();
    }

    /** The host or role in {@code site-of primary}. */
    public static Optional<String> placedBy(String word) {
        return word.startsWith(SITE_OF)
                ? Optional.of(word.substring(SITE_OF.length()).strip())
                : Optional.empty();
    }

    /**
     * What is to be said of the store where a cut between the sites leaves no side a quorum.
     *
     * @param members of the store
     */
    public Optional<String> noQuorumNote(List<NodeName> members) {
        List<Long> own = sites.stream()
                .map(site -> site.hosts().stream().filter(members::contains).count())
                .toList();
        long elsewhere = members.size() - own.stream().mapToLong(each -> each).sum();
        boolean some = own.stream().anyMatch(each -> each + elsewhere > members.size() / 2);
        return sites.size() < 2 || some
                ? Optional.empty()
                : Optional.of("sites: "
                        + String.join(
                                ", ",
                                sites.stream()
                                        .map(site -> site.name() + " has " + own.get(sites.indexOf(site)) + " of "
                                                + members.size())
                                        .toList())
                        + " members of etcd: when they do not reach each other, no site has a quorum, and none can"
                        + " write");
    }

    /** The sites as groups of a partition are written: {@code pg1+etcd1|pg2+etcd2}. */
    public String groups() {
        return String.join(
                "|",
                sites.stream()
                        .map(site -> String.join(
                                "+", site.hosts().stream().map(NodeName::value).toList()))
                        .toList());
    }
}
