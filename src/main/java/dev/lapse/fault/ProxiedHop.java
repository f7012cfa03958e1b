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
 */
record ProxiedHop(NodeName from, @Nullable NodeName asker, NodeName to, int port, ProxiedLink link) {
    PeerQuestion question(Request request, Duration patience) {
        return new PeerQuestion(asker, to, port, request, patience);
    }

    @Override
    public String toString() {
        return (asker == null ? "clients" : asker) + " to " + to + ":" + port;
    }
}
