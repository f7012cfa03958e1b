package dev.lapse.oracle;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Faults that are in force at the same time: of one step, and of earlier steps that are not healed yet. Each formula is
 * of one fault in a cluster that is else whole, so here is asked what they take away together: the store's quorum, who
 * could take over, and who has to answer in failsafe mode. Where it is not known who is hit, the worst is taken.
 */
record InForce(Configuration configuration, List<Incident> all) {
    /** A delay of up to this makes a failover longer by less than its formula leaves open anyway. */
    private static final Duration BEARABLE = Duration.ofSeconds(1);

    private static final String TO_STORE = "-etcd";

    private static final Set<String> REPLICATION =
            Set.of("replica-primary", "primary-replica", "all-replicas-primary", "primary-all-replicas");

    /** What was injected now. */
    List<Incident> now() {
        return all.stream().filter(each -> !each.goesOn()).toList();
    }

    private List<Incident> before() {
        return all.stream().filter(Incident::goesOn).toList();
    }

    /** Why nothing can be said of them together; empty: what each does for itself holds. */
    Optional<String> unsaid(Client client) {
        if (now().stream().allMatch(Incident::isRefused)) {
            return Optional.empty();
        }
        Optional<String> circumstance = before().stream()
                .flatMap(each -> circumstance(each, client).stream())
                .findFirst();
        return circumstance.or(() -> client.reads() ? Optional.empty() : lost());
    }

    /** Why an earlier fault makes that of now another one. */
    private Optional<String> circumstance(Incident earlier, Client client) {
        if (isBearable(earlier) || onlyLags(earlier)) {
            return Optional.empty();
        }
        String goesOn = earlier.fault() + " of " + earlier.target() + " goes on";
        if (earlier.fault() == FaultName.PATRONI_PAUSE) {
            return Optional.of(goesOn + ", and a paused Patroni leaves all as it is");
        }
        boolean hitsNode = hits(List.of(earlier), configuration.spec().nodes()) > 0;
        if (!takesHost(earlier) && !takesMember(earlier)
                || hitsNode && (client.reads() || !now().stream().allMatch(InForce::takesHost))) {
            return Optional.of(goesOn + ", and what both do together is not modelled");
        }
        if (hitsNode && configuration.waitsForStandby()) {
            return Optional.of(goesOn + ", and which standbys commits wait for by then is not known");
        }
        boolean onTheWay = client.isBalanced() || client.via() == Entrypoint.POOLER;
        boolean hitsWay = hits(
                        List.of(earlier),
                        configuration.spec().hosts().stream()
                                .filter(host ->
                                        host.carries(ComponentName.HAPROXY) || host.carries(ComponentName.PGBOUNCER))
                                .map(Host::name)
                                .toList())
                > 0;
        return onTheWay && hitsWay && !hitsNode
                ? Optional.of(goesOn + ", and it may be on the client's way")
                : Optional.empty();
    }

    private static boolean isBearable(Incident earlier) {
        boolean shortDelay = earlier.fault() == FaultName.LATENCY
                && DurationText.parse(earlier.options().get("delay")).compareTo(BEARABLE) <= 0;
        boolean over = earlier.fault() == FaultName.KILL && earlier.isRestarted();
        return shortDelay || over || earlier.fault() == FaultName.SLOW_CLOSE;
    }

    /** Whether replicas fall behind, and the primary's PostgreSQL comes back whether or not one of them takes over. */
    private boolean onlyLags(Incident earlier) {
        boolean slow = earlier.fault() == FaultName.BANDWIDTH
                && earlier.target().kind() == Target.Kind.LINK
                && REPLICATION.contains(earlier.target().name());
        return slow
                && !configuration.waitsForStandby()
                && now().stream().allMatch(each -> each.fault() == FaultName.KILL && each.isOf("postgres"));
    }

    /** What the hosts that are gone leave too little of. */
    private Optional<String> lost() {
        List<NodeName> nodes = configuration.spec().nodes();
        List<NodeName> members = configuration.members();
        List<Incident> losses = all.stream()
                .filter(each -> takesHost(each) || takesMember(each))
                .toList();
        long membersLost = hits(losses, members);
        boolean noQuorum = !configuration.isQuorum(members.size() - membersLost);
        long hitMembers =
                losses.stream().filter(each -> hits(List.of(each), members) > 0).count();
        List<Incident> ofNodes = losses.stream()
                .filter(InForce::takesHost)
                .filter(each -> hits(List.of(each), nodes) > 0)
                .toList();
        if (configuration.spec().failsafe() && noQuorum && !ofNodes.isEmpty()) {
            return Optional.of("failsafe_mode wants an answer of every member, and hosts of some are gone");
        }
        boolean before = losses.stream().anyMatch(each -> each.goesOn() && hits(List.of(each), members) > 0);
        if (noQuorum && (hitMembers > 1 || before)) {
            return Optional.of("together they take " + (isKnown(losses) ? "" : "up to ") + membersLost + " of the "
                    + members.size() + " members of the store, and the rest is no quorum");
        }
        return noHeir();
    }

