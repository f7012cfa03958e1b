package dev.lapse.cli;

import static dev.lapse.history.AttemptMaker.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Judge;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.Event;
import dev.lapse.history.History;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.Outcome;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunStarted;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepStarted;
import dev.lapse.history.Vantage;
import dev.lapse.run.RunResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatTableTest {
    private static final long MILLI = 1_000_000L;
    private static final Lane LANE = new Lane(
            new LaneName("read-haproxy"),
            LaneKind.READ,
            Entrypoint.HAPROXY,
            Vantage.NEW_CONNECTION,
            null,
            Duration.ofMillis(20),
            Duration.ofSeconds(1));

    /** Of 20 s, with reads every 20 ms; from 10 s on they fail, up to here. */
    private static RunResult outUntil(long seconds) {
        List<Event> events = new ArrayList<>(List.of(
                new RunStarted(0, Instant.EPOCH, "made-up", "name: made-up\n", "fast", 1, null),
                new LaneOpened(0, LANE),
                new StepStarted(0, "steady#1", "steady", "steady: 9s"),
                new StepEnded(9_000 * MILLI, "steady#1")));
        for (int seq = 0; seq < 1000; seq++) {
            long at = seq * 20 * MILLI;
            boolean fails = seq >= 500 && seq < seconds * 50;
            events.add(attempt(LANE.name(), seq, at, at, at + MILLI, fails ? Outcome.FAILED : Outcome.OK)
                    .made());
        }
        events.add(new RunEnded(20_000 * MILLI, "completed"));
        return new RunResult(Judge.judge(History.of(events)), Path.of("reports"), RunResult.End.STEADY);
    }

    @Test
    void outageThatWasStillOpenHasNoLengthAndIsNoZero() {
        String table = RepeatTable.of(List.of(outUntil(13), outUntil(20)));

        assertThat(table)
                .containsPattern("read-haproxy longest outage s +1 +3\\.020 +3\\.020 +3\\.020\n")
                .containsPattern("read-haproxy at least s +1 +2\\.")
                .containsPattern("read-haproxy outages +2 +1\\.000")
                .contains("1 outages were still open when their run ended and have no length");
    }

    @Test
    void laneWithoutAnOutageCountsAsZero() {
        assertThat(RepeatTable.of(List.of(outUntil(13), outUntil(10))))
                .containsPattern("read-haproxy longest outage s +2 +0\\.000 +1\\.510 +3\\.020\n");
    }
}
