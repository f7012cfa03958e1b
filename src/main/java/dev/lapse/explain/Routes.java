package dev.lapse.explain;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Vantage;
import dev.lapse.oracle.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a lane's clients were led to a node by the balancer, as far as that was seen. */
final class Routes {
    /** So much later than it happened a poll may tell. */
    private static final long POLLED_LATE_NANOS = Duration.ofMillis(400).toNanos();

    private final Scene scene;
    private final LaneOutage outage;
    private final Balancers balancers;

    Routes(Scene scene) {
        this.scene = scene;
        this.outage = scene.outage();
        this.balancers = scene.facts().balancers();
    }

    /** The balancer on the lane's way; empty: none was watched. */
    Optional<NodeName> balancer() {
        NodeName asked = outage.lane().node();
        List<NodeName> names = balancers.names();
        if (isByAddress()) {
            return Optional.empty();
        }
        if (outage.lane().via() == Entrypoint.HAPROXY && asked != null) {
            return names.stream().filter(asked::equals).findFirst();
        }
        return outage.lane().via() == Entrypoint.VIP && names.size() > 1
                ? holder().flatMap(
                                holder -> names.stream().filter(holder::equals).findFirst())
                : names.stream().findFirst();
    }

    /**
     * Who carried the virtual address when the outage ended, where that is known. Of two that a partition keeps from
     * each other it is the one on the client's side.
     */
    private Optional<NodeName> holder() {
        Addresses addresses = scene.facts().addresses();
        List<NodeName> carrying = addresses.carrying(outage.toNanos());
        NodeName place = outage.lane().at();
        Optional<NodeName> near = carrying.size() < 2 || place == null
                ? Optional.empty()
                : scene.fault()
                        .filter(fault -> fault.fault() == FaultName.PARTITION)
                        .flatMap(fault -> carrying.stream()
                                .filter(host -> fault.hits(host) == fault.hits(place))
                                .findFirst());
        return near.or(() -> addresses.holder(outage.toNanos()));
    }

    long pollNanos() {
        return POLLED_LATE_NANOS;
    }

    /** Whether the lane's way is an address on the nodes, which follows the primary; there may be balancers, too. */
    boolean isByAddress() {
        List<NodeName> hosts = scene.facts().addresses().hosts();
        List<NodeName> names = balancers.names();
        return outage.lane().via() == Entrypoint.VIP
                && (names.isEmpty() || !hosts.isEmpty() && names.stream().noneMatch(hosts::contains));
    }

    /** When the balancer sent clients to this node and nowhere else, as it told itself; one end may be the outage's. */
    Optional<Occurrence> sent(NodeName node) {
        if (isByAddress()) {
            return scene.facts().addresses().taken(node, outage.fromNanos(), outage.toNanos());
        }
        long until = outage.toNanos() + POLLED_LATE_NANOS;
        return balancer()
                .flatMap(name -> balancers
                        .sentOnlyTo(name, listener(), node, until)
                        .or(() ->
                                balancers.sentTo(name, listener(), node, until).map(this::lucky)));
    }

    /** The balancer still had another server up: the client was answered when it was sent to the right one for good. */
    private Occurrence lucky(Occurrence sent) {
        return new Occurrence(
                sent.earliestNanos(),
                Math.max(sent.latestNanos(), outage.toNanos()),
                sent.event() + ", beside another server",
                sent.source());
    }

    /** The last change in the outage of which servers readers were sent to. */
    Optional<Occurrence> readersSent() {
        return balancer()
                .flatMap(name -> balancers.changed(
                        name, Balancers.READ, outage.fromNanos(), outage.toNanos() + POLLED_LATE_NANOS));
    }

    /** When the balancer sent clients to this node and nowhere else. */
    Optional<Occurrence> to(NodeName node) {
        Optional<Occurrence> polled = sent(node);
        Optional<Occurrence> answered = answered();
        if (polled.isEmpty() || answered.isEmpty()) {
            return polled.or(() -> answered);
        }
        boolean both = polled.get().earliestNanos() <= answered.get().latestNanos()
                && answered.get().earliestNanos() <= polled.get().latestNanos();
        return both ? polled.map(one -> told(one, one.and(answered.get()))) : polled;
    }

    /** What the balancer tells, at the instants that the lane narrows down. */
    private static Occurrence told(Occurrence polled, Occurrence both) {
        return new Occurrence(both.earliestNanos(), both.latestNanos(), polled.event(), both.source());
    }

    /** A client that connects anew for each attempt finds the way open as soon as it is. */
    private Optional<Occurrence> answered() {
        if (outage.lane().vantage() != Vantage.NEW_CONNECTION || outage.after().isEmpty()) {
            return Optional.empty();
        }
        long earliest = outage.lastFailedNanos().orElse(outage.fromNanos());
        long latest = Math.max(earliest, outage.after().get().invokedNanos());
        return Optional.of(new Occurrence(earliest, latest, "way open", "the lane's first lasting OK"));
    }

    String whyNot(NodeName node) {
        if (isByAddress()) {
            return "When the virtual address came to " + node + " was not seen: the log of its moves does not say so.";
        }
        if (balancers.names().isEmpty()) {
            return "When the balancer sent clients to " + node + " was not seen: none was watched.";
        }
        return balancer()
                .map(name -> "When " + name + " sent clients to " + node + " was not seen: "
                        + scene.facts()
                                .watchers()
                                .blind("haproxy-" + name, outage.fromNanos(), outage.toNanos())
                                .map(blind -> "its statistics could not be read for " + Watchers.length(blind) + ".")
                                .orElse("its statistics did not say so before the client was answered."))
                .orElse("When the balancer sent clients to " + node
                        + " was not seen: the history does not tell which one carried the virtual address.");
    }

    /** Notes it where the balancer still had another server up when the client was answered for good. */
    void lucky(NodeName node, Breakdown breakdown) {
        long until = outage.toNanos() + POLLED_LATE_NANOS;
        balancer()
                .filter(name -> balancers.sentTo(name, listener(), node, until).isPresent()
                        && balancers.sentOnlyTo(name, listener(), node, until).isEmpty())
                .ifPresent(name -> breakdown.beside(name + " still had another server up when this client was answered:"
                        + " which of them a client meets is chance."));
    }

    /** Notes it where the balancer had the node up in the outage before it took writes. */
    void early(NodeName node, Breakdown breakdown) {
        Optional<Occurrence> promoted = breakdown.endings().stream()
                .filter(ending -> ending.phase() == Phase.PROMOTE)
                .map(Ending::by)
                .findFirst();
        Optional<Occurrence> sent =
                balancer().flatMap(name -> balancers.sentTo(name, listener(), node, outage.toNanos()));
        if (promoted.isPresent() && sent.isPresent() && sent.get().earliestNanos() > outage.fromNanos()) {
            long early = promoted.get().earliestNanos() - sent.get().latestNanos();
            if (early > 0) {
                breakdown.beside("The balancer had " + node + " up at least "
                        + Lengths.unitOf(early).of(early) + " before it took writes: its Patroni had the leader lock.");
            }
        }
    }

    private String listener() {
        return scene.reads() ? Balancers.READ : Balancers.WRITE;
    }
}
