package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.ObserverClosed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookoutTest {
    private final List<Event> events = new ArrayList<>();

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
}
