package dev.lapse.scenarios;

import dev.lapse.junit.Lapse;
import dev.lapse.junit.LapseExtension;
import dev.lapse.run.ClusterNeeds;
import dev.lapse.scenario.IncidentFile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The harm of every shipped incident is reproduced against the real thing, and what prevents it does.
 * {@code -Dlapse.scenarios} picks an incident by the name of its file: both of its runs.
 */
@ExtendWith(LapseExtension.class)
class ShippedIncidentsIT {
    static final Path FOLDER = Path.of("scenarios", "incidents");

    /** Runs that can share a cluster are neighbours. */
    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(value = ShippedScenariosIT.MACHINE, mode = ResourceAccessMode.READ)
    Stream<DynamicTest> harmIsReproducedAndPrevented(Lapse lapse) {
        Map<ClusterNeeds, List<Scenario>> neighbours = new LinkedHashMap<>();
        ScenarioFile.inFolder(FOLDER).stream()
                .map(file -> IncidentFile.read(file, lapse.profile(), List.of()))
                .filter(incident -> lapse.picks(incident.harm().name()))
                .flatMap(incident -> Stream.concat(
                        Stream.of(incident.harm()),
                        incident.prevention().map(IncidentFile.Prevention::scenario).stream()))
                .forEach(scenario -> neighbours
                        .computeIfAbsent(ClusterNeeds.of(scenario), needs -> new ArrayList<>())
                        .add(scenario));
        return neighbours.values().stream()
                .flatMap(List::stream)
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.name(), () -> ShippedScenariosIT.isExplained(lapse.verify(scenario))));
    }
}
