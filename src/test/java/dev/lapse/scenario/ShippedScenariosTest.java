package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.FaultName;
import dev.lapse.fault.FaultSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedScenariosTest {
    static final Path FOLDER = Path.of("scenarios");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    static Stream<Path> withCases() throws IOException {
        return Stream.concat(files().stream(), ScenarioFile.inFolder(FOLDER.resolve("cases")).stream());
    }

    @ParameterizedTest
    @MethodSource("withCases")
    void readsInEveryProfileAndStatesItsReplicationMode(Path file) {
        for (Profile profile : Profile.values()) {
            Scenario scenario = ScenarioFile.read(file, profile, List.of());

            assertThat(scenario.hypothesis()).contains("Replication is ");
            assertThat(scenario.hypothesis().contains("Replication is synchronous"))
                    .isEqualTo(scenario.cluster().synchronous());
        }
    }

    /** So that each was once proven on a real cluster, by the tests that run all of them. */
    @Test
    void everyFaultIsInOneOfThem() throws IOException {
        Set<FaultName> injected = files().stream()
                .flatMap(file -> ScenarioFile.read(file, Profile.FAST, List.of()).steps().stream())
                .filter(Step.Inject.class::isInstance)
                .flatMap(step -> ((Step.Inject) step).faults().stream())
                .map(FaultSpec::fault)
                .collect(Collectors.toSet());

        assertThat(injected).containsExactlyInAnyOrder(FaultName.values());
    }

    @ParameterizedTest
    @MethodSource("withCases")
    void whatIsWrittenReadsBackEqual(Path file) {
        for (Profile profile : Profile.values()) {
            Scenario scenario =
                    ScenarioFile.read(file, profile, List.of("patroni.ttl=40s", "pgbouncer.server_login_retry=500ms"));

            assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
        }
    }
}
