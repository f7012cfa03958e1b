package dev.lapse.oracle;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Section;
import dev.lapse.component.HaproxyFull;
import dev.lapse.component.HaproxyUnlike;
import dev.lapse.component.PatroniTimings;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says how long clients stop after a fault, from the configuration alone. Sources are Patroni 4.0.7, etcd 3.5
 * and HAProxy 3.0; each term is said where it is made ({@link OldPrimary}, {@link Takeover}, {@link StoreLoss}).
 */
public final class Oracle {
    private final Configuration configuration;
    private final Set<String> unknown;

    private Oracle(Configuration configuration, Set<String> unknown) {
        this.configuration = configuration;
        this.unknown = unknown;
    }

    public static Oracle of(ClusterSpec cluster) {
        return new Oracle(Configuration.of(cluster), Set.of());
    }

    /**
     * Of a cluster that runs.
     *
     * @param effective settings as the components tell them, {@code patroni.ttl} to {@code 30}; one that is not there
     *     counts as it was asked
     */
    public static Oracle of(ClusterSpec cluster, Map<String, String> effective) {
        return new Oracle(Configuration.of(cluster, effective), Set.of());
    }

    /** Of a cluster that runs, with the settings that are known not to be in effect: nothing is guessed of them. */
    public static Oracle of(ClusterSpec cluster, ClusterReady ready) {
        Set<String> unknown = Optional.ofNullable(ready.notInEffect()).orElse(List.of()).stream()
                .map(NotInEffect::name)
                .collect(Collectors.toSet());
        return new Oracle(Configuration.of(cluster, ready.effective()), unknown);
    }

    /** {@code ttl 30s, loop_wait 10s, retry_timeout 10s}: the timings as Patroni runs them. */
    public String timings() {
        return "ttl " + configuration.ttl().toSeconds() + "s, loop_wait "
                + configuration.loopWait().toSeconds() + "s, retry_timeout "
                + configuration.retryTimeout().toSeconds() + "s";
    }

    /** How often the leader renews its lease. */
    public Duration loopWait() {
        return configuration.loopWait();
    }

    /** {@code 20/1/9}: the same in short. */
    public String shortTimings() {
        return configuration.timings();
    }

    /** The cluster, with the settings that are predicted from. */
    public ClusterSpec cluster() {
        return configuration.spec();
    }

    /** Whether the balancer ends the sessions of clients that write with a server that it finds down. */
    public boolean endsSessions() {
        return configuration.endsSessions();
    }

    /** From the heal of a silent cut of this length to a leader of the store ({@link StoreLoss}). */
    public Interval storeFoundAgain(Duration cut) {
        return StoreLoss.silent(configuration, cut);
    }

    /** Whether the store's members give a silent peer up by themselves. */
    public boolean givesSilentPeersUp() {
        return configuration.givesSilentPeersUp();
    }

    /** Whether so many members of the store are a quorum. */
    public boolean isQuorum(long members) {
        return configuration.isQuorum(members);
    }

    /** etcd's election timeout: a new leader is there after one to two of them. */
    public Duration election() {
        return configuration.election();
    }

    /** PostgreSQL's wal_sender_timeout; zero: none. */
    public Duration walSenderTimeout() {
        return configuration.walSenderTimeout();
    }

    /** Patroni's timings, as it runs them. */
    public PatroniTimings patroniTimings() {
        return new PatroniTimings(
                configuration.ttl().toSeconds(),
                configuration.loopWait().toSeconds(),
                configuration.retryTimeout().toSeconds());
    }

    /** After which ways to lose the primary the balancer has two servers UP, and for how long at most. */
    public List<TwoServersUp> twoServersUp() {
        return TwoServersUp.of(configuration);
    }

    /** The same cluster, for a fault so long after a new leader of the store armed the leader lease. */
    public Oracle rearmed(Interval sinceRearm) {
        return new Oracle(configuration.rearmed(Optional.of(sinceRearm)), unknown);
    }

    /**
     * The same cluster with these settings instead, as Patroni runs them.
     *
     * @param settings as a file writes them, {@code patroni.ttl} to {@code 20s}
     */
    public Oracle with(Map<String, String> settings) {
        Set<String> left = new HashSet<>(unknown);
        left.removeAll(settings.keySet());
        return new Oracle(configuration.with(settings), left);
    }

