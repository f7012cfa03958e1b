package dev.lapse.oracle;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.oracle.Takeover.Lease;
import dev.lapse.oracle.Takeover.Served;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a partition of the hosts costs a client, which reaches every host all the while, or none of its ways in.
 *
 * @param reachesWay whether it reaches its balancer, or the nodes; where it does not, what is told is when these would
 *     serve it
 */
record OnPartition(Configuration configuration, Incident incident, Client client, boolean reachesWay) {
    /** Of a client that is near all hosts. */
    OnPartition(Configuration configuration, Incident incident, Client client) {
        this(configuration, incident, client, true);
    }

    Prediction cost() {
        List<NodeName> candidates =
                incident.who(Target.Kind.PRIMARY).map(List::of).orElseGet(() -> candidates());
        List<Prediction> each = candidates.stream()
                .map(primary -> partition(Sides.of(configuration, incident, primary)))
                .toList();
        return Prediction.alike(each, "it depends on which node is the primary");
    }

    /** Who may be the primary; one is enough where its side is named by the role. */
    private List<NodeName> candidates() {
        List<NodeName> nodes = configuration.spec().candidates();
        boolean byName = Stream.of(incident.target().name().split("[|+]"))
                .map(String::strip)
                .anyMatch(word -> configuration.spec().layout().site(word).isPresent()
                        || Layout.placedBy(word).isPresent()
                        || configuration.spec().nodes().stream()
                                .anyMatch(node -> node.value().equals(word)));
        return byName ? nodes : nodes.subList(0, 1);
    }

    private Prediction partition(Sides sides) {
        NodeName primary = sides.primary();
        boolean balancerReaches = !client.isBalanced() || balancers().allMatch(each -> sides.reaches(each, primary));
        boolean balancerReachesNone =
                client.isBalanced() && balancers().noneMatch(each -> sides.reaches(each, primary));
        if (!balancerReaches && !balancerReachesNone) {
            return Prediction.none("it depends on which balancer the client goes through");
        }
        OnHosts hosts = new OnHosts(configuration, incident, client);
        if (sides.reachesQuorum(primary)) {
            if (!balancerReaches) {
                return new InPlace(configuration, client)
                        .untilHealed(
                                incident,
                                Interval.NONE,
                                true,
                                "the client's balancer does not reach the primary until it is healed");
            }
            return kept(sides, hosts);
        }
        if (sides.heirs().isEmpty()) {
            boolean someQuorum = configuration.members().stream().anyMatch(sides::reachesQuorum);
            if (someQuorum || !balancerReaches) {
                return Prediction.none("no replica reaches the store, nor does the primary");
            }
            return incident.hold()
                    .map(hold -> hosts.store(
                            hold, StoreLoss.Back.SILENT, !sides.cutOff().isEmpty()))
                    .orElseGet(() -> Prediction.none("the store has no quorum until it is healed"));
        }
        return inherited(sides, balancerReaches);
    }

    private Stream<NodeName> balancers() {
        List<NodeName> all = configuration.spec().balancers();
        return client.via() == Entrypoint.VIP
                ? all.stream()
                : Stream.of(client.host().filter(all::contains).orElse(all.get(0)));
    }

    private Prediction kept(Sides sides, OnHosts hosts) {
        if (!configuration.waitsForStandby() || sides.cutOff().isEmpty()) {
            return Prediction.unharmed(
                    configuration, "the primary reaches the store, and no commit waits for a node that is cut off");
        }
        if (sides.cutOff().size() > 1) {
            return Prediction.none("which standbys a commit waits for then is not modelled");
        }
        boolean knownToStore = sides.reachesQuorum(sides.cutOff().get(0));
        return hosts.standby(knownToStore ? StandbyLoss.Silence.OF_REPLICATION : StandbyLoss.Silence.OF_ALL);
    }

    private Prediction inherited(Sides sides, boolean balancerReaches) {
        if (!configuration.failsOver(Optional.of(sides.primary()))) {
            return Prediction.none(configuration.whyNoHeir(Optional.of(sides.primary())));
        }
        boolean allReached = sides.cutOff().isEmpty();
        if (configuration.spec().failsafe() && allReached) {
            return Prediction.unharmed(configuration, "failsafe_mode: every member answers, so the primary stays");
        }
        if (client.isBalanced()
                && balancers().anyMatch(each -> sides.heirs().stream().noneMatch(heir -> sides.reaches(each, heir)))) {
            return apart(sides, balancerReaches && reachesWay);
        }
        boolean waits = configuration.waitsForStandby() && !allReached;
        Served served =
                !balancerReaches || !reachesWay ? Served.UNREACHED : waits ? Served.WAITING : Served.UNTIL_DEMOTED;
        if (configuration.spec().failsafe() && sides.waitsForAsked()) {
            Optional<String> why = whyNotAfterAsking(sides, served);
            if (why.isPresent()) {
                return Prediction.none(why.get());
            }
            served = Served.UNTIL_DEMOTED_AFTER_ASKING;
        }
        return Prediction.of(takeover(sides, balancerReaches, served).formula(client));
    }

    private Takeover takeover(Sides sides, boolean balancerReaches, Served served) {
        boolean heirsReach = sides.heirs().stream().allMatch(heir -> sides.reaches(heir, sides.primary()));
        return new Takeover(
                configuration,
                heirsReach ? OldPrimary.ANSWERS : OldPrimary.SILENT,
                balancerReaches ? OldPrimary.ANSWERS : OldPrimary.SILENT,
                served,
                lease(sides),
                Demotion.Store.EITHER,
                !sides.cutOff().isEmpty(),
                incident.hold());
    }

    private Optional<String> whyNotAfterAsking(Sides sides, Served served) {
        Duration latest = new Demotion(configuration, Demotion.Store.EITHER)
                .after(Duration.ZERO)
                .to()
                .plus(configuration.ttl())
                .plus(configuration.loopWait());
        String asked = "replicas that failsafe_mode asked wait for ttl";
        if (served != Served.UNTIL_DEMOTED) {
            return Optional.of(asked + ", and what this client meets until then is not modelled");
        }
        if (!sides.heirs().containsAll(sides.asked())) {
            return Optional.of("a replica that failsafe_mode asked does not reach the store, and others are behind it");
        }
        return incident.hold().filter(hold -> hold.compareTo(latest) <= 0).isPresent()
                ? Optional.of(asked + ", and it may be healed before")
                : Optional.empty();
    }

    /** The client's balancer stays with the old primary, and reaches the new one when it is healed. */
    private Prediction apart(Sides sides, boolean served) {
        if (configuration.waitsForStandby() || incident.hold().isEmpty()) {
            return Prediction.none("the client's balancer does not reach the new primary");
        }
        boolean reaches = balancers().allMatch(each -> sides.reaches(each, sides.primary()));
        return Prediction.of(takeover(sides, reaches, served ? Served.UNTIL_DEMOTED : Served.UNREACHED)
                .apart(client));
    }

    private Lease lease(Sides sides) {
        if (!sides.mayLoseStoreLeader()) {
            return Lease.USUAL;
        }
        return incident.who(Target.Kind.ETCD_LEADER)
                .map(leader -> sides.reachesQuorum(leader) ? Lease.USUAL : Lease.ANEW)
                .orElse(Lease.USUAL_OR_ANEW);
    }
}
