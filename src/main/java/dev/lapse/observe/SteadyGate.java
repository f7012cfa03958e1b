package dev.lapse.observe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import dev.lapse.cluster.WaitingClock;
import dev.lapse.component.Haproxy;
import dev.lapse.component.HaproxyMet;
import dev.lapse.component.Patroni;
import dev.lapse.component.PgBouncer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The gate of steady state: what the cluster says of itself, every pooler, the clients' way in through each balancer
 * and the virtual address, and every replica holding what the primary had written when all that was first well.
 */
public final class SteadyGate {
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(100);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Access access;
    private final WaitingClock clock;
    private final Consumer<String> told;
    private final Optional<NodeName> leader;

    private SteadyGate(Access access, WaitingClock clock, Consumer<String> told, Optional<NodeName> leader) {
        this.access = access;
        this.clock = clock;
        this.told = told;
        this.leader = leader;
    }

    /** @param told what is missing whenever that takes long */
    public SteadyGate(Access access, WaitingClock clock, Consumer<String> told) {
        this(access, clock, told, Optional.empty());
    }

    /** The one before anything was done: the primary must be the leader that the topology names, where it does. */
    public static SteadyGate first(Access access, WaitingClock clock, Consumer<String> told) {
        return new SteadyGate(
                access, clock, told, access.cluster().spec().layout().leader());
    }

    /** What is missing to be steady; empty when it is. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>(access.control().unsteady());
        leader.ifPresent(named -> access.control()
                .primary()
                .filter(primary -> !primary.equals(named))
                .ifPresent(primary -> missing.add(
                        primary + ": is the primary, expected " + named + ", which the topology names as leader")));
        if (missing.isEmpty()) { // clients are asked last: their timeouts would only add up
            Cluster cluster = access.cluster();
            List<WayIn> ways = new ArrayList<>();
            for (NodeName balancer : cluster.spec().balancers()) {
                ways.add(new WayIn(balancer.value(), cluster.dataAddress(balancer), balancer));
            }
            cluster.vip().ifPresent(vip -> {
                WayIn way =
                        new WayIn("vip", vip, cluster.spec().addressHolders().get(0));
                if (cluster.spec().addressFollowsPrimary()) {
                    boolean pooled = cluster.spec().behindAddress().equals(ComponentName.PGBOUNCER);
                    ask(way, pooled ? PgBouncer.PORT : Patroni.POSTGRES_PORT, Entrance.WRITE, missing);
                } else {
                    ways.add(way);
                }
            });
            for (NodeName node :
                    cluster.spec().hostsWith(ComponentName.PGBOUNCER)) { // a balancer would ask any of them
                if (cluster.spec().poolersBefore().contains(node)) {
                    continue;
                }
                ask(
                        new WayIn(node.value(), cluster.dataAddress(node), node),
                        PgBouncer.PORT,
                        Entrance.WRITE,
                        Set.of("t", "f"),
                        missing);
            }
            for (NodeName pooler : cluster.spec().poolersBefore()) { // its way leads to the primary, once it is found
                ask(
                        new WayIn(pooler.value(), cluster.dataAddress(pooler), pooler),
                        PgBouncer.PORT,
                        Entrance.WRITE,
                        missing);
            }
            for (WayIn way : ways) {
                ClusterSpec through = HaproxyMet.through(cluster.spec(), way.host());
                Haproxy haproxy = Haproxy.in(through);
                haproxy.port(Entrance.WRITE).ifPresent(port -> ask(way, port, Entrance.WRITE, missing));
                if (hasReader(through, access.control().primary())) {
                    haproxy.port(Entrance.READ)
                            .ifPresent(port -> ask(way, port, Entrance.READ, readers(through), missing));
                }
            }
        }
        return missing;
    }

    /** @return what was missing when last asked; empty when the gate was reached within the deadline */
    public List<String> await(Duration deadline) throws InterruptedException {
        long end = clock.nanos() + deadline.toNanos();
        long tell = clock.nanos() + PATIENCE.toNanos();
        Optional<Lsn> written = Optional.empty();
        while (true) {
            List<String> missing = missing();
            if (missing.isEmpty() && written.isEmpty()) {
                written = written(missing);
            }
            if (missing.isEmpty()) {
                behind(written.orElseThrow(), missing);
            }
            if (missing.isEmpty() || clock.nanos() > end) {
                return missing;
            }
            if (clock.nanos() > tell) {
                List<String> gone = gone();
                if (!gone.isEmpty()) {
                    missing.addAll(gone);
                    return missing; // it will never be steady again
                }
                told.accept("waiting for: " + String.join("; ", missing));
                tell = clock.nanos() + PATIENCE.toNanos();
            }
            clock.waitUntil(clock.nanos() + POLL.toNanos());
        }
    }

