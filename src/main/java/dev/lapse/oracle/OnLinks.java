package dev.lapse.oracle;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.component.HaproxyTimings;
import dev.lapse.oracle.Takeover.Lease;
import dev.lapse.oracle.Takeover.Served;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a link that is cut costs a client. Clients reach every host all the while. */
record OnLinks(Configuration configuration, Incident incident, Client client) {
    private static final Set<String> SERVICES = Set.of("etcd", "rest", "pooler", "postgres");
    private static final Set<String> GROUPS = Set.of("client", "haproxy", "node", "etcd");

    /** The two ends of a link, as a scenario calls them. */
    record Ends(String from, String to) {}

    private Optional<Ends> ends() {
        String name = incident.target().name();
        for (int hyphen = name.indexOf('-'); hyphen >= 0; hyphen = name.indexOf('-', hyphen + 1)) {
            String from = name.substring(0, hyphen);
            String to = name.substring(hyphen + 1);
            if (isKnown(from, GROUPS) && (isKnown(to, GROUPS) || SERVICES.contains(to))) {
                return Optional.of(new Ends(from, to));
            }
        }
        return Optional.empty();
    }

    private boolean isKnown(String word, Set<String> more) {
        return more.contains(word)
                || Target.ofRole(word).isPresent()
                || configuration.spec().hosts().stream()
                        .anyMatch(host -> host.name().value().equals(word));
    }

    /** Whether the link is no way for anything any more; else it is slow, and what that costs no setting says. */
    private boolean isCut() {
        return switch (incident.fault()) {
            case LINK_LOSS, RESET, TIMEOUT, STALL, REFUSE, BLACKHOLE -> true;
            default -> false;
        };
    }

    Prediction link() {
        if (!incident.options().getOrDefault("percent", "100").equals("100")) {
            return Prediction.none("what the loss of a share of the packets does depends on chance");
        }
        Optional<Ends> ends = ends();
        if (ends.isEmpty()) {
            return Prediction.none(
                    isBetweenSites()
                            ? "what is lost or late on all links between two sites is not modelled"
                            : changes());
        }
        String from = ends.get().from();
        String to = ends.get().to();
        if (isBetweenNodes(from, to)) {
            return betweenNodes(from, to);
        }
        if (!isCut()) {
            return Prediction.none(changes());
        }
        if (from.equals("client")) {
            return fromClients(to);
        }
        if (from.equals("haproxy") && to.equals("rest")) {
            return checks();
        }
        if (from.equals("haproxy") && to.equals(configuration.spec().pooled() ? "pooler" : "postgres")) {
            return client.isBalanced()
                    ? new InPlace(configuration, client)
                            .untilHealed(
                                    incident,
                                    Interval.NONE,
                                    configuration.checksPoolers(),
                                    "the balancers do not reach the nodes until it is healed")
                    : Prediction.unharmed(configuration, "the client does not go through a balancer");
        }
        if (to.equals("etcd") && from.equals("primary")) {
            return client.reads() ? Prediction.none("") : fromStore();
        }
        if (to.equals("etcd") && Target.ofRole(from).filter(this::isReplica).isPresent() && !client.reads()) {
            return Prediction.unharmed(configuration, "the primary reaches the store, and its replicas replicate");
        }
        return Prediction.none(changes());
    }

    private String changes() {
        return isCut()
                ? "what the loss of the link " + incident.target() + " changes is not modelled"
                : "what a slow link costs depends on what passes on it";
    }

    private boolean isBetweenSites() {
        List<String> sites = configuration.spec().layout().sites().stream()
                .map(Layout.Site::name)
                .toList();
        return sites.stream()
                .anyMatch(from ->
                        sites.stream().anyMatch(to -> incident.target().name().equals(from + "-" + to)));
    }

    private boolean isReplica(Target role) {
        return role.kind() == Target.Kind.REPLICA
                || role.kind() == Target.Kind.SYNC_STANDBY
                || role.kind() == Target.Kind.ALL_REPLICAS;
    }

    private boolean isNode(String word) {
        boolean role = Target.ofRole(word)
                .filter(target -> target.kind() == Target.Kind.PRIMARY || isReplica(target))
                .isPresent();
        return role || configuration.spec().nodes().contains(new NodeName(word));
    }

    private boolean isBetweenNodes(String from, String to) {
        return isNode(from) && (isNode(to) || to.equals("postgres") || to.equals("rest"));
    }

