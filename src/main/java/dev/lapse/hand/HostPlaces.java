package dev.lapse.hand;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Haproxy;
import dev.lapse.component.Patroni;
import dev.lapse.component.PgBouncer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * In which container a command of a person has to run, and with which environment.
 *
 * @param containerOf the id of a host's container
 * @param clientContainer the id of the one for clients
 */
record HostPlaces(Cluster cluster, Function<NodeName, String> containerOf, Supplier<String> clientContainer) {
    static final String WRITE = "write";
    static final String READ = "read";
    private static final String SUPERUSER = "postgres";

    /** Whom psql comes in as. */
    enum PsqlRole {
        LANES(Credentials.LANE_ROLE),
        SUPERUSER(HostPlaces.SUPERUSER);

        private final String role;

        PsqlRole(String role) {
            this.role = role;
        }
    }

    /**
     * Of a host.
     *
     * @throws LapseException of kind BAD_INPUT when there is none of this name
     */
    CommandPlace host(String name) {
        Host host = hostNamed(name, List.of());
        return new CommandPlace(
                containerOf.apply(host.name()),
                name,
                Map.of(),
                host.carries().stream()
                        .map(component -> component.name().text())
                        .toList());
    }

    /**
     * Of psql. To a node it goes by the socket inside the node's host, so no fault of the network keeps it out; to an
     * entrance as a client does.
     *
     * @param target a node, {@code write} or {@code read}
     * @throws LapseException of kind BAD_INPUT when that is none, or does not know the role
     */
    CommandPlace psql(String target, PsqlRole role) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PGUSER", role.role);
        environment.put("PGDATABASE", Credentials.DATABASE);
        environment.put("PGCONNECT_TIMEOUT", "10");
        if (target.equals(WRITE) || target.equals(READ)) {
            if (role == PsqlRole.SUPERUSER && poolerIsAsked()) {
                throw new LapseException(
                        LapseException.Kind.BAD_INPUT,
                        "psql --superuser " + target + ": the poolers know the role " + Credentials.LANE_ROLE
                                + " alone; name a node: " + names(nodes()));
            }
            environment.putAll(entrance(target));
            return new CommandPlace(clientContainer.get(), target, environment, List.of());
        }
        Host host = hostNamed(target, List.of(WRITE, READ));
        if (!host.carries(ComponentName.PATRONI)) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    "psql " + target + ": this host carries no PostgreSQL; nodes: " + names(nodes())
                            + "; or write, read");
        }
        environment.put("PGHOST", "/run/postgresql");
        environment.put("PGPORT", Integer.toString(Patroni.POSTGRES_PORT));
        return new CommandPlace(containerOf.apply(host.name()), target, environment, List.of());
    }

    private Map<String, String> entrance(String target) {
        List<NodeName> balancers = cluster.spec().balancers();
        if (balancers.isEmpty()) {
            return Map.of(
                    "PGHOST",
                    nodes().stream().map(cluster::dataAddress).collect(Collectors.joining(",")),
                    "PGPORT",
                    Integer.toString(Patroni.POSTGRES_PORT),
                    "PGTARGETSESSIONATTRS",
                    target.equals(WRITE) ? "read-write" : "prefer-standby");
        }
        Entrance entrance = target.equals(WRITE) ? Entrance.WRITE : Entrance.READ;
        int port = Haproxy.in(cluster.spec()).portFor(entrance);
        return Map.of(
                "PGHOST",
                cluster.vip()
                        .filter(vip -> !cluster.spec().addressFollowsPrimary())
                        .orElseGet(() -> cluster.dataAddress(balancers.get(0))),
                "PGPORT",
                Integer.toString(port),
                "PGDATABASE",
                PgBouncer.databaseAt(cluster.spec(), balancers.get(0), port, entrance));
    }

    private boolean poolerIsAsked() {
        return !cluster.spec().balancers().isEmpty()
                && !cluster.spec().hostsWith(ComponentName.PGBOUNCER).isEmpty();
    }

    private List<NodeName> nodes() {
        return cluster.spec().nodes();
    }

    private static String names(List<NodeName> nodes) {
        return nodes.stream().map(NodeName::value).collect(Collectors.joining(", "));
    }

    private Host hostNamed(String name, List<String> also) {
        return cluster.spec().hosts().stream()
                .filter(host -> host.name().value().equals(name))
                .findFirst()
                .orElseThrow(() -> new LapseException(
                        LapseException.Kind.BAD_INPUT,
                        Nearest.unknown(
                                also.isEmpty() ? "host" : "node",
                                name,
                                Stream.concat(
                                                also.isEmpty()
                                                        ? cluster.spec().hosts().stream()
                                                                .map(host -> host.name()
                                                                        .value())
                                                        : nodes().stream().map(NodeName::value),
                                                also.stream())
                                        .toList())));
    }
}
