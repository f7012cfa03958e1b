package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    private final Pace pace = new Pace();

    @Test
    void nineteenAbandonedWritesSlowNothing() {
        abandon(19);

        assertThat(pace.admits(1)).isTrue();
    }

    @Test
    void twentyAbandonedWritesInARowAdmitOneEvery200Ms() {
        abandon(20);

        long[] admitted = LongStream.range(1, 50)
                .map(k -> k * 20 * MILLI)
                .filter(pace::admits)
                .toArray();

        assertThat(admitted).containsExactly(200 * MILLI, 400 * MILLI, 600 * MILLI, 800 * MILLI);
    }

    @Test
    void okEndsSlowness() {
        abandon(20);

        pace.acknowledged();

        assertThat(pace.admits(1)).isTrue();
    }

    @Test
    void serverErrorBreaksTheRow() {
        abandon(19);
        pace.refused();
        abandon(19);

        assertThat(pace.admits(1)).isTrue();
    }

    @Test
    void serverErrorDoesNotEndSlowness() {
        abandon(20);

        pace.refused();

        assertThat(pace.admits(1)).isFalse();
    }

    private void abandon(int times) {
        for (int i = 0; i < times; i++) {
            pace.abandoned(0);
        }
    }
}
