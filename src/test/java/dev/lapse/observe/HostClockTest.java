package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClockReading;
import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.Sql;
import java.time.Duration;
import java.time.Instant;
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

    private static final class SilentSql implements Sql {
        @Override
        public String ask(String address, int port, Duration timeout, String statement) {
            throw new LapseException(LapseException.Kind.HARNESS, "no answer");
        }
    }

    /** The second node tells its time, 300 us after the question and 100 us before the answer. */
    private static final class ToldSql implements Sql {
        @Override
        public String ask(String address, int port, Duration timeout, String statement) {
            throw new AssertionError(statement);
        }

        @Override
        public ClockReading readClock(String address, int port, Duration timeout, NanoClock clock) {
            if (address.contains("pg1")) {
                throw new LapseException(LapseException.Kind.HARNESS, "no answer");
            }
            return new ClockReading(1_000_000, EPOCH_MICROS + 1_300, 1_400_000);
        }
    }

    @Test
    void hostToldItsTimeAtAnyTimeBetweenTheQuestionAndTheAnswer() {
        assertThat(HostClock.ask(access(new ToldSql()), () -> now))
                .contains(new HostClock(EPOCH_MICROS * 1_000 - 100_000, EPOCH_MICROS * 1_000 + 301_000));
    }

    @Test
    void soonestAnswerIsTheOneToTake() {
        ClockReading late = new ClockReading(0, 7, 500);
        ClockReading soon = new ClockReading(600, 8, 700);

        assertThat(late.quicker(soon)).isEqualTo(soon);
        assertThat(soon.quicker(late)).isEqualTo(soon);
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
