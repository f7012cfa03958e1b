package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.LeaseRenewed.By;
import dev.lapse.history.PhaseReached;
import dev.lapse.history.StatusWritten;
import dev.lapse.scenario.LeasePhase;
import dev.lapse.scenario.Step;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The lease is renewed 3 s after the beginning, and every 10 s from then on. */
class PhaseTriggerTest {
    private static final NodeName PG1 = new NodeName("pg1");
    private static final FaultSpec LOSS = Step.fault(FaultName.NETWORK_LOSS, Target.role(Target.Kind.PRIMARY));
    private static final long MILLI = 1_000_000;
    private static final long LOOP = 10_000;

    private final ManualTime time = new ManualTime();
    private final LeaseRhythm rhythm = new LeaseRhythm(Duration.ofMillis(LOOP));
    private final LeadTimes leads = new LeadTimes();

    private Optional<Runnable> rehearsal = Optional.empty();

    private void injectingTakes(long millis) {
        leads.learn(LOSS, Duration.ofMillis(millis));
    }

    /** Renewals are seen 50 ms late, and said to be up to 60 ms old. */
    private void renewing() {
        time.every(Duration.ofMillis(50), now -> {
            if (now / MILLI % LOOP == 3_050) {
                renewed(By.HOLDER);
            }
        });
    }

    private void renewed(By by) {
        rhythm.hear(new LeaseRenewed(time.nanos(), PG1, by, 60 * MILLI));
    }

    private PhaseTrigger trigger(LeasePhase phase) {
        return new PhaseTrigger("inject#1", Optional.of(phase), rhythm, leads, time);
    }

