package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the leader lock changed hands.
 *
 * <p>Terms. A <i>failover</i> is two different holders of Patroni's leader key one after the other, however long it
 * was free between. The timeline before is what Patroni on the old holder last said as primary; the timeline after is
 * the first later one that Patroni on the new holder said as primary; null where it never did.
 */
final class Failovers {
    private Failovers() {}

    static List<Failover> of(RunLog run) {
        List<Failover> failovers = new ArrayList<>();
        List<PatroniSeen> primaries = run.of(PatroniSeen.class).stream()
                .filter(seen -> seen.role() == PatroniRole.PRIMARY && seen.timeline() != null)
                .toList();
        NodeName holder = null;
        for (LeaderSeen leader : run.of(LeaderSeen.class)) {
            NodeName next = leader.holder();
            if (next != null && holder != null && !next.equals(holder)) {
                Timeline before = before(primaries, holder, leader.atNanos());
                failovers.add(new Failover(
                        holder, next, before, after(primaries, next, before, leader.atNanos()), leader.atNanos()));
            }
            holder = next == null ? holder : next;
        }
        return failovers;
    }

    private static @Nullable Timeline before(List<PatroniSeen> primaries, NodeName node, long atNanos) {
        Timeline last = null;
        for (PatroniSeen seen : primaries) {
            if (seen.node().equals(node) && seen.atNanos() <= atNanos) {
                last = seen.timeline();
            }
        }
        return last;
    }

    private static @Nullable Timeline after(
            List<PatroniSeen> primaries, NodeName node, @Nullable Timeline before, long atNanos) {
        for (PatroniSeen seen : primaries) {
            Timeline timeline = seen.timeline();
            if (seen.node().equals(node)
                    && timeline != null
                    && (before == null ? seen.atNanos() >= atNanos : timeline.compareTo(before) > 0)) {
                return timeline;
            }
        }
        return null;
    }
}
