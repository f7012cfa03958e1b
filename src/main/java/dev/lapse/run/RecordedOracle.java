package dev.lapse.run;

import dev.lapse.cluster.LapseException;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Event;
import dev.lapse.history.History;
import dev.lapse.history.RunStarted;
import dev.lapse.oracle.Oracle;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The oracle of a recorded run: of the cluster that its scenario describes, with the settings that were in effect. */
public final class RecordedOracle {
    private RecordedOracle() {}

    /**
     * Empty: the cluster never got steady, or this version cannot read the scenario any more. Nothing predicts anything
     * then.
     */
    public static Optional<Oracle> of(History history) {
        List<Event> both;
        try (Stream<Event> frame = history.frame()) {
            both = frame.filter(event -> event instanceof RunStarted || event instanceof ClusterReady)
                    .toList();
        }
        Optional<ClusterReady> ready = both.stream()
                .filter(ClusterReady.class::isInstance)
                .map(ClusterReady.class::cast)
                .filter(event -> !event.effective().isEmpty())
                .findFirst();
        Optional<Scenario> scenario = both.stream()
                .filter(RunStarted.class::isInstance)
                .map(RunStarted.class::cast)
                .findFirst()
                .flatMap(started -> scenario(started.scenarioYaml()));
        return scenario.flatMap(read -> ready.map(effective -> Oracle.of(read.cluster(), effective)));
    }

    /** The scenario that is recorded with a run; empty: this version cannot read it any more. */
    static Optional<Scenario> scenario(String yaml) {
        try {
            return Optional.of(ScenarioFile.parse(yaml));
        } catch (LapseException ofAnotherVersion) {
            return Optional.empty();
        }
    }
}
