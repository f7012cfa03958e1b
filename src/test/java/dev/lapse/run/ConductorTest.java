package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Expectation;
import dev.lapse.check.Finding;
import dev.lapse.check.Judge;
import dev.lapse.check.Verdict;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Power.Status;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.PhaseReached;
import dev.lapse.history.SettingsAtEnd;
import dev.lapse.history.StepStarted;
import dev.lapse.history.Trouble;
import dev.lapse.scenario.LaneSpec;
import dev.lapse.scenario.LeasePhase;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole runs without an engine. The steps of the usual scenario begin at: steady 0 s, inject and hold 5 s, heal and
 * settle 15 s, plus the 0.1 s that the gate may take.
 */
class ConductorTest {
    private static final NodeName PG1 = new NodeName("pg1");
    private static final NodeName PG2 = new NodeName("pg2");
    private static final FaultSpec CRASH = new FaultSpec(FaultName.CRASH, "sigkill", Target.role(Target.Kind.PRIMARY));

    private static final NotInEffect DIFFERS =
            new NotInEffect("postgresql.wal_log_hints", "off", "on on pg2", "Patroni waits for a restart");

    @TempDir
    private Path reports;

    private FakeRun run = new FakeRun(scenario(Step.inject(CRASH)));

    @AfterEach
    void everyRunLeavesAReport() {
        run.close();
        assertThat(reports.resolve("latest").resolve("report.html")).exists();
        assertThat(reports.resolve("latest").resolve("logs").resolve("pg1.patroni.log"))
                .exists();
    }

    @Test
    void runWhoseFaultIsHealedPasses() {
        RunResult result = run.run(reports);

        assertThat(result.judgement().findings()).allMatch(finding -> finding.verdict() == Verdict.PASS);
        assertThat(result.end()).isEqualTo(RunResult.End.STEADY);
        assertThat(result.judgement().measurements().failovers()).hasSize(1);
        assertThat(result.history().of(FaultSeen.class))
                .extracting(FaultSeen::phase)
                .containsExactly(
                        FaultPhase.REQUESTED,
                        FaultPhase.INJECTED,
                        FaultPhase.PROVEN,
                        FaultPhase.HEALED,
                        FaultPhase.HEAL_PROVEN);
    }

    @Test
    void settingThatIsChangedDuringTheRunIsTold() {
        assertThat(run.run(reports).judgement().atEnd().orElseThrow().changed()).isEmpty();

        run.ttlAtEnd = "60";
        RunResult changed = run.run(reports);

        assertThat(changed.judgement().atEnd().orElseThrow().changed())
                .extracting(SettingsAtEnd.ChangedSetting::text)
                .containsExactly("patroni.ttl 30, at the end 60");
        assertThat(changed.report().resolve("summary.md"))
                .content()
                .contains("**Changed meanwhile** patroni.ttl 30, at the end 60");
        assertThat(changed.report().resolve("result.json"))
                .content()
                .contains("\"before\" : \"30\"", "\"after\" : \"60\"");
    }

    @Test
    void settingThatIsNotInEffectEndsTheRunBeforeItsFirstLane() throws IOException {
        run.differing = List.of(DIFFERS);

        RunResult result = run.run(reports);

        assertThat(result.judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(result, "settings").measured()).isEqualTo("not in effect: postgresql.wal_log_hints");
        assertThat(finding(result, "settings").text())
                .contains("postgresql.wal_log_hints: asked off, seen on on pg2: Patroni waits for a restart");
        assertThat(result.judgement().findings())
                .noneMatch(finding -> finding.checker().equals("run_completed"));
        assertThat(result.history().of(StepStarted.class)).isEmpty();
        assertThat(result.history().of(LaneOpened.class)).isEmpty();
        assertThat(result.end()).isEqualTo(RunResult.End.UNSTEADY);
        assertThat(Files.readString(reports.resolve("latest").resolve("summary.md")))
                .contains("**Not in effect** postgresql.wal\\_log\\_hints: asked off, seen on on pg2");
        assertThat(Files.readString(reports.resolve("latest").resolve("result.json")))
                .contains("\"not_in_effect\" : [ {", "\"why\" : \"Patroni waits for a restart\"");
    }

    @Test
    void settingThatIsNotInEffectIsToldWhereTheClusterNeverGetsSteady() {
        run.differing = List.of(DIFFERS);
        run.cluster.kill(PG2);

        RunResult result = run.run(reports);

        assertThat(finding(result, "steady_before").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(result, "settings").text()).contains("postgresql.wal_log_hints");
    }

    @Test
    void runThatGoesOnDespiteASettingIsUnknown() {
        run.differing = List.of(DIFFERS);
        run.despite = true;

        RunResult result = run.run(reports);

        assertThat(result.history().of(FaultSeen.class)).isNotEmpty();
        assertThat(result.judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.judgement().findings())
                .filteredOn(finding -> finding.verdict() != Verdict.PASS)
                .extracting(Finding::checker)
                .containsExactly("settings");
    }

