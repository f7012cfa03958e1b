package dev.lapse.run;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.component.PatroniTimings;
import dev.lapse.history.Event;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.StatusWritten;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When the holder of the leader lock renewed its lease, and when it will. Patroni renews once per loop_wait and keeps
 * to its timetable whatever a round of its loop takes ({@code __main__.py}, {@code schedule_next_run}); measured,
 * rounds are steady to 13 ms. Where the time to live shows no renewal, what the holder writes into {@code /status}
 * after it does. Any thread.
 */
final class LeaseRhythm {
    private final Duration loopWait;
    private final List<LeaseRenewed> renewals = new ArrayList<>();
    private final List<LeaseRenewed> written = new ArrayList<>();
    private final List<LeaderSeen> holders = new ArrayList<>();

    LeaseRhythm(Duration loopWait) {
        this.loopWait = loopWait;
    }

    /** Of a cluster's Patroni, as it runs its timings. */
    static LeaseRhythm of(ClusterSpec cluster) {
        return new LeaseRhythm(Duration.ofSeconds(
                PatroniTimings.from(name -> cluster.settings().get(Section.PATRONI, name))
                        .asRunIn(cluster.suite())
                        .loopWaitSeconds()));
    }

    Duration loopWait() {
        return loopWait;
    }

    /** Another holder has another timetable. A new leader of the store does not change the holder's. */
    synchronized void hear(Event event) {
        if (event instanceof LeaseRenewed renewed && renewed.by() == LeaseRenewed.By.HOLDER) {
            renewals.add(renewed);
        } else if (event instanceof StatusWritten status) {
            written.add(new LeaseRenewed(
                    status.atNanos(), status.holder(), LeaseRenewed.By.HOLDER, status.resolutionNanos()));
        } else if (event instanceof LeaderSeen leader) {
            holders.add(leader);
        }
    }

    /** Who holds the leader lock; empty: nobody, or it was not told yet. */
    synchronized Optional<NodeName> holder() {
        return holders.stream().reduce((first, second) -> second).map(LeaderSeen::holder);
    }

    /**
     * The last renewal that was before this instant, of who held the lock then. It is as its time to live shows it, if
     * that does.
     */
    synchronized Optional<LeaseRenewed> lastBefore(long nanos) {
        Optional<LeaseRenewed> shown = lastBefore(renewals, nanos);
        long missed =
                shown.map(renewed -> instant(renewed) + loopWait.toNanos() / 2).orElse(Long.MIN_VALUE);
        return lastBefore(written, nanos)
                .filter(renewed -> instant(renewed) > missed)
                .or(() -> shown);
    }

    private Optional<LeaseRenewed> lastBefore(List<LeaseRenewed> told, long nanos) {
        Optional<LeaderSeen> then =
                holders.stream().filter(leader -> leader.atNanos() <= nanos).reduce((first, second) -> second);
        return told.stream()
                .filter(renewed -> instant(renewed) <= nanos)
                .filter(renewed ->
                        then.isEmpty() || renewed.holder().equals(then.get().holder()))
                .reduce((first, second) -> second);
    }

    /** The middle of the time in which it was. */
    static long instant(LeaseRenewed renewed) {
        return renewed.atNanos() - renewed.resolutionNanos() / 2;
    }
}