    /**
     * The one change of a setting that shortens the longest outage most, if it is worthwhile: by a second and a tenth.
     *
     * @param sinceRenewal how long after a renewal of the lease the faults came; empty: not known, so at any phase
     */
    public Optional<Counterfactual> shorter(List<Incident> together, Client client, Optional<Interval> sinceRenewal) {
        return Alternatives.shorter(this, configuration, together, client, sinceRenewal);
    }

    /** The same of one fault. */
    public Optional<Counterfactual> shorter(Incident trouble, Client client, Optional<Interval> sinceRenewal) {
        return shorter(List.of(trouble), client, sinceRenewal);
    }

    /** Which settings keep the longest outage of all these cases under a limit; empty: nothing predicts any of them. */
    public Optional<Remedies> under(Duration limit, List<Remedies.Case> cases) {
        return Remedies.of(this, configuration, cases, limit);
    }

    /** What the fault costs this client; empty: there is no formula for it. */
    public Optional<Formula> formula(Incident trouble, Client client) {
        return predict(trouble, client).formula();
    }

    /** What the fault costs this client, or why nothing says it. */
    public Prediction predict(Incident trouble, Client client) {
        return through(List.of(trouble), client, oracle -> oracle.predictThere(trouble, client));
    }

    /** As the one balancer has it that the client comes through, where they differ. */
    private Prediction through(List<Incident> faults, Client client, Function<Oracle, Prediction> predicts) {
        WaysIn ways = WaysIn.of(configuration, client);
        return ways.whyUnlike()
                .or(() -> KeyGuide.unsaid(configuration, faults))
                .map(Prediction::none)
                .orElseGet(() -> predicts.apply(new Oracle(ways.met(configuration), unknown)));
    }

    private Prediction predictThere(Incident trouble, Client client) {
        Prediction alone = untilHealed(trouble, client);
        return alone.formula()
                .flatMap(formula -> new Aftermath(configuration.spec(), client).unsaid(trouble, formula))
                .map(Prediction::none)
                .orElse(alone);
    }

    private Prediction untilHealed(Incident trouble, Client client) {
        if (client.isBalanced() && configuration.guide(client).isEmpty()) {
            return Prediction.none(
                    client.via() == Entrypoint.VIP
                            ? "the cluster has no virtual address"
                            : "the cluster has no balancer");
        }
        Optional<Prediction> atPlace =
                client.at().flatMap(place -> new AtPlace(configuration, trouble, client, place).decides());
        if (atPlace.isPresent()) {
            return atPlace.flatMap(Prediction::formula).isPresent() && trouble.fault() == FaultName.PARTITION
                    ? unsaid(client).map(Prediction::none).orElseGet(atPlace::get)
                    : atPlace.get();
        }
        Optional<PoolerBefore> before = PoolerBefore.of(configuration, trouble, client);
        if (before.isPresent()) {
            PoolerBefore pooler = before.get();
            return pooler.decides().orElseGet(() -> pooler.retried(predict(trouble, pooler.behind())));
        }
        boolean follows = client.via() == Entrypoint.VIP && configuration.spec().addressFollowsPrimary();
        Optional<String> unsaid =
                (follows ? configuration.whyNoAddress() : Optional.<String>empty()).or(() -> unsaid(client));
        if (unsaid.isPresent()) {
            return Prediction.none(unsaid.get());
        }
        if (trouble.isRefused()) {
            return Prediction.unharmed(configuration, "it must be refused, and then nothing changes");
        }
        if (client.vantage() == Vantage.MULTI_HOST && client.via() == Entrypoint.POOLER
                || !client.isBalanced() && client.host().isPresent() && !client.reads()) {
            return Prediction.none("what a pooler or node that is asked by its name says is not modelled");
        }
        if (follows && client.reads() && configuration.waitsForStandby()) {
            return Prediction.none("who reads at the address reads of the primary, and waits for no standby");
        }
        if (client.reads() && !follows) {
            return ofReads(trouble, client);
        }
        Prediction writes = ofWrites(trouble, client);
        return writes.formula()
                .filter(formula -> !formula.total().isNone())
                .flatMap(formula -> client.mayStayAtReplica())
                .map(Prediction::none)
                .orElse(writes);
    }

