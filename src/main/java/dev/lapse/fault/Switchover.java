package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A planned change of primary: {@code POST /switchover} at the leader's REST API,
 * with the node that {@code to} names as its candidate.
 *
 * <p>On the wire: the old primary shuts PostgreSQL down (57P01 to its clients, FIN), waits until a replica has all of
 * its WAL, and releases the leader lock; the replica promotes, and HAProxy moves with its next checks. The old primary
 * starts again as a replica. Sessions that a pooler holds may survive it and find themselves read-only (25006). Nothing
 * is lost. Evidence is another leader, the one that was named, unless Patroni said no: from when it is seen the
 * switchover counts as injected. Patroni begins within a loop of the request at most. In synchronous mode it refuses a
 * candidate that is no synchronous standby (412).
 */
final class Switchover implements Fault {
    static final String TO = "to";

    private static final String ANY = "any";
    private static final String ASYNC_REPLICA = "async-replica";

    private final FaultSpec spec;

    Switchover(FaultSpec spec) {
        this.spec = spec;
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        Optional<NodeName> heir = heir(access, target);
        PatroniRest patroni = new PatroniRest(access, target, "switchover");
        Optional<NodeName> before = access.control().primary();
        return new AskedOfPatroni(spec, patroni) {
            @Override
            public void inject() {
                ask(
                        "POST",
                        "/switchover",
                        "{\"leader\": \"" + target + "\""
                                + heir.map(node -> ", \"candidate\": \"" + node + "\"")
                                        .orElse("") + "}");
            }

            @Override
            Evidence happened() {
                Optional<NodeName> leader = access.control().primary();
                boolean moved = heir.isPresent()
                        ? leader.equals(heir)
                        : leader.filter(node -> !node.equals(target)).isPresent();
                return new Evidence(moved && !isDenied(), leads(leader) + "; " + said());
            }

            private String leads(Optional<NodeName> leader) {
                return leader.map(node -> node + " leads").orElse("there is no leader")
                        + heir.filter(node -> !leader.equals(Optional.of(node)))
                                .map(node -> ", not " + node)
                                .orElse("");
            }

            @Override
            Evidence unchanged() {
                Optional<NodeName> leader = access.control().primary();
                boolean same = leader.isPresent() && leader.equals(before);
                return new Evidence(
                        same,
                        leader.map(node -> node + " leads").orElse("there is no leader") + (same ? ", as before" : ""));
            }

            @Override
            Evidence ledTo() {
                return await(() -> {
                    Optional<NodeName> leader = access.control().primary();
                    List<NodeName> replicas = access.control().replicas();
                    return new Evidence(
                            leader.isPresent() && replicas.contains(target),
                            leads(leader) + ", replicas " + replicas + "; " + said());
                });
            }
        };
    }

    /** The node that is to lead; empty: Patroni's choice. */
    private Optional<NodeName> heir(Access access, NodeName target) {
        String to = spec.option(TO);
        Optional<NodeName> heir = switch (to) {
            case ANY -> Optional.empty();
            case "sync-standby" -> access.control().syncStandby();
            case "replica" -> access.control().replicas().stream().findFirst();
            case ASYNC_REPLICA ->
                access.control().replicas().stream()
                        .filter(node -> !access.control().syncStandby().equals(Optional.of(node)))
                        .findFirst();
            default -> Optional.of(new NodeName(to));
        };
        if (!to.equals(ANY) && heir.isEmpty()) {
            throw new LapseException(
                    Kind.HARNESS, "switchover of " + target + " to " + to + ": the cluster has no " + to + " now");
        }
        if (heir.equals(Optional.of(target))) {
            throw new LapseException(
                    Kind.HARNESS, "switchover to " + to + ": " + target + " is the primary already; name a replica");
        }
        return heir;
    }
}
