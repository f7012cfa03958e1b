package dev.lapse.check;

import static dev.lapse.check.Story.ms;
import static dev.lapse.check.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.LaneKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastWritableTest {
    private static final NodeName PG1 = new NodeName("pg1");

    @Test
    void lastsFromTheRequestToTheLastSighting() {
        Story story = writableUntil(6000);

        assertThat(story.measured().lastWritable())
                .isEqualTo(Optional.of(new LastWritable(nanos(1999), PG1, ms(3903), ms(4003), false, true)));
        assertThat(judged(story, "5s"))
                .isEqualTo(new Finding(
                        "last_writable",
                        Verdict.PASS,
                        "5s",
                        "3.903s, asked every 100ms",
                        new Account(
                                "is the time from the first fault to the last writable node at most 5s?",
                                "pg1 was last seen writable 3.903s after the first fault was requested",
                                "yes, every node was looked at, asked every 100ms")));
    }

    @Test
    void longerThanTheLimitFails() {
        assertThat(judged(writableUntil(6000), "3s").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void untilHealIsBeyondAnyLimit() {
        assertThat(judged(writableUntil(12_000), "1h"))
                .extracting(Finding::verdict, Finding::measured, Story::seen)
                .containsExactly(
                        Verdict.FAIL,
                        "until heal, after 7.903s, asked every 100ms",
                        "pg1 was still writable when healing began, 7.903s after the first fault was requested");
    }

    @Test
    void silenceTooShortToTellBeforeHealIsUntilHeal() {
        Story story = base().says("state-pg1", true, 0, 9700)
                .hung("state-pg1", 9700, 9800)
                .says("state-pg1", false, 10_700, 12_000);

        assertThat(judged(story, "1h"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(
                        Verdict.FAIL, "until heal, after 7.603s, asked every 100ms, up to 1.100s between two answers");
    }

    @Test
    void refusalShortlyBeforeHealIsAnEnd() {
        Story story = base().says("state-pg1", true, 0, 9700).error("state-pg1", "57P03", "starting up", 9800, 12_000);

        assertThat(judged(story, "8s").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void crashShortlyBeforeHealIsAnEnd() {
        Story story = observed()
                .says("state-pg2", false, 0, 12_000)
                .says("state-pg1", true, 0, 9800)
                .step("steady#1", 0, 9690)
                .step("inject#1", 9690, 9710)
                .step("heal#1", 9905, 10_010)
                .step("settle#1", 10_010, 12_000)
                .fault("crash", "pg1", 9701, 10_000)
                .says("state-pg1", false, 10_500, 12_000);

        assertThat(judged(story, "5s").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void writableAgainByHealingDoesNotCount() {
        Story story = writableUntil(6000).says("state-pg1", true, 10_000, 12_000);

        assertThat(story.measured().lastWritable().orElseThrow().duration()).isEqualTo(ms(3903));
    }

    @Test
    void anyNodeCounts() {
        Story story = writableUntil(4000).says("state-pg2", true, 7000, 8000);

        assertThat(story.measured().lastWritable().orElseThrow())
                .extracting(LastWritable::node, LastWritable::duration)
                .containsExactly(new NodeName("pg2"), ms(5903));
    }

    @Test
    void acknowledgementOfADirectWriteLaneIsASighting() {
        Story story =
                writableUntil(4000).direct("write-pg2", LaneKind.WRITE, "pg2").ok("write-pg2", 7000, 7100);

        assertThat(story.measured().lastWritable().orElseThrow().duration()).isEqualTo(ms(5003));
    }

    @Test
    void acknowledgementOfAClientIsNone() {
        Story story = writableUntil(4000).lane(Story.WRITE, LaneKind.WRITE).ack(Story.WRITE, 7000, "pg2", 2);

        assertThat(story.measured().lastWritable().orElseThrow().duration()).isEqualTo(ms(1903));
    }

    @Test
    void neverWritableAfterTheFaultIsZero() {
        assertThat(judged(writableUntil(1500), "0"))
                .extracting(Finding::verdict, Story::seen)
                .containsExactly(Verdict.PASS, "no node was seen writable after the first fault was requested");
    }

    @Test
    void silenceAfterTheLastSightingIsUnknown() {
        Story story = base().says("state-pg1", true, 0, 6000)
                .hung("state-pg1", 6000, 9000)
                .says("state-pg1", false, 9000, 12_000);

        assertThat(judged(story, "5s"))
                .extracting(Finding::verdict, Finding::measured, Story::sure)
                .containsExactly(
                        Verdict.UNKNOWN,
                        "at least 3.903s, at most 7.003s, asked every 100ms",
                        "no, it was at most 7.003s, and the limit lies in between: a node could not be asked after that");
    }

    @Test
    void silenceThatEndedWithinTheLimitCannotChangeTheAnswer() {
        Story story = base().says("state-pg1", true, 0, 6000)
                .hung("state-pg1", 6000, 9000)
                .says("state-pg1", false, 9000, 12_000);

        assertThat(judged(story, "7100ms"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.PASS, "at least 3.903s, asked every 100ms");
    }

    @Test
    void limitBetweenTheLastSightingAndTheNextDenialIsUnknown() {
        assertThat(judged(writableUntil(6000), "3950ms"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.UNKNOWN, "at least 3.903s, at most 4.003s, asked every 100ms");
    }

    @Test
    void controlBetweenTheLastSightingAndTheNextDenialIsUnknown() {
        assertThat(judged(writableUntil(6000), ">= 3950ms").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void otherNodeThatCouldNotBeAskedUntilLaterRaisesTheUpperBound() {
        Story story = observed()
                .step("steady#1", 0, 1990)
                .step("inject#1", 1990, 2010)
                .step("heal#1", 9905, 10_010)
                .step("settle#1", 10_010, 12_000)
                .fault("etcd1", 2000, 10_000)
                .says("state-pg1", true, 0, 4000)
                .says("state-pg1", false, 4000, 12_000)
                .says("state-pg2", false, 0, 3000)
                .hung("state-pg2", 3000, 6000)
                .says("state-pg2", false, 6000, 12_000);

        assertThat(story.measured().lastWritable())
                .isEqualTo(Optional.of(new LastWritable(nanos(1999), PG1, ms(1903), ms(4003), false, false)));
    }

    @Test
    void ofTwoThatWereSeenAtOneInstantTheOneThatWasDeniedLaterCounts() {
        Story story = observed()
                .step("steady#1", 0, 1990)
                .step("inject#1", 1990, 2010)
                .step("heal#1", 9905, 10_010)
                .step("settle#1", 10_010, 12_000)
                .fault("etcd1", 2000, 10_000)
                .says("state-pg1", true, 0, 6000)
                .says("state-pg1", false, 6300, 12_000)
                .says("state-pg2", true, 0, 6000)
                .says("state-pg2", false, 6000, 12_000);

        assertThat(story.measured().lastWritable())
                .isEqualTo(Optional.of(new LastWritable(nanos(1999), PG1, ms(3903), ms(4303), false, true)));
    }

    @Test
    void crashOfTheHostIsAnUpperBound() {
        Story story = observed()
                .says("state-pg2", false, 0, 12_000)
                .says("state-pg1", true, 0, 4050)
                .step("steady#1", 0, 1990)
                .step("inject#1", 1990, 2010)
                .step("heal#1", 9905, 10_010)
                .step("settle#1", 10_010, 12_000)
                .phase("crash", "pg1", 1999, FaultPhase.REQUESTED, null)
                .phase("crash", "pg1", 4010, FaultPhase.INJECTED, null)
                .phase("crash", "pg1", 4020, FaultPhase.PROVEN, "no answer")
                .phase("crash", "pg1", 10_000, FaultPhase.HEALED, null)
                .says("state-pg1", false, 10_500, 12_000);

        assertThat(story.measured().lastWritable().orElseThrow().atMost()).isEqualTo(ms(2011));
    }

    @Test
    void lowerBoundAboveTheLimitFailsAllTheSame() {
        Story story = base().says("state-pg1", true, 0, 6000).hung("state-pg1", 6000, 12_000);

        assertThat(judged(story, "3s").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void silenceBeforeTheLastSightingIsNoMatter() {
        Story story = base().says("state-pg1", true, 0, 3000)
                .hung("state-pg1", 3000, 5000)
                .says("state-pg1", true, 5000, 6000)
                .says("state-pg1", false, 6000, 12_000);

        assertThat(judged(story, "5s").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void nodeWithoutADirectLaneIsUnknown() {
        assertThat(judged(writableUntil(6000).replica(0, "pg3", 1), "5s").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void noDirectLanesIsUnknown() {
        Story story = Story.begin().fault("etcd1", 2000, 10_000);

        assertThat(judged(story, "5s"))
                .extracting(Finding::verdict, Story::seen)
                .containsExactly(Verdict.UNKNOWN, "no direct lanes in this run");
    }

    @Test
    void noFaultIsUnknown() {
        Story story = observed().says("state-pg1", true, 0, 4000);

        assertThat(judged(story, "5s"))
                .extracting(Finding::verdict, Story::seen)
                .containsExactly(Verdict.UNKNOWN, "no fault was requested");
    }

    @Test
    void lanesThatNeverSawAWritableNodeAreUnknown() {
        Story story = base().says("state-pg1", false, 0, 12_000);

        assertThat(judged(story, "5s").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void controlThatDemandsMoreFails() {
        assertThat(judged(writableUntil(6000), ">= 5s"))
                .extracting(Finding::verdict, Finding::text)
                .satisfies(answer -> {
                    assertThat(answer.get(0)).isEqualTo(Verdict.FAIL);
                    assertThat(answer.get(1).toString()).contains("did not catch what it must");
                });
    }

    @Test
    void controlThatHealingCutsShortIsUnknown() {
        assertThat(judged(writableUntil(12_000), ">= 30s").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void controlWithoutAnEndIsContentWithUntilHeal() {
        assertThat(judged(writableUntil(12_000), ">= 5s").verdict()).isEqualTo(Verdict.PASS);
    }

    private static Finding judged(Story story, String limit) {
        return story.expect("last_writable", limit).ended(12_000, "completed").finding("last_writable");
    }

    /** pg1 is writable up to here; the fault is requested at 1999 ms, and healing begins at 9900 ms. */
    private static Story writableUntil(long ms) {
        return base().says("state-pg1", true, 0, ms).says("state-pg1", false, ms, 12_000);
    }

    private static Story base() {
        return observed()
                .says("state-pg2", false, 0, 12_000)
                .step("steady#1", 0, 1990)
                .step("inject#1", 1990, 2010)
                .step("heal#1", 9905, 10_010)
                .step("settle#1", 10_010, 12_000)
                .fault("etcd1", 2000, 10_000);
    }

    private static Story observed() {
        return Story.begin().direct("state-pg1", LaneKind.STATE, "pg1").direct("state-pg2", LaneKind.STATE, "pg2");
    }
}
