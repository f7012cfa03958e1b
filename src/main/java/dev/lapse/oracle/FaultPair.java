package dev.lapse.oracle;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import dev.lapse.oracle.Takeover.Lease;
import dev.lapse.oracle.Takeover.Served;
import java.util.List;
import java.util.Optional;

/**
 * Two faults at once that both harm a client that writes, of which it is known what they do together.
 *
 * @param main the one of the two that alone harms the client; where it has no formula, both have none
 * @param both what they cost together
 */
record FaultPair(Incident main, Prediction both) {
    /** Empty: of these nothing more is known than of each. */
    static Optional<FaultPair> of(Configuration configuration, List<Incident> together, Client client) {
        List<String> links = together.stream()
                .filter(each -> each.fault() == FaultName.LINK_LOSS)
                .map(each -> each.target().name())
                .sorted()
                .toList();
        if (together.size() == 2 && links.equals(List.of("primary-all-replicas", "primary-etcd"))) {
            Incident fromStore = together.get(together.get(0).target().name().equals("primary-etcd") ? 0 : 1);
            return Optional.of(new FaultPair(
                    fromStore, new OnLinks(configuration, together.get(0), client).fromStoreAndReplicas()));
        }
        Optional<Incident> primary = together.stream()
                .filter(each -> each.target().kind() == Target.Kind.PRIMARY && takesHost(each))
                .findFirst();
        boolean leader = together.stream()
                .anyMatch(each -> each.target().kind() == Target.Kind.ETCD_LEADER
                        && (takesHost(each) || each.fault() == FaultName.ETCD_MEMBER_LOSS)
                        && outlastsElection(configuration, each));
        boolean known = together.size() == 2
                && leader
                && configuration.isQuorum(configuration.members().size() - 1L)
                && configuration.failsOver(together.get(0).who(Target.Kind.PRIMARY))
                && !(client.isBalanced() && configuration.guide(client).isEmpty());
        return primary.filter(each -> known).map(each -> new FaultPair(each, withLeader(configuration, each, client)));
    }

    private static Prediction withLeader(Configuration configuration, Incident primary, Client client) {
        Takeover takeover =
                new Takeover(configuration, Oracle.old(primary), Served.NOT_AT_ALL, Lease.ANEW, primary.hold());
        return takeover.startsBefore(primary)
                ? Prediction.none(Takeover.STARTS_BEFORE)
                : Prediction.of(takeover.formula(client));
    }

    /** Else the old leader of the store may stay it, and arms nothing anew. */
    private static boolean outlastsElection(Configuration configuration, Incident leader) {
        return leader.hold()
                .filter(hold -> hold.compareTo(configuration.election().multipliedBy(2)) < 0)
                .isEmpty();
    }

    private static boolean takesHost(Incident incident) {
        return incident.fault() == FaultName.CRASH
                || incident.fault() == FaultName.POWER_LOSS
                || incident.fault() == FaultName.PAUSE
                || incident.fault() == FaultName.NETWORK_LOSS;
    }
}
