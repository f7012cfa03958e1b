package dev.lapse.history;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One stream of attempts: attempt k is due at start + k periods, whatever became of attempt k - 1, and each ends
 * within the timeout.
 *
 * @param node the node that a {@link Vantage#DIRECT} lane asks, else null
 */
public record Lane(
        LaneName name,
        LaneKind kind,
        Entrypoint via,
        Vantage vantage,
        @Nullable NodeName node,
        Duration period,
        Duration timeout) {
    public Lane {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("lane " + name + ": period must be > 0, was " + period);
        }
        if (timeout.compareTo(period) < 0) {
            throw new IllegalArgumentException(
                    "lane " + name + ": timeout must be >= period " + period + ", was " + timeout);
        }
        if ((vantage == Vantage.DIRECT) != (node != null)) {
            throw new IllegalArgumentException("lane " + name + ": a direct lane names its node, the others name none");
        }
    }

    /** Whether the lane stands for a client, whose outages are judged; direct lanes are the observer's. */
    public boolean isClient() {
        return vantage != Vantage.DIRECT;
    }
}
