package dev.lapse.run;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.LapseException;
import dev.lapse.history.Event;
import dev.lapse.history.Expected;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.GateSide;
import dev.lapse.history.History;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunEnding;
import dev.lapse.history.RunStarted;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepStarted;
import dev.lapse.scenario.ExpectRules;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a recorded run did what the scenario that is recorded with it says: its expectations, and in a run that
 * completed its steps, in their order and for as long. The steps of a run by hand are in no scenario, and one that this
 * version can no longer read is not compared.
 */
final class RecordedSteps {
    private static final Duration TOLERANCE = Duration.ofMillis(1);

    private final Path file;
    private final List<Event> events = new ArrayList<>();

    private RecordedSteps(History history, Path file) {
        this.file = file;
        try (Stream<Event> all = history.events()) {
            all.filter(RecordedSteps::isOfTheSteps).forEach(events::add);
        }
    }

    /** @throws LapseException of kind BAD_INPUT when the run is not one of its scenario */
    static RecordedSteps requireOfItsScenario(History history, Path file) {
        RecordedSteps recorded = new RecordedSteps(history, file);
        recorded.require();
        return recorded;
    }

    /** What was expected of these checks when the run was recorded. */
    List<Expectation> expected(Set<Expectation.Check> checks) {
        return of(Expected.class).stream()
                .map(Expectation::parse)
                .filter(expectation -> checks.contains(expectation.check()))
                .toList();
    }

    /** @throws LapseException of kind BAD_INPUT, a line each, when the run has no such lane or step */
    void requirePossible(List<Expectation> expectations) {
        List<Lane> lanes = of(LaneOpened.class).stream().map(LaneOpened::lane).toList();
        List<String> steps =
                of(StepStarted.class).stream().map(StepStarted::step).toList();
        String problems = expectations.stream()
                .flatMap(expectation -> ExpectRules.problem(expectation, lanes, steps).stream()
                        .map(why -> "--expect " + expectation + ": " + why))
                .collect(Collectors.joining("\n"));
        if (!problems.isEmpty()) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, problems);
        }
    }

    private static boolean isOfTheSteps(Event event) {
        return event instanceof RunStarted
                || event instanceof Expected
                || event instanceof LaneOpened
                || event instanceof StepStarted
                || event instanceof StepEnded
                || event instanceof FaultSeen
                || event instanceof SteadySeen
                || event instanceof RunEnded;
    }

    private <T extends Event> List<T> of(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void require() {
        List<RunStarted> beginning = of(RunStarted.class);
        if (beginning.isEmpty()) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, file + ":1: expected the beginning of the run, saw no event");
        }
        Optional<Scenario> scenario = beginning.stream()
                .flatMap(started -> RecordedOracle.scenario(started.scenarioYaml()).stream())
                .findFirst();
        if (scenario.isEmpty()) {
            return;
        }
        requireEqual(
                "expectations",
                texts(scenario.get().expectations().stream().map(expectation -> expectation.toEvent(0))),
                texts(of(Expected.class).stream()));
        if (isCompleted() && ScenarioFile.isListed(scenario.get().name())) {
            List<Step> steps = scenario.get().steps();
            requireEqual(
                    "steps",
                    steps.stream().map(Step::text).toList(),
                    of(StepStarted.class).stream().map(StepStarted::text).toList());
            requireLengths(steps);
        }
    }

    private static List<String> texts(Stream<Expected> expectations) {
        return expectations
                .map(event -> event.check() + (event.lane() == null ? "" : " of " + event.lane())
                        + (event.step() == null ? "" : " in " + event.step()) + ": " + event.limit()
                        + (Boolean.TRUE.equals(event.assumed()) ? " (assumed)" : ""))
                .toList();
    }

    private boolean isCompleted() {
        return of(RunEnded.class).stream().anyMatch(end -> end.how() == RunEnding.COMPLETED)
                && of(SteadySeen.class).stream().allMatch(seen -> seen.gate() == GateSide.AFTER || seen.reached());
    }

    private void requireLengths(List<Step> steps) {
        List<StepStarted> started = of(StepStarted.class);
        long holdFrom = 0;
        for (int i = 0; i < steps.size(); i++) {
            String name = started.get(i).step();
            long begun = started.get(i).atNanos();
            long ended = of(StepEnded.class).stream()
                    .filter(end -> end.step().equals(name))
                    .mapToLong(StepEnded::atNanos)
                    .findFirst()
                    .orElseThrow(() -> refused("expected step " + name + " to end, saw no end of it"));
            if (steps.get(i) instanceof Step.Steady steady) {
                requireLength(name, steady.duration(), ended - begun);
            } else if (steps.get(i) instanceof Step.Hold hold) {
                requireLength(name, hold.duration(), ended - holdFrom);
            }
            holdFrom = injectedNanos(name).orElse(ended);
        }
    }

    /** When the last fault of an inject step was injected: holds run from there. */
    private Optional<Long> injectedNanos(String step) {
        return of(FaultSeen.class).stream()
                .filter(seen ->
                        seen.phase() == FaultPhase.INJECTED && seen.injection().startsWith(step + "/"))
                .map(FaultSeen::atNanos)
                .max(Long::compare);
    }

    private void requireLength(String step, Duration asked, long nanos) {
        if (nanos < asked.minus(TOLERANCE).toNanos()) {
            throw refused("expected " + step + " to last " + asked.toMillis() + "ms, saw " + nanos / 1_000_000 + "ms");
        }
    }

    private void requireEqual(String what, List<String> asked, List<String> recorded) {
        if (!asked.equals(recorded)) {
            throw refused("expected the " + what + " of the scenario that is recorded with it, " + asked + ", saw "
                    + recorded);
        }
    }

    private LapseException refused(String why) {
        return new LapseException(LapseException.Kind.BAD_INPUT, file + ": " + why + "; no run was recorded like this");
    }
}
