package dev.lapse.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Judge;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.History;
import dev.lapse.history.HistoryLines;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.StepStarted;
import dev.lapse.history.SyncSeen;
import dev.lapse.history.Vantage;
import dev.lapse.report.ResultJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Threads record side by side: whose line comes first in the file says nothing, and changes nothing. */
class ConcurrentEventsTest {

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void theOrderOfConcurrentEventsChangesNoByte(
            @ForAll RunKind kind, @ForAll @IntRange(min = 1, max = 200) int apartMs, @ForAll long seed) {
        GeneratedRun run = kind.run(seed)
                .with(new Harm.Degraded(GeneratedRun.READ, 2_000_000_000L, 1_500_000_000L, 0.4))
                .with(new Harm.Staleness(GeneratedRun.READ_PINNED, 3_000_000_000L, 500_000_000L))
                .expecting(
                        "write_outage",
                        "2s",
                        "read_outage",
                        "0",
                        "write_degraded",
                        "9s",
                        "read_degraded",
                        "1s",
                        "lost_writes",
                        "0",
                        "dual_primary",
                        "never",
                        "last_writable",
                        "1s",
                        "rejoined",
                        "all",
                        "failed_rejoins",
                        "0",
                        "stale_read",
                        "100ms",
                        "backward_reads",
                        "0",
                        "dirty_reads",
                        "0",
                        "failovers",
                        "0");
        List<Event> recorded = Edits.listed(run);

        List<Event> other = reordered(recorded, new Dice(seed), apartMs * 1_000_000L);

        assertThat(other).isNotEqualTo(recorded);
        assertThat(result(other)).isEqualTo(result(recorded));
    }

    private static String result(List<Event> events) {
        return ResultJson.text(Judge.judge(HistoryLines.strictly(History.of(events))));
    }

    private record Placed(Event event, long key, int number) {}

    /** What is before the first step and after the last lane is one thread's, as is what one thread recorded. */
    private static List<Event> reordered(List<Event> events, Dice dice, long apartNanos) {
        int from = 0;
        int to = events.size();
        while (!(events.get(from) instanceof StepStarted)) {
            from++;
        }
        while (!(events.get(to - 1) instanceof LaneClosed)) {
            to--;
        }
        Set<Object> free = new HashSet<>();
        events.stream()
                .filter(LaneOpened.class::isInstance)
                .map(event -> ((LaneOpened) event).lane())
                .filter(lane -> lane.vantage() == Vantage.NEW_CONNECTION)
                .forEach(lane -> free.add(lane.name()));
        Map<Object, Long> last = new HashMap<>();
        List<Placed> placed = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Event event = events.get(i);
            Object thread = thread(event);
            long key = event.atNanos() + dice.between(0, apartNanos, i, 0);
            long before = last.getOrDefault(thread, Long.MIN_VALUE);
            boolean waits = !(event instanceof Attempt && free.contains(thread));
            key = waits ? Math.max(key, before) : key;
            last.put(thread, Math.max(key, before));
            placed.add(new Placed(event, key, i));
        }
        placed.sort(Comparator.comparingLong(Placed::key).thenComparingInt(Placed::number));
        List<Event> other = new ArrayList<>(events.subList(0, from));
        placed.forEach(each -> other.add(each.event()));
        other.addAll(events.subList(to, events.size()));
        return other;
    }

    private static Object thread(Event event) {
        if (event instanceof Attempt attempt) {
            return attempt.lane();
        } else if (event instanceof LaneClosed closed) {
            return closed.lane();
        } else if (event instanceof PatroniSeen seen) {
            return seen.node();
        } else if (event instanceof HaproxySeen seen) {
            return seen.balancer();
        } else if (event instanceof LeaderSeen || event instanceof SyncSeen) {
            return "etcd-watch";
        }
        return event instanceof LeaseSeen ? "etcd-lease" : "conductor";
    }
}
