package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.Attempt;
import dev.lapse.history.FinalRead;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.Outcome;
import dev.lapse.history.SeqRange;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeStoryTest {
    private static final long MILLI = 1_000_000;
    private static final Lane LANE = new Lane(
            new LaneName("write-1"),
            LaneKind.WRITE,
            Entrypoint.HAPROXY,
            Vantage.NEW_CONNECTION,
            null,
            Duration.ofMillis(100),
            Duration.ofSeconds(1));

    private final ProbeStory story = new ProbeStory(LANE, Instant.parse("2024-12-23T13:49:09Z"), ZoneOffset.UTC);

    ProbeStoryTest() {
        story.see(new LaneOpened(0, LANE));
    }

    @Test
    void aSecondIsALineWithRoleNodeRowAndCounts() {
        attempts(0, 10, Outcome.OK);

        assertThat(story.second(1000 * MILLI))
                .containsExactly("13:49:10  write  primary  192.168.1.112    row 9 at 13:49:09.905"
                        + "        10 ok    0 not ok  p99    5.0ms");
    }

    @Test
    void aSecondWithoutAnswerShowsTheLastRowAndWhatWentWrong() {
        attempts(0, 10, Outcome.OK);
        story.second(1000 * MILLI);
        attempts(10, 20, Outcome.FAILED);

        assertThat(story.second(2000 * MILLI))
                .singleElement()
                .asString()
                .contains("write  -        -", "row 9 at 13:49:09.905", "0 ok   10 not ok", "failed: refused");
    }

    @Test
    void aGapIsNamedOnceWhenItEnds() {
        attempts(0, 10, Outcome.OK);
        attempts(10, 40, Outcome.FAILED);
        assertThat(story.second(4000 * MILLI)).noneMatch(line -> line.contains("GAP"));
        attempts(40, 50, Outcome.OK);

        assertThat(story.second(5000 * MILLI).get(0))
                .isEqualTo("13:49:13  write  GAP of 3.10s (at least 2.90s), from 13:49:09.905 to 13:49:13.005");
        attempts(50, 60, Outcome.OK);
        assertThat(story.second(6000 * MILLI)).noneMatch(line -> line.contains("GAP"));
    }

    @Test
    void theSumTellsTheLongestGapAndTheLostRows() {
        attempts(0, 10, Outcome.OK);
        attempts(10, 40, Outcome.FAILED);
        attempts(40, 50, Outcome.OK);
        FinalRead rows = new FinalRead(
                6000 * MILLI,
                new NodeName("pg2"),
                new Timeline(2),
                LANE.name(),
                List.of(new SeqRange(0, 7), new SeqRange(40, 49)));

        List<String> sum = story.sum(5000 * MILLI, Optional.of(rows));

        assertThat(String.join("\n", sum))
                .contains("20 ok, 30 failed", "1 gap, longest 3.10s (at least 2.90s)", "20 rows acknowledged, 2 lost");
        assertThat(story.writes(Optional.of(rows)).orElseThrow().lost()).isEqualTo(2);
    }

    @Test
    void rowsAreReadBackFromTheLowestNumberAlsoWhenALaterAttemptEndedFirst() {
        attempts(3, 5, Outcome.OK);
        attempts(0, 3, Outcome.OK);

        assertThat(story.firstSeq()).isZero();
    }

    @Test
    void rowsThatWereNotReadBackAreNotCalledSafe() {
        attempts(0, 10, Outcome.OK);
        attempts(10, 40, Outcome.FAILED);

        assertThat(String.join("\n", story.sum(4000 * MILLI, Optional.empty())))
                .contains("rows were not read back", "a gap that has not ended began at 13:49:09.905");
    }

    private void attempts(int from, int to, Outcome outcome) {
        boolean ok = outcome == Outcome.OK;
        for (int seq = from; seq < to; seq++) {
            long due = seq * 100 * MILLI;
            story.see(new Attempt(
                    LANE.name(),
                    seq,
                    due,
                    due,
                    due + 5 * MILLI,
                    outcome,
                    null,
                    ok ? null : "refused",
                    ok ? new NodeName("ip-192-168-1-112") : null,
                    ok ? Role.PRIMARY : null,
                    ok ? new Timeline(1) : null,
                    null,
                    null,
                    null));
        }
    }
}
