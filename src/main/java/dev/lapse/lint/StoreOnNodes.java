package dev.lapse.lint;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Interval;
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
        if (both.isEmpty()) {
            return Stream.empty();
        }
        Optional<Interval> with = loss(design, both.get(0), both.get(0));
        Optional<Interval> without = design.cluster().hostsWith(ComponentName.ETCD).stream()
                .filter(member -> !member.equals(both.get(0)))
                .findFirst()
                .flatMap(other -> loss(design, both.get(0), other));
        String[] sums = with.isPresent() && without.isPresent()
                ? new String[] {
                    "the primary's host is lost, etcd's leader elsewhere: writes stop for " + text(without.get()),
                    "it carries etcd's leader: " + text(with.get()) + ", and never for less than ttl"
                }
                : new String[] {};
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

    /** How long writes stop when the primary's host crashes; empty: nothing predicts it. */
    private static Optional<Interval> loss(Design design, NodeName primary, NodeName leader) {
        Incident crash = new Incident(
                FaultName.CRASH,
                FaultName.CRASH.flavours().get(0),
                Target.role(Target.Kind.PRIMARY),
                Map.of(),
                Optional.empty(),
                Map.of(Target.Kind.PRIMARY, primary, Target.Kind.ETCD_LEADER, leader));
        Client client = design.cluster().balancers().isEmpty() ? Client.MULTI_HOST : Client.BALANCED;
        return design.oracle()
                .formula(crash, client)
                .map(formula -> formula.total().written());
    }

    private static String text(Interval length) {
        return DurationText.of(length.from()) + " to " + DurationText.of(length.to());
    }

    private static String names(List<NodeName> hosts) {
        return String.join(", ", hosts.stream().map(NodeName::value).toList());
    }
}
