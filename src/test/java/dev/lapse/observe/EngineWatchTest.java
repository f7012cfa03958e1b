package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.FakeCluster;
import dev.lapse.history.EngineLost;
import dev.lapse.history.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineWatchTest {
    private final FakeCluster cluster = new FakeCluster();
    private final List<Event> events = new ArrayList<>();
    private long now;
    private final EngineWatch watch = new EngineWatch(cluster, FakeCluster.host("pg1"), events::add, () -> now);

    private void ask(boolean answers) {
        now++;
        cluster.engineAnswers = answers;
        watch.once();
    }

    @Test
    void engineIsLostFromTheFirstOfTwoSilencesOn() {
        ask(true);
        ask(false);
        ask(false);
        ask(false);
        ask(true);

        assertThat(events).singleElement().isInstanceOfSatisfying(EngineLost.class, lost -> {
            assertThat(lost.atNanos()).isEqualTo(2);
            assertThat(lost.what()).contains("ask the engine for the state of pg1");
        });
    }

    @Test
    void oneSilenceIsNoLoss() {
        ask(false);
        ask(true);
        ask(false);
        ask(true);

        assertThat(events).isEmpty();
    }
}
