package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import dev.lapse.cluster.TimelineHistory;
import dev.lapse.history.AttemptMaker;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.Outcome;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PatroniState;
import dev.lapse.history.StoreSeen;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    private static final long SECOND = 1_000_000_000L;
    private static final NodeName PG1 = new NodeName("pg1");
    private static final NodeName PG2 = new NodeName("pg2");

    private final StatusTable table = new StatusTable();

    @Test
    void twoWritableNodesAreBothShown() {
        table.see(new LeaderSeen(SECOND, PG2, 7));
        patroni(PG1, PatroniRole.PRIMARY);
        patroni(PG2, PatroniRole.PRIMARY);
        state(PG1, 1, "0/1000", true);
        state(PG2, 2, "0/2000", true);

        assertThat(text())
                .contains("leader lock: pg2")
                .containsPattern("pg1 +primary +running +primary, writable +1 +0/1000 +on another timeline")
                .containsPattern("pg2 +primary +running +primary, writable +2 +0/2000 +0 B");
    }

    @Test
    void lockIsNotKnownWhileTheStoreHasNoQuorum() {
        table.see(new LeaderSeen(SECOND, PG2, 7));
        table.see(new StoreSeen(SECOND, PG1, true, null, 3));

        assertThat(text()).contains("leader lock: not known, the store has no quorum; last: pg2");
    }

    @Test
    void twoNodesThatSayThemselvesThatTheyAreWritableAreAnAlarm() {
        patroni(PG1, PatroniRole.REPLICA);
        patroni(PG2, PatroniRole.PRIMARY);
        state(PG2, 2, "0/2000", true);
        assertThat(table.alarm()).isEmpty();

        state(PG1, 1, "0/1000", true);

        assertThat(table.alarm()).contains("TWO PRIMARIES pg1, pg2");
    }

    @Test
    void aNodeWhoseLastAnswerWasAnErrorIsNoSecondPrimary() {
        patroni(PG1, PatroniRole.PRIMARY);
        state(PG1, 1, "0/1000", true);
        state(PG2, 2, "0/2000", true);

        table.see(AttemptMaker.attempt(new LaneName("state-pg1"), 1, SECOND + 1, SECOND + 1, SECOND + 1, Outcome.FAILED)
                .made());

        assertThat(table.alarm()).isEmpty();
    }

    @Test
    void walBeyondTheForkHasDivergedAndIsNotBehind() {
        patroni(PG1, PatroniRole.PRIMARY);
        patroni(PG2, PatroniRole.PRIMARY);
        state(PG1, 1, "0/1800", true);
        state(PG2, 2, "0/9000", true);
        Optional<TimelineHistory> history =
                Optional.of(TimelineHistory.parse(new Timeline(2), "1\t0/1000\tno recovery target specified\n"));

        assertThat(table.newestOfSeveralTimelines()).contains(new StatusTable.NewestPrimary(PG2, new Timeline(2)));
        assertThat(String.join("\n", table.lines(history)))
                .containsPattern("pg1 .* 1 +0/1800 +diverged at LSN 0/1000, 2048 B of its own")
                .containsPattern("pg2 .* 2 +0/9000 +0 B");
    }

    @Test
    void walUpToTheForkIsOnlyBehind() {
        patroni(PG1, PatroniRole.REPLICA);
        patroni(PG2, PatroniRole.PRIMARY);
        state(PG1, 1, "0/1000", false);
        state(PG2, 2, "0/1100", true);

        assertThat(String.join(
                        "\n", table.lines(Optional.of(TimelineHistory.parse(new Timeline(2), "1\t0/1000\tx\n")))))
                .containsPattern("pg1 .* 1 +0/1000 +256 B");
    }

    @Test
    void aTimelineThatIsNoAncestorHasDivergedWhereverItIs() {
        patroni(PG1, PatroniRole.REPLICA);
        patroni(PG2, PatroniRole.PRIMARY);
        state(PG1, 2, "0/900", false);
        state(PG2, 3, "0/1100", true);

        assertThat(String.join(
                        "\n", table.lines(Optional.of(TimelineHistory.parse(new Timeline(3), "1\t0/1000\tx\n")))))
                .containsPattern("pg1 .* 2 +0/900 +diverged, timeline 3 does not come from 2");
    }

    @Test
    void aNodeThatPromotesIsOnANewerTimelineAndHasNotDiverged() {
        patroni(PG1, PatroniRole.PRIMARY);
        patroni(PG2, PatroniRole.REPLICA);
        state(PG1, 2, "0/1800", true);
        state(PG2, 3, "0/1900", false);

        assertThat(String.join(
                        "\n", table.lines(Optional.of(TimelineHistory.parse(new Timeline(2), "1\t0/1000\tx\n")))))
                .containsPattern("pg2 .* 3 +0/1900 +on a newer timeline than 2")
                .doesNotContain("diverged");
        assertThat(text()).containsPattern("pg2 .* 3 +0/1900 +on a newer timeline than 2");
    }

    @Test
    void whileAllAreOnOneTimelineNoHistoryIsAskedFor() {
        patroni(PG1, PatroniRole.REPLICA);
        patroni(PG2, PatroniRole.PRIMARY);
        state(PG1, 3, "0/1000", false);
        state(PG2, 3, "0/1100", true);

        assertThat(table.newestOfSeveralTimelines()).isEmpty();
        assertThat(text()).containsPattern("pg1 .* 3 +0/1000 +256 B");
    }

    @Test
    void aNodeThatDoesNotAnswerIsNotCalledReadOnly() {
        patroni(PG1, PatroniRole.REPLICA);

        assertThat(text()).containsPattern("pg1 +replica +running +no answer +3 +- +-");
    }

    @Test
    void whatIsInjectedIsShownUntilItIsHealed() {
        fault(FaultPhase.REQUESTED, 10);
        fault(FaultPhase.INJECTED, 11);
        fault(FaultPhase.PROVEN, 12);
        table.see(new HaproxySeen(15 * SECOND, new NodeName("lb1"), "write", "pg1", "DOWN", "L4TOUT"));

        assertThat(text())
                .contains("injected network-loss (interface-down) pg1 since t+11.0 (4.0s ago), proven")
                .contains("lb1      write  pg1 DOWN");
        fault(FaultPhase.HEALED, 16);
        assertThat(text()).contains("injected nothing");
    }

    @Test
    void aLaneIsJudgedByItsLastSecondAlone() {
        Lane lane = lane("write-haproxy", LaneKind.WRITE, null);
        table.see(new LaneOpened(0, lane));
        attempt(lane, 1, Outcome.OK);
        attempt(lane, 5, Outcome.FAILED);

        assertThat(text()).containsPattern("write-haproxy +0 +1 +0 +- +pg1, 4.0s ago");
    }

    @Test
    void theClientsOfALoadAreOneLine() {
        for (String name : List.of("load-1", "load-2")) {
            Lane lane = new Lane(
                    new LaneName(name),
                    LaneKind.WRITE,
                    Entrypoint.HAPROXY,
                    Vantage.LOAD,
                    null,
                    Duration.ofMillis(16),
                    Duration.ofSeconds(1));
            table.see(new LaneOpened(0, lane));
            attempt(lane, 1, Outcome.OK);
        }

        assertThat(text())
                .containsPattern("load, 2 clients +2 +0 +0 +0\\.0ms +pg1, 0\\.0s ago")
                .doesNotContain("load-1");
    }

    private String text() {
        return String.join("\n", table.lines(Optional.empty()));
    }

    private void patroni(NodeName node, PatroniRole role) {
        table.see(new PatroniSeen(SECOND, node, PatroniState.RUNNING, role, new Timeline(3), null, List.of()));
    }

    private void fault(FaultPhase phase, long second) {
        table.see(new FaultSeen(
                second * SECOND,
                "inject#1/1",
                phase,
                FaultName.NETWORK_LOSS,
                "interface-down",
                List.of(PG1),
                "primary",
                null));
    }

    private void state(NodeName node, int timeline, String lsn, boolean writable) {
        Lane lane = lane("state-" + node, LaneKind.STATE, node);
        table.see(new LaneOpened(0, lane));
        table.see(AttemptMaker.attempt(lane.name(), 0, SECOND, SECOND, SECOND, Outcome.OK)
                .by(node)
                .as(Role.PRIMARY)
                .on(new Timeline(timeline))
                .at(Lsn.parse(lsn))
                .writable(writable)
                .made());
    }

    private void attempt(Lane lane, long second, Outcome outcome) {
        long at = second * SECOND;
        NodeName node = outcome == Outcome.OK ? PG1 : null;
        table.see(AttemptMaker.attempt(lane.name(), second, at, at, at, outcome)
                .by(node)
                .made());
    }

    private static Lane lane(String name, LaneKind kind, @Nullable NodeName node) {
        return new Lane(
                new LaneName(name),
                kind,
                node == null ? Entrypoint.HAPROXY : Entrypoint.POSTGRES,
                node == null ? Vantage.NEW_CONNECTION : Vantage.DIRECT,
                node,
                Duration.ofMillis(20),
                Duration.ofSeconds(1));
    }
}
