package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.LinkName.HostPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A fault that hits one link, at the end that connects. */
record AtLink(FaultSpec spec, Access access, Roles roles, ArmedLinks links) implements AimedFault {
    private LinkName link() {
        return LinkName.parse(spec.target().name(), access.cluster().spec()).orElseThrow();
    }

    @Override
    public Optional<LinkName> proxiedLink() {
        return spec.isProxied() ? Optional.of(link()) : Optional.empty();
    }

    @Override
    public List<Hit> hits(List<Hit> standing, List<Hit> sameStep) {
        Aims.refuseAgain(spec, standing);
        if (!spec.isProxied() && spec.fault() != FaultName.LINK_LOSS) {
            throw new IllegalArgumentException(spec.fault() + " (" + spec.flavour()
                    + ") is at a link, and without Toxiproxy only link-loss is made here");
        }
        ClusterSpec cluster = access.cluster().spec();
        LinkName link = link();
        if (link.ofClients()) {
            List<NodeName> balancers = link.balancers(cluster);
            return List.of(new Hit(this, balancers, deadMan -> proxied(links.ofClients(balancers), deadMan)));
        }
        List<NodeName> from = roles.hosts(link.from());
        List<NodeName> to = roles.hosts(link.to());
        boolean whole = !spec.isProxied() && link.isBetweenSites(cluster);
        List<HostPair> pairs = whole
                ? from.stream()
                        .flatMap(one -> to.stream().map(other -> new HostPair(one, other, List.of())))
                        .toList()
                : link.hops(from, to, cluster);
        if (pairs.isEmpty()) {
            throw new LapseException(Kind.HARNESS, "inject at " + link + ": both ends are the same host now");
        }
        return List.of(new Hit(
                this,
                pairs.stream()
                        .map(pair -> spec.isProxied() ? pair.from() : LinkLoss.filtered(pair, cluster))
                        .distinct()
                        .toList(),
                deadMan -> spec.isProxied()
                        ? proxied(links.of(pairs), deadMan)
                        : LinkLoss.ready(access, spec, link, pairs, deadMan)));
    }

    private Injection proxied(List<ProxiedHop> hops, Duration deadMan) {
        return new LinkInjection(access, LinkFault.of(spec, access.cluster().spec()), hops, deadMan);
    }
}
