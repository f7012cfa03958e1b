package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Aims the faults of a scenario, and keeps the links that they need through Toxiproxy. One thread at a time. */
final class Aims implements AutoCloseable {
    private final Access access;
    private final Roles roles;
    private final ArmedLinks links;

    /** @param random picks where several hosts have a role */
    Aims(Access access, Random random) {
        this.access = access;
        this.roles = new Roles(access, random);
        this.links = new ArmedLinks(access);
    }

    private List<AimedFault> aimed(List<FaultSpec> specs) {
        return specs.stream().map(this::aimed).toList();
    }

    private AimedFault aimed(FaultSpec spec) {
        return switch (spec.fault().aim()) {
            case HOST -> new AtHosts(spec, access, roles, links);
            case LINK -> new AtLink(spec, access, roles, links);
            case GROUPS -> new BetweenGroups(spec, access, roles);
        };
    }

    /**
     * Leads through Toxiproxy the links that are named and all links of every host that a fault may cut off by it.
     *
     * @return whether there were any
     */
    boolean arm(List<FaultSpec> specs) {
        List<AimedFault> faults = aimed(specs);
        List<LinkName> named = faults.stream()
                .flatMap(fault -> fault.proxiedLink().stream())
                .distinct()
                .toList();
        List<NodeName> hosts = faults.stream()
                .flatMap(fault -> fault.proxiedHosts().stream())
                .distinct()
                .toList();
        access.atOnce()
                .run(named.stream().<Runnable>map(link -> () -> links.arm(link)).toList());
        links.armHosts(hosts);
        return !named.isEmpty() || !hosts.isEmpty();
    }

    /**
     * What the faults of a step hit now, in the order in which it is made ready and injected: links first, since a host
     * that is down can no longer be told anything.
     *
     * @param standing what is injected already
     * @throws LapseException when a target does not exist, or two faults cannot be there at once
     */
    List<Hit> hits(List<FaultSpec> specs, List<Hit> standing) {
        List<Hit> ofHosts = new ArrayList<>();
        List<Hit> ofLinks = new ArrayList<>();
        List<AimedFault> faults = aimed(specs);
        faults.stream()
                .filter(AtHosts.class::isInstance)
                .forEach(fault -> ofHosts.addAll(fault.hits(standing, ofHosts)));
        faults.stream()
                .filter(fault -> !(fault instanceof AtHosts))
                .forEach(fault -> ofLinks.addAll(fault.hits(standing, ofLinks)));
        ofLinks.addAll(ofHosts);
        return ofLinks;
    }

    /** @throws LapseException when this very fault is injected already */
    static void refuseAgain(FaultSpec spec, List<Hit> standing) {
        if (standing.stream().anyMatch(hit -> hit.spec().equals(spec))) {
            throw new LapseException(
                    Kind.HARNESS, "inject at " + spec.target() + ": " + spec.fault() + " is injected already");
        }
    }

    @Override
    public void close() {
        links.close();
    }
}
