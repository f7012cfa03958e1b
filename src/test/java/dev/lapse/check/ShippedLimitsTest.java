package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Oracle;
import dev.lapse.scenario.Incidents;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A limit of a shipped scenario below what its configuration predicts would fail without anything being wrong. */
class ShippedLimitsTest {
    @Test
    void noLimitOfAnOutageLiesBelowTheWorstThatIsPredicted() {
        Map<String, List<String>> tooLow = new TreeMap<>();
        for (Path file : ScenarioFile.inFolder(Path.of("scenarios"))) {
            for (Profile profile : Profile.values()) {
                Scenario scenario = ScenarioFile.read(file, profile, List.of());
                List<String> found = tooLow(scenario);
                if (!found.isEmpty()) {
                    tooLow.computeIfAbsent(scenario.name(), name -> new ArrayList<>())
                            .addAll(found.stream()
                                    .map(text -> profile.text() + ": " + text)
                                    .toList());
                }
            }
        }

        assertThat(tooLow.keySet())
                .as(String.join(
                        "\n", tooLow.entrySet().stream().map(Object::toString).toList()))
                .isEmpty();
    }

    private static List<String> tooLow(Scenario scenario) {
        Oracle oracle = Oracle.of(scenario.cluster());
        List<String> found = new ArrayList<>();
        Incidents.byStep(scenario.steps(), scenario.cluster()).forEach((step, faults) -> {
            List<Incident> together =
                    faults.stream().map(Incidents.Injected::incident).toList();
            for (Lane lane : scenario.lanes()) {
                Optional<Duration> worst = Client.of(lane)
                        .flatMap(client -> oracle.predict(together, client).formula())
                        .map(Formula::total)
                        .map(total -> total.to());
                Optional<Duration> limit = limit(scenario, lane, step);
                if (worst.isPresent() && limit.isPresent() && worst.get().compareTo(limit.get()) > 0) {
                    found.add(lane.name() + " in " + step + ": " + Wording.of(worst.get()) + " > "
                            + Wording.of(limit.get()));
                }
            }
        });
        return found;
    }

    /** Of the outages of a lane in a step; empty: they have none. */
    private static Optional<Duration> limit(Scenario scenario, Lane lane, String step) {
        Expectation.Check check =
                lane.kind() == LaneKind.WRITE ? Expectation.Check.WRITE_OUTAGE : Expectation.Check.READ_OUTAGE;
        List<Expectation> expectations = RoleLanes.foreseen(
                scenario.expectations(),
                scenario.lanes(),
                scenario.cluster().layout().leader());
        return expectations.stream()
                .filter(expectation -> expectation.check() == check)
                .filter(expectation -> expectation.binds(lane.name(), step, expectations))
                .flatMap(expectation -> expectation.limit() instanceof Limit.Length length
                        ? length.max().stream()
                        : Optional.<Duration>empty().stream())
                .findFirst();
    }
}
