package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.history.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FirstScenarioTest {
    @TempDir
    private Path folder;

    private Scenario read(String text, Profile profile) throws IOException {
        return ScenarioFile.read(Files.writeString(folder.resolve("mine.yaml"), text), profile, List.of());
    }

    @ParameterizedTest
    @EnumSource
    void isValidAsItStands(Profile profile) throws IOException {
        Scenario scenario = read(FirstScenario.text("mine"), profile);

        assertThat(scenario.cluster().topology()).isEqualTo("reference");
        assertThat(scenario.steps())
                .extracting(Step::kind)
                .containsExactly(StepKind.STEADY, StepKind.INJECT, StepKind.HOLD, StepKind.HEAL, StepKind.SETTLE);
        assertThat(scenario.expectations()).hasSize(5);
        assertThat(scenario.hypothesis()).startsWith("when the primary loses its network");
    }

    @ParameterizedTest
    @EnumSource
    void whatItsCommentsOfferIsValidToo(Profile profile) throws IOException {
        String text = FirstScenario.text("mine");
        String others = text.lines()
                .filter(line -> line.contains("# others:"))
                .findFirst()
                .orElseThrow();

        for (String fault : Pattern.compile("\\{[^}]+}")
                .matcher(others)
                .results()
                .map(MatchResult::group)
                .toList()) {
            read(text.replace("{network-loss: primary}", fault), profile);
        }
        read(text.replace("# topology: two-node ", "topology: two-node "), profile);
        read(text.replace("# timings: fixed", "timings: fixed"), profile);
        read(text.replace("# load: ", "load: "), profile);
        read(text.replace("lost_writes: 25", "lost_writes: {min: 1}"), profile);
        read(text.replace("write_outage: {default: 45s, fast: 30s}", "write_outage: predicted"), profile);
        read(text.replace("{synchronous_mode: \"off\"}", "{ttl: 30s, loop_wait: 10s, retry_timeout: 10s}"), profile);
    }

    @Test
    void linesAreShortAndFew() {
        assertThat(FirstScenario.text("mine").lines()).hasSizeBetween(15, 25).allMatch(line -> line.length() <= 120);
    }

    @Test
    void nameThatNoScenarioCanHaveIsRefused() {
        for (String name : List.of("", "My_Test", "a b", "-a", "a.b", "latest", "series", "x".repeat(82))) {
            assertThatThrownBy(() -> FirstScenario.text(name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("scenario name must");
        }
    }
}
