package dev.lapse.probe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.ClientHost;
import dev.lapse.component.Haproxy;
import dev.lapse.component.Patroni;
import dev.lapse.component.PgBouncer;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where and how a lane connects. One TCP connection and as few round trips as authentication allows: no encryption to
 * negotiate, nothing to set afterwards. The driver's own timeouts are a second line behind the deadline.
 */
record Address(String url, Properties properties) {
    private static final Driver DRIVER = new Driver();

    /** @throws LapseException when the cluster has no such way in */
    static Address of(Cluster cluster, Lane lane) {
        Properties properties = properties(cluster.credentials(), "lapse-" + lane.name(), lane.timeout());
        if (lane.isDirect() && lane.kind() == LaneKind.WRITE) {
            PGProperty.OPTIONS.set(properties, "-c synchronous_commit=local");
        }
        if (lane.isMultiHost()) {
            PGProperty.TARGET_SERVER_TYPE.set(properties, lane.kind() == LaneKind.READ ? "preferSecondary" : "primary");
        }
        ClientSettings.give(lane, properties);
        return new Address(
                "jdbc:postgresql://" + String.join(",", hosts(cluster, lane)) + "/" + database(cluster, lane),
                properties);
    }

    /** A plain connection to one port. */
    static Address of(Credentials credentials, String host, int port, Duration timeout) {
        return of(credentials, host, port, Credentials.DATABASE, timeout);
    }

    /** The same where the database may go by another name. */
    static Address of(Credentials credentials, String host, int port, String database, Duration timeout) {
        return new Address(
                "jdbc:postgresql://" + hostAndPort(host, port) + "/" + database,
                properties(credentials, "lapse", timeout));
    }

    /** Any URL as it stands: what it says of encryption, user and hosts holds. */
    static Address of(String url, Optional<String> user, Optional<String> password, Duration timeout) {
        Properties properties = properties("lapse-probe", timeout);
        user.ifPresent(name -> PGProperty.USER.set(properties, name));
        password.ifPresent(word -> PGProperty.PASSWORD.set(properties, word));
        return new Address(url, properties);
    }

    /** The same with a limit to the whole of a connect. */
    Address loginWithin(int seconds) {
        Properties limited = new Properties();
        limited.putAll(properties);
        PGProperty.LOGIN_TIMEOUT.set(limited, seconds);
        return new Address(url, limited);
    }

    /** Connects; the sockets belong to the session. */
    Connection connect(Session session) throws SQLException {
        Connection connection = session.connecting(() -> DRIVER.connect(url, properties));
        if (connection == null) {
            throw new SQLException("pgjdbc does not know " + url);
        }
        return connection;
    }

    /** By where the lane comes in: a pooler, and a balancer that leads to one, may know it by another name. */
    private static String database(Cluster cluster, Lane lane) {
        ClusterSpec spec = cluster.spec();
        Entrance entrance = lane.kind() == LaneKind.READ ? Entrance.READ : Entrance.WRITE;
        NodeName first = lane.isMultiHost() ? spec.nodes().get(0) : lane.node();
        int balanced = balanced(spec, lane);
        return switch (lane.via()) {
            case VIP ->
                PgBouncer.databaseAt(spec, spec.addressHolders().get(0), behindAddress(cluster, balanced), entrance);
            case HAPROXY ->
                PgBouncer.databaseAt(spec, first == null ? spec.balancers().get(0) : first, balanced, entrance);
            case POOLER ->
                first == null ? Credentials.DATABASE : PgBouncer.databaseAt(spec, first, PgBouncer.PORT, entrance);
            case APPLICATION, POSTGRES -> Credentials.DATABASE;
        };
    }

    /** A host's port as the lane's client reaches it. */
    private static String way(Cluster cluster, Lane lane, NodeName host, int port) {
        return lane.at() == null
                ? hostAndPort(cluster.dataAddress(host), port)
                : hostAndPort(
                        cluster.dataAddress(lane.at()), ClientHost.wayTo(cluster.spec(), Optional.of(host), port));
    }