    /**
     * What faults cost this client that are injected at once: of two that each change something there is a formula only
     * where it is known.
     *
     * @param inForce with those of earlier steps that are not healed yet, where there are any
     */
    public Prediction predict(List<Incident> inForce, Client client) {
        return inForce.size() == 1
                ? predict(inForce.get(0), client)
                : through(inForce, client, oracle -> oracle.predictThere(inForce, client));
    }

    private Prediction predictThere(List<Incident> inForce, Client client) {
        InForce faults = new InForce(configuration, inForce);
        Optional<Incident> quorum = client.reads() ? Optional.empty() : faults.quorumLoss();
        if (quorum.isPresent()) {
            return predict(quorum.get(), client);
        }
        Optional<String> unsaid = faults.unsaid(client);
        if (unsaid.isPresent()) {
            return Prediction.none(unsaid.get());
        }
        List<Incident> together = faults.now();
        if (together.size() == 1) {
            return predict(together.get(0), client);
        }
        Optional<FaultPair> pair = client.reads() ? Optional.empty() : FaultPair.of(configuration, together, client);
        if (pair.isPresent()) {
            return together(pair.get(), together, client);
        }
        List<Prediction> each =
                together.stream().map(one -> predict(one, client)).toList();
        Optional<Prediction> none =
                each.stream().filter(one -> one.formula().isEmpty()).findFirst();
        if (none.isPresent()) {
            return none.get();
        }
        Optional<String> interplay =
                client.reads() ? Optional.empty() : new Interplay(configuration, together).unsaid(each);
        if (interplay.isPresent()) {
            return Prediction.none(interplay.get());
        }
        List<Prediction> harm = each.stream()
                .filter(one -> !one.formula().orElseThrow().total().isNone())
                .toList();
        return switch (harm.size()) {
            case 0 -> each.isEmpty() ? Prediction.none("no fault was injected") : each.get(0);
            case 1 -> harm.get(0);
            default -> Prediction.none("several faults at once, of which each changes something");
        };
    }

    /** Where nothing says what the one costs that harms this client, nothing says what both do. */
    private Prediction together(FaultPair pair, List<Incident> together, Client client) {
        Prediction alone = predict(pair.main(), client);
        if (alone.formula().isEmpty()) {
            return alone;
        }
        Optional<PoolerBefore> before = PoolerBefore.of(configuration, pair.main(), client);
        if (before.isPresent()) {
            return before.get().retried(predict(together, before.get().behind()));
        }
        return pair.both()
                .formula()
                .flatMap(formula -> together.stream()
                        .flatMap(each -> new Aftermath(configuration.spec(), client).unsaid(each, formula).stream())
                        .findFirst())
                .map(Prediction::none)
                .orElse(pair.both());
    }

    /** What of this client's way nothing is known of. */
    private Optional<String> unsaid(Client client) {
        return (client.isBalanced() ? unlike(client) : Optional.<String>empty())
                .or(() -> needsUnknown(client)
                        .map(name -> name + " is not in effect as it was asked, and what holds is not known"));
    }

    private Optional<String> unlike(Client client) {
        Entrance entrance = client.reads() ? Entrance.READ : Entrance.WRITE;
        return HaproxyUnlike.of(configuration.spec(), entrance)
                .or(() -> client.connects()
                        .flatMap(every ->
                                HaproxyFull.of(configuration.spec(), entrance).flatMap(room -> room.filledBy(every))));
    }

    /** What is met of a host that is gone or cut off. */
    static OldPrimary old(Incident trouble) {
        return switch (trouble.fault()) {
            case CRASH -> OldPrimary.GONE;
            case PAUSE -> OldPrimary.HANGS;
            case NETWORK_LOSS -> trouble.flavour().equals("toxiproxy") ? OldPrimary.HANGS : OldPrimary.SILENT;
            default -> OldPrimary.SILENT;
        };
    }

