package dev.lapse.check;

import static dev.lapse.check.Story.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.LaneKind;
import dev.lapse.history.LoadSeen;
import dev.lapse.history.Outcome;
import dev.lapse.history.SeqRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LoadTallyTest {
    private static final String ONE = "load-1";
    private static final String TWO = "load-2";

    @Test
    void aRunWithoutLoadHasNone() {
        assertThat(Story.begin()
                        .lane(WRITE, LaneKind.WRITE)
                        .ok(WRITE, 0, 200)
                        .measured()
                        .load())
                .isEmpty();
    }

    @Test
    void clientsAreCountedTogetherAndNotListed() {
        Measurements measured = loaded().ok(ONE, 0, 1000)
                .ok(TWO, 0, 600)
                .failed(TWO, 600, 800)
                .hung(TWO, 800, 1000)
                .measured();

        LoadMeasure load = measured.load().orElseThrow();
        assertThat(load)
                .extracting(
                        LoadMeasure::clients,
                        LoadMeasure::perSecond,
                        LoadMeasure::attempts,
                        LoadMeasure::ok,
                        LoadMeasure::failed,
                        LoadMeasure::indeterminate,
                        LoadMeasure::notSent,
                        LoadMeasure::missing)
                .containsExactly(2, 100L, 100L, 80L, 10L, 10L, 0L, 0L);
        assertThat(load.lasted()).isEqualTo(Duration.ofSeconds(1));
        assertThat(measured.lanes())
                .extracting(lane -> lane.lane().name().value())
                .containsExactly(WRITE);
    }

    @Test
    void shortfallIsSplitByWhetherTheClusterWasOut() {
        LoadMeasure load = loaded().ok(ONE, 0, 2000)
                .ok(TWO, 0, 400)
                .notSent(TWO, 400, 500) // 5 while the other client writes
                .ok(TWO, 500, 2000)
                .failed(ONE, 2000, 3000)
                .notSent(TWO, 2000, 3000) // 50 while nothing is acknowledged
                .ok(ONE, 3000, 4000)
                .ok(TWO, 3000, 4000)
                .measured()
                .load()
                .orElseThrow();

        assertThat(load.notSent()).isEqualTo(55);
        assertThat(load.notSentOut()).isEqualTo(50);
        assertThat(load.shortfall()).isEqualTo(55 / 400.0);
        assertThat(load.sentPerSecond()).isEqualTo(100 * 345 / 400.0);
    }

    /** Fewer writes than asked for are less likely to lose one. */
    @Test
    void aShortfallThatIsNotTheClustersIsSaidBesideWhatWasLost() {
        Story story = loaded().ok(ONE, 0, 2000)
                .ok(TWO, 0, 400)
                .notSent(TWO, 400, 500)
                .ok(TWO, 500, 2000)
                .expect("lost_writes", "0")
                .finalRead(WRITE)
                .finalRead(ONE, new SeqRange(0, 99))
                .finalRead(TWO, new SeqRange(0, 19), new SeqRange(25, 99));

        assertThat(story.finding("lost_writes").verdict()).isEqualTo(Verdict.PASS);
        assertThat(story.finding("lost_writes").measured())
                .isEqualTo("0 of 195 acknowledged; the load sent 2.5% less than asked while the cluster was not out");
    }

    @Test
    void aShortfallOfAnOutageAloneIsNoneOfTheLoad() {
        Story story = loaded().ok(ONE, 0, 2000)
                .failed(ONE, 2000, 3000)
                .ok(TWO, 0, 2000)
                .notSent(TWO, 2000, 3000)
                .ok(ONE, 3000, 4000)
                .expect("lost_writes", "0")
                .finalRead(WRITE)
                .finalRead(ONE, new SeqRange(0, 99), new SeqRange(150, 199))
                .finalRead(TWO, new SeqRange(0, 99));

        assertThat(story.finding("lost_writes").measured()).isEqualTo("0 of 250 acknowledged");
    }

    @Test
    void loadOfWhichNoAttemptIsKnownSentNothing() {
        LoadMeasure load = loaded().ok(WRITE, 0, 1000).measured().load().orElseThrow();

        assertThat(load.sentPerSecond()).isZero();
        assertThat(load.shortfall()).isEqualTo(1);
    }

    @Test
    void latencyIsOfTheSteadyPhaseAndWithoutOneItIsNotKnown() {
        assertThat(loaded().ok(ONE, 0, 1000).measured().load().orElseThrow().latencyP99())
                .isEmpty();
        assertThat(loaded().step("steady#1", 0, 500)
                        .ok(ONE, 0, 1000)
                        .measured()
                        .load()
                        .orElseThrow()
                        .latencyP50())
                .contains(Duration.ofMillis(2));
    }

    @Test
    void costIsAShareOfOneProcessorOrNotKnown() {
        assertThat(loaded().ok(ONE, 0, 1000).measured().load().orElseThrow().cpuShare())
                .isEmpty();
        assertThat(loaded().ok(ONE, 0, 1000)
                        .ok(TWO, 0, 1000)
                        .add(new LoadSeen(1_100_000_000, 70_000_000))
                        .measured()
                        .load()
                        .orElseThrow()
                        .cpuShare())
                .isEqualTo(Optional.of(0.07));
    }

    @Test
    void itsWritesAreInTheLedger() {
        Story story = Story.begin()
                .load(ONE)
                .ok(ONE, 0, 200)
                .hung(ONE, 200, 240)
                .finalRead(ONE, new SeqRange(0, 6), new SeqRange(10, 10))
                .expect("lost_writes", "0");

        assertThat(story.measured().writes())
                .extracting(Writes::known, Writes::acknowledged, Writes::lost, Writes::recovered)
                .containsExactly(true, 10L, 3L, 1L);
        assertThat(story.finding("lost_writes").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void withoutItsFinalReadWhatIsLostIsNotKnown() {
        Story story = loaded().ok(WRITE, 0, 200)
                .ok(ONE, 0, 200)
                .finalRead(WRITE, new SeqRange(0, 9))
                .expect("lost_writes", "0");

        assertThat(story.finding("lost_writes").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aLoadThatWroteNothingMakesTheProbeUnknown() {
        Finding finding = loaded().ok(WRITE, 0, 1000)
                .failed(ONE, 0, 1000)
                .failed(TWO, 0, 1000)
                .finding("probe_healthy");

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.text()).contains("the load had no OK in 100 attempts");
    }

    /** Whatever becomes of the load's writes: what was not sent, too, is no outage, and nothing is explained of it. */
    @Property(tries = 100)
    void noAttemptOfALoadOpensAnOutage(@ForAll @Size(max = 200) List<Outcome> outcomes) {
        Story story = loaded().step("steady#1", 0, 8000).ok(WRITE, 0, 8000);
        for (int seq = 0; seq < outcomes.size(); seq++) {
            long due = seq * 20L;
            switch (outcomes.get(seq)) {
                case OK -> story.ok(ONE, due, due + 1);
                case FAILED -> story.failed(ONE, due, due + 1);
                case INDETERMINATE -> story.hung(ONE, due, due + 1);
                case NOT_SENT -> story.notSent(ONE, due, due + 1);
            }
        }

        Measurements measured = story.measured();

        assertThat(measured.lanes()).singleElement().satisfies(lane -> {
            assertThat(lane.outages()).isEmpty();
            assertThat(lane.degraded()).isEmpty();
        });
        assertThat(measured.explained()).isEmpty();
    }

    private static Story loaded() {
        return Story.begin().lane(WRITE, LaneKind.WRITE).load(ONE).load(TWO);
    }
}
