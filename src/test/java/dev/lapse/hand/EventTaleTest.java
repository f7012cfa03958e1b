package dev.lapse.hand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.Event;
import dev.lapse.history.Trouble;
import dev.lapse.run.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EventTaleTest {
    private final EventTale tale = new EventTale(EventTaleTest::narrator);
    private final List<String> heard = new ArrayList<>();

    @Test
    void whoAsksLateHearsAllAndWhoFollowsHearsTheRestOnce() {
        tale.hear(new Trouble(1, "one"));
        tale.follow(heard::add);
        tale.hear(new Trouble(2, "two"));

        assertThat(heard).containsExactly("one", "two");
        assertThat(tale.lines()).containsExactly("one", "two");
    }

    @Test
    void whoLeftHearsNoMore() {
        Consumer<String> follower = heard::add;
        tale.follow(follower);
        tale.leave(follower);

        tale.hear(new Trouble(1, "one"));

        assertThat(heard).isEmpty();
    }

    private static Progress narrator(Consumer<String> out) {
        return new Progress() {
            @Override
            public void say(String line) {}

            @Override
            public void event(Event event) {
                out.accept(((Trouble) event).what());
            }
        };
    }
}
