package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.ClockSeen;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * By how much the wall clocks of the servers were ahead of the run's clock, from all that was read of them: a clock
 * that was set, or runs at another speed, is uncertain by that.
 */
final class ServerClocks {
    private final Map<NodeName, Ahead> byNode = new HashMap<>();

    private record Ahead(long leastNanos, long mostNanos) {
        static Ahead of(ClockSeen seen) {
            long told = TimeUnit.MICROSECONDS.toNanos(seen.toldMicros());
            return new Ahead(told - seen.atNanos(), told + 1_000 - seen.askedNanos());
        }

        Ahead and(Ahead other) {
            return new Ahead(Math.min(leastNanos, other.leastNanos), Math.max(mostNanos, other.mostNanos));
        }

        Steps.Span at(long micros) {
            long stamp = TimeUnit.MICROSECONDS.toNanos(micros);
            return new Steps.Span(stamp - mostNanos, stamp + 1_000 - leastNanos);
        }
    }

    ServerClocks(RunLog run) {
        run.of(ClockSeen.class).forEach(seen -> byNode.merge(seen.node(), Ahead.of(seen), Ahead::and));
    }

    /** When it was on the run's clock; empty when the node's clock was never read. Null: it was some node's clock. */
    Optional<Steps.Span> at(long micros, @Nullable NodeName node) {
        Optional<Ahead> ahead =
                node == null ? byNode.values().stream().reduce(Ahead::and) : Optional.ofNullable(byNode.get(node));
        return ahead.map(known -> known.at(micros));
    }
}
