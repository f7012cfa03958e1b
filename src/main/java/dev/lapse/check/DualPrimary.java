package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether two nodes were writable at once. {@code observed} is false when no node was asked, or none could be, or when
 * there is a doubt. {@code blind}: nodes that could not be asked for a while. {@code witnesses}: what each of them
 * tells by itself, in their order; empty where they were not asked one by one.
 */
public record DualPrimary(
        boolean observed, List<Window> windows, List<Doubt> doubts, List<Blind> blind, List<Testimony> witnesses) {
    /** One of which no witness tells by itself. */
    public DualPrimary(boolean observed, List<Window> windows, List<Doubt> doubts, List<Blind> blind) {
        this(observed, windows, doubts, blind, List.of());
    }

    public DualPrimary {
        windows = List.copyOf(windows);
        doubts = List.copyOf(doubts);
        blind = List.copyOf(blind);
        witnesses = List.copyOf(witnesses);
    }

    /** How many acknowledgements of an old timeline were late; see {@link Testimony#late}. */
    long late() {
        return witnesses.stream().mapToLong(Testimony::late).sum();
    }

    /** What this one tells by itself; empty where it was not asked. */
    public Optional<Testimony> witness(Witness by) {
        return witnesses.stream().filter(one -> one.by() == by).findFirst();
    }

    /**
     * A span in which two nodes were both writable; {@code by}: state (they said so), write (both
     * acknowledged, each on a timeline of its own), or mixed (both were claimed, in whatever way). {@code duration} is
     * a lower bound, {@code atMost} an upper one.
     */
    public record Window(
            List<NodeName> nodes, String by, long fromNanos, long toNanos, Duration duration, Duration atMost) {
        /** The same as it was seen there. */
        Sighting at(String place) {
            return new Sighting(
                    nodes.stream().map(NodeName::value).toList(), place, fromNanos, toNanos, duration, atMost);
        }
    }

    /**
     * A span in which {@code node}, which had been primary, could not be asked. {@code length}: how long {@code other}
     * was writable in it, or could not be asked either.
     */
    public record Doubt(
            NodeName node, long fromNanos, long toNanos, NodeName other, boolean otherWritable, Duration length) {
        String text() {
            return node + ", which had been primary, could not be asked for " + Wording.at(toNanos - fromNanos)
                    + " from " + Wording.at(fromNanos) + ", while " + other
                    + (otherWritable ? " was writable for " : " could not be asked either for ") + Wording.of(length);
        }
    }

    /** How long a node could not be asked in all since the first injection, excused or not. */
    public record Blind(NodeName node, Duration total) {}
}
