package dev.lapse.hand;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.report.MeasuredLimits;
import dev.lapse.run.StepQueue;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionExportTest {
    private static final Path REFERENCE = Path.of("scenarios/topologies/reference.yaml");
    private static final FaultSpec LOSS = Step.fault(FaultName.NETWORK_LOSS, Target.role(Target.Kind.PRIMARY));
    private static final List<Step> QUIET = List.of(Step.steady(ofSeconds(10)));

    private static final List<MeasuredLimits.Offer> OFFERS = List.of(
            new MeasuredLimits.Offer(Expectation.Check.WRITE_OUTAGE, Optional.of("25s"), "21.40s (at least 21.34s)"),
            new MeasuredLimits.Offer(
                    Expectation.Check.READ_OUTAGE, Optional.empty(), "more than 3.00s (at least 2.90s), still open"),
            new MeasuredLimits.Offer(Expectation.Check.LOST_WRITES, Optional.of("4"), "3 of 1000"));

    @TempDir
    private Path folder;

    @Test
    void holdsAreThoseThatReallyPassed() {
        List<Step> steps = SessionExport.steps(
                List.of(
                        done(Step.steady(ofSeconds(5)), 0, 5_000),
                        done(Step.inject(LOSS), 8_300, 8_400),
                        done(Step.healAll(), 39_900, 40_500),
                        done(Step.inject(LOSS), 43_000, 43_100),
                        done(Step.healAll(), 45_400, 45_500)),
                List.of(),
                nanos(60_000));

        assertThat(steps)
                .containsExactly(
                        Step.steady(ofSeconds(8)),
                        Step.inject(LOSS),
                        Step.hold(ofSeconds(32)),
                        Step.healAll(),
                        Step.hold(ofMillis(2_500)),
                        Step.inject(LOSS),
                        Step.hold(ofMillis(2_300)),
                        Step.healAll(),
                        Step.hold(ofSeconds(15)),
                        Step.settle(ofSeconds(120)));
    }

    @Test
    void whatPassedBetweenAHealAndTheEndIsHeld() {
        List<Step> steps = SessionExport.steps(
                List.of(
                        done(Step.steady(ofSeconds(5)), 0, 5_000),
                        done(Step.inject(LOSS), 8_000, 8_100),
                        done(Step.heal(FaultName.FREEZE), 20_100, 20_400),
                        done(Step.healAll(), 30_400, 30_500),
                        done(Step.settle(ofSeconds(120)), 70_600, 72_000)),
                List.of(),
                nanos(90_000));

        assertThat(steps)
                .containsExactly(
                        Step.steady(ofSeconds(8)),
                        Step.inject(LOSS),
                        Step.hold(ofSeconds(12)),
                        Step.heal(FaultName.FREEZE),
                        Step.hold(ofSeconds(10)),
                        Step.healAll(),
                        Step.hold(ofSeconds(40)),
                        Step.settle(ofSeconds(120)));
    }

    @Test
    void whatDownHealsIsNotHeldAfterwards() {
        List<Step> steps = SessionExport.steps(
                List.of(
                        done(Step.steady(ofSeconds(5)), 0, 5_000),
                        done(Step.inject(LOSS), 8_000, 8_100),
                        done(Step.healAll(), 20_100, 20_400),
                        done(Step.settle(ofSeconds(120)), 20_401, 30_000)),
                List.of(),
                nanos(90_000));

        assertThat(steps)
                .containsExactly(
                        Step.steady(ofSeconds(8)),
                        Step.inject(LOSS),
                        Step.hold(ofSeconds(12)),
                        Step.healAll(),
                        Step.settle(ofSeconds(120)));
    }

    @Test
    void whatWasMeasuredIsOfferedAndIsValidWhenItIsTaken() throws IOException {
        SessionPlan plan = SessionPlan.read(REFERENCE.toString(), Profile.FAST, List.of());
        Path file = folder.resolve("mine.yaml");

        String text = plan.export(file, QUIET, 1, OFFERS);

        assertThat(text)
                .contains(
                        "# expect:\n",
                        "#   write_outage: 25s       # measured: 21.40s (at least 21.34s)\n",
                        "#   # measured: read_outage more than 3.00s (at least 2.90s), still open\n");
        Files.writeString(file, text);
        assertThat(ScenarioFile.read(file, Profile.FAST, List.of()).expectations())
                .extracting(Expectation::toString)
                .containsExactly("dual_primary: never", "rejoined: all");
        Files.writeString(file, text.replace("# expect:", "expect:").replace("#   ", "  "));
        assertThat(ScenarioFile.read(file, Profile.FAST, List.of()).expectations())
                .extracting(Expectation::toString)
                .containsExactly("write_outage: 25s", "lost_writes: 4", "dual_primary: never", "rejoined: all");
    }

    @Test
    void ofWhatIsExpectedAlreadyOnlyWhatWasMeasuredIsTold() throws IOException {
        SessionPlan plan = SessionPlan.read(REFERENCE.toString(), Profile.FAST, List.of())
                .expecting(List.of(Expectation.parse("lost_writes=25")));
        Path file = folder.resolve("mine.yaml");

        String text = plan.export(file, QUIET, 1, OFFERS);

        assertThat(text).contains("expect:\n  lost_writes: 25\n", "#   # measured: lost_writes 3 of 1000\n");
        Files.writeString(file, text.replace("#   ", "  "));
        assertThat(ScenarioFile.read(file, Profile.FAST, List.of()).expectations())
                .extracting(Expectation::toString)
                .containsExactly("lost_writes: 25", "write_outage: 25s", "dual_primary: never", "rejoined: all");
    }

    @Test
    void whatIsInjectedStillIsHealedInTheScenario() {
        List<Step> steps = SessionExport.steps(
                List.of(done(Step.steady(ofSeconds(5)), 0, 5_000), done(Step.inject(LOSS), 20_000, 20_100)),
                List.of(LOSS),
                nanos(50_000));

        assertThat(steps)
                .containsExactly(
                        Step.steady(ofSeconds(10)),
                        Step.inject(LOSS),
                        Step.hold(ofSeconds(30)),
                        Step.healAll(),
                        Step.settle(ofSeconds(120)));
    }

    @Test
    void roundsMoreTheLongerItTook() {
        assertThat(SessionExport.rounded(nanos(20))).isEqualTo(ofMillis(100));
        assertThat(SessionExport.rounded(nanos(4_449))).isEqualTo(ofMillis(4_400));
        assertThat(SessionExport.rounded(nanos(31_600))).isEqualTo(ofSeconds(32));
        assertThat(SessionExport.rounded(nanos(183_000))).isEqualTo(ofSeconds(185));
    }

    @Test
    void exportedFileReadsBackAsWhatWasDoneWithoutTheProfile() throws IOException {
        SessionPlan plan = SessionPlan.read(REFERENCE.toString(), Profile.FAST, List.of("patroni.synchronous_mode=on"));
        FaultSpec disconnect = new FaultSpec(FaultName.NETWORK_LOSS, "disconnect", Target.host(new NodeName("pg1")));
        List<Step> steps = List.of(
                Step.steady(ofSeconds(10)),
                Step.inject(disconnect),
                Step.hold(ofSeconds(32)),
                Step.healAll(),
                Step.settle(ofSeconds(120)));
        Path file = folder.resolve("mine.yaml");

        Files.writeString(file, plan.export(file, steps, 42, List.of()));

        Scenario fast = ScenarioFile.read(file, Profile.FAST, List.of());
        Scenario slow = ScenarioFile.read(file, Profile.DEFAULT, List.of());
        assertThat(fast.name()).isEqualTo("mine");
        assertThat(fast.steps()).isEqualTo(steps);
        assertThat(fast.lanes()).isEqualTo(plan.scenario().lanes());
        assertThat(fast.cluster()).isEqualTo(plan.scenario().cluster());
        assertThat(fast.seed()).contains(42L);
        assertThat(slow.cluster().settings().get(Section.PATRONI, "ttl")).isEmpty();
        assertThat(slow.cluster().synchronous()).isTrue();
        assertThat(Files.readString(file))
                .doesNotContain("probes:", "\nexpect:")
                .contains("# expect:");
    }

    @Test
    void byHandNothingIsJudgedButWhatWasAsked() {
        SessionPlan plan = SessionPlan.read("scenarios/known-cut.yaml", Profile.FAST, List.of());

        assertThat(plan.scenario().expectations())
                .extracting(Expectation::toString)
                .containsExactly("lost_writes: unchecked", "dual_primary: unchecked", "rejoined: unchecked");
        assertThat(plan.expecting(List.of(
                                Expectation.parse("write_outage[inject#2]=45s"), Expectation.parse("rejoined=all")))
                        .scenario()
                        .expectations())
                .extracting(Expectation::toString)
                .containsExactly(
                        "write_outage in inject#2: 45s",
                        "rejoined: all",
                        "lost_writes: unchecked",
                        "dual_primary: unchecked");
    }

    @Test
    void whatByHandCannotBeAskedIsRefused() {
        SessionPlan plan = SessionPlan.read("reference", Profile.FAST, List.of());

        assertThatThrownBy(() -> plan.expecting(List.of(Expectation.parse("write_outage[wrte-haproxy]=45s"))))
                .isInstanceOf(LapseException.class)
                .hasMessage(
                        "--expect write_outage of wrte-haproxy: 45s: unknown write lane \"wrte-haproxy\"; did you mean \"write-haproxy\"? known:"
                                + " write-haproxy, write-haproxy-pinned");
        assertThatThrownBy(() -> plan.expecting(List.of(
                        Expectation.parse("write_outage[hold#1]=45s"), Expectation.parse("read_outage[a]=45s"))))
                .hasMessage("--expect write_outage in hold#1: 45s: unknown step \"hold#1\"; known: steady#1, inject#1,"
                        + " heal#1\n--expect read_outage of a: 45s: unknown read lane \"a\"; known: read-haproxy,"
                        + " read-haproxy-pinned");
    }

    @Test
    void whatWasAskedIsExportedAsFarAsItsStepIsThere() throws IOException {
        SessionPlan plan = SessionPlan.read(REFERENCE.toString(), Profile.FAST, List.of())
                .expecting(List.of(
                        Expectation.parse("write_outage=45s"), Expectation.parse("write_outage[inject#1]=90s")));
        Path file = folder.resolve("mine.yaml");

        Files.writeString(file, plan.export(file, QUIET, 1, List.of()));

        assertThat(Files.readString(file)).contains("expect:\n  write_outage: 45s\n");
        assertThat(ScenarioFile.read(file, Profile.FAST, List.of()).expectations())
                .extracting(Expectation::toString)
                .containsExactly("write_outage: 45s", "dual_primary: never", "rejoined: all");
    }

    @Test
    void besideItsTopologyTheFileNamesIt() throws IOException {
        Files.createDirectory(folder.resolve("topologies"));
        Files.copy(REFERENCE, folder.resolve("topologies/reference.yaml"));
        SessionPlan plan = SessionPlan.read(REFERENCE.toString(), Profile.DEFAULT, List.of("patroni.ttl=40s"));
        Path file = folder.resolve("mine.yaml");

        Files.writeString(file, plan.export(file, QUIET, 1, List.of()));

        assertThat(Files.readString(file))
                .contains("topology: reference\n", "ttl: 40s")
                .doesNotContain("hosts:");
        assertThat(ScenarioFile.read(file, Profile.DEFAULT, List.of()).cluster())
                .isEqualTo(plan.scenario().cluster());
    }

    @Test
    void ofAScenarioItsProbesAreTaken() throws IOException {
        Path cut = Path.of("scenarios/known-cut.yaml");
        SessionPlan plan = SessionPlan.read(cut.toString(), Profile.FAST, List.of());
        Path file = folder.resolve("mine.yaml");

        Files.writeString(file, plan.export(file, QUIET, 1, List.of()));

        assertThat(ScenarioFile.read(file, Profile.FAST, List.of()).lanes())
                .isEqualTo(ScenarioFile.read(cut, Profile.FAST, List.of()).lanes());
    }

    @Test
    void settingsThatOnlyGoWithTheProfileAreExportedAsResolved() throws IOException {
        SessionPlan plan = SessionPlan.read(REFERENCE.toString(), Profile.FAST, List.of("patroni.ttl=20s"));
        Path file = folder.resolve("mine.yaml");

        Files.writeString(file, plan.export(file, QUIET, 1, List.of()));

        assertThat(plan.plain()).isEmpty();
        assertThat(ScenarioFile.read(file, Profile.DEFAULT, List.of()).cluster())
                .isEqualTo(plan.scenario().cluster());
    }

    @Test
    void aFileNameThatIsNoScenarioNameIsRefused() {
        SessionPlan plan = SessionPlan.read(REFERENCE.toString(), Profile.FAST, List.of());

        assertThatThrownBy(() -> plan.export(folder.resolve("My File.yaml"), QUIET, 1, List.of()))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("scenario name must match");
    }

    private static StepQueue.DoneStep done(Step step, long startedMillis, long holdFromMillis) {
        return new StepQueue.DoneStep(step, nanos(startedMillis), nanos(holdFromMillis));
    }

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }
}
