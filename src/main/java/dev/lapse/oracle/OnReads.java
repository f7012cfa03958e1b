package dev.lapse.oracle;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import dev.lapse.component.HaproxyTimings;
import dev.lapse.oracle.Configuration.Readers;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a fault costs who reads. A session on a node that is lost ends when the balancer has that node down, and a
 * session on another meets nothing: the shortest is always none. The replica that is promoted leaves the listener for
 * reads, and its sessions with it; until then it answers.
 */
record OnReads(Configuration configuration, Incident incident, Client client) {
    /** A session that is cut, and its next one. */
    private static final Interval CUT = Interval.millis(0, 500);

    /** A primary that these hit does not go on where it was when they are over. */
    private static final Set<FaultName> ENDS =
            EnumSet.of(FaultName.CRASH, FaultName.POWER_LOSS, FaultName.STOP, FaultName.SWITCHOVER);

    private static final String BACK = "no node is left for reads until the one that was lost is back as a replica";

    /** A host that is gone or cut off. */
    Prediction host(OldPrimary old) {
        if (!client.isBalanced()) {
            return direct(true);
        }
        return ofNode(Interval.upTo(old.down(timings()).to()), old.downTerms(), true);
    }

    /** A node whose sessions end, or hang until the balancer has it down. */
    private Prediction ofNode(Interval down, Set<Term> terms, boolean lost) {
        if (!isOfNodes()) {
            return Prediction.unharmed(configuration, "no node is hit");
        }
        Readers readers = configuration.readers();
        if (readers == Readers.SOME) {
            return Prediction.none("which replicas will pass the check of the listener for reads is not known");
        }
        boolean primary = incident.hitsPrimary(configuration.spec()).orElse(false);
        boolean onlyReplicas = readers == Readers.REPLICAS;
        boolean pair = configuration.spec().nodes().size() == 2;
        if (configuration.spec().nodes().size() < 2) {
            return Prediction.none(BACK);
        }
        if (onlyReplicas && primary && lost && isEndOfTheStore()) {
            return Prediction.unharmed(
                    configuration, "the store has no quorum without it and no node takes over, so the replicas stay");
        }
        if (onlyReplicas && primary && !configuration.failsOver(incident.who(Target.Kind.PRIMARY))) {
            return Prediction.unharmed(configuration, "no node takes over, so the replicas stay what they are");
        }
        if (onlyReplicas && primary && isHealedInTime()) {
            return Prediction.unharmed(
                    configuration, "it is healed while the old primary holds the lease, so no replica is promoted");
        }
        if (onlyReplicas && (pair && (lost || !primary) || hitsAllReplicas())) {
            return Prediction.none(BACK);
        }
        return onlyReplicas && primary
                ? cut("the replica that is promoted leaves the listener for reads")
                : upTo(
                        down.plus(CUT),
                        "a session on the node that is lost hangs until the balancer has it down",
                        terms);
    }

    private boolean hitsAllReplicas() {
        return incident.target().kind() == Target.Kind.ALL_REPLICAS;
    }

    private boolean isEndOfTheStore() {
        boolean host = incident.fault() != FaultName.SWITCHOVER
                && incident.fault() != FaultName.KILL
                && incident.fault() != FaultName.FREEZE;
        return host
                && configuration
                        .storeOutlives(configuration.spec().candidates())
                        .equals(Optional.of(false));
    }

    /** Whether the lease outlives the fault at any phase. */
    private boolean isHealedInTime() {
        Duration leastLease = configuration.ttl().minus(configuration.loopWait());
        return !ENDS.contains(incident.fault())
                && incident.hold()
                        .filter(held -> held.compareTo(leastLease) < 0)
                        .isPresent();
    }

    private boolean isOfNodes() {
        return switch (incident.target().kind()) {
            case PRIMARY, REPLICA, SYNC_STANDBY -> true;
            case ALL_REPLICAS -> true;
            case HOST, ETCD_LEADER, VIP_HOLDER ->
                !incident.hitsPrimary(configuration.spec()).equals(Optional.of(false))
                        || configuration.spec().nodes().stream()
                                .anyMatch(node ->
                                        node.value().equals(incident.target().name()));
            default -> configuration.storeOnNodes();
        };
    }

    /**
     * A switchover: the old primary restarts as a replica. Readers that are sent there meet its pooler, which may have
     * failed to log in while PostgreSQL was stopped, and tries again when server_login_retry is over.
     */
    Prediction switchover() {
        if (!client.isBalanced()) {
            return direct(false);
        }
        Prediction prediction = ofNode(OldPrimary.ANSWERS.down(timings()), OldPrimary.ANSWERS.downTerms(), true);
        return configuration.spec().pooled()
                ? prediction
                        .formula()
                        .filter(formula -> !formula.total().isNone())
                        .map(this::withPoolerRetry)
                        .map(Prediction::of)
                        .orElse(prediction)
                : prediction;
    }

    private Formula withPoolerRetry(Formula formula) {
        Course course = formula.after(Duration.ZERO);
        Interval retried = client.reconnect().plus(configuration.retriedLogin());
        Interval route = course.length(Phase.ROUTE);
        Set<Term> terms = EnumSet.of(Term.POOLER_RETRY);
        terms.addAll(formula.terms());
        return Formula.constant(
                formula.kind(),
                new Course(
                        course.served(),
                        List.of(
                                new Course.Part(Phase.ROUTE, route, "sessions on that node, and on no other"),
                                new Course.Part(
                                        Phase.RECONNECT,
                                        retried,
                                        client.text() + ", and server_login_retry of the pooler")),
                        route.plus(retried)),
                configuration,
                terms);
    }

