package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.ObserverBlind;
import dev.lapse.history.ObserverClosed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LookoutTest {
    private final List<Event> events = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final LeaderSeen change = new LeaderSeen(1, new NodeName("pg1"), 3);

    @Test
    void whatAThreadThatHungLearnsAfterItIsClosedIsDropped() {
        Lookout lookout = Lookout.open("etcd-watch", Duration.ZERO, events::add, NanoClock.startingNow());
        lookout.record(new LeaderSeen(1, new NodeName("pg1"), 3));

        lookout.close();
        lookout.record(new LeaderSeen(2, new NodeName("pg2"), 4));
        lookout.close();

        assertThat(events).hasSize(3).last().isInstanceOf(ObserverClosed.class);
        assertThat(((ObserverClosed) events.get(2)).recorded()).isEqualTo(1);
    }

    private Lookout lookingEvery(Duration period) {
        return Lookout.open("patroni-pg1", period, events::add, now::get);
    }

    private void lookAt(Lookout lookout, Duration at, boolean seesAChange) {
        now.set(at.toNanos());
        if (seesAChange) {
            lookout.record(change);
        }
        lookout.looked();
    }

    @Test
    void changeAfterThreePeriodsWithoutALookIsToldWithItsStretch() {
        Lookout lookout = lookingEvery(Duration.ofMillis(250));
        lookAt(lookout, Duration.ofMillis(250), false);
        lookAt(lookout, Duration.ofMillis(1_000), true);
        lookAt(lookout, Duration.ofMillis(1_751), true);

        assertThat(events)
                .filteredOn(ObserverBlind.class::isInstance)
                .containsExactly(new ObserverBlind(1_751_000_000L, "patroni-pg1", 1_000_000_000L));
    }

    @Test
    void questionThatWasNotAnsweredInTimeIsALookWhileNothingChanges() {
        Lookout lookout = lookingEvery(Duration.ofMillis(250));
        lookAt(lookout, Duration.ofMillis(1_750), false);
        lookAt(lookout, Duration.ofMillis(4_000), false);

        assertThat(events).noneMatch(ObserverBlind.class::isInstance);
    }

    @Test
    void stretchThatIsLongerThanAnyQuestionIsToldWhateverWasSeen() {
        Lookout lookout = lookingEvery(Duration.ofMillis(250));
        lookAt(lookout, Duration.ofMillis(2_251), false);

        assertThat(events).last().isEqualTo(new ObserverBlind(2_251_000_000L, "patroni-pg1", 0));
    }

    @Test
    void observerThatIsKeptFromLookingUntilItClosesSaysSo() {
        Lookout lookout = lookingEvery(Duration.ofMillis(250));
        now.set(5_000_000_000L);
        lookout.close();

        assertThat(events)
                .endsWith(
                        new ObserverBlind(5_000_000_000L, "patroni-pg1", 0),
                        new ObserverClosed(5_000_000_000L, "patroni-pg1", 0, 0));
    }

    @Test
    void observerThatIsToldAtOnceIsNeverBlind() {
        Lookout lookout = lookingEvery(Duration.ZERO);
        lookAt(lookout, Duration.ofMinutes(1), true);
        lookout.close();

        assertThat(events).noneMatch(ObserverBlind.class::isInstance);
    }
}
