package dev.lapse.cluster;

import java.util.Optional;

/** A running cluster: what it was made from, where its hosts are, and with which password the lanes come in. */
public interface Cluster {
    ClusterSpec spec();

    /** The host's address on the network that carries all cluster traffic and all clients. */
    String dataAddress(NodeName host);

    /** The host's address on the network of the observers and direct lanes; faults leave it alone. */
    String watchAddress(NodeName host);

    Optional<String> vip();

    Credentials credentials();
}
