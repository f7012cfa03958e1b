package dev.lapse.fault;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import java.util.List;
import java.util.Optional;

/** A fault with what it is aimed at: hosts, a link, or groups of hosts. One thread at a time. */
sealed interface AimedFault permits AtHosts, AtLink, BetweenGroups {
    FaultSpec spec();

    /** The link that has to go through Toxiproxy before it can be hurt; empty: none by its name. */
    default Optional<LinkName> proxiedLink() {
        return Optional.empty();
    }

    /** The hosts whose links all have to go through Toxiproxy, whichever of them has the role in the end. */
    default List<NodeName> proxiedHosts() {
        return List.of();
    }

    /**
     * Resolves its targets as they are now; each hit can be made ready and injected for itself.
     *
     * @param standing what is injected already
     * @param sameStep what the same step has resolved so far
     * @throws LapseException when a target does not exist, or what stands is in the way
     */
    List<Hit> hits(List<Hit> standing, List<Hit> sameStep);

    /** Why another fault cannot hit a host that this one hits; empty: it can. */
    default Optional<String> clash(FaultSpec other) {
        return Optional.empty(); // links and filters follow a host into its next life
    }
}
