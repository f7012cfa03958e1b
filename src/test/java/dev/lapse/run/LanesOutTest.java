package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.AttemptMaker;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LanesOutTest {
    private static final Duration EVERY = Duration.ofMillis(50);

    private final ManualTime time = new ManualTime();
    private final LanesOut lanes = new LanesOut(List.of(
            lane("write", Entrypoint.HAPROXY, Vantage.NEW_CONNECTION, null),
            lane("state-pg1", Entrypoint.POSTGRES, Vantage.DIRECT, new NodeName("pg1"))));

    private static Lane lane(String name, Entrypoint via, Vantage vantage, @Nullable NodeName node) {
        LaneKind kind = vantage == Vantage.DIRECT ? LaneKind.STATE : LaneKind.WRITE;
        return new Lane(new LaneName(name), kind, via, vantage, node, EVERY, Duration.ofSeconds(1));
    }

    private void hear(String lane, Outcome outcome) {
        long now = time.nanos();
        lanes.hear(AttemptMaker.attempt(new LaneName(lane), 0, now, now, now, outcome)
                .made());
    }

    private Duration waited() throws InterruptedException {
        long begun = time.nanos();
        lanes.await(time);
        return Duration.ofNanos(time.nanos() - begun);
    }

    @Test
    void clientThatIsOutIsWaitedForUntilItIsBack() throws InterruptedException {
        hear("write", Outcome.FAILED);
        time.every(EVERY, now -> hear("write", now < Duration.ofSeconds(2).toNanos() ? Outcome.FAILED : Outcome.OK));

        assertThat(waited()).isBetween(Duration.ofMillis(2_000), Duration.ofMillis(2_100));
    }

    @Test
    void clientThatDoesNotComeBackIsNotWaitedForFurther() throws InterruptedException {
        hear("write", Outcome.INDETERMINATE);

        assertThat(waited()).isEqualTo(LanesOut.MOMENT);
    }

    /** An attempt that was not sent tells nothing, and the observer's own lanes are no clients. */
    @Test
    void nobodyIsWaitedForWhereTheClientsAreWell() throws InterruptedException {
        hear("write", Outcome.OK);
        hear("write", Outcome.NOT_SENT);
        hear("state-pg1", Outcome.FAILED);

        assertThat(waited()).isZero();
    }
}
