package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.scenario.LaneSpec;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConductorTest {
    @TempDir
    private Path reports;

    private final FakeRun run = new FakeRun(scenario());

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void runWhoseFaultIsHealedPasses() {
        RunResult result = run.run(reports);

        assertThat(result.judgement().findings()).allMatch(finding -> finding.verdict() == Verdict.PASS);
        assertThat(result.end()).isEqualTo(RunResult.End.STEADY);
    }

    private static Scenario scenario() {
        return Scenario.named("primary-crash")
                .hypothesis("a failover.")
                .probes(
                        LaneSpec.write().every(Duration.ofMillis(100)),
                        LaneSpec.read().every(Duration.ofMillis(100)))
                .steps(
                        Step.steady(Duration.ofSeconds(5)),
                        Step.inject(new FaultSpec(FaultName.CRASH, "sigkill", Target.role(Target.Kind.PRIMARY))),
                        Step.hold(Duration.ofSeconds(10)),
                        Step.healAll(),
                        Step.settle(Duration.ofSeconds(20)))
                .on(ScenarioFile.topology(Path.of("scenarios/topologies/reference.yaml")), Profile.DEFAULT);
    }
}
