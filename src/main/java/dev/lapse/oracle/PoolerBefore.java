package dev.lapse.oracle;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Target;
import dev.lapse.component.HaproxyMet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A client of a pooler that stands before the balancers. It is out as long as a client of the balancer is, and then up
 * to server_login_retry more: a login that came while there was no server has failed, and nobody asks again before.
 * Measured 45.4 s of 25.0 to 54.1 with 15 s, and 22.4 s of 20.9 to 25.1 with 1 s.
 */
record PoolerBefore(Configuration configuration, Incident incident, Client client, NodeName pooler) {
    private static final String LINK = "pooler-haproxy";

    /** Empty: the client goes through no such pooler. */
    static Optional<PoolerBefore> of(Configuration configuration, Incident incident, Client client) {
        List<NodeName> before = configuration.spec().poolersBefore();
        return client.via() == Entrypoint.POOLER
                ? client.host()
                        .filter(before::contains)
                        .map(host -> new PoolerBefore(configuration, incident, client, host))
                : Optional.empty();
    }

    /** A client of the balancer that it leads to. */
    Client behind() {
        return new Client(
                client.reads(),
                Entrypoint.HAPROXY,
                client.vantage(),
                Optional.of(pooler).filter(configuration.spec().balancers()::contains),
                client.timeout(),
                client.hold(),
                client.settings());
    }

    /** What decides before the balancer does; empty: nothing. */
    Optional<Prediction> decides() {
        if (configuration.spec().balancers().isEmpty()) {
            return Optional.of(Prediction.none("a pooler that is given the nodes themselves is not modelled"));
        }
        boolean ownHosts = configuration.spec().settings().of(Section.PGBOUNCER).entrySet().stream()
                .anyMatch(line -> line.getKey().startsWith("databases.")
                        && line.getValue().matches("(.*\\s)?host=.*"));
        if (ownHosts) {
            return Optional.of(Prediction.none("a pooler with hosts of its own in [databases] is not modelled"));
        }
        boolean beside = configuration.spec().balancers().contains(pooler);
        if (!beside
                && HaproxyMet.differ(configuration.spec(), configuration.spec().balancers())) {
            return Optional.of(Prediction.none("the pooler leads to balancers that differ in what clients meet"));
        }
        boolean own = incident.target().kind() == Target.Kind.HOST
                && incident.target().name().equals(pooler.value());
        List<NodeName> balancers = configuration.spec().balancers();
        boolean ofSeveral = !own
                && !beside
                && balancers.size() > 1
                && incident.target().kind() == Target.Kind.HOST
                && balancers.contains(new NodeName(incident.target().name()));
        if (ofSeveral) {
            return Optional.of(Prediction.none("the pooler leads to several balancers, and one of them is hit"));
        }
        return switch (incident.fault()) {
            case CRASH, POWER_LOSS, STOP, PAUSE, NETWORK_LOSS ->
                own ? Optional.of(out(InPlace.start(incident.fault() == FaultName.NETWORK_LOSS))) : Optional.empty();
            case KILL, FREEZE -> own ? Optional.of(process()) : Optional.empty();
            case LINK_LOSS, RESET, TIMEOUT, STALL, REFUSE, BLACKHOLE ->
                incident.target().name().equals(LINK) ? Optional.of(retried(out(Interval.NONE))) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Prediction process() {
        return incident.fault() == FaultName.KILL && incident.isRestarted()
                ? Prediction.of(new InPlace(configuration, client)
                        .startedAtOnce("the client's pooler is killed, and started again at once"))
                : out(InPlace.start(incident.fault() == FaultName.FREEZE));
    }

    private Prediction out(Interval start) {
        return new InPlace(configuration, client)
                .untilHealed(
                        incident,
                        start,
                        false,
                        "the client's pooler is out of reach, or reaches nothing, until healed");
    }

    /** The same with what the pooler may add. */
    Prediction retried(Prediction ofBalanced) {
        return ofBalanced
                .formula()
                .map(formula -> {
                    Set<Term> terms = EnumSet.of(Term.POOLER_RETRY);
                    terms.addAll(formula.terms());
                    return formula.total().isNone()
                            ? ofBalanced
                            : Prediction.of(new Formula(
                                    formula.kind(),
                                    sinceRenewal -> formula.after(sinceRenewal).retried(configuration.retriedLogin()),
                                    configuration.loopWait(),
                                    terms));
                })
                .orElse(ofBalanced);
    }
}
