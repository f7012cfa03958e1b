package dev.lapse.check;

import static dev.lapse.check.Story.WRITE;
import static dev.lapse.check.Story.ms;
import static dev.lapse.check.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.history.LaneKind;
import dev.lapse.history.Outcome;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutagesTest {
    @Test
    void refusedWritesAreAnOutageFromLastToFirstOk() {
        Story story = steady().failed(WRITE, 2000, 5000).ok(WRITE, 5000, 8000);

        assertThat(story.outages(WRITE))
                .containsExactly(new Outage(
                        "inject#1",
                        nanos(1982),
                        nanos(5002),
                        ms(3020),
                        ms(2979),
                        false,
                        false,
                        true,
                        ms(3020),
                        ms(0),
                        ms(20),
                        ms(0),
                        ms(0),
                        Optional.empty()));
    }

    @Test
    void hangUpToTheDeadlineCountsFromWhenItShouldHaveBeenAnswered() {
        Story story = steady().hung(WRITE, 2000, 3000).ok(WRITE, 4500, 8000);

        Outage outage = story.outages(WRITE).get(0);

        assertThat(outage.atLeast()).isEqualTo(ms(2980 - 2002));
        assertThat(outage.duration()).isEqualTo(ms(4502 - 1982));
        assertThat(outage.step()).isEqualTo("inject#1");
    }

    /** Nothing else can be sent in its session; who has other sessions knows nothing of the time in between. */
    @Test
    void clientWithOneSessionIsOutAsLongAsItsStatementWaits() {
        assertThat(waited(Vantage.PINNED).atLeast()).isEqualTo(ms(30_000 - 2002));
        assertThat(waited(Vantage.NEW_CONNECTION).atLeast()).isZero();
    }

    private static Outage waited(Vantage vantage) {
        return steady().patient("one", vantage)
                .ok("one", 0, 2000)
                .waited("one", 2000, 30_000)
                .ok("one", 31_000, 35_000)
                .outages("one")
                .get(0);
    }

    @Test
    void transactionsThatAreHeldAreNoPauseAndTheirFirstOkComesAfterTheHold() {
        Story story = held().held("held", 0, 5000, Outcome.OK)
                .held("held", 5000, 9000, Outcome.FAILED)
                .held("held", 9000, 20_000, Outcome.OK);

        assertThat(story.measured().lanes().get(0).floor()).isEqualTo(ms(600));
        assertThat(story.measured().lanes().get(0).health().longestPause()).isLessThanOrEqualTo(ms(200));
        assertThat(story.outages("held")).extracting(Outage::duration).containsExactly(ms(11_002 - 6802));
    }

    private static Story held() {
        return Story.begin()
                .holding("held", Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(2))
                .step("steady#1", 0, 7000)
                .step("inject#1", 7000, 7010);
    }

    @Test
    void gapsUpToTheFloorAreNone() {
        assertThat(steady().failed(WRITE, 2000, 2040).ok(WRITE, 2040, 8000).outages(WRITE))
                .isEmpty();
        assertThat(steady().failed(WRITE, 2000, 2060).ok(WRITE, 2060, 8000).outages(WRITE))
                .hasSize(1);
    }

    @Test
    void floorGrowsWithTheLongestGapOfTheSteadyPhase() {
        Story story = unsteadySteps().ok(WRITE, 0, 1000).ok(WRITE, 1200, 8000);

        assertThat(story.measured().lanes().get(0).floor()).isEqualTo(ms(2 * 220));
        assertThat(story.outages(WRITE)).isEmpty();
    }

    @Test
    void okThatIsFollowedByAFailureWithinAFloorEndsNoOutage() {
        Outage outage = steady().failed(WRITE, 2000, 5000)
                .ok(WRITE, 5000, 5040)
                .failed(WRITE, 5040, 7000)
                .ok(WRITE, 7000, 9000)
                .outages(WRITE)
                .get(0);

        assertThat(outage.duration()).isEqualTo(ms(7002 - 1982));
        assertThat(outage.firstOk()).isEqualTo(ms(5002 - 1982));
        assertThat(outage.atLeast()).isEqualTo(ms(6980 - 2001));
    }

    @Test
    void outageOfTheSteadyPhaseIsMeasuredByTheFloorOfTheWholePhase() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, 5000)
                .step("inject#1", 5000, 5010)
                .ok(WRITE, 0, 1000)
                .failed(WRITE, 1000, 1500)
                .ok(WRITE, 1500, 1800)
                .failed(WRITE, 1800, 1840)
                .ok(WRITE, 1840, 3000)
                .ok(WRITE, 3200, 8000);

        assertThat(story.measured().lanes().get(0).floor()).isEqualTo(ms(440));
        assertThat(story.outages(WRITE)).extracting(Outage::duration).containsExactly(ms(1842 - 982));
    }

    @Test
    void okThatLastsForAFloorEndsAnOutage() {
        Story story = steady().failed(WRITE, 2000, 5000)
                .ok(WRITE, 5000, 5080)
                .failed(WRITE, 5080, 7000)
                .ok(WRITE, 7000, 9000);

        assertThat(story.outages(WRITE)).extracting(Outage::duration).containsExactly(ms(3020), ms(7002 - 5062));
    }

    /** The machine slept from 4002 to 4500: what was due right after the OK was sent too late to see how long it held. */
    @Test
    void okThatIsFollowedByLateFailuresEndsNoOutage() {
        Story story = steady().failed(WRITE, 2000, 4000).ok(WRITE, 4000, 4020);
        for (int due = 4020; due < 4500; due += 20) {
            story.late(WRITE, due, 4500, Outcome.FAILED);
        }
        story.failed(WRITE, 4500, 7000).ok(WRITE, 7000, 8000);

        assertThat(story.outages(WRITE)).hasSize(1);
        Outage outage = story.outages(WRITE).get(0);
        assertThat(outage.duration()).isEqualTo(ms(7002 - 1982));
        assertThat(outage.atLeast()).isEqualTo(ms(6980 - 4501));
        assertThat(outage.late()).isEqualTo(ms(4500 - 4002));
    }

    @Test
    void okAfterWhichNothingWasSentUntilAFailureEndsNoOutage() {
        Story story = steady().failed(WRITE, 2000, 4000)
                .ok(WRITE, 4000, 4020)
                .notSent(WRITE, 4020, 4500)
                .failed(WRITE, 4500, 5000)
                .ok(WRITE, 5000, 8000);

        assertThat(story.outages(WRITE)).hasSize(1);
        Outage outage = story.outages(WRITE).get(0);
        assertThat(outage.duration()).isEqualTo(ms(5002 - 1982));
        assertThat(outage.atLeast()).isEqualTo(ms(3980 - 2001));
        assertThat(outage.trusted()).isFalse();
    }

    @Test
    void laneThatSendsNothingAfterAnOutageIsOutAgain() {
        Story story = steady().failed(WRITE, 2000, 4000).ok(WRITE, 4000, 4020).notSent(WRITE, 4020, 8000);

        assertThat(story.outages(WRITE)).extracting(Outage::censored).containsExactly(false, true);
    }

    @Test
    void outageOfWhichNoOkLastsIsCensored() {
        Outage outage = steady().failed(WRITE, 2000, 5000)
                .ok(WRITE, 5000, 5020)
                .failed(WRITE, 5020, 7000)
                .outages(WRITE)
                .get(0);

        assertThat(outage.censored()).isTrue();
        assertThat(outage.duration()).isEqualTo(ms(6980 - 1982));
        assertThat(outage.firstOk()).isEqualTo(ms(5002 - 1982));
    }

    @Test
    void whatIsNotSentNeitherStartsNorEndsAnOutage() {
        Story story = steady().notSent(WRITE, 2000, 2200)
                .failed(WRITE, 2200, 3000)
                .notSent(WRITE, 3000, 3500)
                .ok(WRITE, 3500, 8000);

        Outage outage = story.outages(WRITE).get(0);

        assertThat(outage.duration()).isEqualTo(ms(3502 - 1982));
        assertThat(outage.atLeast()).isEqualTo(ms(2980 - 2201));
        assertThat(outage.resolution()).isEqualTo(ms(520));
    }

    @Test
    void outageWithoutAFailedAttemptIsAStallThatProvesNoLength() {
        Outage outage = steady().notSent(WRITE, 2000, 3000)
                .ok(WRITE, 3000, 8000)
                .outages(WRITE)
                .get(0);

        assertThat(outage.stall()).isTrue();
        assertThat(outage.atLeast()).isZero();
        assertThat(outage.duration()).isEqualTo(ms(3002 - 1982));
    }

    /** A disk that is shared does that without a fault. */
    @Test
    void stallOfLessThanASecondIsNoOutageAndOneFailureMakesItOne() {
        assertThat(steady().notSent(WRITE, 2000, 2900).ok(WRITE, 2900, 8000).outages(WRITE))
                .isEmpty();
        assertThat(steady().failed(WRITE, 2000, 2020)
                        .notSent(WRITE, 2020, 2900)
                        .ok(WRITE, 2900, 8000)
                        .outages(WRITE))
                .hasSize(1);
    }

    /** A disk holds all answers up for 400 ms; then the fault comes, and they never come. */
    @Test
    void pauseThatRunsIntoAFaultIsNoOutageOfTheSteadyStep() {
        Outage outage = unsteadySteps()
                .ok(WRITE, 0, 1600)
                .hung(WRITE, 1600, 2100)
                .failed(WRITE, 2100, 5000)
                .ok(WRITE, 5000, 8000)
                .outages(WRITE)
                .get(0);

        assertThat(outage.step()).isEqualTo("inject#1");
        assertThat(outage.duration()).isEqualTo(ms(5002 - 1582));
        assertThat(outage.atLeast()).isEqualTo(ms(4980 - 1990));
    }

    @Test
    void failureOrALongSilenceBeforeTheFaultIsAnOutageOfTheSteadyStep() {
        assertThat(unsteadySteps()
                        .ok(WRITE, 0, 1600)
                        .failed(WRITE, 1600, 5000)
                        .ok(WRITE, 5000, 8000)
                        .outages(WRITE))
                .extracting(Outage::step)
                .containsExactly("steady#1");
        assertThat(unsteadySteps()
                        .ok(WRITE, 0, 900)
                        .notSent(WRITE, 900, 2100)
                        .failed(WRITE, 2100, 5000)
                        .ok(WRITE, 5000, 8000)
                        .outages(WRITE))
                .extracting(Outage::step)
                .containsExactly("steady#1");
    }

    @Test
    void outageStillOpenAtTheEndIsCensored() {
        Outage outage = steady().failed(WRITE, 2000, 8000).outages(WRITE).get(0);

        assertThat(outage.censored()).isTrue();
        assertThat(outage.duration()).isEqualTo(ms(7980 - 1982));
        assertThat(outage.atLeast()).isEqualTo(ms(7980 - 2001));
    }

    @Test
    void secondOutageBelongsToTheHealInWhichItBegan() {
        Story story = steady().failed(WRITE, 2000, 3000)
                .ok(WRITE, 3000, 5000)
                .failed(WRITE, 5020, 5400)
                .ok(WRITE, 5400, 8000);

        assertThat(story.outages(WRITE)).extracting(Outage::step).containsExactly("inject#1", "heal#1");
    }

    @Test
    void leftoversOfAnEarlierOutageDoNotLengthenTheNext() {
        Story story = steady().hung(WRITE, 2000, 3000)
                .ok(WRITE, 3000, 3100)
                .failed(WRITE, 3500, 3600)
                .ok(WRITE, 3600, 8000);

        assertThat(story.outages(WRITE)).hasSize(2);
        assertThat(story.outages(WRITE).get(1).atLeast()).isEqualTo(ms(3580 - 3501));
    }

    @Test
    void outageWithALateAttemptIsNotTrusted() {
        Story story = steady().failed(WRITE, 2000, 4000).late(WRITE, 4000, 4021).ok(WRITE, 4020, 8000);

        assertThat(story.outages(WRITE).get(0).trusted()).isFalse();
        assertThat(steady().failed(WRITE, 2000, 4000)
                        .late(WRITE, 4000, 4020)
                        .ok(WRITE, 4020, 8000)
                        .outages(WRITE)
                        .get(0)
                        .trusted())
                .isTrue();
    }

    @Test
    void answersThatAreStillAwaitedWhenTheLaneStopsAreNoOutage() {
        Story story = steady().ok(WRITE, 2000, 4020);
        for (int due = 3005; due < 4000; due += 40) {
            story.hung(WRITE, due, due + 1); // up to 5005, when nothing has been asked for a second
        }

        assertThat(story.outages(WRITE)).isEmpty();
    }

    @Test
    void warmingUpIsNoOutage() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 1000, 2000)
                .failed(WRITE, 0, 900)
                .ok(WRITE, 900, 3000);

        assertThat(story.outages(WRITE)).isEmpty();
    }

    @Test
    void laneThatWasDownFromTheStartIsOut() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 1000, 9000)
                .failed(WRITE, 0, 3000)
                .ok(WRITE, 3000, 3040);

        assertThat(story.outages(WRITE))
                .extracting(Outage::fromNanos, Outage::duration)
                .containsExactly(tuple(nanos(1000), ms(2002)));
    }

    @Test
    void orderOfRecordingDoesNotMatter() {
        Story story =
                unsteadySteps().ok(WRITE, 5000, 8000).failed(WRITE, 2000, 5000).ok(WRITE, 0, 2000);

        assertThat(story.outages(WRITE)).extracting(Outage::duration).containsExactly(ms(3020));
    }

    /** pg1 is thawed at 4000 and acknowledges once more; pg2 acknowledges to other clients since 3000. */
    @Test
    void lastWordsOfAPrimaryThatWasReplacedEndNoOutage() {
        Story story = steady().lane("other", LaneKind.WRITE)
                .hung(WRITE, 2000, 4000)
                .ack("other", 3000, "pg2", 2)
                .ack(WRITE, 4000, "pg1", 1)
                .ack(WRITE, 4020, "pg1", 1)
                .ack(WRITE, 4040, "pg1", 1)
                .ack(WRITE, 4060, "pg1", 1)
                .ack(WRITE, 4080, "pg1", 1)
                .failed(WRITE, 4200, 5000)
                .ack(WRITE, 5000, "pg2", 2)
                .ok(WRITE, 5020, 8000);

        Outage outage = story.outages(WRITE).get(0);

        assertThat(story.outages(WRITE)).hasSize(1);
        assertThat(outage.duration()).isEqualTo(ms(5002 - 1982));
        assertThat(outage.firstOk()).isEqualTo(ms(5002 - 1982));
    }

    @Test
    void newestTimelineIsTheOneThatANodeSaidItIsWritableOn() {
        Story story = steady().direct("state-pg2", LaneKind.STATE, "pg2")
                .wal("state-pg2", 3000, 2, 100, true)
                .failed(WRITE, 2000, 4000)
                .ack(WRITE, 4000, "pg1", 1)
                .notSent(WRITE, 4020, 5000)
                .ack(WRITE, 5000, "pg2", 2)
                .ok(WRITE, 5020, 8000);

        assertThat(story.outages(WRITE)).extracting(Outage::duration).containsExactly(ms(5002 - 1982));
    }

    @Test
    void primaryThatWasReplacedServesOnAsLongAsNoOutageIsOn() {
        Story story = steady().lane("other", LaneKind.WRITE).ack("other", 2500, "pg2", 2);
        for (int due = 2000; due < 6000; due += 20) {
            story.ack(WRITE, due, "pg1", 1);
        }

        assertThat(story.ok(WRITE, 6000, 8000).outages(WRITE)).isEmpty();
    }

    /** OK up to 2000, when the fault is injected; healed at 5000. */
    private static Story steady() {
        return unsteadySteps().ok(WRITE, 0, 2000);
    }

    private static Story unsteadySteps() {
        return Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, 1990)
                .step("inject#1", 1990, 2000)
                .step("hold#1", 2000, 5000)
                .step("heal#1", 5000, 5010)
                .step("settle#1", 5010, 8000);
    }
}