    @Test
    void firstInjectionTakesAsLongAsItsRehearsal() throws InterruptedException {
        renewing();
        time.waitUntil(4_000 * MILLI);
        Iterator<Integer> takes = List.of(900, 310, 290, 600).iterator();
        rehearsal = Optional.of(() -> {
            try {
                time.waitUntil(time.nanos() + takes.next() * MILLI);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        PhaseReached first = inject(LeasePhase.at(0.5), 300);
        PhaseReached second = inject(LeasePhase.at(0.5), 300);

        assertThat(first.reachedNanos()).isEqualTo(4_990 * MILLI);
        assertThat(second.meets()).isTrue();
        assertThat(takes).as("it is not rehearsed again").isExhausted();
    }

    /** Waits, injects in so many ms, and tells what was reached. */
    private PhaseReached inject(LeasePhase phase, long callMillis) throws InterruptedException {
        PhaseTrigger trigger = trigger(phase);
        trigger.await(LOSS, rehearsal);
        long called = time.nanos();
        time.waitUntil(called + callMillis * MILLI);
        trigger.pulled(LOSS, called, time.nanos());
        return trigger.reached().orElseThrow();
    }

    @Test
    void faultHitsAtTheForetoldRenewalPlusThePhase() throws InterruptedException {
        renewing();
        injectingTakes(0);
        time.waitUntil(14_000 * MILLI);

        PhaseReached reached = inject(LeasePhase.at(0.5), 0);

        assertThat(reached)
                .isEqualTo(new PhaseReached(
                        time.nanos(), "inject#1/1", "0.5", 5_000 * MILLI, 5_000 * MILLI, 30 * MILLI, 0));
        assertThat(reached.meets()).isTrue();
    }

    @Test
    void firstInjectionIsLateByTheTimeItTakesAndTheNextOneIsNot() throws InterruptedException {
        renewing();
        time.waitUntil(4_000 * MILLI);

        PhaseReached first = inject(LeasePhase.at(0.5), 300);
        PhaseReached second = inject(LeasePhase.at(0.5), 320);

        assertThat(first.reachedNanos()).isEqualTo(5_180 * MILLI);
        assertThat(first.meets()).isFalse();
        assertThat(second.reachedNanos()).isEqualTo(5_020 * MILLI);
        assertThat(second.callNanos()).isEqualTo(320 * MILLI);
        assertThat(second.meets()).isTrue();
    }

    @Test
    void faultThatTakesLongerThanItsPhaseIsCalledBeforeTheRenewal() throws InterruptedException {
        renewing();
        injectingTakes(400);
        time.waitUntil(4_000 * MILLI);

        PhaseReached reached = inject(LeasePhase.AFTER_RENEWAL, 400);

        assertThat(reached.reachedNanos()).isEqualTo(reached.askedNanos());
    }

    /** Docker's call returns when the container is gone; the signal that kills it comes first. */
    @Test
    void crashHitsAsItIsCalled() throws InterruptedException {
        renewing();
        FaultSpec crash = Step.fault(FaultName.CRASH, Target.role(Target.Kind.PRIMARY));
        leads.learn(crash, Duration.ZERO);
        time.waitUntil(4_000 * MILLI);
        PhaseTrigger trigger = trigger(LeasePhase.at(0.5));
        trigger.await(crash, rehearsal);
        long called = time.nanos();
        time.waitUntil(called + 600 * MILLI);
        trigger.pulled(crash, called, time.nanos());

        PhaseReached reached = trigger.reached().orElseThrow();

        assertThat(reached.reachedNanos()).isEqualTo(5_000 * MILLI);
        assertThat(reached.callNanos()).isEqualTo(600 * MILLI);
        assertThat(leads.of(crash)).isZero();
    }

    @Test
    void hostThatLosesPowerIsHitBeforeItIsKilled() throws InterruptedException {
        renewing();
        time.waitUntil(14_000 * MILLI);
        FaultSpec powerLoss = Step.fault(FaultName.POWER_LOSS, Target.role(Target.Kind.PRIMARY));
        PhaseTrigger trigger = trigger(LeasePhase.at(0.5));

        trigger.await(powerLoss, rehearsal);
        long called = time.nanos();
        trigger.pulled(powerLoss, called, called + 900 * MILLI);

        assertThat(trigger.reached().orElseThrow().reachedNanos()).isEqualTo(5_000 * MILLI);
        assertThat(leads.of(powerLoss)).isEqualTo(LeadTimes.UNKNOWN);
    }

    @Test
    void phaseThatHasPassedIsThatOfTheNextLoop() throws InterruptedException {
        renewing();
        injectingTakes(0);
        time.waitUntil(9_000 * MILLI);

        inject(LeasePhase.at(0.5), 0);

        assertThat(time.nanos() / MILLI).isBetween(18_000L, 18_400L);
    }

    @Test
    void renewalThatComesEarlierThanForetoldMovesTheTime() throws InterruptedException {
        injectingTakes(0);
        time.waitUntil(3_000 * MILLI);
        renewed(By.HOLDER);
        time.every(Duration.ofMillis(9_700), now -> {
            if (now > 0) {
                renewed(By.HOLDER); // it was foretold for 13.0 s
            }
        });
        time.waitUntil(9_000 * MILLI);

        PhaseReached reached = inject(LeasePhase.at(0.5), 0);

        assertThat(reached.reachedNanos()).isEqualTo(5_000 * MILLI);
        assertThat(time.nanos() / MILLI).isBetween(17_600L, 18_000L);
    }

    @Test
    void renewalByTheStoreIsNoneOfTheHolders() throws InterruptedException {
        renewing();
        injectingTakes(0);
        time.waitUntil(6_000 * MILLI);
        renewed(By.STORE_LEADER);

        PhaseReached reached = inject(LeasePhase.at(0.5), 0);

        assertThat(reached.reachedNanos()).isEqualTo(5_000 * MILLI);
    }

    /** The time to live cannot be asked for; the status is seen 100 ms after each renewal, and may be 250 ms old. */
    @Test
    void statusTellsTheRenewalsThatNothingElseShows() throws InterruptedException {
        injectingTakes(0);
        time.every(Duration.ofMillis(50), now -> {
            if (now / MILLI % LOOP == 3_100) {
                rhythm.hear(new StatusWritten(now, PG1, 7, 250 * MILLI));
            }
        });
        time.waitUntil(14_000 * MILLI);

        PhaseReached reached = inject(LeasePhase.at(0.5), 0);

        assertThat(reached.reachedNanos()).isEqualTo(5_000 * MILLI);
        assertThat(reached.resolutionNanos()).isEqualTo(125 * MILLI);
        assertThat(time.nanos() / MILLI).isBetween(17_900L, 18_300L);
    }

    @Test
    void statusThatComesLateDoesNotMoveARenewalThatIsKnownBetter() throws InterruptedException {
        renewing();
        injectingTakes(0);
        time.every(Duration.ofMillis(50), now -> {
            if (now / MILLI % LOOP == 3_700) {
                rhythm.hear(new StatusWritten(now, PG1, 7, 250 * MILLI));
            }
        });
        time.waitUntil(14_000 * MILLI);

        PhaseReached reached = inject(LeasePhase.at(0.5), 0);

        assertThat(reached.reachedNanos()).isEqualTo(5_000 * MILLI);
        assertThat(reached.resolutionNanos()).isEqualTo(30 * MILLI);
    }

    @Test
    void withoutRenewalsNothingIsInjected() {
        assertThatThrownBy(() -> trigger(LeasePhase.AFTER_RENEWAL).await(LOSS, rehearsal))
                .isInstanceOf(LapseException.class)
                .hasMessageStartingWith("phase after-renewal of inject#1/1: expected a renewal of the leader lease"
                        + " within 20s, two loops of Patroni, saw none, so nothing is injected");
        assertThat(time.nanos()).isEqualTo(20_000 * MILLI);
    }

    @Test
    void renewalsOfTheHolderBeforeAreForgotten() throws InterruptedException {
        time.waitUntil(3_000 * MILLI);
        renewed(By.HOLDER);
        rhythm.hear(new LeaderSeen(4_000 * MILLI, new NodeName("pg2"), 7));

        assertThatThrownBy(() -> trigger(LeasePhase.at(0.5)).await(LOSS, rehearsal))
                .hasMessageContaining("saw none");
    }

    /** A host that stops gives the lock back before anybody asks for the phase. */
    @Test
    void phaseIsThatOfWhoHeldTheLockWhenItHit() throws InterruptedException {
        renewing();
        injectingTakes(0);
        rhythm.hear(new LeaderSeen(0, PG1, 1));
        time.waitUntil(14_000 * MILLI);
        PhaseTrigger trigger = trigger(LeasePhase.at(0.5));
        trigger.await(LOSS, rehearsal);
        long called = time.nanos();
        trigger.pulled(LOSS, called, called);
        rhythm.hear(new LeaderSeen(called + 10 * MILLI, new NodeName("pg2"), 7));

        assertThat(trigger.reached().orElseThrow().reachedNanos()).isEqualTo(5_000 * MILLI);
    }

    @Test
    void lockThatGoesToAnotherNodeDuringTheWaitEndsIt() throws InterruptedException {
        renewing();
        rhythm.hear(new LeaderSeen(0, PG1, 1));
        time.waitUntil(4_000 * MILLI);
        time.every(Duration.ofSeconds(2), now -> {
            if (now > 5_000 * MILLI) {
                rhythm.hear(new LeaderSeen(now, new NodeName("pg2"), 7));
            }
        });

        assertThatThrownBy(() -> trigger(LeasePhase.at(0.5)).await(LOSS, rehearsal))
                .hasMessage("phase 0.5 of inject#1/1: the leader lock went from pg1 to pg2 during the wait for it, so"
                        + " nothing is injected");
    }

    @Test
    void injectionWithoutAPhaseIsAtOnceAndItsTimeIsLearned() throws InterruptedException {
        PhaseTrigger trigger = new PhaseTrigger("inject#1", Optional.empty(), rhythm, leads, time);

        trigger.await(LOSS, rehearsal);
        trigger.pulled(LOSS, 0, 200 * MILLI);

        assertThat(time.nanos()).isZero();
        assertThat(trigger.reached()).isEmpty();
        assertThat(leads.of(LOSS)).isEqualTo(Duration.ofMillis(200));
    }
}
