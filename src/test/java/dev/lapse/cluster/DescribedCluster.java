package dev.lapse.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A cluster that is only described: its addresses tell host and network, and nothing can be done to it. */
@FunctionalInterface
public interface DescribedCluster extends Cluster, Links {
    @Override
    default String dataAddress(NodeName host) {
        return "data-" + host;
    }

    @Override
    default String watchAddress(NodeName host) {
        return "watch-" + host;
    }

    @Override
    default Optional<String> vip() {
        return Optional.empty();
    }

    @Override
    default Credentials credentials() {
        return new Credentials("", "", "secret");
    }

    @Override
    default Sidecar join(NodeName host) {
        throw new AssertionError("join " + host);
    }

    @Override
    default Sidecar joinEngine() {
        throw new AssertionError("join the engine");
    }

    @Override
    default List<ProxiedLink> proxyClients(NodeName host, List<Door> doors) {
        throw new AssertionError("proxy the clients of " + host);
    }

    @Override
    default List<ProxiedLink> proxy(NodeName source, List<Hop> hops) {
        throw new AssertionError("proxy " + source + " to " + hops);
    }

    @Override
    default void hostRestarted(NodeName host) {
        throw new AssertionError(host + " has restarted");
    }

    @Override
    default void disconnect(NodeName host) {
        throw new AssertionError("disconnect " + host);
    }

    @Override
    default void connect(NodeName host) {
        throw new AssertionError("connect " + host);
    }

    @Override
    default boolean connected(NodeName host) {
        return true;
    }

    @Override
    default DeadMan connectAfter(NodeName host, Duration after) {
        throw new AssertionError("connect " + host + " after " + after);
    }
}
