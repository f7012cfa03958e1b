package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The room that a node has for connections that HAProxy forgets. With {@code on-marked-down shutdown-sessions} HAProxy
 * 3.0.11 keeps for ever what still connects when it marks a silent server down, also with {@code option abortonclose}.
 * TCP goes on trying for two minutes. So they reach the node once it is back, say nothing, and each has its place until
 * the login timeout of who is behind the balancer.
 *
 * <p>Measured with a client every 20 ms, {@code timeout connect 4s}, {@code retries 3}, checks every 2 s and
 * {@code fall 3}, 50 s of silence: 583 connections were forgotten. PgBouncer with {@code max_client_conn 100} turned
 * everybody away for 63 s, from 28 s after the heal on; PostgreSQL with {@code max_connections 100} for 58 s.
 *
 * @param place of the limit, in words
 * @param connections that have room
 * @param timeout for a login, with its setting, in words
 * @param window how long before the mark those began that are forgotten
 * @param most that HAProxy opens to one server: its {@code maxconn}
 * @param servers among which new connections are spread
 */
public record ForgottenConnections(
        String place, long connections, String timeout, Duration window, long most, int servers) {
    /** One part for a lane that connects for each attempt, the rest for all other lanes. */
    private static final int PARTS = 3;

    private static final Duration STEP = Duration.ofMillis(10);

    /** How often a lane connects where there is room. */
    public static final Duration USUAL = Duration.ofMillis(20);

    private static final String NUMBER = "[1-9][0-9]{0,8}";

    /** A limit behind the balancers. */
    private record RoomBehind(String place, long connections, String timeout) {}

    /** Of the balancer that forgets most, at the node with the least room; empty: no balancer forgets any. */
    public static Optional<ForgottenConnections> of(ClusterSpec cluster, Entrance entrance) {
        Stream<ClusterSpec> met = HaproxyMet.differ(cluster, cluster.balancers())
                ? cluster.balancers().stream().map(balancer -> HaproxyMet.through(cluster, balancer))
                : Stream.of(cluster);
        return met.flatMap(each -> behind(each, entrance).stream())
                .max(Comparator.comparing(ForgottenConnections::leastPeriod));
    }

    private static Optional<ForgottenConnections> behind(ClusterSpec cluster, Entrance entrance) {
        String listener = entrance == Entrance.WRITE ? "write" : "read";
        boolean shuts = setting(cluster, listener, "on-marked-down")
                .map("shutdown-sessions"::equals)
                .orElse(true);
        if (cluster.balancers().isEmpty() || !shuts) {
            return Optional.empty();
        }
        Optional<Duration> window = window(cluster, listener);
        Optional<RoomBehind> least = cluster.nodes().stream()
                .map(node -> room(cluster, node))
                .min(Comparator.comparingLong(RoomBehind::connections));
        return window.flatMap(length -> least.map(limit -> new ForgottenConnections(
                limit.place(),
                limit.connections(),
                limit.timeout(),
                length,
                most(cluster, entrance, listener),
                entrance == Entrance.WRITE ? 1 : Math.max(1, cluster.balanced().size() - 1))));
    }

    private static RoomBehind room(ClusterSpec cluster, NodeName node) {
        if (Haproxy.in(cluster).connectsTo(PgBouncer.SQL, cluster)) {
            String name = "max_client_conn";
            String most = number(cluster.at(node), Section.PGBOUNCER, name, PgBouncer.OWN.get(name));
            String timeout = cluster.at(node)
                    .settings()
                    .get(Section.PGBOUNCER, "client_login_timeout")
                    .map(text -> text.matches("[0-9.]+") ? text + "s" : text)
                    .orElse("60s");
            return new RoomBehind(
                    PgBouncer.in(cluster).place(node, name, most).orElse("pgbouncer." + name + " " + most),
                    Long.parseLong(most),
                    "client_login_timeout " + timeout);
        }
        String name = "max_connections";
        String usual = Patroni.in(cluster).own().isPresent()
                ? "100"
                : PatroniFile.ownParameters(cluster).get(name);
        String most = number(cluster.at(node), Section.POSTGRESQL, name, usual);
        return new RoomBehind(
                "postgresql." + name + " " + most + " (PostgreSQL lets twice as many begin to log in)",
                2 * Long.parseLong(most),
                "authentication_timeout "
                        + cluster.settings()
                                .get(Section.POSTGRESQL, "authentication_timeout")
                                .map(text -> text.matches("[0-9]+") ? text + "s" : text)
                                .orElse("60s"));
    }

    private static String number(ClusterSpec cluster, Section section, String name, String usual) {
        return cluster.settings()
                .get(section, name)
                .filter(text -> text.matches(NUMBER))
                .orElse(usual);
    }

    /**
     * From the first connection that meets silence to the mark, but no longer than HAProxy connects for one client;
     * empty: a record of before has timings in another form.
     */
    private static Optional<Duration> window(ClusterSpec cluster, String listener) {
        try {
            return Optional.of(window(cluster, listener, HaproxyTimings.of(cluster.settings(), listener)));
        } catch (IllegalArgumentException unusual) {
            return Optional.empty();
        }
    }

    private static Duration window(ClusterSpec cluster, String listener, HaproxyTimings timings) {
        Duration silent = timings.connect().compareTo(timings.inter()) < 0 ? timings.connect() : timings.inter();
        Duration marked = timings.inter()
                .plus(silent.multipliedBy(timings.fall()))
                .plus(timings.fastInter().multipliedBy(timings.fall() - 1L));
        String retries = setting(cluster, listener, "retries").orElse(HaproxyFile.DEFAULTS.get("retries"));
        boolean ends = retries.matches("[0-9]{1,4}")
                && !setting(cluster, listener, "timeout connect").equals(Optional.of("off"));
        Duration held = ends ? timings.connect().multipliedBy(Long.parseLong(retries) + 1) : marked;
        return held.compareTo(marked) < 0 ? held : marked;
    }

    private static Optional<String> setting(ClusterSpec cluster, String listener, String name) {
        return cluster.settings()
                .get(Section.HAPROXY, listener + "." + name)
                .or(() -> cluster.settings().get(Section.HAPROXY, name));
    }

    private static long most(ClusterSpec cluster, Entrance entrance, String listener) {
        Haproxy balancer = Haproxy.in(cluster);
        return balancer.own().isPresent()
                ? balancer.all().stream()
                        .flatMap(file -> Optional.ofNullable(file.entrances().get(entrance)).stream())
                        .flatMap(way -> way.servers().stream()
                                .map(server -> HaproxyKeywords.of(way.back(), server.line())
                                        .getOrDefault("maxconn", "")))
                        .mapToLong(ForgottenConnections::most)
                        .max()
                        .orElse(Long.MAX_VALUE)
                : most(setting(cluster, listener, "maxconn").orElse(""));
    }

    /** Nothing, {@code off} and 0 are no limit. */
    private static long most(String maxconn) {
        return maxconn.matches(NUMBER) ? Long.parseLong(maxconn) : Long.MAX_VALUE;
    }

    /** How many of a client's are forgotten that connects so often, for one server. */
    public long forgotten(Duration period) {
        return Math.min(most, window.dividedBy(period.multipliedBy(servers)));
    }

    /** The same of a lane as it usually is. */
    public long forgotten() {
        return forgotten(USUAL);
    }

    /** How often a lane may connect that is not to be what fills it. */
    public Duration leastPeriod() {
        long steps = window.multipliedBy(PARTS).dividedBy(STEP.multipliedBy(connections * servers));
        return STEP.multipliedBy(steps + 1);
    }

    /** Whether a lane as it usually is fills it. */
    public boolean isNarrow() {
        return forgotten() >= connections;
    }

    /** What one does that connects so often, in words; empty: there is room. */
    public Optional<String> filledBy(Duration period) {
        return forgotten(period) < connections
                ? Optional.empty()
                : Optional.of(place + " may be full for a minute or so (" + timeout + ") once a silent host is back: a"
                        + " client that connects every " + DurationText.of(period) + " leaves up to "
                        + forgotten(period) + " connections that HAProxy forgets when it marks the server down"
                        + " (on-marked-down shutdown-sessions)");
    }
}