    private List<String> gone() {
        return access.cluster().spec().hosts().stream()
                .map(Host::name)
                .filter(host -> access.power().state(host).status() == Status.GONE)
                .map(host -> host + ": its container was removed")
                .toList();
    }

    /** How far the primary has written, or nothing and what is missing. */
    private Optional<Lsn> written(List<String> missing) {
        Optional<NodeName> primary = access.control().primary();
        if (primary.isEmpty()) {
            missing.add("no primary now");
            return Optional.empty();
        }
        try {
            String address = access.cluster().watchAddress(primary.get());
            return Optional.of(access.sql().flushed(address, Patroni.POSTGRES_PORT, ANSWER));
        } catch (LapseException e) {
            missing.add(primary.get() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * A primary lists a replica that was cut off as streaming until its {@code wal_sender_timeout}: has it all
     * arrived?
     */
    private void behind(Lsn written, List<String> missing) {
        for (NodeName replica : access.control().replicas()) {
            if (!access.cluster().spec().streams(replica)) {
                continue; // what it has comes out of an archive, whenever that is
            }
            try {
                String address = access.cluster().watchAddress(replica);
                if (!access.sql().hasReceived(address, Patroni.POSTGRES_PORT, ANSWER, written)) {
                    missing.add(replica + ": has not received the WAL that was written by " + written);
                }
            } catch (LapseException e) {
                missing.add(replica + ": " + e.getMessage());
            }
        }
    }

    /** @param host that takes clients there; of several any one */
    private record WayIn(String name, String address, NodeName host) {}

    /** Who may answer a read: where HAProxy asks Patroni for anything but a replica, the primary may as well. */
    static Set<String> readers(ClusterSpec spec) {
        return Haproxy.readPage(spec.settings()).startsWith("/replica") ? Set.of("t") : Set.of("t", "f");
    }

    /** Whether HAProxy can find somebody for reads; where it asks for a replica, one node alone is none. */
    static boolean hasReader(ClusterSpec spec, Optional<NodeName> primary) {
        return readers(spec).contains("f")
                || spec.balanced().stream().anyMatch(node -> !primary.equals(Optional.of(node)));
    }

    private void ask(WayIn way, int port, Entrance entrance, List<String> missing) {
        ask(way, port, entrance, Set.of("f"), missing);
    }

    private void ask(WayIn way, int port, Entrance entrance, Set<String> inRecovery, List<String> missing) {
        String database = PgBouncer.databaseAt(access.cluster().spec(), way.host(), port, entrance);
        try {
            String said = access.sql().isInRecovery(way.address(), port, database, ANSWER) ? "t" : "f";
            if (!inRecovery.contains(said)) {
                missing.add("%s:%d: expected pg_is_in_recovery %s, saw %s"
                        .formatted(way.name(), port, String.join(" or ", inRecovery), said));
            }
        } catch (LapseException e) {
            missing.add("%s:%d: %s".formatted(way.name(), port, e.getMessage()));
        }
    }
}
