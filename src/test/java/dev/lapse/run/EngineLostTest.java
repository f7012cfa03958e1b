package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Expectation;
import dev.lapse.check.Finding;
import dev.lapse.check.Limit;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in which the engine dies at 8.3 s, and every host with it. */
class EngineLostTest {
    private static final FaultSpec CRASH = new FaultSpec(FaultName.CRASH, "sigkill", Target.role(Target.Kind.PRIMARY));

    @TempDir
    private Path reports;

    @Test
    void whatFollowsIsTheHarnessAndNotTheCluster() {
        RunResult result = run(
                Step.steady(Duration.ofSeconds(5)),
                Step.inject(CRASH),
                Step.hold(Duration.ofSeconds(10)),
                Step.healAll(),
                Step.settle(Duration.ofSeconds(20)));

        assertThatTheEngineIsToBlame(result);
        assertThat(finding(result, "run_completed").measured()).isEqualTo("failed");
    }

    @Test
    void runThatNeedsTheEngineForNothingMoreSaysSoToo() {
        assertThatTheEngineIsToBlame(run(Step.steady(Duration.ofSeconds(30))));
    }

    private static void assertThatTheEngineIsToBlame(RunResult result) {
        assertThat(result.judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(result, "trouble"))
                .satisfies(finding -> assertThat(finding.measured()).isEqualTo("at 9.000s"))
                .satisfies(finding -> assertThat(finding.account().seen())
                        .startsWith("the Docker engine did not answer from then on: ask the engine"));
        assertThat(finding(result, "write_outage"))
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(finding -> assertThat(finding.text())
                        .endsWith("the Docker engine did not answer from 9.000s on, so it is not known whose doing"
                                + " this is"));
        assertThat(result.end()).isEqualTo(RunResult.End.UNSTEADY);
    }

    private RunResult run(Step... steps) {
        Scenario scenario = Scenario.named("engine-lost")
                .probes(LaneSpec.write().every(Duration.ofMillis(100)))
                .steps(steps)
                .expect(Expectation.of(Expectation.Check.WRITE_OUTAGE, Limit.atMost(Duration.ofSeconds(5))))
                .on(ScenarioFile.topology(Path.of("scenarios/topologies/reference.yaml")), Profile.DEFAULT);
        try (FakeRun run = new FakeRun(scenario)) {
            run.time.every(Duration.ofMillis(8_300), now -> {
                if (now > 0) {
                    run.cluster.engineDies();
                }
            });
            return run.run(reports);
        }
    }

    private static Finding finding(RunResult result, String checker) {
        return result.judgement().findings().stream()
                .filter(finding -> finding.checker().equals(checker))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError(checker + " in " + result.judgement().findings()));
    }
}
