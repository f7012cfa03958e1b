package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Expectation;
import dev.lapse.check.Limit;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedIncidentsTest {
    static List<Path> files() {
        return ScenarioFile.inFolder(Path.of("scenarios", "incidents"));
    }

    private static IncidentFile read(Path file, Profile profile) {
        return IncidentFile.read(file, profile, List.of());
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsInEveryProfileAndStatesItsReplicationMode(Path file) {
        for (Profile profile : Profile.values()) {
            Scenario harm = read(file, profile).harm();

            assertThat(harm.hypothesis()).contains("Replication is ");
            assertThat(harm.hypothesis().contains("Replication is synchronous"))
                    .isEqualTo(harm.cluster().synchronous());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatIsWrittenReadsBackAsTheSameRun(Path file) {
        IncidentFile incident = read(file, Profile.FAST);

        Stream.concat(Stream.of(incident.harm()), incident.prevention().map(IncidentFile.Prevention::scenario).stream())
                .forEach(scenario -> assertThat(
                                ScenarioFile.parse(scenario.withSeed(1).toYaml())
                                        .runsAs(scenario))
                        .isTrue());
    }

    /** A run without the harm fails; and what demands it is no demand of the prevention's. */
    @ParameterizedTest
    @MethodSource("files")
    void harmIsDemandedAndItsPreventionDoesNotDemandIt(Path file) {
        for (Profile profile : Profile.values()) {
            IncidentFile incident = read(file, profile);
            Set<Expectation.Check> harm = demanded(incident.harm());

            assertThat(harm).isNotEmpty();
            assertThat(incident.harm().expectations().get(0).check()).isIn(harm); // it is the number of the table
            incident.prevention()
                    .ifPresent(prevention ->
                            assertThat(demanded(prevention.scenario())).doesNotContainAnyElementsOf(harm));
        }
    }

    /** What has to be there; that the lock changed hands is no harm. */
    private static Set<Expectation.Check> demanded(Scenario scenario) {
        return scenario.expectations().stream()
                .filter(expectation -> expectation.check() != Expectation.Check.FAILOVERS)
                .filter(expectation ->
                        Limit.Bounds.of(expectation.limit().text()).min().isPresent())
                .map(Expectation::check)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Expectation.Check.class)));
    }

    @Test
    void nameBeginsWithTheCaseAndEachHasOneFile() {
        List<String> cases = files().stream()
                .map(file -> read(file, Profile.FAST).caseName())
                .toList();

        assertThat(cases).doesNotHaveDuplicates();
        assertThat(files())
                .zipSatisfy(
                        cases,
                        (file, caseName) -> assertThat(file.getFileName().toString())
                                .startsWith(caseName.toLowerCase(Locale.ROOT) + "-"));
    }
}