    private Prediction betweenNodes(String from, String to) {
        if (!configuration.waitsForStandby() || client.reads()) {
            return Prediction.unharmed(
                    configuration,
                    "replication is asynchronous: no commit waits for a replica, and its answers grow old");
        }
        boolean one = incident.fault() == FaultName.LINK_LOSS
                && Stream.of(from, to).noneMatch(word -> word.equals("all-replicas") || word.equals("node"));
        return one
                ? new OnHosts(configuration, incident, client).standby(StandbyLoss.Silence.OF_REPLICATION)
                : Prediction.none("which standbys a commit waits for then is not modelled");
    }

    private Prediction fromClients(String to) {
        if (!client.isBalanced()) {
            return Prediction.unharmed(configuration, "the client does not go through a balancer");
        }
        boolean all = to.equals("haproxy");
        NodeName own = client.host().orElse(configuration.spec().balancers().get(0));
        if (!all && client.via() == Entrypoint.VIP) {
            return Prediction.none("which balancer will hold the address is not known");
        }
        return all || own.value().equals(to)
                ? new InPlace(configuration, client)
                        .untilHealed(
                                incident,
                                Interval.NONE,
                                false,
                                "the client does not reach its balancer until it is healed")
                : Prediction.unharmed(configuration, "the client's balancer is another one");
    }

    /** No balancer reaches the REST of any node: all servers are found down, and rise after the heal. */
    private Prediction checks() {
        if (!client.isBalanced()) {
            return Prediction.unharmed(configuration, "the client does not go through a balancer");
        }
        if (incident.hold().isEmpty()) {
            return Prediction.none("it is out until it is healed, and nothing heals it");
        }
        HaproxyTimings timings = configuration.balancerOf(client);
        OldPrimary kind = switch (incident.fault()) {
            case LINK_LOSS -> OldPrimary.SILENT;
            case RESET, REFUSE -> OldPrimary.REFUSES;
            default -> OldPrimary.HANGS;
        };
        Interval down = kind.down(timings);
        if (incident.fault() == FaultName.TIMEOUT) { // an end by then, where that is sooner than timeout check
            down = down.or(OldPrimary.REFUSES.down(timings));
        }
        Interval out = Interval.exactly(incident.hold().get()).minus(down);
        if (out.isNone()) {
            return Prediction.unharmed(configuration, "it is healed before the checks have failed often enough");
        }
        Interval up = Takeover.up(timings);
        Interval total = out.plus(up).plus(client.reconnect());
        return Prediction.of(Formula.constant(
                "the balancers find every server down, and up again after the heal",
                new Course(
                        down,
                        List.of(
                                new Course.Part(Phase.HOLD, out, "the hold - still served"),
                                new Course.Part(Phase.ROUTE, up, "rise of the server"),
                                new Course.Part(Phase.RECONNECT, client.reconnect(), client.text())),
                        out.from().isZero() ? Interval.upTo(total.to()) : total),
                configuration,
                union(kind.downTerms(), Set.of(Term.RISE))));
    }

    private static Set<Term> union(Set<Term> one, Set<Term> other) {
        Set<Term> both = EnumSet.copyOf(one);
        both.addAll(other);
        return both;
    }

    /** The primary is cut off from the store, and from nothing else (F6 of the bounds). */
    private Prediction fromStore() {
        if (!configuration.failsOver(incident.who(Target.Kind.PRIMARY))) {
            return Prediction.none(configuration.whyNoHeir(incident.who(Target.Kind.PRIMARY)));
        }
        if (configuration.spec().failsafe()) {
            return Prediction.unharmed(configuration, "failsafe_mode: every member answers, so the primary stays");
        }
        return Prediction.of(new Takeover(
                        configuration,
                        OldPrimary.ANSWERS,
                        OldPrimary.ANSWERS,
                        Served.UNTIL_DEMOTED,
                        Lease.USUAL,
                        incident.fault() == FaultName.LINK_LOSS ? Demotion.Store.SILENCE : Demotion.Store.EITHER,
                        false,
                        incident.hold())
                .formula(client));
    }

    /** The primary is cut off from the store and from all replicas; clients and balancers reach it (F6b). */
    Prediction fromStoreAndReplicas() {
        return configuration.failsOver(incident.who(Target.Kind.PRIMARY))
                ? Prediction.of(cutOff(Lease.USUAL).formula(client))
                : Prediction.none(configuration.whyNoHeir(incident.who(Target.Kind.PRIMARY)));
    }

    private Takeover cutOff(Lease lease) {
        return new Takeover(
                configuration,
                OldPrimary.SILENT,
                OldPrimary.ANSWERS,
                configuration.waitsForStandby() ? Served.WAITING : Served.UNTIL_DEMOTED,
                lease,
                Demotion.Store.SILENCE,
                true,
                incident.hold());
    }
}
