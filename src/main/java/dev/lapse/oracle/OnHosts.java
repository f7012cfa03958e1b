package dev.lapse.oracle;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.component.Keepalived;
import dev.lapse.oracle.Takeover.Lease;
import dev.lapse.oracle.Takeover.Served;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a fault of a host, or of a process on it, costs who writes. */
record OnHosts(Configuration configuration, Incident incident, Client client) {
    /** A host that is gone or cut off. */
    Prediction host(OldPrimary old, StandbyLoss.Silence silence) {
        return besideBalancer(
                () -> node(old, silence),
                () -> hitsBalancer().isEmpty() ? node(old, silence) : balancerGone(hitsBalancer()));
    }

    private NodeName ownBalancer() {
        return client.host().orElse(configuration.spec().balancers().get(0));
    }

    /** The client's balancer may stand on a node: on the one that is hit, or on another. */
    private Prediction besideBalancer(Supplier<Prediction> node, Supplier<Prediction> apart) {
        if (client.via() != Entrypoint.HAPROXY || !configuration.spec().nodes().contains(ownBalancer())) {
            return apart.get();
        }
        Optional<NodeName> hit = incident.target().kind() == Target.Kind.HOST
                ? Optional.of(host())
                : incident.who(incident.target().kind());
        if (hit.isEmpty()) {
            return Prediction.none(
                    "it depends on whether " + ownBalancer() + " is hit, where the client's balancer is");
        }
        Prediction ofNode = node.get();
        if (!hit.get().equals(ownBalancer())) {
            return ofNode;
        }
        Prediction out =
                outFor(InPlace.start(false), false, "the host of the client's balancer is gone until it is healed");
        boolean longer = out.formula().isPresent()
                && ofNode.formula().isPresent()
                && out.formula()
                                .get()
                                .total()
                                .from()
                                .compareTo(ofNode.formula().get().total().to())
                        > 0;
        return longer || out.formula().isEmpty()
                ? out
                : Prediction.none("the host of the client's balancer is back before another node surely leads");
    }

    private Prediction node(OldPrimary old, StandbyLoss.Silence silence) {
        Optional<Boolean> primary = incident.hitsPrimary(configuration.spec());
        Prediction ofPrimary = primary.orElse(true) ? takeover(old) : Prediction.none("");
        if (primary.isPresent()) {
            return primary.get() ? ofPrimary : other(silence);
        }
        Prediction ofOther = other(silence);
        return ofOther.formula().isPresent()
                        && isUnharmed(ofOther)
                        && ofPrimary.formula().isPresent()
                ? Prediction.of(ofPrimary
                        .formula()
                        .get()
                        .orNone("where it is the primary, "
                                + ofPrimary.formula().get().kind()))
                : Prediction.none("it depends on whether " + incident.target() + " is the primary");
    }

    private static boolean isUnharmed(Prediction prediction) {
        return prediction.formula().map(Formula::total).filter(Interval::isNone).isPresent();
    }

    private Prediction takeover(OldPrimary old) {
        if (!configuration.failsOver(incident.who(Target.Kind.PRIMARY))) {
            return Prediction.none(configuration.whyNoHeir(incident.who(Target.Kind.PRIMARY)));
        }
        Optional<Prediction> withStore = new TakenQuorum(configuration, incident).byPrimary();
        if (withStore.isPresent()) {
            return withStore.get();
        }
        Lease lease = incident.fault() == FaultName.ONE_WAY_LOSS
                        && "in".equals(incident.options().get("direction"))
                ? Lease.USUAL_OR_ONCE_MORE
                : lease();
        Takeover takeover = new Takeover(configuration, old, Served.NOT_AT_ALL, lease, incident.hold());
        return takeover.startsBefore(incident)
                ? Prediction.none(Takeover.STARTS_BEFORE)
                : Prediction.of(takeover.formula(client));
    }

    private Lease lease() {
        Optional<NodeName> primary = incident.who(Target.Kind.PRIMARY);
        Optional<NodeName> leader = incident.who(Target.Kind.ETCD_LEADER);
        boolean carries = primary.map(configuration::carriesStore).orElseGet(configuration::storeOnNodes);
        if (!carries) {
            return Lease.USUAL;
        }
        return primary.isPresent() && leader.isPresent()
                ? primary.equals(leader) ? Lease.ANEW : Lease.USUAL
                : Lease.USUAL_OR_ANEW;
    }

