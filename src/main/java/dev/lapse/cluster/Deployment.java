package dev.lapse.cluster;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cluster that is about to be started: its spec, and what configuration files name beside it.
 *
 * @param dataAddresses each host's address on the data network
 * @param vip the virtual address; without one, no host runs keepalived
 */
public record Deployment(
        ClusterSpec spec, Map<NodeName, String> dataAddresses, Optional<String> vip, Credentials credentials) {
    /** @throws IllegalArgumentException when a host has no address */
    public Deployment {
        dataAddresses = Map.copyOf(dataAddresses);
        for (Host host : spec.hosts()) {
            if (!dataAddresses.containsKey(host.name())) {
                throw new IllegalArgumentException("host " + host.name() + " of topology " + spec.topology()
                        + " has no data address; given: " + new TreeMap<>(dataAddresses));
            }
        }
    }

    public String address(NodeName host) {
        return Objects.requireNonNull(dataAddresses.get(host));
    }
}
