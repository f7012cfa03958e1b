package dev.lapse.observe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.util.List;

/** The status pages of a running cluster, asked anew with each call. Any thread. */
final class HttpStatusPages implements StatusPages {
    private final Cluster cluster;
    private final PatroniApi patroni;
    private final HaproxyStats haproxy;

    HttpStatusPages(Cluster cluster) {
        this.cluster = cluster;
        this.patroni = new PatroniApi(cluster);
        this.haproxy = new HaproxyStats(cluster);
    }

    @Override
    public PatroniStatus patroni(NodeName node) throws IOException {
        return patroni.status(node);
    }

    @Override
    public List<HaproxyStats.Server> haproxy(NodeName balancer) throws IOException {
        return haproxy.servers(balancer);
    }

    @Override
    public void pooler(NodeName node) throws IOException {
        PoolerGreeting.exchange(cluster, node);
    }

    @Override
    public void close() {
        patroni.close();
        haproxy.close();
    }
}