    /** A host that is not the primary's. */
    private Prediction other(StandbyLoss.Silence silence) {
        Target.Kind kind = incident.target().kind();
        if (kind == Target.Kind.REPLICA || kind == Target.Kind.SYNC_STANDBY) {
            Optional<Prediction> withStore = new TakenQuorum(configuration, incident).byReplica();
            if (withStore.isPresent()) {
                return withStore.get();
            }
        }
        if (kind == Target.Kind.ALL_REPLICAS && configuration.storeOnNodes()) {
            return Prediction.none("the store may lose its quorum with them");
        }
        if (kind == Target.Kind.ETCD_MAJORITY) {
            return Prediction.none("hosts of PostgreSQL go with the members of the store");
        }
        boolean standby = kind == Target.Kind.REPLICA
                || kind == Target.Kind.SYNC_STANDBY
                || kind == Target.Kind.ALL_REPLICAS
                || kind == Target.Kind.HOST && configuration.spec().nodes().contains(host());
        boolean member = kind == Target.Kind.ETCD_LEADER
                || kind == Target.Kind.HOST && configuration.members().contains(host());
        if (standby && configuration.waitsForStandby() && !(member && !configuration.storeOutlives(host()))) {
            return standby(silence);
        }
        return member
                ? member()
                : Prediction.unharmed(configuration, "replication is asynchronous: no commit waits for a replica");
    }

    private NodeName host() {
        return new NodeName(incident.target().name());
    }

    Prediction standby(StandbyLoss.Silence silence) {
        if (incident.target().kind() == Target.Kind.HOST
                && configuration.spec().nodes().contains(host())
                && !configuration.spec().synchronizable().contains(host())) {
            return Prediction.unharmed(
                    configuration, "no commit waits for " + host() + ": tags keep it from being a synchronous standby");
        }
        StandbyLoss loss = new StandbyLoss(configuration, silence);
        boolean all = incident.target().kind() == Target.Kind.ALL_REPLICAS;
        if (all || loss.unbounded().isPresent()) {
            return Prediction.none(loss.unbounded().orElse("all standbys are gone"));
        }
        boolean isSynchronous = incident.target().kind() == Target.Kind.SYNC_STANDBY;
        if (loss.isMissed(isSynchronous)) {
            return Prediction.of(loss.formula(client, incident.hold()));
        }
        if (loss.isMissed(true)) {
            return Prediction.of(loss.formula(client, incident.hold())
                    .orNone("where it is the standby that commits wait for, they wait until Patroni asks for another"));
        }
        return Prediction.unharmed(configuration, "enough standbys are left to acknowledge commits");
    }

    /** One member of the store, which may be its leader. */
    Prediction member() {
        if (!configuration.isQuorum(configuration.members().size() - 1L)) {
            return incident.hold()
                    .map(hold -> store(hold, StoreLoss.Back.STARTED, false))
                    .orElseGet(() -> Prediction.none("the store has no quorum until it is healed"));
        }
        if (configuration.spec().failsafe()) {
            return Prediction.unharmed(configuration, "the other members of the store are a quorum");
        }
        Formula elected = new StoreLoss(configuration, Duration.ZERO, StoreLoss.Back.ELECTED, false).formula(client);
        return elected.total().isNone()
                ? Prediction.unharmed(configuration, "the other members of the store are a quorum")
                : Prediction.of(elected.orNone(elected.kind()));
    }

    /** The store has no quorum for so long. */
    Prediction store(Duration hold, StoreLoss.Back back, boolean replicasSilent) {
        if (configuration.spec().failsafe() && !replicasSilent) {
            return Prediction.unharmed(configuration, "failsafe_mode: every member answers, so the primary stays");
        }
        if (replicasSilent && configuration.walSenderTimeout().isZero()) {
            return Prediction.none("wal_sender_timeout is 0: the stop of the primary waits for silent replicas");
        }
        return Prediction.of(new StoreLoss(configuration, hold, back, replicasSilent).formula(client));
    }

    /** The balancers that are hit; none: it is not a balancer that is. */
    List<NodeName> hitsBalancer() {
        List<NodeName> balancers = configuration.spec().balancers();
        return switch (incident.target().kind()) {
            case VIP_HOLDER ->
                configuration.spec().addressFollowsPrimary()
                        ? List.of()
                        : incident.who(Target.Kind.VIP_HOLDER).map(List::of).orElse(balancers);
            case HOST -> balancers.contains(host()) ? List.of(host()) : List.of();
            default -> List.of();
        };
    }

