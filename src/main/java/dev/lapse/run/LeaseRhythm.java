package dev.lapse.run;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.component.PatroniTimings;
import dev.lapse.history.Event;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseRenewed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the holder of the leader lock renewed its lease, and when it will. Patroni renews once per loop_wait and keeps
 * to its timetable whatever a round of its loop takes ({@code __main__.py}, {@code schedule_next_run}); measured,
 * rounds are steady to 13 ms. Any thread.
 */
final class LeaseRhythm {
    private final Duration loopWait;
    private final List<LeaseRenewed> renewals = new ArrayList<>();
    private @Nullable NodeName holder;

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
        } else if (event instanceof LeaderSeen leader) {
            holder = leader.holder();
            if (renewals.stream().anyMatch(renewed -> !renewed.holder().equals(holder))) {
                renewals.clear();
            }
        }
    }

    /** Who holds the leader lock; empty: nobody, or it was not told yet. */
    synchronized Optional<NodeName> holder() {
        return Optional.ofNullable(holder);
    }

    /** The last renewal that was before this instant. */
    synchronized Optional<LeaseRenewed> lastBefore(long nanos) {
        return renewals.stream().filter(renewed -> instant(renewed) <= nanos).reduce((first, second) -> second);
    }

    /** The middle of the time in which it was. */
    static long instant(LeaseRenewed renewed) {
        return renewed.atNanos() - renewed.resolutionNanos() / 2;
    }
}
