package dev.lapse.oracle;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import dev.lapse.oracle.Takeover.Lease;
import dev.lapse.oracle.Takeover.Served;
import java.util.List;
import java.util.Optional;

/** Two faults at once that both harm a client that writes, of which it is known what they do together. */
record FaultPair(Configuration configuration, List<Incident> together, Client client) {
    /** Empty: of these two nothing more is known than of each. */
    Optional<Prediction> known() {
        List<String> links = together.stream()
                .filter(each -> each.fault() == FaultName.LINK_LOSS)
                .map(each -> each.target().name())
                .sorted()
                .toList();
        if (together.size() == 2 && links.equals(List.of("primary-all-replicas", "primary-etcd"))) {
            return Optional.of(new OnLinks(configuration, together.get(0), client).fromStoreAndReplicas());
        }
        Optional<Incident> primary = ofHost(Target.Kind.PRIMARY);
        Optional<Incident> leader = ofHost(Target.Kind.ETCD_LEADER);
        boolean both = together.size() == 2 && primary.isPresent() && leader.isPresent();
        if (!both
                || !configuration.isQuorum(configuration.members().size() - 1L)
                || !configuration.failsOver()
                || client.isBalanced() && configuration.guide(client).isEmpty()) {
            return Optional.empty();
        }
        OldPrimary old = Oracle.old(primary.orElseThrow());
        return Optional.of(Prediction.of(new Takeover(
                        configuration,
                        old,
                        Served.NOT_AT_ALL,
                        Lease.ANEW,
                        primary.orElseThrow().hold())
                .formula(client)));
    }

    private Optional<Incident> ofHost(Target.Kind role) {
        return together.stream()
                .filter(each -> each.target().kind() == role)
                .filter(each -> each.fault() == FaultName.CRASH
                        || each.fault() == FaultName.POWER_LOSS
                        || each.fault() == FaultName.PAUSE
                        || each.fault() == FaultName.NETWORK_LOSS)
                .findFirst();
    }
}
