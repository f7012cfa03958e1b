package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.StoreSeen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When the store had no leader that most of its members knew, as its members told. */
final class Quorum {
    private final List<Leaderless> gaps = new ArrayList<>();

    /**
     * A time without.
     *
     * @param regained empty: it had not come back when the members were last asked
     */
    record Leaderless(Occurrence lost, Optional<Occurrence> regained) {
        boolean isOver(long nanos) {
            return regained.filter(back -> back.latestNanos() <= nanos).isPresent();
        }
    }

    Quorum(List<StoreSeen> seen, Watchers watchers) {
        long members = seen.stream().map(StoreSeen::member).distinct().count();
        Map<NodeName, StoreSeen> last = new HashMap<>();
        Optional<Occurrence> lost = Optional.empty();
        boolean had = false;
        for (StoreSeen one : seen) {
            last.put(one.member(), one);
            boolean has = hasLeader(last, members);
            String source = "what the store's members say";
            String observer = watchers.named("-member-" + one.member());
            if (had && !has && lost.isEmpty()) {
                lost = Optional.of(watchers.saw(observer, one.atNanos(), "store without a leader", source));
            } else if (has && lost.isPresent()) {
                NodeName leader = one.leader() == null ? one.member() : one.leader();
                gaps.add(new Leaderless(
                        lost.get(),
                        Optional.of(watchers.saw(observer, one.atNanos(), "store led by " + leader, source))));
                lost = Optional.empty();
            }
            had |= has;
        }
        lost.ifPresent(open -> gaps.add(new Leaderless(open, Optional.empty())));
    }

    /** Whether more than half of the members name one leader. Others name it for a while after it has died. */
    private static boolean hasLeader(Map<NodeName, StoreSeen> last, long members) {
        Map<NodeName, Integer> votes = new HashMap<>();
        for (StoreSeen one : last.values()) {
            NodeName leader = one.leader();
            if (leader != null && (!last.containsKey(leader) || last.get(leader).answers())) {
                votes.merge(leader, 1, Integer::sum);
            }
        }
        return votes.values().stream().anyMatch(count -> 2L * count > members);
    }

    /** The longest time without a leader that lies in this time, at least in part. */
    Optional<Leaderless> during(long fromNanos, long toNanos) {
        return gaps.stream()
                .filter(gap -> gap.lost().latestNanos() < toNanos && !gap.isOver(fromNanos))
                .max((one, other) -> Long.compare(length(one, fromNanos, toNanos), length(other, fromNanos, toNanos)));
    }

    private static long length(Leaderless gap, long fromNanos, long toNanos) {
        long to = gap.regained().map(Occurrence::latestNanos).orElse(toNanos);
        return Math.min(to, toNanos) - Math.max(gap.lost().earliestNanos(), fromNanos);
    }
}
