package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
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

    @Test
    void clientsOfALoadAreHeldBackForLonger() {
        Pace load = Pace.ofLoad();
        IntStream.range(0, 20).forEach(k -> load.abandoned(0));

        assertThat(LongStream.range(1, 600).map(k -> k * 20 * MILLI).filter(load::admits))
                .containsExactly(5_000 * MILLI, 10_000 * MILLI);
        assertThat(load.why()).contains("20 writes in a row were abandoned");
    }

    @Test
    void aLoadThatFindsNoServerTriesTenTimesASecondUntilItDoes() {
        Pace load = Pace.ofLoad();
        load.unreached(0);
        load.unreached(10 * MILLI);

        assertThat(LongStream.range(1, 16).map(k -> k * 20 * MILLI).filter(load::admits))
                .containsExactly(100 * MILLI, 200 * MILLI, 300 * MILLI);
        assertThat(load.why()).contains("no server was reached");
        load.acknowledged();
        assertThat(load.admits(301 * MILLI)).isTrue();
    }

    @Test
    void aLaneThatFindsNoServerIsNotHeldBack() {
        pace.unreached(0);

        assertThat(pace.admits(1)).isTrue();
    }

    private void abandon(int times) {
        for (int i = 0; i < times; i++) {
            pace.abandoned(0);
        }
    }
}
