package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cli.OracleExperiment.Setting;
import dev.lapse.cluster.Section;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OracleExperimentTest {
    @ParameterizedTest
    @EnumSource
    void everySettingIsAScenarioThatCanBeReadBack(OracleExperiment experiment) {
        for (Profile profile : Profile.values()) {
            for (Setting setting : experiment.settings()) {
                Scenario scenario = experiment.scenario(setting, profile);

                assertThat(scenario.name()).isEqualTo(experiment.scenarioOf(setting));
                assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
                assertThat(scenario.lanes()).filteredOn(lane -> lane.isClient()).hasSize(2);
            }
        }
    }

    @Test
    void namesOfAllScenariosDiffer() {
        List<String> names = Arrays.stream(OracleExperiment.values())
                .flatMap(experiment -> experiment.settings().stream().map(experiment::scenarioOf))
                .toList();

        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void settingIsLaidOverTheProfile() {
        Setting third = OracleExperiment.TTL.settings().get(2);

        assertThat(OracleExperiment.TTL
                        .scenario(third, Profile.FAST)
                        .cluster()
                        .settings()
                        .get(Section.PATRONI, "ttl"))
                .contains("45");
    }

    @Test
    void holdIsLongerThanWhatIsPredicted() {
        List<Duration> holds = OracleExperiment.TTL.settings().stream()
                .map(setting -> OracleExperiment.TTL.scenario(setting, Profile.FAST))
                .flatMap(scenario -> scenario.steps().stream())
                .filter(Step.Hold.class::isInstance)
                .map(step -> ((Step.Hold) step).duration())
                .toList();

        assertThat(holds).hasSize(3).isSorted();
        assertThat(holds.get(0)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
        assertThat(holds.get(2).minus(holds.get(0))).isEqualTo(Duration.ofSeconds(25));
    }

    @Test
    void expectedDurationGrowsWithTheRuns() {
        Duration one = OracleExperiment.STORE_CUT.expected(Profile.FAST, 1);
        Duration three = OracleExperiment.STORE_CUT.expected(Profile.FAST, 3);

        assertThat(one).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(7));
        assertThat(three).isGreaterThan(one.multipliedBy(2)).isLessThan(one.multipliedBy(3));
    }

    @Test
    void unknownExperimentIsToldTheNearestName() {
        assertThat(OracleExperiment.named("ttl")).isEqualTo(OracleExperiment.TTL);
        assertThatThrownBy(() -> OracleExperiment.named("crash-phse"))
                .hasMessageContaining("unknown experiment \"crash-phse\"")
                .hasMessageContaining("crash-phase")
                .hasMessageContaining("store-cut");
    }
}
