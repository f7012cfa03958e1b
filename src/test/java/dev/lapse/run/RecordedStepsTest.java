package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.report.ReportDir;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was recorded by the conductor, and what is refused of it when it is not that of its scenario any more. */
class RecordedStepsTest {
    @TempDir
    private Path reports;

    private ReportDir report;

    @BeforeEach
    void record() {
        Scenario scenario = Scenario.named("recorded")
                .steps(
                        Step.steady(Duration.ofSeconds(5)),
                        Step.inject(new FaultSpec(FaultName.CRASH, "sigkill", Target.role(Target.Kind.PRIMARY))),
                        Step.hold(Duration.ofSeconds(10)),
                        Step.healAll(),
                        Step.settle(Duration.ofSeconds(60)))
                .on(ScenarioFile.topology(Path.of("scenarios/topologies/reference.yaml")), Profile.FAST);
        FakeRun run = new FakeRun(scenario);
        report = ReportDir.open(run.run(reports).report());
        run.close();
    }

    private void change(UnaryOperator<String> line) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(report.history()))) {
            in.transferTo(text);
        }
        String changed = text.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining("\n", "", "\n"));
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(report.history()))) {
            out.write(changed.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void isRefused(String why) {
        assertThatThrownBy(() -> Rejudged.of(report))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining(why);
        assertThat(report.result()).doesNotExist();
    }

    @Test
    void whatTheConductorRecordedIsJudged() {
        assertThat(Rejudged.of(report).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void anExpectationThatIsDroppedIsMissed() throws IOException {
        change(line -> line.contains("\"event\":\"expected\"") && line.contains("dual_primary") ? "" : line);

        isRefused("expected the expectations of the scenario that is recorded with it, [dual_primary: never (assumed)");
    }

    @Test
    void aStepThatIsDroppedIsMissed() throws IOException {
        change(line -> line.contains("\"event\":\"step-") && line.contains("\"hold#1\"") ? "" : line);

        isRefused("expected the steps of the scenario that is recorded with it, ");
    }

    @Test
    void aStepThatIsShorterThanTheScenarioSaysIsRefused() throws IOException {
        change(line -> line.replace("hold: 10s", "hold: 40s"));

        isRefused("expected hold#1 to last 40000ms, saw 1");
    }
}
