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
 * the first later one that Patroni on the new holder said as primary, before the key named another one; null where it
 * never did.
 */
final class Failovers {
    private Failovers() {}

    static List<Failover> of(RunLog run) {
        List<Failover> failovers = new ArrayList<>();
        List<PatroniSeen> primaries = run.of(PatroniSeen.class).stream()
                .filter(seen -> seen.role() == PatroniRole.PRIMARY && seen.timeline() != null)
                .toList();
        NodeName holder = null;
        List<LeaderSeen> leaders = run.of(LeaderSeen.class);
        for (int i = 0; i < leaders.size(); i++) {
            LeaderSeen leader = leaders.get(i);
            NodeName next = leader.holder();
            if (next != null && holder != null && !next.equals(holder)) {
                Timeline before = before(primaries, holder, leader.atNanos());
                List<PatroniSeen> own = during(primaries, next, leaders.subList(i, leaders.size()));
                failovers.add(
                        new Failover(holder, next, before, after(own, before, leader.atNanos()), leader.atNanos()));
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

    /** What the new holder said as primary until the key named another node. */
    private static List<PatroniSeen> during(List<PatroniSeen> primaries, NodeName node, List<LeaderSeen> since) {
        long until = since.stream()
                .filter(leader -> leader.holder() != null && !leader.holder().equals(node))
                .mapToLong(LeaderSeen::atNanos)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        return primaries.stream()
                .filter(seen -> seen.node().equals(node) && seen.atNanos() <= until)
                .toList();
    }

    private static @Nullable Timeline after(List<PatroniSeen> own, @Nullable Timeline before, long atNanos) {
        for (PatroniSeen seen : own) {
            Timeline timeline = seen.timeline();
            if (timeline != null && (before == null ? seen.atNanos() >= atNanos : timeline.compareTo(before) > 0)) {
                return timeline;
            }
        }
        return null;
    }
}