    Prediction process() {
        boolean primary = incident.hitsPrimary(configuration.spec()).orElse(false);
        boolean untouched = primary && configuration.readers() == Readers.REPLICAS && client.isBalanced();
        String process = incident.options().getOrDefault("process", "patroni");
        if (process.equals("haproxy") && incident.fault() == FaultName.KILL) {
            return new OnHosts(configuration, incident, client).kill();
        }
        if (process.equals("haproxy")) {
            return new OnHosts(configuration, incident, client).freeze();
        }
        return switch (process) {
            case "etcd" -> Prediction.unharmed(configuration, "reads do not ask the store");
            case "patroni" ->
                untouched && incident.isRestarted() && incident.fault() == FaultName.KILL
                        ? Prediction.unharmed(configuration, "PostgreSQL goes on without Patroni")
                        : client.isBalanced() ? ofNode(Interval.NONE, Set.of(), true) : direct(false);
            case "postgres" ->
                untouched
                        ? Prediction.unharmed(configuration, "the primary is not asked by who reads")
                        : incident.fault() == FaultName.KILL
                                ? started(new InPlace(configuration, client).postgresKilled())
                                : byChance();
            case "pgbouncer" ->
                untouched ? Prediction.unharmed(configuration, "the primary is not asked by who reads") : byChance();
            default -> byChance();
        };
    }

    private static Prediction started(Formula formula) {
        return Prediction.of(formula.orNone("a session on that node ends; the next may come to another, or wait"));
    }

    private static Prediction byChance() {
        return Prediction.none("whether a new session comes to that node is by chance");
    }

    Prediction restart() {
        boolean primary = incident.hitsPrimary(configuration.spec()).orElse(false);
        return primary && configuration.readers() == Readers.REPLICAS && client.isBalanced()
                ? Prediction.unharmed(configuration, "the primary is not asked by who reads")
                : started(new InPlace(configuration, client).restarted());
    }

    Prediction reinitialized() {
        return client.isBalanced()
                ? ofNode(OldPrimary.ANSWERS.down(timings()), OldPrimary.ANSWERS.downTerms(), false)
                : direct(false);
    }

    /** The primary may demote itself, and a replica may be promoted; no node is lost. */
    Prediction ofStore() {
        if (configuration.storeOnNodes() && incident.target().kind() == Target.Kind.ETCD_MAJORITY) {
            return Prediction.none("hosts of PostgreSQL go with the members of the store");
        }
        if (!client.isBalanced() || configuration.readers() == Readers.REPLICAS) {
            return Prediction.unharmed(configuration, "replicas answer without the store");
        }
        return upTo(
                OldPrimary.ANSWERS.down(timings()).plus(CUT),
                "sessions on the primary end when it demotes itself",
                OldPrimary.ANSWERS.downTerms());
    }

    /** The primary is cut off from the store, or from others; who reads reaches every node. */
    Prediction ofCut() {
        if (!client.isBalanced()) {
            return direct(false);
        }
        return incident.target().kind() == Target.Kind.GROUPS && !balancersReachAll()
                ? Prediction.none("which nodes the balancer reaches depends on who leads")
                : ofNodeOfRole();
    }

    private Prediction ofNodeOfRole() {
        Incident ofPrimary = new Incident(
                incident.fault(),
                incident.flavour(),
                Target.role(Target.Kind.PRIMARY),
                incident.options(),
                incident.hold());
        return new OnReads(configuration, ofPrimary, client)
                .ofNode(OldPrimary.ANSWERS.down(timings()), OldPrimary.ANSWERS.downTerms(), false);
    }

    private boolean balancersReachAll() {
        return configuration.spec().balancers().stream()
                .allMatch(balancer -> configuration.spec().nodes().stream()
                        .allMatch(node -> Sides.of(
                                        configuration,
                                        incident,
                                        configuration.spec().nodes().get(0))
                                .reaches(balancer, node)));
    }

    /** A client that is given every node goes on to the next. */
    private Prediction direct(boolean lost) {
        if (client.host().isPresent()) {
            return Prediction.none("the client is given one node, and which role it will have is not known");
        }
        if (isOfNodes() && client.readsOf().equals("primary")) {
            return Prediction.none("it reads of the primary alone, and where that is hit, waits for the next one");
        }
        int nodes = configuration.spec().nodes().size();
        boolean onlyReplicas = client.readsOf().equals("secondary");
        if (lost && isOfNodes() && (nodes < 2 || onlyReplicas && (nodes < 3 || hitsAllReplicas()))) {
            return Prediction.none(BACK);
        }
        return lost
                ? upTo(
                        Interval.upTo(client.timeout()),
                        "a session on the node that is lost hangs until its timeout",
                        Set.of())
                : cut("a session may be cut, and the next node is asked");
    }

    private HaproxyTimings timings() {
        return configuration.balancerOf(client);
    }

    private Prediction cut(String kind) {
        return upTo(CUT, kind, Set.of());
    }

    private Prediction upTo(Interval most, String kind, Set<Term> terms) {
        Duration held = incident.hold().orElse(most.to());
        Interval route = Interval.upTo(most.to()).min(Interval.upTo(held.plus(CUT.to())));
        return Prediction.of(Formula.constant(
                kind,
                new Course(
                        Interval.NONE,
                        List.of(
                                new Course.Part(Phase.ROUTE, route, "sessions on that node, and on no other"),
                                new Course.Part(Phase.RECONNECT, client.reconnect(), client.text())),
                        route.plus(client.reconnect())),
                configuration,
                terms.isEmpty() ? Set.of() : EnumSet.copyOf(terms)));
    }
}
