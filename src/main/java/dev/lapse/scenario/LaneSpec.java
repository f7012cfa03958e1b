package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Haproxy;
import dev.lapse.component.LanePace;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An entry of a scenario's {@code probes}: one lane per vantage, or, straight to PostgreSQL, one per node. Fluent
 * methods return new values.
 *
 * @param vantages how the clients hold their connections; via postgres, {@code multi-host} and {@code pool} are clients
 *     that are given every node, and without one of them the lanes are direct
 * @param cancel how long after it was sent a statement is cancelled by a request to the server, as a driver's query
 *     timeout does; empty: never
 * @param hold how long an attempt keeps its transaction open between its statement and its commit; empty: each
 *     statement commits by itself
 * @param name the lane's name, in place of {@code write-haproxy} or {@code write-haproxy-pinned}; where the lane asks a
 *     host that is named, the host's name is appended
 * @param node the one host to ask: a node straight or by its pooler, or a balancer; empty: all nodes, or the first
 *     balancer
 * @param at where the client stands: a site with a host that carries {@code client}, or such a host; empty: near all
 *     hosts
 * @param settings the clients' own: {@code hikari.maximumPoolSize}, {@code pgjdbc.connectTimeout}
 */
public record LaneSpec(
        LaneKind kind,
        Entrypoint via,
        List<Vantage> vantages,
        Duration every,
        Duration timeout,
        Optional<Duration> cancel,
        Optional<Duration> hold,
        Optional<String> name,
        Optional<NodeName> node,
        Optional<String> at,
        Map<String, String> settings) {
    public static final Duration CLIENT_PERIOD = Duration.ofMillis(20);
    public static final Duration DIRECT_PERIOD = Duration.ofMillis(50);
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** Of clients that are given every node: pgjdbc tries one after another, each for a second at least. */
    public static final Duration MULTI_HOST_TIMEOUT = Duration.ofSeconds(3);

    /** The regular expression of a lane's name in a file. */
    static final String NAME_FORM = "[a-z][a-z0-9-]{0,40}";

    /** The vantages of clients that are given every node. */
    static final List<Vantage> MULTI = List.of(Vantage.MULTI_HOST, Vantage.POOL);

    /** @throws IllegalArgumentException when no lane could come of it, whatever the cluster */
    public LaneSpec {
        vantages = List.copyOf(vantages);
        settings = canonical(settings);
        if (every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException("every must be > 0s, was " + DurationText.of(every));
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must be > 0s, was " + DurationText.of(timeout));
        }
        cancel.ifPresent(after -> {
            if (after.isZero() || after.isNegative() || after.compareTo(timeout) >= 0) {
                throw new IllegalArgumentException("cancel must be > 0s and < timeout " + DurationText.of(timeout)
                        + ", was " + DurationText.of(after));
            }
            if (kind == LaneKind.STATE) {
                throw new IllegalArgumentException("cancel is for kind write or read, was state");
            }
        });
        hold.ifPresent(length -> {
            if (length.isZero() || length.isNegative() || length.compareTo(timeout) >= 0) {
                throw new IllegalArgumentException("hold must be > 0s and < timeout " + DurationText.of(timeout)
                        + ", was " + DurationText.of(length));
            }
            if (cancel.isPresent()) {
                throw new IllegalArgumentException(
                        "hold and cancel exclude each other: what is held is no statement" + " that takes too long");
            }
        });
        if (name.isPresent() && vantages.size() > 1) {
            throw new IllegalArgumentException("name \"" + name.get() + "\" is for one lane, and " + vantages.size()
                    + " vantages make as many; write one probe per vantage");
        }
        if (name.isPresent() && !name.get().matches(NAME_FORM)) {
            throw new IllegalArgumentException("lane name must match " + NAME_FORM + ", was \"" + name.get() + "\"");
        }
    }

    private static Map<String, String> canonical(Map<String, String> settings) {
        Map<String, String> canonical = new TreeMap<>();
        settings.forEach((setting, value) -> {
            int dot = setting.indexOf('.');
            ClientSetting known = ClientSetting.of(setting.substring(0, Math.max(0, dot)), setting.substring(dot + 1));
            canonical.put(setting, known.read(value));
        });
        return Collections.unmodifiableMap(canonical);
    }

    /** Writes through HAProxy, a new connection each, every 20 ms. */
    public static LaneSpec write() {
        return client(LaneKind.WRITE);
    }

    /** Reads through HAProxy, a new connection each, every 20 ms. */
    public static LaneSpec read() {
        return client(LaneKind.READ);
    }

    /** Asks every node straight whether it is writable, every 50 ms. */
    public static LaneSpec state() {
        return direct(LaneKind.STATE);
    }

    /** Writes to every node straight, into tables of their own, every 50 ms. */
    public static LaneSpec directWrite() {
        return direct(LaneKind.WRITE);
    }

    private static LaneSpec client(LaneKind kind) {
        return new LaneSpec(
                kind,
                Entrypoint.HAPROXY,
                List.of(Vantage.NEW_CONNECTION),
                CLIENT_PERIOD,
                TIMEOUT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static LaneSpec direct(LaneKind kind) {
        return new LaneSpec(
                kind,
                Entrypoint.POSTGRES,
                List.of(),
                DIRECT_PERIOD,
                TIMEOUT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    /** How often a client makes an attempt that does not say it: not so often that it fills a balancer or pooler. */
    static Duration period(LaneKind kind, Entrypoint via, ClusterSpec cluster) {
        boolean balanced = (via == Entrypoint.HAPROXY || via == Entrypoint.VIP)
                && !cluster.balancers().isEmpty();
        Entrance entrance = kind == LaneKind.READ ? Entrance.READ : Entrance.WRITE;
        return balanced ? LanePace.least(cluster, entrance).orElse(CLIENT_PERIOD) : CLIENT_PERIOD;
    }

    /** What a scenario without {@code probes} gets: write and read lanes through HAProxy, of both vantages. */
    public static List<LaneSpec> defaults() {
        return List.of(
                write().from(Vantage.NEW_CONNECTION, Vantage.PINNED),
                read().from(Vantage.NEW_CONNECTION, Vantage.PINNED));
    }

    /**
     * The same in this cluster, whose balancers may let nobody in for reads. Without a balancer they go by the virtual
     * address, which leads to the primary; without that by the poolers, or straight to PostgreSQL: where poolers are
     * beside it, a client has every node in its URL.
     */
    static List<LaneSpec> defaults(ClusterSpec cluster) {
        if (!cluster.balancers().isEmpty()) {
            boolean reads = Haproxy.in(cluster).port(Entrance.READ).isPresent();
            return defaults().stream()
                    .filter(spec -> reads || spec.kind != LaneKind.READ)
                    .map(spec -> spec.every(period(spec.kind, spec.via, cluster)))
                    .toList();
        }
        if (cluster.vip()) {
            return List.of(write().from(Vantage.NEW_CONNECTION, Vantage.PINNED).via(Entrypoint.VIP));
        }
        if (!cluster.poolersBefore().isEmpty()) {
            return defaults().stream().map(spec -> spec.via(Entrypoint.POOLER)).toList();
        }
        Entrypoint via = cluster.pooled() ? Entrypoint.POOLER : Entrypoint.POSTGRES;
        return Stream.of(write(), read())
                .map(spec -> spec.from(Vantage.MULTI_HOST).via(via).timeout(MULTI_HOST_TIMEOUT))
                .toList();
    }

    public LaneSpec via(Entrypoint newVia) {
        return new LaneSpec(kind, newVia, vantages, every, timeout, cancel, hold, name, node, at, settings);
    }

    public LaneSpec from(Vantage... newVantages) {
        return new LaneSpec(kind, via, List.of(newVantages), every, timeout, cancel, hold, name, node, at, settings);
    }

    public LaneSpec every(Duration period) {
        return new LaneSpec(kind, via, vantages, period, timeout, cancel, hold, name, node, at, settings);
    }

    public LaneSpec timeout(Duration newTimeout) {
        return new LaneSpec(kind, via, vantages, every, newTimeout, cancel, hold, name, node, at, settings);
    }

    /** Asks the server to cancel a statement that takes longer than this, as a driver's query timeout does. */
    public LaneSpec cancel(Duration after) {
        return new LaneSpec(kind, via, vantages, every, timeout, Optional.of(after), hold, name, node, at, settings);
    }

    /** Keeps each transaction open for so long between its statement and its commit. */
    public LaneSpec hold(Duration length) {
        return new LaneSpec(kind, via, vantages, every, timeout, cancel, Optional.of(length), name, node, at, settings);
    }

    public LaneSpec named(String newName) {
        return new LaneSpec(
                kind, via, vantages, every, timeout, cancel, hold, Optional.of(newName), node, at, settings);
    }

    /** Asks this node, this node's pooler, or this balancer. */
    public LaneSpec of(NodeName newNode) {
        return new LaneSpec(
                kind, via, vantages, every, timeout, cancel, hold, name, Optional.of(newNode), at, settings);
    }

    /** The client stands at this site, or on this host, and loses what that loses. */
    public LaneSpec at(String place) {
        return new LaneSpec(
                kind, via, vantages, every, timeout, cancel, hold, name, node, Optional.of(place), settings);
    }

    /** A setting of the client, written as in a file: {@code set("hikari.connectionTimeout", "250ms")}. */
    public LaneSpec set(String setting, String value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(setting, value);
        return new LaneSpec(kind, via, vantages, every, timeout, cancel, hold, name, node, at, more);
    }

    /** The client's driver has what pgjdbc has where its user sets nothing: {@code pgjdbc: driver-defaults}. */
    public LaneSpec driverDefaults() {
        Map<String, String> more = new TreeMap<>(settings);
        more.putAll(ClientSetting.driverDefaults());
        return new LaneSpec(kind, via, vantages, every, timeout, cancel, hold, name, node, at, more);
    }

    /**
     * All lanes of these entries in this cluster; state lanes to all nodes are added where no entry asks for state
     * lanes.
     */
    static List<Lane> lanes(List<LaneSpec> specs, ClusterSpec cluster) {
        List<Lane> lanes = new ArrayList<>();
        specs.forEach(spec -> lanes.addAll(spec.lanes(cluster)));
        if (specs.stream().noneMatch(spec -> spec.kind == LaneKind.STATE)) {
            lanes.addAll(state().lanes(cluster));
        }
        return lanes;
    }

    /** @throws IllegalArgumentException when the cluster has no such way in */
    List<Lane> lanes(ClusterSpec cluster) {
        return LaneRules.lanes(this, cluster);
    }

    /** Whether the lanes are the observer's, one session straight to each node. */
    boolean isDirect() {
        return via == Entrypoint.POSTGRES && vantages.stream().noneMatch(MULTI::contains);
    }

    static String text(LaneKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
