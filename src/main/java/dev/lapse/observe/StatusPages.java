package dev.lapse.observe;

import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.util.List;

/**
 * What each Patroni and each HAProxy says of itself, over the watch network. No answer within 1.5 s is an IOException.
 * Any thread.
 */
public interface StatusPages extends AutoCloseable {
    PatroniStatus patroni(NodeName node) throws IOException;

    List<HaproxyStats.Server> haproxy(NodeName balancer) throws IOException;

    /** Ends every call in flight, and every later one, with an IOException. */
    @Override
    void close();
}