    private Prediction balancerGone(List<NodeName> hit) {
        if (hit.stream()
                .anyMatch(balancer -> configuration.spec().host(balancer).carries(ComponentName.PATRONI))) {
            return Prediction.none("the balancer's host carries a node as well");
        }
        boolean dropped =
                incident.flavour().equals("drop") || incident.flavour().equals("toxiproxy");
        if (client.via() == Entrypoint.VIP && dropped && incident.fault() != FaultName.POWER_LOSS) {
            return Prediction.none("its address goes on answering ARP or VRRP, so who holds it may change twice");
        }
        AddressMove.Way way = incident.fault() == FaultName.STOP ? AddressMove.Way.SHUT_DOWN : AddressMove.Way.GONE;
        return balancer(hit, way, InPlace.start(false));
    }

    private Prediction balancer(List<NodeName> hit, AddressMove.Way way, Interval start) {
        if (client.via() == Entrypoint.VIP) {
            boolean holder = incident.target().kind() == Target.Kind.VIP_HOLDER
                    || incident.who(Target.Kind.VIP_HOLDER)
                            .filter(hit::contains)
                            .isPresent();
            boolean noticed = way != AddressMove.Way.SCRIPT_FAILS
                    || Keepalived.in(configuration.spec()).tracks();
            if (!noticed) {
                return outFor(Interval.NONE, false, "no script of keepalived asks, so the address stays where it is");
            }
            Optional<String> unsaid =
                    way == AddressMove.Way.SCRIPT_FAILS ? configuration.whyNoAddress() : configuration.whyNoSilence();
            if (unsaid.isPresent()) {
                return Prediction.none(unsaid.get());
            }
            Formula moved = new AddressMove(configuration, way).formula(client);
            return Prediction.of(holder ? moved : moved.orNone("where it holds the address, it moves"));
        }
        if (!client.isBalanced()) {
            return Prediction.unharmed(configuration, "the client does not go through a balancer");
        }
        if (!hit.contains(ownBalancer())) {
            return Prediction.unharmed(configuration, "the client's balancer is another one");
        }
        if (hit.size() > 1) {
            return Prediction.none("which balancer will hold the address is not known");
        }
        return outFor(start, false, "the client's balancer is gone until it is healed");
    }

    private Prediction outFor(Interval start, boolean checked, String kind) {
        return new InPlace(configuration, client).untilHealed(incident, start, checked, kind);
    }

    /** One process is killed. */
    Prediction kill() {
        return process(incident.isRestarted(), false);
    }

    /** One process is stopped, and goes on at heal. */
    Prediction freeze() {
        return process(false, true);
    }

    private Prediction process(boolean restarted, boolean frozen) {
        String process = incident.options().getOrDefault("process", "patroni");
        Optional<Boolean> primary = incident.hitsPrimary(configuration.spec());
        return switch (process) {
            case "patroni" ->
                primary.isEmpty()
                        ? Prediction.none("it depends on whether " + incident.target() + " is the primary")
                        : primary.get()
                                ? patroni(restarted, frozen)
                                : Prediction.unharmed(configuration, "PostgreSQL of a replica goes on without Patroni");
            case "postgres" ->
                primary.isPresent()
                        ? postgres(primary.get(), frozen)
                        : Prediction.none("it depends on whether " + incident.target() + " is the primary");
            case "pgbouncer" ->
                primary.isPresent()
                        ? pooler(primary.get(), restarted, frozen)
                        : Prediction.none("it depends on whether " + incident.target() + " is the primary");
            case "haproxy" -> haproxy(restarted, frozen);
            case "etcd" -> member();
            default -> Prediction.none("nothing is known of what " + process + " does for clients");
        };
    }

