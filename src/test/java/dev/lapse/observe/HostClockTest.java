package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostClockTest {
    private static final long EPOCH_MICROS = 1_700_000_000_000_000L;
    private static final Instant EPOCH = Instant.ofEpochSecond(1_700_000_000L);
    private static final HostClock EXACT = new HostClock(EPOCH_MICROS * 1_000, EPOCH_MICROS * 1_000);

    private final FakeCluster cluster = new FakeCluster();
    private long now;

    private Access access(Sql sql) {
        return new Access(cluster, cluster, cluster, cluster, sql, cluster, null, cluster.atOnce);
    }

    /** Answers in the middle of so many microseconds, one after another. */
    private Sql answeringAfterMicros(Long... times) {
        Deque<Long> taken = new ArrayDeque<>(List.of(times));
        return new SilentSql() {
            @Override
            public long clockMicros(String address, int port, Duration timeout) {
                long micros = taken.remove();
                now += micros * 500;
                long told = EPOCH_MICROS + now / 1_000;
                now += micros * 500;
                return told;
            }
        };
    }

    private static class SilentSql implements Sql {
        @Override
        public String ask(String address, int port, Duration timeout, String statement) {
            throw new LapseException(LapseException.Kind.HARNESS, "no answer");
        }
    }

    @Test
    void quickestOfTheQuestionsCounts() {
        HostClock clock = HostClock.ask(access(answeringAfterMicros(9_000L, 4_000L, 600L, 5_000L, 7_000L)), () -> now)
                .orElseThrow();

        assertThat(clock)
                .isEqualTo(new HostClock(EPOCH_MICROS * 1_000 - 300_000, EPOCH_MICROS * 1_000 + 300_000 + 1_000));
    }

    @Test
    void hostTellsItsTimeWhereNoPostgresqlAnswers() {
        cluster.prints.put("date +%s%6N", EPOCH_MICROS + "\n");

        assertThat(HostClock.ask(access(new SilentSql()), () -> now))
                .contains(new HostClock(EPOCH_MICROS * 1_000, EPOCH_MICROS * 1_000 + 1_000));
    }

    @Test
    void clockThatNobodyTellsIsNotKnown() {
        assertThat(HostClock.ask(access(new SilentSql()), () -> now)).isEmpty();
    }

    @Test
    void stampIsTheMiddleOfWhatItCutOff() {
        assertThat(EXACT.at(EPOCH.plusMillis(1_250), 1_000_000))
                .isEqualTo(new HostClock.RunInstant(1_250_500_000L, 500_000));
    }

    @Test
    void uncertaintyOfTheClockAddsToTheStamps() {
        HostClock clock = new HostClock(EPOCH_MICROS * 1_000 - 2_000_000, EPOCH_MICROS * 1_000 + 2_000_000);

        assertThat(clock.at(EPOCH.plusMillis(1_250), 1_000_000))
                .isEqualTo(new HostClock.RunInstant(1_250_500_000L, 2_500_000));
    }

    @Test
    void clockThatWasSetMeanwhileIsUncertainByThat() {
        HostClock ahead = new HostClock(EPOCH_MICROS * 1_000 + 50_000_000, EPOCH_MICROS * 1_000 + 50_000_000);

        assertThat(EXACT.and(ahead)).isEqualTo(new HostClock(EPOCH_MICROS * 1_000, EPOCH_MICROS * 1_000 + 50_000_000));
    }
}
