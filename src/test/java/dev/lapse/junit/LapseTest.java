package dev.lapse.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.run.LiveClusters;
import dev.lapse.run.RunResult;
import dev.lapse.scenario.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

class LapseTest {
    private static final Path NO_FAULT = Path.of("scenarios/no-fault.yaml");

    private final List<String> said = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void verifyReturnsTheResultOfARunThatPassed() throws IOException {
        RunResult passed = FinishedRun.expecting(folder, "5s");

        assertThat(giving(passed).verify(NO_FAULT)).isSameAs(passed);
    }

    @Test
    void verifyFailsWithTheNumbersAndTheReport() throws IOException {
        RunResult failed = FinishedRun.expecting(folder, "1s");

        assertThatThrownBy(() -> giving(failed).verify(NO_FAULT))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageStartingWith("expected PASS, was FAIL")
                .hasMessageContaining("3.020s")
                .hasMessageContaining(failed.report().toString());
    }

    @Test
    void theTableOfARunThatFailedIsPrintedOnce() throws IOException {
        RunResult failed = FinishedRun.expecting(folder, "1s");

        assertThatThrownBy(() -> giving(failed).verify(NO_FAULT))
                .message()
                .doesNotContain("longest outage")
                .hasLineCount(7);
        assertThat(said).singleElement().asString().containsOnlyOnce("longest outage");
    }

    @Test
    void reportsGoWhereTheBuildKeepsWhatItMakes() throws IOException {
        assertThat(LapseSettings.reports(folder)).isEqualTo(Path.of("reports"));

        Files.createFile(folder.resolve("build.gradle.kts"));
        assertThat(LapseSettings.reports(folder)).isEqualTo(Path.of("build/lapse-reports"));

        Files.createFile(folder.resolve("pom.xml"));
        assertThat(LapseSettings.reports(folder)).isEqualTo(Path.of("target/lapse-reports"));
    }

    @Test
    void whatTakesTimeIsSaidBesideTheTest() throws IOException {
        RunResult passed = FinishedRun.expecting(folder, "5s");
        Lapse lapse = new Lapse(
                LapseSettings.of(name -> Optional.empty()),
                (scenario, progress) -> {
                    progress.say("pulling debian:trixie-slim");
                    return passed;
                },
                LapseTest::noCluster,
                said::add);

        lapse.run(NO_FAULT);

        assertThat(said).first().isEqualTo("lapse: no-fault: pulling debian:trixie-slim");
    }

    @Test
    void verifyFailsOnUnknown() throws IOException {
        RunResult unknown = FinishedRun.expecting(folder, "10ms"); // finer than the lane

        assertThatThrownBy(() -> giving(unknown).verify(NO_FAULT)).hasMessageStartingWith("expected PASS, was ");
    }

    @Test
    void runDoesNotFail() throws IOException {
        RunResult failed = FinishedRun.expecting(folder, "1s");

        assertThat(giving(failed).run(NO_FAULT)).isSameAs(failed);
        assertThat(said).singleElement().asString().startsWith("FAIL  made-up");
    }

    @Test
    void scenariosOfAFolderAreTestsAndEqualClustersAreNeighbours() throws IOException {
        Files.createDirectories(folder.resolve("topologies"));
        Files.copy(Path.of("scenarios/topologies/reference.yaml"), folder.resolve("topologies/reference.yaml"));
        scenario("a", "off");
        scenario("b", "on");
        scenario("c", "off");
        Files.writeString(folder.resolve("broken.yaml"), "name: other\n");
        Files.writeString(folder.resolve("notes.txt"), "no scenario");

        assertThat(names(lapse(Map.of(), List.of()))).containsExactly("a", "c", "b", "broken");
        assertThat(names(lapse(Map.of("lapse.scenarios", "b, a"), List.of()))).containsExactly("a", "b");
    }

    @Test
    void parameterThatMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> lapse(Map.of("lapse.profile", "quick"), List.of()))
                .hasMessage("lapse.profile must be one of [default, fast], was \"quick\"");
        assertThatThrownBy(() -> lapse(Map.of("lapse.clusters", "0"), List.of()))
                .hasMessage("lapse.clusters must be a whole number from 1, was \"0\"");
    }

    @Test
    void profileOfTheParametersReadsTheFiles() {
        Lapse lapse = lapse(Map.of("lapse.profile", "fast"), List.of());

        assertThat(lapse.read(NO_FAULT).profile()).isEqualTo(Profile.FAST);
    }

    @Test
    @ExtendWith(LapseExtension.class)
    void extensionGivesALapseWithoutTouchingDocker(Lapse lapse) {
        assertThat(lapse.scenarios(Path.of("scenarios"))).isNotEmpty(); // which ones, -Dlapse.scenarios may say
    }

    private void scenario(String name, String synchronous) throws IOException {
        Files.writeString(
                folder.resolve(name + ".yaml"),
                "name: " + name + "\npatroni: {synchronous_mode: \"" + synchronous + "\"}\nsteps: [steady: 1s]\n");
    }

    private List<String> names(Lapse lapse) {
        return lapse.scenarios(folder).map(DynamicTest::getDisplayName).toList();
    }

    private Lapse giving(RunResult result) {
        return lapse(Map.of(), new ArrayList<>(List.of(result)));
    }

    private Lapse lapse(Map<String, String> parameters, List<RunResult> results) {
        return new Lapse(
                LapseSettings.of(name -> Optional.ofNullable(parameters.get(name))),
                (scenario, progress) -> results.remove(0),
                LapseTest::noCluster,
                said::add);
    }

    private static LiveClusters noCluster() {
        throw new AssertionError("no cluster is asked for");
    }
}
