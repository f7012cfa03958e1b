package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.Event;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.ObserverBlind;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.StepStarted;
import dev.lapse.history.StoreSeen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The events of a run by what they tell. */
final class Facts {
    /**
     * So much later a watch may tell a change: a member of the store pushes it as soon as it has applied it, and that
     * is a matter of a few milliseconds, which no event of a run measures.
     */
    private static final long PUSHED_NANOS = Duration.ofMillis(10).toNanos();

    private final Map<Class<?>, List<Event>> events;
    private final List<NodeSpan> writable;
    private final List<NodeSpan> answering;
    private final List<FaultSpan> faults;
    private final List<LockChange> lockChanges;
    private final Watchers watchers;
    private final Balancers balancers;
    private final Quorum quorum;
    private final Addresses addresses;
    private final String watch;

    Facts(Observed observed) {
        events = observed.frame().stream().collect(Collectors.groupingBy(Event::getClass));
        writable = observed.writable();
        answering = observed.answering();
        faults = FaultSpan.of(of(FaultSeen.class));
        lockChanges = LockChange.of(of(LeaderSeen.class));
        watchers = new Watchers(of(ObserverOpened.class), of(ObserverBlind.class));
        watch = watchers.named("-watch");
        quorum = new Quorum(of(StoreSeen.class), watchers);
        addresses = new Addresses(of(LogSeen.class), of(AddressSeen.class));
        balancers = new Balancers(of(HaproxySeen.class), of(LogSeen.class), watchers);
    }

    /** When the leader key changed, as the watch of the store told it. */
    Occurrence watched(LeaderSeen seen, String event) {
        return watched(seen.atNanos(), event);
    }

    /** When a key of the store changed, as its watch told it. */
    Occurrence watched(long atNanos, String event) {
        Occurrence told = watchers.saw(watch, atNanos, event, watch.replace('-', ' '));
        return new Occurrence(
                Math.min(told.earliestNanos(), atNanos - PUSHED_NANOS), atNanos, told.event(), told.source());
    }

    /** Who held the leader lock at an instant; empty: nobody, or it was not seen. */
    Optional<NodeName> holderAt(long nanos) {
        return of(LeaderSeen.class).stream()
                .filter(seen -> seen.atNanos() <= nanos)
                .reduce((earlier, later) -> later)
                .flatMap(seen -> Optional.ofNullable(seen.holder()));
    }

    /** The events of one type, in order of time. */
    <T extends Event> List<T> of(Class<T> type) {
        return events.getOrDefault(type, List.of()).stream().map(type::cast).toList();
    }

    List<FaultSpan> faults() {
        return faults;
    }

    /** When a fault was healed: not before the step began that did it, and not after the call returned. */
    Optional<Occurrence> healed(FaultSpan fault) {
        if (fault.healedNanos().isEmpty()) {
            return Optional.empty();
        }
        long at = fault.healedNanos().getAsLong();
        long begun = of(StepStarted.class).stream()
                .mapToLong(StepStarted::atNanos)
                .filter(start -> start <= at)
                .max()
                .orElse(at);
        return Optional.of(new Occurrence(
                Math.min(at, Math.max(begun, fault.injectedNanos())),
                at,
                fault.fault() + " healed",
                "the harness's own record"));
    }

    List<LockChange> lockChanges() {
        return lockChanges;
    }

    Watchers watchers() {
        return watchers;
    }

    Quorum quorum() {
        return quorum;
    }

    Addresses addresses() {
        return addresses;
    }

    Balancers balancers() {
        return balancers;
    }

    /** When a node took writes. */
    List<NodeSpan> writable(NodeName node) {
        return writable.stream().filter(span -> span.node().equals(node)).toList();
    }

    /** When the nodes answered their direct lanes. */
    List<NodeSpan> answering() {
        return answering;
    }

    /** Who took writes at an instant, on the newest timeline of all that did. */
    Optional<NodeSpan> writableAt(long nanos) {
        return writable.stream()
                .filter(span -> span.afterNanos() < nanos && nanos < span.beforeNanos())
                .max((one, other) -> Integer.compare(one.timeline(), other.timeline()));
    }

    /** What logs tell of this kind about a node, in this time. */
    Stream<LogSeen> logged(LoggedFact fact, NodeName about, long fromNanos, long toNanos) {
        return of(LogSeen.class).stream()
                .filter(one -> one.fact() == fact && one.about().equals(about))
                .filter(one -> fromNanos <= one.atNanos() && one.atNanos() <= toNanos);
    }

    /** The instant of a line of a log. */
    static Occurrence occurrence(LogSeen log, String event, String source) {
        return new Occurrence(
                log.atNanos() - log.resolutionNanos(), log.atNanos() + log.resolutionNanos(), event, source);
    }
}
