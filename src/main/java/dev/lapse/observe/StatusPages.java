package dev.lapse.observe;

import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.util.List;

/**
 * What each Patroni, each HAProxy and each pooler says of itself, over the watch network. No answer within 1.5 s is an
 * IOException. Any thread.
 */
public interface StatusPages extends AutoCloseable {
    PatroniStatus patroni(NodeName node) throws IOException;

    List<HaproxyStats.Server> haproxy(NodeName balancer) throws IOException;

    /** Returns when the node's pooler answers a new connection. */
    void pooler(NodeName node) throws IOException;

    /** Ends every call in flight, and every later one, with an IOException. */
    @Override
    void close();
}
