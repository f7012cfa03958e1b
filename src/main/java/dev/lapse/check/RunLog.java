package dev.lapse.check;

import dev.lapse.cluster.LapseException;
import dev.lapse.explain.Forecasts;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Event;
import dev.lapse.history.Expected;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.FinalRead;
import dev.lapse.history.GateSide;
import dev.lapse.history.History;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunEnding;
import dev.lapse.history.RunStarted;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepStarted;
import dev.lapse.oracle.Oracle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The frame of a run: what its history tells beside the attempts, in order of time. The attempts go by folds ({@link
 * Fold}).
 */
final class RunLog {
    private final RunStarted started;
    private final Map<Class<?>, List<Event>> events;
    private final List<LaneLog> lanes;
    private final Steps steps;
    private final List<Expectation> expectations;
    private final long endNanos;
    private final Forecasts forecasts;
    private final Pressure pressure;

    private RunLog(RunLog run, List<Expectation> expectations, Forecasts forecasts) {
        this.started = run.started;
        this.events = run.events;
        this.lanes = run.lanes;
        this.steps = run.steps;
        this.endNanos = run.endNanos;
        this.expectations = expectations;
        this.forecasts = forecasts;
        this.pressure = run.pressure;
    }

    private RunLog(RunStarted started, List<Event> events) {
        this.started = started;
        events.sort(Comparator.comparingLong(Event::atNanos));
        this.events = events.stream().collect(Collectors.groupingBy(Event::getClass));
        Map<LaneName, Long> closed = new HashMap<>();
        of(LaneClosed.class).forEach(lane -> closed.merge(lane.lane(), lane.atNanos(), Math::max));
        this.lanes = of(LaneOpened.class).stream()
                .map(opened -> new LaneLog(
                        opened.lane(),
                        opened.atNanos(),
                        Optional.ofNullable(closed.get(opened.lane().name()))))
                .toList();
        this.steps = new Steps(of(StepStarted.class), of(StepEnded.class), of(FaultSeen.class));
        List<Expected> expected = of(Expected.class);
        this.expectations = expected.isEmpty()
                ? Expectation.assumed(List.of(), of(ClusterReady.class).stream().anyMatch(ClusterReady::synchronous))
                : expected.stream()
                        .map(RunLog::parsed)
                        .flatMap(each -> RoleLanes.named(this, each))
                        .toList();
        this.endNanos = events.get(events.size() - 1).atNanos();
        this.forecasts = Forecasts.of(Optional.empty(), List.of());
        this.pressure = Pressure.of(this);
    }

    /** @throws LapseException when the history does not say that a run began */
    static RunLog of(History history) {
        List<Event> events = new ArrayList<>();
        try (Stream<Event> frame = history.frame()) {
            frame.forEach(events::add);
        }
        RunStarted started = events.stream()
                .filter(RunStarted.class::isInstance)
                .map(RunStarted.class::cast)
                .findFirst()
                .orElseThrow(() -> new LapseException(
                        LapseException.Kind.BAD_INPUT,
                        "judge history: expected an event run-started, saw " + events.size()
                                + " events that are no attempts, and none of that type"));
        return new RunLog(started, events);
    }

    private static Expectation parsed(Expected event) {
        try {
            return Expectation.parse(event);
        } catch (IllegalArgumentException e) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    "judge history: expectation " + event.check() + ": " + event.limit() + ": " + e.getMessage(),
                    e);
        }
    }

    RunStarted started() {
        return started;
    }

    /** All events that are no attempts, in order of time. */
    List<Event> frame() {
        return events.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(Event::atNanos))
                .toList();
    }

    /** The events of one type, in order of time; attempts are not among them. */
    <T extends Event> List<T> of(Class<T> type) {
        return events.getOrDefault(type, List.of()).stream().map(type::cast).toList();
    }

    /** The client write lane that was opened first: the one whose rows read lanes look for. */
    Optional<LaneLog> readersWriter() {
        return lanes.stream().filter(log -> log.isClient(LaneKind.WRITE)).findFirst();
    }

    /** What the final read found of a lane. */
    Optional<FinalRead> finalRead(LaneName lane) {
        return of(FinalRead.class).stream()
                .filter(read -> read.lane().equals(lane))
                .findFirst();
    }

    /** In the order in which they were opened. */
    List<LaneLog> lanes() {
        return lanes;
    }

    /** The lanes by name. */
    Optional<LaneLog> lane(LaneName name) {
        return lanes.stream().filter(log -> log.lane().name().equals(name)).findFirst();
    }

    Steps steps() {
        return steps;
    }

    /** What is expected: what the history says, or, where it says nothing, what is assumed. */
    List<Expectation> expectations() {
        return expectations.stream()
                .filter(expectation -> expectation.limit() != Limit.UNCHECKED)
                .toList();
    }

    /** The same run, held against what this oracle says; empty: nothing is predicted. */
    RunLog predictedBy(Optional<Oracle> oracle) {
        return new RunLog(this, expectations, Forecasts.of(oracle, frame()));
    }

    /** What the machine told of its own state. */
    Pressure pressure() {
        return pressure;
    }

    /** What is predicted of the run. */
    Forecasts forecasts() {
        return forecasts;
    }

    /** The same run, of which only this is expected. */
    RunLog expecting(Expectation expectation) {
        return new RunLog(this, RoleLanes.named(this, expectation).toList(), forecasts);
    }

    /** The same run, of which these are expected instead of all others of their checks. */
    RunLog overriding(List<Expectation> overrides) {
        Set<Expectation.Check> checks =
                overrides.stream().map(Expectation::check).collect(Collectors.toSet());
        return overrides.isEmpty()
                ? this
                : new RunLog(
                        this,
                        Stream.concat(
                                        expectations.stream().filter(kept -> !checks.contains(kept.check())),
                                        overrides.stream().flatMap(each -> RoleLanes.named(this, each)))
                                .toList(),
                        forecasts);
    }

    List<Expectation> expectations(Expectation.Check check) {
        return expectations().stream().filter(e -> e.check() == check).toList();
    }

    /** Where the limits of a check come from. */
    Expectation.Origin origin(String check) {
        return expectations.stream()
                .filter(expectation -> expectation.check().text().equals(check))
                .map(Expectation::origin)
                .findFirst()
                .orElse(Expectation.Origin.GIVEN);
    }

    /** Whether the expectation is of this lane in some step. */
    boolean binds(Expectation expectation, LaneName lane) {
        return expectation.bindsSomeStep(lane, expectations);
    }

    /** Whether the expectation is of this lane in this step. */
    boolean binds(Expectation expectation, LaneName lane, String step) {
        return expectation.binds(lane, step, expectations);
    }

    /** When the last thing happened that is no attempt. */
    long endNanos() {
        return endNanos;
    }

    /**
     * Whether the run did all that its scenario says: it came to its end, and no gate before a steady phase was missed.
     */
    boolean isCompleted() {
        return of(RunEnded.class).stream().anyMatch(end -> end.how() == RunEnding.COMPLETED)
                && gates(GateSide.BEFORE).allMatch(SteadySeen::reached);
    }

    /** What was seen at the gates of one kind. */
    Stream<SteadySeen> gates(GateSide gate) {
        return of(SteadySeen.class).stream().filter(seen -> seen.gate() == gate);
    }
}
