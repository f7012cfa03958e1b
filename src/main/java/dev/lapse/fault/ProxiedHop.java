package dev.lapse.fault;

import dev.lapse.cluster.Links.ProxiedLink;
import dev.lapse.cluster.NodeName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A hop that goes through Toxiproxy, and who can try it.
 *
 * @param from where Toxiproxy is
 * @param asker the host whose connections to the port pass it: {@code from} itself, or for the clients' link another
 *     host, which stands in for a client; null where every other host has a link of its own there
 * @param byAddress whether connections pass it that go to the virtual address, while that stands on {@code to}
 */
record ProxiedHop(NodeName from, @Nullable NodeName asker, NodeName to, int port, ProxiedLink link, boolean byAddress) {
    /** Of what goes to the host's own address. */
    ProxiedHop(NodeName from, @Nullable NodeName asker, NodeName to, int port, ProxiedLink link) {
        this(from, asker, to, port, link, false);
    }

    PeerQuestion question(Request request, Duration patience) {
        return new PeerQuestion(asker, to, port, request, patience, byAddress);
    }

    @Override
    public String toString() {
        return (asker == null ? "clients" : asker) + (byAddress ? " by the address" : "") + " to " + to + ":" + port;
    }
}
