package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A planned change of primary: {@code POST /switchover} at the leader's REST API, no candidate named.
 *
 * <p>On the wire: the old primary shuts PostgreSQL down (57P01 to its clients, FIN), waits until a replica has all of
 * its WAL, and releases the leader lock; the replica promotes, and HAProxy moves with its next checks. The old primary
 * starts again as a replica. Sessions that a pooler holds may survive it and find themselves read-only (25006). Nothing
 * is lost. Evidence is another leader, unless Patroni said no: from when it is seen the switchover counts as injected.
 * Patroni begins within a loop of the request at most.
 */
final class Switchover implements Fault {
    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        PatroniRest patroni = new PatroniRest(access, target, "switchover");
        return new Planned() {
            private PatroniRest.@Nullable Asked asked;

            @Override
            public void inject() {
                asked = patroni.ask("POST", "/switchover", "{\"leader\": \"" + target + "\"}");
            }

            @Override
            Evidence happened() {
                Optional<NodeName> leader = access.control().primary();
                String text = (leader.isPresent() ? leader.get() + " leads" : "there is no leader") + "; " + said();
                boolean moved = leader.filter(node -> !node.equals(target)).isPresent();
                return new Evidence(moved && asked != null && !asked.refused(), text);
            }

            private String said() {
                return asked == null ? "Patroni was not asked" : asked.answer();
            }

            @Override
            public Evidence proveHealed() {
                return await(() -> {
                    Optional<NodeName> leader = access.control().primary();
                    List<NodeName> replicas = access.control().replicas();
                    return new Evidence(
                            leader.isPresent() && replicas.contains(target),
                            leader.map(node -> node + " leads").orElse("there is no leader") + ", replicas " + replicas
                                    + "; " + said());
                });
            }
        };
    }
}
