package dev.lapse.oracle;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.component.ForgottenConnections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What reaches a host that was silent once it is back: the connections that HAProxy forgot. When TCP tries them again
 * hangs on the balancer's kernel, up to 64 s after the heal; so an outage that a heal ends may go on, or begin anew.
 *
 * @param spec as the client meets it
 */
public record Aftermath(ClusterSpec spec, Client client) {
    private static final Set<FaultName> SILENT = EnumSet.of(
            FaultName.CRASH,
            FaultName.STOP,
            FaultName.POWER_LOSS,
            FaultName.PAUSE,
            FaultName.NETWORK_LOSS,
            FaultName.ONE_WAY_LOSS,
            FaultName.PARTITION);

    /** Of a client that comes through one balancer of several that may differ. */
    public static Aftermath of(ClusterSpec cluster, Client client) {
        Configuration whole = Configuration.of(cluster);
        WaysIn ways = WaysIn.of(whole, client);
        return new Aftermath(ways.differ() ? cluster : ways.met(whole).spec(), client);
    }

    /** What they may fill after such a fault, in words; empty: there is room for them, or there are none. */
    public Optional<String> fills(FaultName fault) {
        boolean follows = client.via() == Entrypoint.VIP && spec.addressFollowsPrimary();
        if (!client.isBalanced() || follows || !SILENT.contains(fault)) {
            return Optional.empty();
        }
        Entrance entrance = client.reads() ? Entrance.READ : Entrance.WRITE;
        return client.connects()
                .flatMap(every -> ForgottenConnections.of(spec, entrance).flatMap(room -> room.filledBy(every)));
    }

    /** Why an outage of this length is not the whole; empty: it is over before the heal, or nothing is filled. */
    Optional<String> unsaid(Incident incident, Formula formula) {
        boolean met = client.reads() || incident.hitsPrimary(spec).orElse(true);
        return fills(incident.fault())
                .filter(words -> met
                        && incident.hold()
                                .filter(hold -> hold.compareTo(formula.total().to()) <= 0)
                                .isPresent());
    }
}
