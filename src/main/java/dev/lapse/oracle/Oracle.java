package dev.lapse.oracle;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Switch;
import dev.lapse.cluster.Target;
import dev.lapse.history.ClusterReady;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says how long clients cannot write after a fault, from the configuration alone. Sources are Patroni 4.0.7, etcd 3.5
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

    /** What the fault costs this client; empty: there is no formula for it. */
    public Optional<Formula> formula(Incident trouble, Client client) {
        if (client.isBalanced() && configuration.balancer().isEmpty() || needsUnknown(client) || client.reads()) {
            return Optional.empty();
        }
        if (trouble.isRefused()) {
            return unharmed("it must be refused, and then nothing changes");
        }
        return switch (trouble.fault()) {
            case CRASH -> ofHost(trouble, client, OldPrimary.GONE);
            case POWER_LOSS -> ofHost(trouble, client, OldPrimary.SILENT);
            case PAUSE -> ofHost(trouble, client, OldPrimary.HANGS);
            case NETWORK_LOSS ->
                ofHost(trouble, client, trouble.flavour().equals("toxiproxy") ? OldPrimary.HANGS : OldPrimary.SILENT);
            case ONE_WAY_LOSS -> ofHost(trouble, client, OldPrimary.SILENT);
            case STOP -> ofHandover(trouble, client, OldPrimary.REFUSES);
            case SWITCHOVER -> ofHandover(trouble, client, OldPrimary.ANSWERS);
            case KILL -> ofKill(trouble, client);
            case FREEZE -> ofFreeze(trouble, client);
            case LINK_LOSS -> ofLink(trouble, client);
            case QUORUM_LOSS -> trouble.hold().flatMap(hold -> ofStore(client, hold));
            case ETCD_MEMBER_LOSS ->
                configuration.spec().hostsWith(ComponentName.ETCD).size() > 2
                        ? unharmed("the other members of the store are a quorum")
                        : Optional.empty();
            case MOVE_LEADER -> unharmed("the store has a leader again within an election");
            case PATRONI_PAUSE -> unharmed("PostgreSQL goes on; Patroni only leaves it alone");
            case REINITIALIZE ->
                configuration.spec().synchronous()
                        ? Optional.empty()
                        : unharmed("only a replica is copied anew, and replication is asynchronous");
            case RESTART, NOSPACE, SLOW_DCS, PACKET_LOSS, PARTITION -> Optional.empty();
            case LATENCY, BANDWIDTH, RESET, TIMEOUT, STALL, SLOW_CLOSE, REFUSE, BLACKHOLE -> Optional.empty();
        };
    }

    /** Whether a setting that a formula for this client takes is known not to be in effect. */
    private boolean needsUnknown(Client client) {
        return unknown.stream()
                .anyMatch(name -> Configuration.OF_ALL.contains(name)
                        || client.isBalanced() && name.startsWith(Section.HAPROXY + "."));
    }

    /** A host of PostgreSQL that is gone or cut off. */
    private Optional<Formula> ofHost(Incident trouble, Client client, OldPrimary old) {
        if (trouble.mayHitPrimary(configuration.spec())) {
            return failsOver()
                    ? Optional.of(new Takeover(configuration, old, Takeover.Served.NOT_AT_ALL, trouble.hold())
                            .formula("failover: the lease runs out", client))
                    : Optional.empty();
        }
        boolean replica = trouble.target().kind() == Target.Kind.REPLICA;
        return replica && !configuration.spec().synchronous()
                ? unharmed("replication is asynchronous: no commit waits for a replica")
                : Optional.empty();
    }

    /** Not with one node; and in strict mode the new primary needs a standby that is left. */
    private boolean failsOver() {
        boolean strict = configuration.spec().synchronous()
                && configuration
                        .spec()
                        .settings()
                        .get(Section.PATRONI, "synchronous_mode_strict")
                        .filter(Switch::isOn)
                        .isPresent();
        return configuration.spec().nodes().size() > (strict ? 2 : 1);
    }

    private Optional<Formula> ofHandover(Incident trouble, Client client, OldPrimary old) {
        return trouble.mayHitPrimary(configuration.spec()) && failsOver()
                ? Optional.of(new Handover(configuration, old).formula(client))
                : Optional.empty();
    }

    private Optional<Formula> ofKill(Incident trouble, Client client) {
        if (!trouble.mayHitPrimary(configuration.spec())
                || !trouble.isOf("patroni")
                || !"off".equals(trouble.options().get("restart"))) {
            return Optional.empty();
        }
        return ofPatroniAlone(client, OldPrimary.REFUSES, trouble.hold());
    }

    private Optional<Formula> ofFreeze(Incident trouble, Client client) {
        return trouble.mayHitPrimary(configuration.spec()) && trouble.isOf("patroni")
                ? ofPatroniAlone(client, OldPrimary.HANGS, trouble.hold())
                : Optional.empty();
    }

    /** PostgreSQL goes on as a primary: a client that does not ask Patroni goes on with it. */
    private Optional<Formula> ofPatroniAlone(Client client, OldPrimary old, Optional<Duration> hold) {
        if (!client.isBalanced()) {
            return unharmed("the old PostgreSQL goes on, and so do those who reach it");
        }
        return failsOver()
                ? Optional.of(new Takeover(configuration, old, Takeover.Served.UNTIL_DOWN, hold)
                        .formula(
                                "failover: the lease runs out, and until its checks fail the old primary serves",
                                client))
                : Optional.empty();
    }

    private Optional<Formula> ofLink(Incident trouble, Client client) {
        if (!trouble.target().name().equals("primary-etcd") || !failsOver()) {
            return Optional.empty();
        }
        if (configuration.spec().failsafe()) {
            return unharmed("failsafe_mode: every member answers, so the primary stays");
        }
        return Optional.of(
                new Takeover(configuration, OldPrimary.ANSWERS, Takeover.Served.UNTIL_DEMOTED, trouble.hold())
                        .formula("failover: the primary demotes itself, and then the lease runs out", client));
    }

    private Optional<Formula> ofStore(Client client, Duration hold) {
        if (configuration.spec().failsafe()) {
            return unharmed("failsafe_mode: every member answers, so the primary stays");
        }
        return Optional.of(new StoreLoss(configuration, hold).formula(client));
    }

    private Optional<Formula> unharmed(String why) {
        return Optional.of(new Formula(why, sinceRenewal -> Course.UNHARMED, configuration.loopWait()));
    }
}