    private static List<String> hosts(Cluster cluster, Lane lane) {
        NodeName node = lane.node();
        if (lane.isMultiHost()) {
            int port = lane.via() == Entrypoint.POOLER ? PgBouncer.PORT : Patroni.POSTGRES_PORT;
            return cluster.spec().nodes().stream()
                    .map(each -> way(cluster, lane, each, port))
                    .toList();
        }
        int balanced = balanced(cluster.spec(), lane);
        return List.of(
                switch (lane.via()) {
                    case VIP -> toAddress(cluster, lane, balanced);
                    case HAPROXY ->
                        way(
                                cluster,
                                lane,
                                Optional.ofNullable(node)
                                        .or(() -> cluster.spec().balancers().stream()
                                                .findFirst())
                                        .orElseThrow(() -> noWayIn(cluster, lane, "no haproxy")),
                                balanced);
                    case POOLER -> {
                        if (node == null) {
                            throw noWayIn(cluster, lane, "no node given whose pooler it should ask");
                        }
                        yield way(cluster, lane, node, PgBouncer.PORT);
                    }
                    case APPLICATION -> throw noWayIn(cluster, lane, "the user's own code connects by itself");
                    case POSTGRES -> {
                        if (node == null) {
                            throw noWayIn(cluster, lane, "no node given which it should ask");
                        }
                        yield hostAndPort(cluster.watchAddress(node), Patroni.POSTGRES_PORT);
                    }
                });
    }

    /** The port of the balancer that the lane names, or of the first one; those behind the address have the same. */
    private static int balanced(ClusterSpec spec, Lane lane) {
        Entrance entrance = lane.kind() == LaneKind.READ ? Entrance.READ : Entrance.WRITE;
        Haproxy haproxy = Haproxy.in(spec);
        NodeName named = lane.via() == Entrypoint.HAPROXY ? lane.node() : null;
        return (named == null ? haproxy : haproxy.at(named)).portFor(entrance);
    }

    private static String toAddress(Cluster cluster, Lane lane, int balanced) {
        String address = cluster.vip().orElseThrow(() -> noWayIn(cluster, lane, "no virtual address"));
        int port = behindAddress(cluster, balanced);
        return lane.at() == null
                ? hostAndPort(address, port)
                : hostAndPort(cluster.dataAddress(lane.at()), ClientHost.wayTo(cluster.spec(), Optional.empty(), port));
    }

    private static int behindAddress(Cluster cluster, int balanced) {
        ComponentName behind = cluster.spec().behindAddress();
        return behind.equals(ComponentName.HAPROXY)
                ? balanced
                : behind.equals(ComponentName.PGBOUNCER) ? PgBouncer.PORT : Patroni.POSTGRES_PORT;
    }

    private static LapseException noWayIn(Cluster cluster, Lane lane, String why) {
        return new LapseException(
                LapseException.Kind.BAD_INPUT,
                "lane " + lane.name() + " via " + lane.via().text() + ", "
                        + lane.vantage().text() + ": " + why + " (topology "
                        + cluster.spec().topology() + ")");
    }

    private static String hostAndPort(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static Properties properties(Credentials credentials, String applicationName, Duration timeout) {
        Properties properties = properties(applicationName, timeout);
        PGProperty.USER.set(properties, Credentials.LANE_ROLE);
        PGProperty.PASSWORD.set(properties, credentials.lanes());
        PGProperty.SSL_MODE.set(properties, "disable");
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        return properties;
    }

    private static Properties properties(String applicationName, Duration timeout) {
        int secondLineSeconds = (int) timeout.toSeconds() + 2;
        Properties properties = new Properties();
        PGProperty.APPLICATION_NAME.set(properties, applicationName);
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        PGProperty.CONNECT_TIMEOUT.set(properties, secondLineSeconds);
        PGProperty.SOCKET_TIMEOUT.set(properties, secondLineSeconds);
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, 1);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.SOCKET_FACTORY.set(properties, SessionSocketFactory.class.getName());
        return properties;
    }

    /** Hides the password. */
    @Override
    public String toString() {
        return url.replaceAll("(?i)(password=)[^&]*", "$1***");
    }
}
