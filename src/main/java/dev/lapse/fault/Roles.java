package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Who has a role now; each call asks the cluster anew. One thread at a time.
 *
 * @param random picks where several hosts have the role and one is meant
 */
record Roles(Access access, Random random) {
    private static final Duration WITHIN = Duration.ofSeconds(3);
    private static final Duration AGAIN = Duration.ofMillis(100);

    /**
     * The hosts that a fault of hosts is to hit. A node that could not come back runs as nothing, and it is whom
     * reinitialize is for before any running replica.
     *
     * @throws LapseException when no host has the role
     */
    List<NodeName> targets(FaultSpec spec) {
        if (spec.fault() == FaultName.REINITIALIZE && spec.target().kind() == Target.Kind.REPLICA) {
            List<NodeName> stranded = new ArrayList<>(access.cluster().spec().nodes());
            stranded.remove(need(
                    Target.role(Target.Kind.PRIMARY), () -> access.control().primary()));
            stranded.removeAll(access.control().replicas());
            if (!stranded.isEmpty()) {
                return List.of(one(stranded));
            }
        }
        return hosts(spec.target());
    }

    /**
     * The hosts that a word of a link or a group stands for.
     *
     * @throws LapseException when it is a role that no host has
     */
    List<NodeName> hosts(String word) {
        Optional<String> placed = Layout.placedBy(word);
        if (placed.isPresent()) {
            NodeName host = hosts(placed.get()).get(0);
            return access.cluster()
                    .spec()
                    .layout()
                    .siteOf(host)
                    .orElseThrow(() -> new LapseException(
                            Kind.HARNESS, "inject at " + word + ": " + host + " is at no site of the topology"))
                    .hosts();
        }
        Optional<Target> role = Target.ofRole(word);
        return role.isPresent()
                ? hosts(role.get())
                : LinkName.candidates(word, access.cluster().spec());
    }

    private List<NodeName> hosts(Target target) {
        return switch (target.kind()) {
            case PRIMARY -> List.of(need(target, () -> access.control().primary()));
            case REPLICA -> List.of(one(replicas(target)));
            case ALL_REPLICAS -> replicas(target);
            case SYNC_STANDBY -> List.of(need(target, () -> access.control().syncStandby()));
            case ETCD_LEADER -> List.of(need(target, () -> access.control().dcsLeader()));
            case ETCD_MAJORITY -> etcdMajority(target);
            case VIP_HOLDER -> List.of(need(target, this::vipHolder));
            case HOST -> List.of(new NodeName(target.name()));
            case LINK, GROUPS -> throw new IllegalArgumentException(target + " is no host");
        };
    }

    /** Looks again for a while: on a busy machine a host may have been too late with one answer. */
    private static <T> T need(Target target, Supplier<Optional<T>> look) {
        try {
            return Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(AGAIN)
                    .atMost(WITHIN)
                    .until(look::get, Optional::isPresent)
                    .orElseThrow();
        } catch (ConditionTimeoutException e) {
            throw new LapseException(
                    Kind.HARNESS, "inject at " + target + ": the cluster has no " + target + " now", e);
        }
    }

    private NodeName one(List<NodeName> hosts) {
        return hosts.get(random.nextInt(hosts.size()));
    }

    private List<NodeName> replicas(Target target) {
        return need(target, () -> Optional.of(access.control().replicas()).filter(replicas -> !replicas.isEmpty()));
    }

    private List<NodeName> etcdMajority(Target target) {
        List<NodeName> members = access.cluster().spec().hostsWith(ComponentName.ETCD);
        List<NodeName> lost = new ArrayList<>(members);
        NodeName leader = need(target, () -> access.control().dcsLeader());
        lost.remove(leader);
        Collections.shuffle(lost, random);
        lost.add(0, leader);
        return List.copyOf(lost.subList(0, (members.size() + 1) / 2));
    }

    private Optional<NodeName> vipHolder() {
        return access.cluster().spec().addressHolders().stream()
                .filter(new VirtualAddress(access)::isAt)
                .findFirst();
    }
}