    @Test
    void faultHitsAtThePhaseOfTheLeaseThatWasAskedFor() {
        run = anew(scenario(new Step.Inject(List.of(CRASH), Duration.ZERO).at(LeasePhase.at(0.5))))
                .renewing(Duration.ofSeconds(10));
        run.leads.learn(CRASH, Duration.ZERO);

        RunResult result = run.run(reports);

        assertThat(result.judgement().verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.history().of(PhaseReached.class)).singleElement().satisfies(phase -> {
            assertThat(phase.injection()).isEqualTo("inject#1/1");
            assertThat(phase.meets()).isTrue();
        });
    }

    @Test
    void nothingIsInjectedWhereNoRenewalOfTheLeaseIsSeen() {
        run = anew(scenario(new Step.Inject(List.of(CRASH), Duration.ZERO).at(LeasePhase.AFTER_RENEWAL)));

        RunResult result = run.run(reports);

        assertThat(result.judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.history().of(FaultSeen.class)).isEmpty();
        assertThat(result.history().of(Trouble.class))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.what()).contains("saw none, so nothing is injected"));
    }

    @Test
    void gateThatIsMissedEndsTheRunBeforeItsFirstLane() {
        run.cluster.kill(PG2);

        RunResult result = run.run(reports);

        assertThat(result.judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(result, "steady_before").text()).contains("nothing was injected", "pg2=exited with 137");
        assertThat(result.history().of(LaneOpened.class)).isEmpty();
        assertThat(run.cluster.calls).doesNotContain("kill pg1");
        assertThat(result.end()).isEqualTo(RunResult.End.UNSTEADY);
    }

    @Test
    void targetThatDoesNotExistEndsTheRunWithWhatWasInjectedHealed() {
        run = anew(scenario(
                Step.inject(new FaultSpec(FaultName.CRASH, "sigkill", Target.role(Target.Kind.ALL_REPLICAS))),
                Step.hold(Duration.ofSeconds(1)),
                Step.inject(new FaultSpec(FaultName.PAUSE, "freezer", Target.role(Target.Kind.REPLICA)))));

        RunResult result = run.run(reports);

        assertThat(result.judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(result, "trouble").text()).contains("inject at replica: the cluster has no replica now");
        assertThat(finding(result, "run_completed").measured()).isEqualTo("failed");
        assertThat(result.history().of(StepStarted.class))
                .extracting(StepStarted::step)
                .containsExactly("steady#1", "inject#1", "hold#1", "inject#2");
        assertThat(phases(result)).contains("inject#1/1 HEAL_PROVEN", "inject#1/2 HEAL_PROVEN");
        assertThat(result.history().of(FinalRead.class)).isNotEmpty();
        assertThat(run.cluster.states.values()).allMatch(state -> state.status() == Status.RUNNING);
    }

    @Test
    void faultWithoutEvidenceIsUnknownAndHealed() {
        run.cluster.prints.put("speaks pg1", "");

        RunResult result = run.run(reports);

        assertThat(result.judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(phases(result)).contains("inject#1/1 UNPROVEN", "inject#1/1 HEAL_PROVEN");
        assertThatAllIsHealed();
    }

    @Test
    void healThatFailsOnceIsTriedAgainAtTheEnd() {
        run.cluster.upset("start pg1", () -> {
            throw new LapseException(LapseException.Kind.HARNESS, "start pg1: the engine does not answer");
        });

        RunResult result = run.run(reports);

        assertThat(result.judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(result, "trouble").text()).contains("crash of [pg1] is NOT healed", "does not answer");
        assertThat(phases(result)).contains("inject#1/1 HEALED");
        assertThat(result.end()).isEqualTo(RunResult.End.UNSTEADY);
        assertThatAllIsHealed();
    }

    @Test
    void healThatAlwaysFailsKeepsNothingElseFromBeingHealed() {
        FaultSpec pause = new FaultSpec(FaultName.PAUSE, "freezer", Target.host(PG2));
        run = anew(scenario(Step.inject(CRASH, pause)));
        failsAlways("start pg1");

        RunResult result = run.run(reports);

        assertThat(result.judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(run.cluster.state(PG1).status()).isEqualTo(Status.EXITED);
        assertThat(run.cluster.state(PG2).status()).isEqualTo(Status.RUNNING);
        assertThat(phases(result)).contains("inject#1/2 HEAL_PROVEN").doesNotContain("inject#1/1 HEALED");
    }

    private void failsAlways(String call) {
        run.cluster.upset(call, () -> {
            failsAlways(call);
            throw new LapseException(LapseException.Kind.HARNESS, call + ": the engine does not answer");
        });
    }

    @Test
    void interruptAtTheGateEndsTheRunBeforeItsFirstStep() {
        run.cluster.kill(PG2);
        run.time.interruptAt(Duration.ofSeconds(20));

        assertThatItWasInterruptedIn(run.run(reports));
    }

    @Test
    void interruptInSteadyInjectsNothing() {
        run.time.interruptAt(Duration.ofSeconds(2));

        assertThatItWasInterruptedIn(run.run(reports), "steady#1");
        assertThat(run.cluster.calls).doesNotContain("kill pg1");
    }

    @Test
    void interruptInJitterInjectsNothing() {
        run = anew(scenario(new Step.Inject(List.of(CRASH), Duration.ofHours(1))));
        run.time.interruptAt(Duration.ofSeconds(6));

        assertThatItWasInterruptedIn(run.run(reports), "steady#1", "inject#1");
        assertThat(run.cluster.calls).doesNotContain("kill pg1");
    }

    @Test
    void interruptInAnInjectionHealsIt() {
        interruptIn("kill pg1");

        assertThatItWasInterruptedIn(run.run(reports), "steady#1", "inject#1");
        assertThat(run.cluster.calls).containsSubsequence("arm pg1", "kill pg1", "disarm pg1");
    }

    @Test
    void interruptInHoldHealsWhatIsInjected() {
        run.time.interruptAt(Duration.ofSeconds(8));

        assertThatItWasInterruptedIn(run.run(reports), "steady#1", "inject#1", "hold#1");
        assertThat(run.cluster.calls).containsSubsequence("kill pg1", "start pg1", "disarm pg1");
    }

    @Test
    void interruptInHealHealsAgain() {
        interruptIn("start pg1");

        assertThatItWasInterruptedIn(run.run(reports), "steady#1", "inject#1", "hold#1", "heal#1");
        assertThat(run.cluster.calls).containsSubsequence("start pg1", "start pg1", "disarm pg1");
    }

    @Test
    void interruptInSettleLeavesEverythingHealed() {
        run.time.interruptAt(Duration.ofMillis(15_500));

        assertThatItWasInterruptedIn(run.run(reports), "steady#1", "inject#1", "hold#1", "heal#1", "settle#1");
    }

    @Test
    void finalReadThatFailsIsTroubleAndNoWriteCountsAsKept() {
        run.clients.finalReadWorks = false;

        RunResult result = run.run(reports);

        assertThat(result.judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(result, "trouble").account().seen())
                .endsWith("s: final read: read the ledger: saw no answer");
        assertThat(Judge.judge(result.history(), Optional.empty(), Expectation.parse("lost_writes=0")))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.UNKNOWN);
        assertThatAllIsHealed();
    }

    private void assertThatItWasInterruptedIn(RunResult result, String... steps) {
        assertThat(result.end()).isEqualTo(RunResult.End.INTERRUPTED);
        assertThat(result.judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(result, "run_completed").measured()).isEqualTo("interrupted");
        assertThat(result.history().of(StepStarted.class))
                .extracting(StepStarted::step)
                .containsExactly(steps);
        assertThat(run.cluster.state(PG1).status()).isEqualTo(Status.RUNNING);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private void assertThatAllIsHealed() {
        assertThat(run.cluster.states.values()).allMatch(state -> state.status() == Status.RUNNING);
        assertThat(run.cluster.calls).contains("disarm pg1");
    }

    /** As a call to the engine ends that somebody interrupts. */
    private void interruptIn(String call) {
        run.cluster.upset(call, () -> {
            Thread.currentThread().interrupt();
            throw new LapseException(LapseException.Kind.HARNESS, call + ": interrupted");
        });
    }

    private static Finding finding(RunResult result, String checker) {
        return result.judgement().findings().stream()
                .filter(finding -> finding.checker().equals(checker))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError(checker + " in " + result.judgement().findings()));
    }

    private static List<String> phases(RunResult result) {
        return result.history()
                .of(FaultSeen.class)
                .map(fault -> fault.injection() + " " + fault.phase())
                .toList();
    }

    private FakeRun anew(Scenario scenario) {
        run.close();
        return new FakeRun(scenario);
    }

    /** Steady, these steps, hold, heal, settle. */
    private static Scenario scenario(Step... injects) {
        List<Step> steps = new ArrayList<>(List.of(Step.steady(Duration.ofSeconds(5))));
        steps.addAll(List.of(injects));
        steps.add(Step.hold(Duration.ofSeconds(10)));
        steps.add(Step.healAll());
        steps.add(Step.settle(Duration.ofSeconds(20)));
        return Scenario.named("primary-crash")
                .hypothesis("a failover.")
                .probes(
                        LaneSpec.write().every(Duration.ofMillis(100)),
                        LaneSpec.read().every(Duration.ofMillis(100)))
                .steps(steps.toArray(Step[]::new))
                .on(ScenarioFile.topology(Path.of("scenarios/topologies/reference.yaml")), Profile.DEFAULT);
    }
}
