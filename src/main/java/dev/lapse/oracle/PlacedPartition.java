package dev.lapse.oracle;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.component.KeepalivedTimings;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A partition, for a client that stands on a host of the cluster.
 *
 * <pre>
 * reaches none of its ways in   max(hold, when these would serve it) + its attempt that is under way at the heal
 * reaches some balancers, by the virtual address
 *     that has it               what it costs who goes through that balancer
 *     another has it            max(that, the move of the address): the balancers that do not hear it take it as well
 * </pre>
 *
 * After the heal of the latter there are two with the address, until the lower priority hears the other one: up to
 * advert_int.
 */
record PlacedPartition(Configuration configuration, Incident incident, Client client, NodeName place) {
    private static final String UNLIKE = "it depends on which balancer the client goes through";

    private static final String OUT = "the client does not reach its way in until it is healed";

    /** What the place itself decides; empty: it decides nothing. */
    Optional<Prediction> decides() {
        Set<List<NodeName>> reached = new HashSet<>();
        primaries().stream()
                .map(primary -> Sides.of(configuration, incident, primary))
                .forEach(sides -> reached.add(
                        ways().filter(way -> sides.reaches(place, way)).toList()));
        List<NodeName> only = reached.size() == 1 ? reached.iterator().next() : List.of();
        if (reached.size() == 1 && only.size() == ways().count()) {
            return Optional.empty();
        }
        boolean someBalancers =
                client.via() == Entrypoint.VIP && !configuration.spec().addressFollowsPrimary() && !client.reads();
        if (reached.size() > 1 || !only.isEmpty() && !someBalancers) {
            return Optional.of(
                    Prediction.none("it depends on which of its ways in the client at " + place + " reaches then"));
        }
        return Optional.of(only.isEmpty() ? unreached() : byAddress(only));
    }

    private List<NodeName> primaries() {
        return incident.who(Target.Kind.PRIMARY)
                .map(List::of)
                .orElse(configuration.spec().candidates());
    }

    /** Where it connects. */
    private Stream<NodeName> ways() {
        List<NodeName> balancers = configuration.spec().balancers();
        return client.host().map(Stream::of).orElseGet(() -> switch (client.via()) {
            case HAPROXY -> balancers.stream().limit(1);
            case VIP ->
                configuration.spec().addressFollowsPrimary()
                        ? configuration.spec().nodes().stream()
                        : balancers.stream();
            case POOLER, POSTGRES, APPLICATION -> configuration.spec().nodes().stream();
        });
    }

    /** Packets are lost: an attempt that is under way at the heal may be given up before TCP sends again. */
    private Interval underWay() {
        return Interval.upTo(client.timeout());
    }

    private Prediction unreached() {
        if (incident.hold().isEmpty()) {
            return Prediction.none("it is out until it is healed, and nothing heals it");
        }
        Duration hold = incident.hold().get();
        if (client.reads()) {
            return Prediction.of(Formula.constant(OUT, waiting(hold, Course.UNHARMED), configuration, Set.of()));
        }
        boolean balanced =
                client.isBalanced() && !configuration.spec().balancers().isEmpty();
        Prediction served = balanced
                ? Prediction.alike(
                        ways().map(way -> new OnPartition(configuration, incident, client.through(way), false).cost())
                                .toList(),
                        UNLIKE)
                : new OnPartition(configuration, incident, client, false).cost();
        return served.formula()
                .map(formula -> Prediction.of(new Formula(
                        OUT,
                        sinceRenewal -> waiting(hold, formula.after(sinceRenewal)),
                        configuration.loopWait(),
                        formula.terms())))
                .orElse(served);
    }

    /** A client that waits for the heal, and for what its way in needs to serve it. */
    private Course waiting(Duration hold, Course served) {
        String began = "an attempt that began before";
        Interval healed = Interval.exactly(hold);
        boolean waits = served.total().to().compareTo(hold) > 0;
        if (served.phases().isEmpty() || !waits) {
            Interval reconnect = client.reconnect().plus(underWay());
            return new Course(
                    Interval.NONE,
                    List.of(
                            new Course.Part(Phase.HOLD, healed, "the hold"),
                            new Course.Part(Phase.RECONNECT, reconnect, client.text() + ", after " + began)),
                    healed.plus(reconnect));
        }
        Course whole = served.later(healed.minus(served.total()).plus(underWay()), "until the heal, " + began);
        Interval total = served.total().max(healed.plus(client.reconnect())).plus(underWay());
        return new Course(Interval.NONE, whole.phases(), total);
    }

    /** @param reached balancers, some of all */
    private Prediction byAddress(List<NodeName> reached) {
        Optional<NodeName> holder = incident.who(Target.Kind.VIP_HOLDER);
        Optional<String> unsaid = configuration.whyNoSilence();
        if (unsaid.isPresent()) {
            return Prediction.none(unsaid.get());
        }
        List<NodeName> mine = holder.filter(reached::contains).map(List::of).orElse(reached);
        Prediction through = Prediction.alike(
                mine.stream()
                        .map(way -> new OnPartition(configuration, incident, client.through(way)).cost())
                        .toList(),
                UNLIKE);
        if (through.formula().isEmpty()) {
            return through;
        }
        Formula served = through.formula().get();
        Formula settled = new Formula(
                served.kind(),
                sinceRenewal -> settled(served.after(sinceRenewal)),
                configuration.loopWait(),
                served.terms());
        if (holder.filter(reached::contains).isPresent()) {
            return Prediction.of(settled);
        }
        Formula move = new AddressMove(configuration, AddressMove.Way.GONE).formula(client);
        Set<Term> terms = new HashSet<>(move.terms());
        terms.addAll(served.terms());
        Formula moved = new Formula(
                served.total().isNone() ? move.kind() : served.kind(),
                sinceRenewal -> moved(settled.after(sinceRenewal), move.after(sinceRenewal)),
                configuration.loopWait(),
                terms);
        return Prediction.of(
                holder.isPresent() ? moved : settled.called(moved.kind()).or(moved));
    }

    /** Where it may be out until the heal, one of two balancers gives the address up then. */
    private Course settled(Course course) {
        Interval one = Interval.upTo(configuration.addresses().stream()
                        .map(KeepalivedTimings::advert)
                        .max(Comparator.naturalOrder())
                        .orElseThrow())
                .plus(AddressMove.ANNOUNCED);
        Duration until = course.served().to().plus(course.total().to());
        return incident.hold().filter(hold -> until.compareTo(hold) >= 0).isPresent()
                        && !course.total().isNone()
                ? course.later(one.plus(underWay()), "one of two holders that gives way, an attempt that began before")
                : course;
    }

    /** The address moves first: an outage of its own, or the beginning of the other one. */
    private static Course moved(Course course, Course move) {
        if (course.total().isNone()) {
            return move;
        }
        boolean atOnce = course.served().from().compareTo(move.total().to()) < 0;
        Interval total =
                atOnce ? course.total().or(course.total().plus(course.served().from())) : course.total();
        return new Course(course.served(), course.phases(), total.max(move.total()));
    }
}
