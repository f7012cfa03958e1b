package dev.lapse.oracle;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A client that stands on a host of the cluster. What its own host loses it loses for as long as that is held; beyond
 * that the fault costs it what it costs a client that is near all hosts.
 */
record AtPlace(Configuration configuration, Incident incident, Client client, NodeName place) {
    /** What the place itself decides; empty: it decides nothing. */
    Optional<Prediction> decides() {
        boolean hit = incident.target().kind() == Target.Kind.HOST
                && incident.target().name().equals(place.value());
        return switch (incident.fault()) {
            case CRASH, POWER_LOSS, STOP, PAUSE, NETWORK_LOSS, ONE_WAY_LOSS ->
                hit ? Optional.of(out("the client's own host is gone until it is healed")) : Optional.empty();
            case PACKET_LOSS, KILL, FREEZE -> Optional.empty();
            case PARTITION -> new PlacedPartition(configuration, incident, client, place).decides();
            case LINK_LOSS, RESET, TIMEOUT, STALL, REFUSE, BLACKHOLE, LATENCY, BANDWIDTH, SLOW_CLOSE -> link();
            case ETCD_MEMBER_LOSS,
                    QUORUM_LOSS,
                    MOVE_LEADER,
                    NOSPACE,
                    SLOW_DCS,
                    SWITCHOVER,
                    RESTART,
                    REINITIALIZE,
                    PATRONI_PAUSE -> Optional.empty();
        };
    }

    /** Packets are lost: an attempt that is under way at the heal may be given up before TCP sends again. */
    private Prediction out(String kind) {
        Interval reconnect = client.reconnect().plus(Interval.upTo(client.timeout()));
        return incident.hold()
                .map(hold -> Prediction.of(Formula.constant(
                        kind,
                        new Course(
                                Interval.NONE,
                                List.of(
                                        new Course.Part(Phase.HOLD, Interval.exactly(hold), "the hold"),
                                        new Course.Part(
                                                Phase.RECONNECT,
                                                reconnect,
                                                client.text() + ", after an attempt that began before")),
                                Interval.exactly(hold).plus(reconnect)),
                        configuration,
                        Set.of())))
                .orElseGet(() -> Prediction.none("it is out until it is healed, and nothing heals it"));
    }

    /** A link of its own host, or of its site. */
    private Optional<Prediction> link() {
        Set<String> names = Stream.concat(
                        Stream.of(place.value()),
                        configuration.spec().layout().siteOf(place).stream().map(site -> site.name()))
                .collect(Collectors.toSet());
        boolean own = Stream.of(incident.target().name().split("-")).anyMatch(names::contains);
        return own
                ? Optional.of(Prediction.none(
                        "what the link " + incident.target() + " does to a client at " + place + " is not modelled"))
                : Optional.empty();
    }
}