    private Prediction patroni(boolean restarted, boolean frozen) {
        if (!client.isBalanced()) {
            return Prediction.unharmed(configuration, "the old PostgreSQL goes on, and so do those who reach it");
        }
        if (client.via() == Entrypoint.VIP && configuration.spec().keysInV2()) {
            return Prediction.none("vip-manager asks the store and not Patroni: the old primary is reached as long as"
                    + " the leader key names it, which is not modelled");
        }
        if (restarted) {
            return Prediction.of(new InPlace(configuration, client).patroniKilled());
        }
        OldPrimary old = frozen ? OldPrimary.HANGS : OldPrimary.REFUSES;
        return configuration.failsOver(incident.who(Target.Kind.PRIMARY))
                ? Prediction.of(new Takeover(configuration, old, Served.UNTIL_DOWN, Lease.USUAL, incident.hold())
                        .formula(client))
                : Prediction.none(configuration.whyNoHeir(incident.who(Target.Kind.PRIMARY)));
    }

    private Prediction postgres(boolean primary, boolean frozen) {
        if (frozen) {
            return Prediction.none("what Patroni does with a PostgreSQL that hangs is not modelled");
        }
        if (!primary) {
            return configuration.waitsForStandby()
                    ? standby(StandbyLoss.Silence.ENDS)
                    : Prediction.unharmed(configuration, "replication is asynchronous: no commit waits for a replica");
        }
        InPlace place = new InPlace(configuration, client);
        return Prediction.of(
                configuration.startsInPlace() ? place.postgresKilled() : place.postgresKilledAndReplaced());
    }

    private Prediction pooler(boolean primary, boolean restarted, boolean frozen) {
        if (!primary || !configuration.pools(client)) {
            return Prediction.unharmed(configuration, "who writes does not go through this pooler");
        }
        return restarted
                ? Prediction.of(new InPlace(configuration, client)
                        .startedAtOnce("the primary's pooler is killed, and started again at once"))
                : outFor(
                        InPlace.start(frozen),
                        configuration.checksPoolers(),
                        "the primary's pooler is out until healed");
    }

    private Prediction haproxy(boolean restarted, boolean frozen) {
        List<NodeName> hit = hitsBalancer();
        if (restarted && client.isBalanced()) {
            return Prediction.of(new InPlace(configuration, client)
                    .startedAtOnce("a balancer is killed, and started again at once")
                    .orNone("a balancer is killed, and started again at once"));
        }
        if (frozen && client.via() == Entrypoint.VIP) { // pgrep finds it, so the address stays
            return outFor(Interval.NONE, false, "the balancer that holds the address is out until healed");
        }
        return balancer(hit, AddressMove.Way.SCRIPT_FAILS, InPlace.start(frozen));
    }

    /** A primary that stops in order and hands over. */
    Prediction handover(OldPrimary old) {
        Supplier<Prediction> apart = () -> hitsBalancer().isEmpty() ? handedOver(old) : balancerGone(hitsBalancer());
        return incident.fault() == FaultName.STOP ? besideBalancer(() -> handedOver(old), apart) : apart.get();
    }

    private Prediction handedOver(OldPrimary old) {
        Optional<Boolean> primary = incident.hitsPrimary(configuration.spec());
        if (primary.isEmpty()) {
            return Prediction.none("it depends on whether " + incident.target() + " is the primary");
        }
        if (!primary.get()) {
            return other(StandbyLoss.Silence.ENDS);
        }
        return configuration.failsOver(incident.who(Target.Kind.PRIMARY))
                ? Prediction.of(new Handover(configuration, old).formula(client))
                : Prediction.none(configuration.whyNoHeir(incident.who(Target.Kind.PRIMARY)));
    }

    /** Patroni restarts PostgreSQL in place. */
    Prediction restart() {
        Optional<Boolean> primary = incident.hitsPrimary(configuration.spec());
        if (primary.isEmpty()) {
            return Prediction.none("it depends on whether " + incident.target() + " is the primary");
        }
        if (primary.get()) {
            return Prediction.of(new InPlace(configuration, client).restarted());
        }
        return configuration.waitsForStandby()
                ? standby(StandbyLoss.Silence.ENDS)
                : Prediction.unharmed(configuration, "replication is asynchronous: no commit waits for a replica");
    }

    /** The store loses its quorum. */
    Prediction quorumLoss() {
        if (configuration.storeOnNodes()) {
            return Prediction.none("hosts of PostgreSQL go with the members of the store");
        }
        StoreLoss.Back back = incident.flavour().equals("pause") ? StoreLoss.Back.AT_ONCE : StoreLoss.Back.STARTED;
        return incident.hold()
                .map(hold -> store(hold, back, false))
                .orElseGet(() -> Prediction.none("the store has no quorum until it is healed, and nothing heals it"));
    }
}
