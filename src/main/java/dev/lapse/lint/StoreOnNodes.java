package dev.lapse.lint;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Prediction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** etcd on the hosts of PostgreSQL: one host's loss may take the primary and etcd's leader. */
final class StoreOnNodes implements Rule {
    static final String NAME = "etcd-on-nodes";

    @Override
    public Stream<Concern> judge(Design design) {
        List<NodeName> both = design.cluster().nodes().stream()
                .filter(node -> design.cluster().host(node).carries(ComponentName.ETCD))
                .toList();
        if (both.isEmpty() || design.cluster().keysInV2()) { // whose keys have no lease
            return Stream.empty();
        }
        Prediction same = loss(design, both.get(0), both.get(0));
        Optional<Interval> with = length(same);
        Optional<Interval> without = design.cluster().hostsWith(ComponentName.ETCD).stream()
                .filter(member -> !member.equals(both.get(0)))
                .findFirst()
                .flatMap(other -> length(loss(design, both.get(0), other)));
        String[] sums = with.isPresent() && without.isPresent()
                ? new String[] {
                    "the primary's host is lost, etcd's leader elsewhere: writes stop for "
                            + PhaseSum.text(without.get()),
                    "it carries etcd's leader: " + PhaseSum.text(with.get()) + ", and never for less than ttl",
                    same.formula().map(PhaseSum::of).orElseThrow()
                }
                : new String[] {"the primary's host is lost: how long writes stop is not known: " + same.why()};
        return Stream.of(Concern.warning(NAME, "etcd is on hosts of PostgreSQL: " + names(both))
                .because("a host that is lost may take the primary and etcd's leader with it; the new leader of etcd"
                        + " grants the lease anew, and leaders that change more often than ttl keep it for ever")
                .counting(sums)
                .from(
                        "https://github.com/etcd-io/etcd/blob/v3.5.16/server/lease/lessor.go (Promote)",
                        "https://github.com/etcd-io/etcd/issues/9888")
                .curedBy(Cure.of("topology: etcd on hosts of its own"))
                .shownBy("etcd-leader-and-primary-loss"));
    }

    private static Optional<Interval> length(Prediction prediction) {
        return prediction.formula().map(formula -> formula.total().written());
    }

    /** How long writes stop when the primary's host crashes. */
    private static Prediction loss(Design design, NodeName primary, NodeName leader) {
        Incident crash = new Incident(
                FaultName.CRASH,
                FaultName.CRASH.flavours().get(0),
                Target.role(Target.Kind.PRIMARY),
                Map.of(),
                Optional.empty(),
                Map.of(Target.Kind.PRIMARY, primary, Target.Kind.ETCD_LEADER, leader));
        Client client = Client.usual(design.cluster());
        return design.oracle().predict(crash, client);
    }

    private static String names(List<NodeName> hosts) {
        return String.join(", ", hosts.stream().map(NodeName::value).toList());
    }
}
