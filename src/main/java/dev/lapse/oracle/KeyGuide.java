package dev.lapse.oracle;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * vip-manager on the nodes (1.0.2; {@code etcd_leader_checker.go}): each asks etcd for the leader key, waits for {@code
 * interval} and asks again; the node of that name takes the address, and any other one gives it up. So the address may
 * be there before PostgreSQL is promoted. An answer that does not come, or none within a second from each member,
 * counts as the name of another node.
 *
 * @param interval from one question to the next
 */
record KeyGuide(Duration interval) implements Guide {
    /** A question, and what it makes of the answer. */
    private static final Interval ASKED = Interval.millis(0, 200);

    private static final Set<Target.Kind> OF_NODES = Set.of(
            Target.Kind.PRIMARY,
            Target.Kind.REPLICA,
            Target.Kind.SYNC_STANDBY,
            Target.Kind.ALL_REPLICAS,
            Target.Kind.VIP_HOLDER);

    /**
     * Why nothing says what these faults cost where Patroni keeps its keys in etcd's API v2, if so: a store that does
     * not answer takes the address from a primary that goes on, and a new leader of the store does not arm a time to
     * live anew, as it does a lease.
     */
    static Optional<String> unsaid(Configuration configuration, List<Incident> faults) {
        return configuration.spec().keysInV2()
                ? faults.stream()
                        .filter(fault -> !fault.isRefused() && !leavesStore(configuration, fault))
                        .findFirst()
                        .map(fault -> why(configuration, fault))
                : Optional.empty();
    }

    private static String why(Configuration configuration, Incident fault) {
        String after = "after " + fault.fault() + " of " + fault.target();
        return fault.fault() == FaultName.PAUSE && hitsNodes(configuration, fault)
                ? after + " the paused host keeps the address, beside who takes it: what clients meet is not modelled"
                : after + " the store may not answer: vip-manager then takes the address down, and what becomes of keys"
                        + " of etcd's API v2 is not modelled";
    }

    /** Whether each node that is not hit goes on asking the store, and is answered; a paused host keeps the address. */
    private static boolean leavesStore(Configuration configuration, Incident fault) {
        return switch (fault.fault()) {
            case SWITCHOVER, RESTART, REINITIALIZE, PATRONI_PAUSE -> true;
            case KILL, FREEZE -> !fault.isOf("etcd");
            case CRASH, STOP, POWER_LOSS, NETWORK_LOSS -> hitsNodes(configuration, fault);
            default -> false;
        };
    }

    private static boolean hitsNodes(Configuration configuration, Incident fault) {
        boolean ofNodes = OF_NODES.contains(fault.target().kind())
                || fault.target().kind() == Target.Kind.HOST
                        && configuration
                                .spec()
                                .nodes()
                                .contains(new NodeName(fault.target().name()));
        boolean cut =
                fault.fault() != FaultName.NETWORK_LOSS || !fault.flavour().equals("toxiproxy");
        return ofNodes && cut && !configuration.storeOnNodes();
    }

    @Override
    public Interval up() {
        return Interval.upTo(interval).plus(ASKED).plus(AddressMove.ANNOUNCED);
    }

    /** The old primary's own looks at the key, which another node has, or none. */
    @Override
    public Interval down(OldPrimary old) {
        return switch (old) {
            case SILENT, GONE -> Interval.NONE;
            case REFUSES, ANSWERS, HANGS -> Interval.upTo(interval).plus(ASKED);
        };
    }

    @Override
    public Interval underWay(OldPrimary old) {
        return Interval.NONE;
    }

    /** Who takes the address announces it at once, whether or not the old holder has given it up. */
    @Override
    public Interval settled(Client client, Interval isUp, Interval isDown) {
        return isUp.or(isUp.max(isDown));
    }

    /** Who takes the address resets them, and only when their client sends something. */
    @Override
    public boolean endsSessions() {
        return false;
    }

    @Override
    public Set<Term> upTerms() {
        return Set.of(Term.ADDRESS);
    }

    @Override
    public Set<Term> downTerms(OldPrimary old) {
        return Set.of(Term.ADDRESS);
    }

    @Override
    public String upText() {
        return "interval of vip-manager";
    }
}
