package dev.lapse.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.explain.Renewals.Renewal;
import dev.lapse.history.Event;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.LeaseRenewed.By;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.StatusWritten;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenewalsTest {
    private static final NodeName PG1 = new NodeName("pg1");
    private static final NodeName PG2 = new NodeName("pg2");
    private static final long MILLI = 1_000_000;

    private static long[] bounds(List<Event> events, long millis) {
        return Renewals.of(events)
                .lastBefore(millis * MILLI)
                .map(renewal -> new long[] {renewal.earliestNanos() / MILLI, renewal.latestNanos() / MILLI})
                .orElse(new long[0]);
    }

    private static LeaseSeen seen(long millis, NodeName holder, long left) {
        return new LeaseSeen(millis * MILLI, holder, left, 30);
    }

    private static LeaseRenewed renewed(long millis, By by) {
        return new LeaseRenewed(millis * MILLI, PG1, by, 52 * MILLI);
    }

    @Test
    void recordedRenewalIsKnownToItsResolution() {
        List<Event> events = List.of(renewed(10_052, By.HOLDER), renewed(20_052, By.HOLDER));

        assertThat(bounds(events, 19_000)).containsExactly(10_000, 10_052);
        assertThat(bounds(events, 25_000)).containsExactly(20_000, 20_052);
    }

    @Test
    void oldHistoryTellsARenewalToASecond() {
        List<Event> events =
                List.of(seen(500, PG1, 25), seen(1_500, PG1, 24), seen(5_000, PG1, 20), seen(6_000, PG1, 29));

        assertThat(bounds(events, 8_000)).containsExactly(5_000, 6_000);
    }

    @Test
    void oldHistoryThatWasBlindMeanwhileGoesByWhatIsLeft() {
        List<Event> events = List.of(seen(500, PG1, 20), seen(9_000, PG1, 26));

        assertThat(bounds(events, 10_000)).containsExactly(5_000, 6_000);
    }

    @Test
    void beginningOfALeaseCountsBesideRecordedRenewals() {
        List<Event> events = List.of(
                renewed(10_052, By.HOLDER),
                new LeaderSeen(15_000 * MILLI, null, 7),
                new LeaderSeen(16_000 * MILLI, PG2, 8),
                seen(16_050, PG2, 28));

        assertThat(bounds(events, 18_000)).containsExactly(14_050, 15_050);
        assertThat(Renewals.of(events).lastBefore(18_000 * MILLI).map(Renewal::holder))
                .contains(PG2);
    }

    @Test
    void sameHolderThatTakesTheFreeLockBeginsAnew() {
        List<Event> events = List.of(
                seen(1_000, PG1, 3),
                new LeaderSeen(4_000 * MILLI, null, 7),
                new LeaderSeen(5_000 * MILLI, PG1, 8),
                seen(5_100, PG1, 2));

        assertThat(Renewals.of(events).all()).hasSize(2);
    }

    @Test
    void jumpsAreNotCountedTwiceWhereRenewalsAreRecorded() {
        List<Event> events =
                List.of(seen(1_000, PG1, 25), seen(6_052, PG1, 29), renewed(6_052, By.HOLDER), seen(7_052, PG1, 28));

        assertThat(bounds(events, 8_000)).containsExactly(6_000, 6_052);
        assertThat(Renewals.of(events).all()).hasSize(2);
    }

    @Test
    void renewalByANewLeaderOfTheStoreIsToldAsSuch() {
        assertThat(Renewals.of(List.of(renewed(6_052, By.STORE_LEADER)))
                        .lastBefore(7_000 * MILLI)
                        .map(Renewal::by))
                .contains(By.STORE_LEADER);
        assertThat(Renewals.of(List.of(seen(1_000, PG1, 25), seen(3_000, PG1, 30)))
                        .lastBefore(7_000 * MILLI)
                        .map(Renewal::by))
                .as("more than a holder can arm")
                .contains(By.STORE_LEADER);
    }

    @Test
    void renewalThatMayHaveBeenBeforeOrAfterLeavesBothOpen() {
        List<Event> events = List.of(renewed(10_052, By.HOLDER), renewed(20_052, By.HOLDER));

        assertThat(bounds(events, 20_020)).containsExactly(10_000, 20_020);
    }

    /** While the store has no leader the lease does not answer: a cut of 60 s, of which the last answer came just before. */
    @Test
    void newLeaderOfTheStoreIsTakenToComeAfterWhatItMayComeOf() {
        LeaseRenewed anew = new LeaseRenewed(122_471 * MILLI, PG1, By.STORE_LEADER, 110_300 * MILLI);

        assertThat(bounds(List.of(renewed(9_516, By.HOLDER), anew), 12_210)).containsExactly(9_464, 9_516);
    }

    @Test
    void renewalThatTheTimeToLiveShowsIsNotMovedByTheStatus() {
        assertThat(bounds(List.of(renewed(10_052, By.HOLDER), status(10_110)), 15_000))
                .containsExactly(10_000, 10_052);
        assertThat(bounds(List.of(renewed(10_052, By.HOLDER), status(10_600)), 15_000))
                .as("a status that comes late")
                .containsExactly(10_000, 10_052);
    }

    @Test
    void statusTellsTheRenewalThatNobodyCouldAskFor() {
        assertThat(bounds(List.of(renewed(10_052, By.HOLDER), status(10_110), status(20_120)), 25_000))
                .containsExactly(19_870, 20_120);
    }

    @Test
    void statusTellsBetterWhatWasAnsweredLate() {
        LeaseRenewed late = new LeaseRenewed(21_500 * MILLI, PG1, By.HOLDER, 12_000 * MILLI);

        assertThat(bounds(List.of(status(10_110), status(20_120), late), 25_000))
                .containsExactly(19_870, 20_120);
    }

    /** A renewal within two seconds after it does not show in the time to live. */
    @Test
    void statusTellsTheHoldersRenewalAfterANewLeaderOfTheStore() {
        List<Event> events = List.of(renewed(9_552, By.HOLDER), renewed(19_052, By.STORE_LEADER), status(19_700));

        assertThat(bounds(events, 25_000)).containsExactly(19_450, 19_700);
        assertThat(Renewals.of(events).lastBefore(25_000 * MILLI).map(Renewal::by))
                .contains(By.HOLDER);
    }

    @Test
    void statusOfAHolderThatGivesTheLockBackIsNoRenewal() {
        List<Event> events =
                List.of(renewed(10_052, By.HOLDER), status(16_000), new LeaderSeen(16_050 * MILLI, null, 7));

        assertThat(bounds(events, 16_040)).containsExactly(10_000, 10_052);
    }

    private static StatusWritten status(long millis) {
        return new StatusWritten(millis * MILLI, PG1, 70, 250 * MILLI);
    }

    @Test
    void nothingIsSaidBeforeTheFirst() {
        assertThat(bounds(List.of(renewed(10_052, By.HOLDER)), 9_000)).isEmpty();
        assertThat(bounds(List.of(renewed(10_052, By.HOLDER)), 10_020)).isEmpty();
        assertThat(bounds(List.of(new LeaseSeen(MILLI, null, 0, 0)), 9_000)).isEmpty();
    }
}