    private Prediction ofWrites(Incident trouble, Client client) {
        OnHosts hosts = new OnHosts(configuration, trouble, client);
        OnLinks links = new OnLinks(configuration, trouble, client);
        return switch (trouble.fault()) {
            case CRASH -> hosts.host(old(trouble), StandbyLoss.Silence.ENDS);
            case POWER_LOSS, PAUSE, NETWORK_LOSS, ONE_WAY_LOSS -> hosts.host(old(trouble), StandbyLoss.Silence.OF_ALL);
            case STOP -> hosts.handover(OldPrimary.REFUSES);
            case SWITCHOVER -> hosts.handover(OldPrimary.ANSWERS);
            case KILL -> hosts.kill();
            case FREEZE -> hosts.freeze();
            case RESTART -> hosts.restart();
            case QUORUM_LOSS -> hosts.quorumLoss();
            case ETCD_MEMBER_LOSS -> hosts.member();
            case MOVE_LEADER ->
                Prediction.unharmed(configuration, "the store elects a new leader sooner than Patroni gives up");
            case PATRONI_PAUSE ->
                Prediction.unharmed(configuration, "PostgreSQL goes on; Patroni only leaves it alone");
            case REINITIALIZE ->
                configuration.waitsForStandby()
                        ? hosts.standby(StandbyLoss.Silence.ENDS)
                        : Prediction.unharmed(
                                configuration, "only a replica is copied anew, and replication is asynchronous");
            case PARTITION -> new OnPartition(configuration, trouble, client).cost();
            case LINK_LOSS, RESET, TIMEOUT, STALL, REFUSE, BLACKHOLE, LATENCY, BANDWIDTH, SLOW_CLOSE -> links.link();
            case NOSPACE, SLOW_DCS, PACKET_LOSS -> notModelled(trouble);
        };
    }

    private static Prediction notModelled(Incident trouble) {
        return Prediction.none("what " + trouble.fault() + " does depends on chance, or on how much is written");
    }

    private Prediction ofReads(Incident trouble, Client client) {
        OnReads reads = new OnReads(configuration, trouble, client);
        OnHosts hosts = new OnHosts(configuration, trouble, client);
        return switch (trouble.fault()) {
            case CRASH, POWER_LOSS, PAUSE, NETWORK_LOSS, ONE_WAY_LOSS, STOP -> {
                OldPrimary old = trouble.fault() == FaultName.STOP ? OldPrimary.GONE : old(trouble);
                yield hosts.hitsBalancer().isEmpty() ? reads.host(old) : hosts.host(old, StandbyLoss.Silence.OF_ALL);
            }
            case SWITCHOVER -> reads.switchover();
            case KILL, FREEZE -> reads.process();
            case RESTART -> reads.restart();
            case REINITIALIZE -> reads.reinitialized();
            case QUORUM_LOSS -> reads.ofStore();
            case ETCD_MEMBER_LOSS ->
                hosts.member().formula().filter(of -> of.total().isNone()).isPresent()
                        ? Prediction.unharmed(configuration, "reads do not ask the store")
                        : Prediction.none(
                                "the primary may demote itself, and which sessions of readers end then is not modelled");
            case MOVE_LEADER -> Prediction.unharmed(configuration, "reads do not ask the store");
            case PATRONI_PAUSE ->
                Prediction.unharmed(configuration, "PostgreSQL goes on; Patroni only leaves it alone");
            case PARTITION -> reads.ofCut();
            case LINK_LOSS, RESET, TIMEOUT, STALL, REFUSE, BLACKHOLE, LATENCY, BANDWIDTH, SLOW_CLOSE ->
                trouble.target().name().equals("primary-etcd")
                        ? reads.ofCut()
                        : new OnLinks(configuration, trouble, client).link();
            case NOSPACE, SLOW_DCS, PACKET_LOSS -> notModelled(trouble);
        };
    }

    /** A setting that a formula for this client takes, and that is known not to be in effect. */
    private Optional<String> needsUnknown(Client client) {
        return unknown.stream()
                .filter(name -> Configuration.OF_ALL.contains(name)
                        || client.isBalanced() && name.matches("(hosts\\.[^.]+\\.)?" + Section.HAPROXY + "\\..*")
                        || client.via() == Entrypoint.VIP && name.matches("(keepalived|vip-manager)\\..*")
                        || name.equals("pgbouncer.server_login_retry"))
                .sorted()
                .findFirst();
    }
}
