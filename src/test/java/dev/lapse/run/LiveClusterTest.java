package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Attempt;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.StepStarted;
import dev.lapse.report.ReportDir;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs without an engine, whose steps come from this test's thread. */
class LiveClusterTest {
    private static final NodeName PG1 = new NodeName("pg1");
    private static final Scenario SCENARIO = ScenarioFile.ofOwnCode(
            ScenarioFile.byHand("reference", Profile.FAST, List.of()), Step.steady(Duration.ofSeconds(1)));

    @TempDir
    private Path reports;

    private final FakeRun run = new FakeRun(SCENARIO);
    private final List<String> said = new ArrayList<>();
    private final List<RunResult> told = new ArrayList<>();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void faultIsInjectedProvenAndHealedWhenTheCallsComeBack() {
        LiveCluster cluster = open();
        assertThat(cluster.primary()).isEqualTo(PG1);

        LiveFault crash = cluster.inject("crash", "primary");
        assertThat(crash.targets()).containsExactly(PG1);
        assertThat(crash.evidence()).contains("exited");
        assertThat(run.cluster.runs(PG1)).isFalse();
        cluster.hold(Duration.ofSeconds(10));
        assertThat(cluster.primary()).isNotEqualTo(PG1);
        assertThat(crash.heal()).isNotEmpty();
        assertThat(run.cluster.runs(PG1)).isTrue();
        cluster.awaitSteady(Duration.ofSeconds(60));
        RunResult result = cluster.finish();

        assertThat(result.judgement().findings())
                .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.PASS));
        assertThat(result.end()).isEqualTo(RunResult.End.STEADY);
        assertThat(steps(result))
                .containsExactly(
                        "steady: 1s",
                        "steady: 4.001s",
                        "inject: {crash: primary}",
                        "hold: 10s",
                        "heal: [crash]",
                        "settle: 60s");
    }

    @Test
    void whatIsStillInjectedIsHealedAtTheEnd() {
        RunResult result;
        try (LiveCluster cluster = open()) {
            cluster.inject("crash", "primary");
            cluster.close();
            result = cluster.finish();
        }

        assertThat(run.cluster.runs(PG1)).isTrue();
        assertThat(result.history().of(FaultSeen.class))
                .extracting(FaultSeen::phase)
                .endsWith(FaultPhase.HEALED, FaultPhase.HEAL_PROVEN);
        assertThat(result.end()).isEqualTo(RunResult.End.STEADY);
        assertThat(told).containsExactly(result);
    }

    @Test
    void watchThatCameAfterTheFirstFaultHasGoneOnBeforeTheNextOne() {
        LiveCluster cluster = open();
        cluster.inject("crash", "primary");
        cluster.hold(Duration.ofSeconds(10));
        cluster.watch("orders", Duration.ofMillis(100), () -> 1);
        cluster.inject("crash", "pg3");
        RunResult result = cluster.finish();

        long opened = result.history()
                .of(LaneOpened.class)
                .filter(lane -> lane.lane().name().value().equals("orders"))
                .findFirst()
                .orElseThrow()
                .atNanos();
        long injected = result.history()
                .of(StepStarted.class)
                .filter(step -> step.step().equals("inject#2"))
                .findFirst()
                .orElseThrow()
                .atNanos();
        assertThat(injected - opened).isGreaterThanOrEqualTo(LiveCluster.WATCHED.toNanos());
        assertThat(steps(result))
                .filteredOn(step -> step.startsWith("steady: "))
                .hasSize(2);
    }

    @Test
    void handleThatIsHealedTwiceHealsOnce() {
        try (LiveCluster cluster = open()) {
            LiveFault crash = cluster.inject("crash", "primary");

            assertThat(crash.heal()).isEqualTo(crash.heal());
        }
    }

    @Test
    void unknownFaultIsRefusedAtOnceWithTheNearestAndNothingIsInjected() {
        try (LiveCluster cluster = open()) {
            assertThatThrownBy(() -> cluster.inject("network-los", "primary"))
                    .isInstanceOf(LapseException.class)
                    .hasMessageContaining("unknown fault \"network-los\"; did you mean \"network-loss\"?");
            assertThatThrownBy(() -> cluster.inject("crash", "primry")).hasMessageContaining("\"primary\"");
            assertThatThrownBy(() -> cluster.inject("crash", "primary", Map.of("flavor", "x")))
                    .hasMessageContaining("\"flavor\"; did you mean \"flavour\"?");

            assertThat(cluster.finish().history().of(FaultSeen.class)).isEmpty();
        }
    }

    @Test
    void faultWithoutEvidenceHasNoneToGive() {
        run.cluster.prints.put("speaks pg1", "");
        try (LiveCluster cluster = open()) {
            LiveFault crash = cluster.inject("crash", "primary");

            assertThatThrownBy(crash::evidence)
                    .isInstanceOf(LapseException.class)
                    .hasMessageStartingWith("crash of primary: expected evidence that it took effect, saw ");
            assertThat(cluster.finish().judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
        }
    }

    @Test
    void callerThatGivesUpAStepHasItCutShortAndEverythingHealed() {
        LiveCluster cluster = open();
        cluster.inject("crash", "primary");
        CountDownLatch never = new CountDownLatch(1);
        run.time.every(Duration.ofSeconds(1), now -> blockOn(never));
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> cluster.hold(Duration.ofSeconds(60)))
                .hasMessage("interrupted while a step was going on");
        RunResult result = cluster.finish();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(run.cluster.runs(PG1)).isTrue();
        assertThat(result.end()).isEqualTo(RunResult.End.INTERRUPTED);
    }

    /** Until the thread is interrupted; time stands still meanwhile, as in a hold that nothing ends. */
    private static void blockOn(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            latch.countDown();
            Thread.currentThread().interrupt();
            throw new LapseException(LapseException.Kind.HARNESS, "interrupted", e);
        }
    }

    @Test
    void stepAfterTheEndIsRefused() {
        LiveCluster cluster = open();
        cluster.finish();

        assertThatThrownBy(() -> cluster.inject("crash", "primary")).hasMessageContaining("is over");
        assertThatThrownBy(() -> cluster.watch(Duration.ofMillis(20), () -> 1)).hasMessageContaining("is over");
    }

    @Test
    void clusterThatIsNotSteadyIsNotGivenAndTheMessageSaysWhatIsMissing() {
        run.cluster.kill(new NodeName("pg2"));

        assertThatThrownBy(this::open)
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("the run is over before anything was asked: ")
                .hasMessageContaining("pg2")
                .hasMessageContaining("report ");
    }

    @Test
    void watchStandsInTheHistoryBesideTheLanes() {
        AtomicInteger calls = new AtomicInteger();
        LiveCluster cluster = open();
        cluster.watch("orders", Duration.ofMillis(5), calls::incrementAndGet);
        cluster.hold(Duration.ofMillis(50));
        await().until(() -> calls.get() > 10);
        RunResult result = cluster.finish();

        assertThat(result.history().of(LaneOpened.class))
                .extracting(opened -> opened.lane().name().value())
                .contains("write-haproxy", "orders");
        assertThat(result.history().of(LaneClosed.class))
                .extracting(closed -> closed.lane().value())
                .contains("orders");
        assertThat(result.history().of(Attempt.class))
                .filteredOn(attempt -> attempt.lane().value().equals("orders"))
                .hasSize(calls.get());
        assertThat(result.judgement().measurements().lanes())
                .filteredOn(lane -> lane.lane().name().value().equals("orders"))
                .singleElement()
                .satisfies(lane -> assertThat(lane.ok()).isEqualTo(calls.get()));
    }

    @Test
    void codeThatIgnoresItsInterruptIsToldAndDoesNotHoldTheEnd() {
        CountDownLatch end = new CountDownLatch(1);
        LiveCluster cluster = open();
        cluster.watch("orders", Duration.ofMillis(20), Duration.ofMillis(20), () -> {
            while (end.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
            return null;
        });
        cluster.hold(Duration.ofMillis(60));
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("lapse-orders-")));
        RunResult result = cluster.finish();
        end.countDown();

        assertThat(result.history().of(LaneClosed.class))
                .extracting(closed -> closed.lane().value())
                .contains("orders");
        assertThat(said).anyMatch(line -> line.startsWith("watch orders: ") && line.contains("not come back"));
    }

    @Test
    void namesOfWatchesAreHeldAgainstTheLanes() {
        try (LiveCluster cluster = open()) {
            Duration every = Duration.ofMillis(100);
            assertThatThrownBy(() -> cluster.watch("write-haproxy", every, () -> 1))
                    .hasMessage("watch write-haproxy: there is a lane of that name already");
            assertThatThrownBy(() -> cluster.watch("two words", every, () -> 1)).hasMessageContaining("must match");
            assertThatThrownBy(() -> cluster.watch("orders", every, Duration.ofMillis(1), () -> 1))
                    .hasMessageContaining("timeout must be >= period");
            assertThatThrownBy(() -> cluster.watch("orders", Duration.ofMillis(50), Duration.ofSeconds(20), () -> 1))
                    .hasMessage("watch orders: timeout must be <= 200 periods of 50ms (10s), was 20s"
                            + "; each call keeps a thread until then: use a longer period or a shorter timeout");
            cluster.watch(every, () -> 1);
            cluster.watch(every, () -> 1);

            assertThat(cluster.finish().history().of(LaneOpened.class))
                    .extracting(opened -> opened.lane().name().value())
                    .contains("own-code", "own-code-2");
        }
    }

    @Test
    void recordedRunIsJudgedAgainAlike() {
        RunResult result;
        try (LiveCluster cluster = open()) {
            cluster.inject("crash", "primary").heal();
            result = cluster.finish();
        }

        assertThat(Rejudged.of(ReportDir.open(result.report())).findings())
                .isEqualTo(result.judgement().findings());
    }

    @Test
    void waysInAreThoseOfAnApplication() {
        try (LiveCluster cluster = open()) {
            assertThat(cluster.jdbcUrl(Entrance.WRITE))
                    .startsWith("jdbc:postgresql://")
                    .endsWith(":5000/lapse");
            assertThat(cluster.jdbcUrl(Entrance.READ)).endsWith(":5001/lapse");
            assertThat(cluster.user()).isEqualTo("lapse");
            assertThat(cluster.nodes()).hasSize(3);
        }
    }

    private static List<String> steps(RunResult result) {
        return result.history().of(StepStarted.class).map(StepStarted::text).toList();
    }

    private LiveCluster open() {
        return LiveCluster.open(
                SCENARIO,
                run.lender(reports),
                new Progress() {
                    @Override
                    public void say(String line) {
                        said.add(line);
                    }

                    @Override
                    public void event(dev.lapse.history.Event event) {}
                },
                told::add);
    }
}
