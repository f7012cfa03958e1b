package dev.lapse.oracle;

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
 */
record Aftermath(Configuration configuration, Incident incident, Client client) {
    private static final Set<FaultName> SILENT = EnumSet.of(
            FaultName.CRASH,
            FaultName.STOP,
            FaultName.POWER_LOSS,
            FaultName.PAUSE,
            FaultName.NETWORK_LOSS,
            FaultName.ONE_WAY_LOSS,
            FaultName.PARTITION);

    /** Why an outage of this length is not the whole; empty: it is over before the heal, or there is room for them. */
    Optional<String> unsaid(Formula formula) {
        boolean follows = client.via() == Entrypoint.VIP && configuration.spec().addressFollowsPrimary();
        boolean met =
                client.reads() || incident.hitsPrimary(configuration.spec()).orElse(true);
        if (!client.isBalanced() || follows || !met || !SILENT.contains(incident.fault())) {
            return Optional.empty();
        }
        return client.connects()
                .flatMap(every -> ForgottenConnections.of(
                                configuration.spec(), client.reads() ? Entrance.READ : Entrance.WRITE)
                        .flatMap(room -> room.filledBy(every)))
                .filter(words -> incident.hold()
                        .filter(hold -> hold.compareTo(formula.total().to()) <= 0)
                        .isPresent());
    }
}
