package dev.lapse.cluster;

import java.util.List;
import java.util.Optional;

/** Asks the cluster who is who, now, over the watch network. Any thread; each call asks anew. */
public interface Control {
    /** The node that holds the leader lock and says that it runs as primary. */
    Optional<NodeName> primary();

    /** The nodes that run as replicas, by name. */
    List<NodeName> replicas();

    Optional<NodeName> syncStandby();

    /** The member of the DCS that leads it. */
    Optional<NodeName> dcsLeader();

    /** Everything that steady state asks for (DESIGN 3) but the clients' way in; empty when the cluster is steady. */
    List<String> unsteady();
}
