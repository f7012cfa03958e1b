package dev.lapse.history;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One stream of attempts: attempt k is due at start + k periods, whatever became of attempt k - 1, and each ends
 * within the timeout.
 *
 * @param node the host that the lane asks: the node of a {@link Vantage#DIRECT} lane, the node whose pooler or the
 *     balancer that a client asks; null: the first balancer, the virtual address, or every node
 * @param cancel how long after a statement was sent its client asks the server to cancel it, as a driver does whose
 *     query timeout is over; null: never
 * @param hold how long an attempt keeps its transaction open between its statement and its commit; null: each statement
 *     commits by itself
 * @param at the host by whose address the client comes in, which is in the cluster's network and shares its faults;
 *     null: the client is near all of them
 * @param settings how the client is configured, under its own names: {@code hikari.maximumPoolSize},
 *     {@code pgjdbc.connectTimeout}; durations have a unit
 */
public record Lane(
        LaneName name,
        LaneKind kind,
        Entrypoint via,
        Vantage vantage,
        @Nullable NodeName node,
        Duration period,
        Duration timeout,
        @Nullable Duration cancel,
        @Nullable Duration hold,
        @Nullable NodeName at,
        Map<String, String> settings) {
    public Lane {
        // histories of before do not have them
        settings = settings == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(settings));
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("lane " + name + ": period must be > 0, was " + period);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("lane " + name + ": timeout must be > 0, was " + timeout);
        }
        if (cancel != null && (cancel.isNegative() || cancel.isZero() || cancel.compareTo(timeout) >= 0)) {
            throw new IllegalArgumentException(
                    "lane " + name + ": cancel must be > 0 and < timeout " + timeout + ", was " + cancel);
        }
        if (hold != null && (hold.isNegative() || hold.isZero() || hold.compareTo(timeout) >= 0)) {
            throw new IllegalArgumentException(
                    "lane " + name + ": hold must be > 0 and < timeout " + timeout + ", was " + hold);
        }
        if (vantage == Vantage.DIRECT && node == null) {
            throw new IllegalArgumentException("lane " + name + ": a direct lane names its node");
        }
        if (at != null && (vantage == Vantage.DIRECT || vantage == Vantage.OWN_CODE)) {
            throw new IllegalArgumentException(
                    "lane " + name + ": what is no client of Lapse's is at no host, was " + at);
        }
        if (node != null && (via == Entrypoint.VIP || vantage == Vantage.MULTI_HOST)) {
            throw new IllegalArgumentException("lane " + name + ": via vip, and multi-host, name no node, was " + node);
        }
    }

    /** A lane whose client is as Lapse makes it. */
    public Lane(
            LaneName name,
            LaneKind kind,
            Entrypoint via,
            Vantage vantage,
            @Nullable NodeName node,
            Duration period,
            Duration timeout) {
        this(name, kind, via, vantage, node, period, timeout, null, Map.of());
    }

    /** A lane whose statements commit by themselves. */
    public Lane(
            LaneName name,
            LaneKind kind,
            Entrypoint via,
            Vantage vantage,
            @Nullable NodeName node,
            Duration period,
            Duration timeout,
            @Nullable Duration cancel,
            Map<String, String> settings) {
        this(name, kind, via, vantage, node, period, timeout, cancel, null, null, settings);
    }

    /** A lane whose client is near all hosts. */
    public Lane(
            LaneName name,
            LaneKind kind,
            Entrypoint via,
            Vantage vantage,
            @Nullable NodeName node,
            Duration period,
            Duration timeout,
            @Nullable Duration cancel,
            @Nullable Duration hold,
            Map<String, String> settings) {
        this(name, kind, via, vantage, node, period, timeout, cancel, hold, null, settings);
    }

    /** The same lane whose client comes in by this host. */
    public Lane at(NodeName host) {
        return new Lane(name, kind, via, vantage, node, period, timeout, cancel, hold, host, settings);
    }

    /** How long an attempt takes that waits for nobody: zero, or its hold. */
    public Duration held() {
        return hold == null ? Duration.ZERO : hold;
    }

    /**
     * Whether the lane stands for a client, whose outages are judged; direct lanes are the observer's, and of the load
     * nobody looks at a single lane.
     */
    public boolean isClient() {
        return !isDirect() && !isLoad();
    }

    /** Whether the lane is the observer's, straight to one node. */
    public boolean isDirect() {
        return vantage == Vantage.DIRECT;
    }

    /** Whether the lane is one of the load's clients. */
    public boolean isLoad() {
        return vantage == Vantage.LOAD;
    }

    /** Whether its rows are in the ledger of what clients wrote: acknowledged ones must be there in the end. */
    public boolean isInLedger() {
        return kind == LaneKind.WRITE && !isDirect();
    }

    /**
     * A lane that calls the user's own code.
     *
     * @throws IllegalArgumentException when the timeout is shorter than the period, or the period is 0
     */
    public static Lane ofOwnCode(LaneName name, Duration period, Duration timeout) {
        if (timeout.compareTo(period) < 0) {
            throw new IllegalArgumentException(
                    "lane " + name + ": timeout must be >= period " + period + ", was " + timeout);
        }
        return new Lane(name, LaneKind.CALL, Entrypoint.APPLICATION, Vantage.OWN_CODE, null, period, timeout);
    }

    /** Whether its client is given every node to choose from. */
    public boolean isMultiHost() {
        return node == null
                && (vantage == Vantage.MULTI_HOST || vantage == Vantage.POOL)
                && (via == Entrypoint.POOLER || via == Entrypoint.POSTGRES);
    }
}
