package dev.lapse.probe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Haproxy;
import dev.lapse.component.Patroni;
import dev.lapse.component.PgBouncer;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How an application connects, with the driver's own settings: by the virtual address, else by the first balancer, else
 * with every node in its URL.
 *
 * @param url of pgjdbc, without user and password
 */
public record ApplicationUrl(String url, String user, String password) {
    public static ApplicationUrl of(Cluster cluster, Entrance entrance) {
        List<NodeName> balancers = cluster.spec().balancers();
        String hosts = cluster.vip()
                .filter(address -> !cluster.spec().addressFollowsPrimary())
                .or(() -> balancers.stream().findFirst().map(cluster::dataAddress))
                .map(host -> host + ":" + port(cluster, entrance))
                .orElseGet(() -> everyNode(cluster));
        boolean balanced = !balancers.isEmpty();
        NodeName first = balanced ? balancers.get(0) : cluster.spec().nodes().get(0);
        int port = balanced ? port(cluster, entrance) : portOf(cluster, first);
        String database = PgBouncer.databaseAt(cluster.spec(), first, port, entrance);
        String wanted = entrance == Entrance.WRITE ? "primary" : "preferSecondary";
        return new ApplicationUrl(
                "jdbc:postgresql://" + hosts + "/" + database + (balanced ? "" : "?targetServerType=" + wanted),
                Credentials.LANE_ROLE,
                cluster.credentials().lanes());
    }

    private static int port(Cluster cluster, Entrance entrance) {
        return Haproxy.in(cluster.spec())
                .port(entrance)
                .orElseThrow(() -> new LapseException(
                        LapseException.Kind.BAD_INPUT,
                        "topology " + cluster.spec().topology() + " has no listener for reads in its file of haproxy"));
    }

    private static String everyNode(Cluster cluster) {
        return cluster.spec().nodes().stream()
                .map(node -> cluster.dataAddress(node) + ":" + portOf(cluster, node))
                .collect(Collectors.joining(","));
    }

    private static int portOf(Cluster cluster, NodeName node) {
        return cluster.spec().host(node).carries(ComponentName.PGBOUNCER) ? PgBouncer.PORT : Patroni.POSTGRES_PORT;
    }

    /** A connection per call, with the driver's defaults. */
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    /** Hides the password. */
    @Override
    public String toString() {
        return url;
    }
}
