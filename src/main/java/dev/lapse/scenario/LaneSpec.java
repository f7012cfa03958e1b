package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An entry of a scenario's {@code probes}: one lane per vantage, or, straight to PostgreSQL, one per node. Fluent
 * methods return new values.
 *
 * @param vantages how the clients hold their connections; without effect via postgres, where lanes are direct
 * @param name the lane's name, in place of {@code write-haproxy} or {@code write-haproxy-pinned}; straight to
 *     PostgreSQL, the node's name is appended
 * @param node the one node to ask straight; empty: all
 */
public record LaneSpec(
        LaneKind kind,
        Entrypoint via,
        List<Vantage> vantages,
        Duration every,
        Duration timeout,
        Optional<String> name,
        Optional<NodeName> node) {
    public static final Duration CLIENT_PERIOD = Duration.ofMillis(20);
    public static final Duration DIRECT_PERIOD = Duration.ofMillis(50);
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** The vantages that a client lane can have. */
    static final List<Vantage> BUILT = List.of(Vantage.NEW_CONNECTION, Vantage.PINNED);

    /** @throws IllegalArgumentException when no lane could come of it, whatever the cluster */
    public LaneSpec {
        vantages = List.copyOf(vantages);
        if (every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException("every must be > 0s, was " + DurationText.of(every));
        }
        if (timeout.compareTo(every) < 0) {
            throw new IllegalArgumentException(
                    "timeout must be >= every, was " + DurationText.of(timeout) + " < " + DurationText.of(every));
        }
        boolean direct = via == Entrypoint.POSTGRES;
        if (direct ? kind == LaneKind.READ : kind == LaneKind.STATE) {
            throw new IllegalArgumentException("via " + via.text() + " takes kind "
                    + (direct ? "state or write" : "write or read") + ", was " + text(kind));
        }
        if (!direct && node.isPresent()) {
            throw new IllegalArgumentException("node is for via postgres, was via " + via.text());
        }
        if (!direct && (vantages.isEmpty() || !BUILT.containsAll(vantages))) {
            throw new IllegalArgumentException("vantage must be one of new-connection, pinned, was " + vantages);
        }
        if (!direct && name.isPresent() && vantages.size() > 1) {
            throw new IllegalArgumentException("name \"" + name.get() + "\" is for one lane, and " + vantages.size()
                    + " vantages make as many; write one probe per vantage");
        }
        if (name.isPresent() && !name.get().matches("[a-z][a-z0-9-]{0,40}")) {
            throw new IllegalArgumentException("lane name must match [a-z][a-z0-9-]{0,40}, was \"" + name.get() + "\"");
        }
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
                Optional.empty());
    }

    private static LaneSpec direct(LaneKind kind) {
        return new LaneSpec(
                kind, Entrypoint.POSTGRES, List.of(), DIRECT_PERIOD, TIMEOUT, Optional.empty(), Optional.empty());
    }

    /** What a scenario without {@code probes} gets: write and read lanes through HAProxy, of both vantages. */
    public static List<LaneSpec> defaults() {
        return List.of(
                write().from(Vantage.NEW_CONNECTION, Vantage.PINNED),
                read().from(Vantage.NEW_CONNECTION, Vantage.PINNED));
    }

    public LaneSpec via(Entrypoint newVia) {
        return new LaneSpec(kind, newVia, vantages, every, timeout, name, node);
    }

    public LaneSpec from(Vantage... newVantages) {
        return new LaneSpec(kind, via, List.of(newVantages), every, timeout, name, node);
    }

    public LaneSpec every(Duration period) {
        return new LaneSpec(kind, via, vantages, period, timeout, name, node);
    }

    public LaneSpec timeout(Duration newTimeout) {
        return new LaneSpec(kind, via, vantages, every, newTimeout, name, node);
    }

    public LaneSpec named(String newName) {
        return new LaneSpec(kind, via, vantages, every, timeout, Optional.of(newName), node);
    }

    /** All lanes of these entries in this cluster; state lanes to all nodes are added where no entry asks for state lanes. */
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
        if (via == Entrypoint.POSTGRES) {
            return node.map(List::of).orElseGet(cluster::nodes).stream()
                    .map(asked -> direct(asked, cluster))
                    .toList();
        }
        if (via == Entrypoint.VIP && !cluster.vip()) {
            throw new IllegalArgumentException("via vip: topology " + cluster.topology() + " has vip: false");
        }
        Component carrier = via == Entrypoint.POOLER ? Component.PGBOUNCER : Component.HAPROXY;
        if (cluster.hostsWith(carrier).isEmpty()) {
            throw new IllegalArgumentException(
                    "via " + via.text() + ": topology " + cluster.topology() + " has no host with " + carrier.text());
        }
        return vantages.stream()
                .map(vantage -> new Lane(
                        new LaneName(name.orElse(
                                text(kind) + "-" + via.text() + (vantage == Vantage.PINNED ? "-pinned" : ""))),
                        kind,
                        via,
                        vantage,
                        null,
                        every,
                        timeout))
                .toList();
    }

    private Lane direct(NodeName asked, ClusterSpec cluster) {
        if (!cluster.nodes().contains(asked)) {
            throw new IllegalArgumentException("node " + asked + " does not run PostgreSQL; those that do: "
                    + Nearest.list(cluster.nodes().stream().map(NodeName::value).toList()));
        }
        LaneName lane = new LaneName(name.orElse(text(kind)) + "-" + asked);
        return new Lane(lane, kind, via, Vantage.DIRECT, asked, every, timeout);
    }

    static String text(LaneKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
