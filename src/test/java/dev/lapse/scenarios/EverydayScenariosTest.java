package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.FaultName;
import dev.lapse.fault.FaultSpec;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a plain {@code mvn verify} runs of the shipped scenarios: the list in the pom. */
class EverydayScenariosTest {
    private static final Pattern LIST = Pattern.compile("<lapse.scenarios>(.*?)</lapse.scenarios>", Pattern.DOTALL);

    @Test
    void everyOneIsShipped() throws IOException {
        assertThat(everyday())
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .isSubsetOf(shipped().map(Scenario::name).toList());
    }

    @Test
    void everyFaultThatAShippedScenarioInjectsIsAmongThem() throws IOException {
        List<String> everyday = everyday();

        assertThat(faults(shipped().filter(scenario -> everyday.contains(scenario.name()))))
                .isEqualTo(faults(shipped()));
    }

    @Test
    void anIncidentIsAmongThem() throws IOException {
        assertThat(everyday())
                .containsAnyElementsOf(ScenarioFile.inFolder(ShippedIncidentsIT.FOLDER).stream()
                        .map(file -> file.getFileName().toString().replace(".yaml", ""))
                        .toList());
    }

    private static List<String> everyday() throws IOException {
        Matcher list = LIST.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(list.find()).isTrue();
        return List.of(list.group(1).strip().split("\\s*,\\s*"));
    }

    private static Stream<Scenario> shipped() {
        return Stream.of(Path.of("scenarios"), ShippedIncidentsIT.FOLDER)
                .flatMap(folder -> ScenarioFile.inFolder(folder).stream())
                .map(file -> ScenarioFile.read(file, Profile.FAST, List.of()));
    }

    private static Set<FaultName> faults(Stream<Scenario> scenarios) {
        return scenarios
                .flatMap(scenario -> scenario.steps().stream())
                .filter(Step.Inject.class::isInstance)
                .flatMap(step -> ((Step.Inject) step).faults().stream())
                .map(FaultSpec::fault)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
