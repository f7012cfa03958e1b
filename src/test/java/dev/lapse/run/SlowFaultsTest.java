package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowFaultsTest {
    private final long[] millis = {0};
    private final String[] doing = {""};
    private final List<String> told = new ArrayList<>();
    private final SlowFaults slow = new SlowFaults(() -> doing[0], () -> millis[0] * 1_000_000, told::add);

    private void look(long at, String now) {
        millis[0] = at;
        doing[0] = now;
        slow.look();
    }

    @Test
    void whatTakesLongIsToldAfterASecondAndThenEveryFive() {
        for (int at = 0; at <= 7_000; at += 200) {
            look(at, "preparing latency");
        }

        assertThat(told).containsExactly("preparing latency, for 1s so far", "preparing latency, for 6s so far");
    }

    @Test
    void whatIsQuickIsNotToldAndWhatFollowsItBeginsAnew() {
        look(0, "preparing latency");
        look(800, "looking for evidence");
        look(1_600, "looking for evidence");
        look(1_700, "");
        look(9_000, "");

        assertThat(told).isEmpty();
    }
}