    /** Why a failover may find nobody, though one of the faults alone would end in one. */
    private Optional<String> noHeir() {
        List<NodeName> nodes = configuration.spec().nodes();
        List<Incident> gone = all.stream()
                .flatMap(each -> asHeir(each).stream())
                .filter(each -> hits(List.of(each), nodes) > 0)
                .toList();
        boolean isPrimaryGone = gone.stream()
                .anyMatch(each -> each.hitsPrimary(configuration.spec()).equals(Optional.of(true)));
        boolean isPrimaryHit = !isPrimaryGone
                && now().stream()
                        .filter(each -> !each.isRefused() && asHeir(each).isEmpty())
                        .anyMatch(each -> each.hitsPrimary(configuration.spec()).orElse(true));
        boolean primary = isPrimaryHit
                || gone.stream()
                        .anyMatch(each -> each.hitsPrimary(configuration.spec()).orElse(true));
        int faults = gone.size() + (isPrimaryHit ? 1 : 0);
        if (!primary || faults < 2) {
            return Optional.empty();
        }
        List<NodeName> candidates = configuration.spec().candidates();
        if (hits(gone, candidates) + (isPrimaryHit ? 1 : 0) >= candidates.size()) {
            return Optional.of((isKnown(gone) ? "no node is left" : "no node may be left") + " that could take over");
        }
        return configuration.waitsForStandby()
                ? Optional.of("the only standby that could take over may be lost with the primary")
                : Optional.empty();
    }

    /** The same, aimed at the nodes that cannot take over because of it; empty: it leaves all that could. */
    private Optional<Incident> asHeir(Incident incident) {
        boolean ends =
                incident.fault() == FaultName.FREEZE || incident.fault() == FaultName.KILL && !incident.isRestarted();
        boolean process = ends && (incident.isOf(ComponentName.PATRONI.toString()) || incident.isOf("postgres"));
        if (takesHost(incident) || process || incident.fault() == FaultName.REINITIALIZE) {
            return Optional.of(incident);
        }
        String link = incident.target().name();
        return incident.target().kind() == Target.Kind.LINK && link.endsWith(TO_STORE)
                ? aim(link.substring(0, link.length() - TO_STORE.length())).map(incident::aimedAt)
                : Optional.empty();
    }

    private Optional<Target> aim(String end) {
        return Target.ofRole(end)
                .or(() -> configuration.spec().nodes().stream()
                        .filter(node -> node.value().equals(end))
                        .findFirst()
                        .map(Target::host));
    }

    /** The quorum, where all are members of the store that go together, and too few are left; empty: it is not that. */
    Optional<Incident> quorumLoss() {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Incident first = all.get(0);
        boolean alike = all.stream()
                .allMatch(each -> !each.goesOn()
                        && each.fault() == first.fault()
                        && each.hold().equals(first.hold())
                        && each.target().kind() == Target.Kind.HOST
                        && configuration
                                .members()
                                .contains(new NodeName(each.target().name()))
                        && configuration
                                        .spec()
                                        .host(new NodeName(each.target().name()))
                                        .carries()
                                        .size()
                                == 1);
        boolean gone = first.fault() == FaultName.CRASH
                || first.fault() == FaultName.PAUSE
                || first.fault() == FaultName.ETCD_MEMBER_LOSS;
        return alike
                        && gone
                        && !configuration.isQuorum(configuration.members().size() - hits(all, configuration.members()))
                ? Optional.of(quorumLoss(first))
                : Optional.empty();
    }

    private static Incident quorumLoss(Incident member) {
        String flavour = member.fault() == FaultName.ETCD_MEMBER_LOSS
                ? member.flavour()
                : member.fault().text();
        return new Incident(
                FaultName.QUORUM_LOSS,
                flavour,
                Target.role(Target.Kind.ETCD_MAJORITY),
                member.options(),
                member.hold(),
                member.roles());
    }

    private static boolean takesHost(Incident incident) {
        return switch (incident.fault()) {
            case CRASH, STOP, POWER_LOSS, PAUSE, NETWORK_LOSS, ONE_WAY_LOSS, ETCD_MEMBER_LOSS, QUORUM_LOSS -> true;
            default -> false;
        };
    }

    private static boolean takesMember(Incident incident) {
        boolean process =
                incident.fault() == FaultName.FREEZE || incident.fault() == FaultName.KILL && !incident.isRestarted();
        return process && incident.isOf(ComponentName.ETCD.toString());
    }

    private static boolean isKnown(List<Incident> incidents) {
        return incidents.stream().allMatch(each -> each.target().kind() == Target.Kind.HOST);
    }

    /** How many of these hosts are hit, at most. */
    private long hits(List<Incident> incidents, List<NodeName> hosts) {
        Set<NodeName> named = new HashSet<>();
        long unnamed = 0;
        for (Incident incident : incidents) {
            Optional<NodeName> one = incident.target().kind() == Target.Kind.HOST
                    ? Optional.of(new NodeName(incident.target().name()))
                    : incident.who(incident.target().kind());
            if (one.isPresent()) {
                named.add(one.get());
            } else {
                unnamed += most(incident.target().kind(), hosts);
            }
        }
        return Math.min(hosts.size(), named.stream().filter(hosts::contains).count() + unnamed);
    }

    private long most(Target.Kind role, List<NodeName> hosts) {
        List<NodeName> nodes = configuration.spec().nodes();
        List<NodeName> members = configuration.members();
        return switch (role) {
            case PRIMARY, REPLICA, SYNC_STANDBY -> Math.min(1, both(nodes, hosts));
            case ALL_REPLICAS -> Math.min(nodes.size() - 1L, both(nodes, hosts));
            case ETCD_LEADER -> Math.min(1, both(members, hosts));
            case ETCD_MAJORITY -> Math.min(members.size() / 2 + 1L, both(members, hosts));
            case VIP_HOLDER -> Math.min(1, both(configuration.spec().addressHolders(), hosts));
            case HOST, LINK, GROUPS -> 0;
        };
    }

    private static long both(List<NodeName> some, List<NodeName> others) {
        return some.stream().filter(others::contains).count();
    }
}
