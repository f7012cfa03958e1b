package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.MemoryDcs;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.StoreSeen;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorePollTest {
    private static final NodeName C1 = new NodeName("c1");
    private static final NodeName C2 = new NodeName("c2");
    private static final NodeName C3 = new NodeName("c3");

    private final MemoryDcs dcs = new MemoryDcs(List.of(C1, C2, C3));
    private final StorePoll.MemberNames names = new StorePoll.MemberNames();
    private final List<Event> events = new ArrayList<>();
    private final StorePoll first = poll(C1);
    private final StorePoll second = poll(C2);
    private boolean closed;
    private long now;

    private StorePoll poll(NodeName member) {
        return new StorePoll(dcs, member, names, events::add, () -> now, () -> closed);
    }

    private void look() {
        now++;
        first.once();
        second.once();
    }

    @Test
    void memberTellsItsLeaderOnceAsLongAsNothingChanges() {
        look();
        look();

        assertThat(events).containsExactly(new StoreSeen(1, C1, true, C1, 1), new StoreSeen(1, C2, true, C1, 1));
    }

    @Test
    void memberThatFallsSilentAndTheLeaderAfterItAreChanges() {
        look();
        events.clear();

        dcs.lose(C1);
        look();
        dcs.lose(C3);
        look();

        assertThat(events)
                .containsExactly(
                        new StoreSeen(2, C1, false, null, 0),
                        new StoreSeen(2, C2, true, C2, 2),
                        new StoreSeen(3, C2, true, null, 2));
    }

    @Test
    void leaderThatHasNotAnsweredYetIsToldWhenItHas() {
        now = 1;
        second.once();
        assertThat(events).isEmpty();

        first.once();
        second.once();
        assertThat(events).contains(new StoreSeen(1, C2, true, C1, 1));
    }

    @Test
    void questionThatTheObserverItselfEndedTellsNothing() {
        look();
        events.clear();

        closed = true;
        dcs.close();
        look();

        assertThat(events).isEmpty();
    }
}
