package dev.lapse.history;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds in every history that the recorder wrote, event by event.
 *
 * <p>A run begins once and first, and nothing comes after its end. No instant is before the run. A lane opens once,
 * closes once, and has attempts in between alone. Attempt k is due at the lane's opening plus k periods, stands there
 * once, is not invoked before it is due, and does not complete before it is invoked. A run that completed has closed
 * its lanes, has every attempt of them, and no read of a row that was never attempted. An OK brings along what its kind
 * of lane asks for. Each write lane's table is read once at the end. The phases of an injection follow each other, what
 * is proven has evidence, and nothing is both proven and unproven. All is there that the observers say they recorded.
 *
 * <p>One thread. Memory is a bit per attempt.
 */
final class Consistency {
    private boolean begun;
    private boolean ended;
    private final Map<LaneName, OpenLane> lanes = new LinkedHashMap<>();
    private final ObservedEvents observed = new ObservedEvents();
    private final Set<LaneName> finallyRead = new HashSet<>();
    private final Map<String, Set<FaultPhase>> phases = new HashMap<>();
    private final Map<String, Long> lastPhaseNanos = new HashMap<>();
    private long newestRead = -1;

    private static final class OpenLane {
        private final long openedNanos;
        private final long periodNanos;
        private final BitSet seen = new BitSet();
        private final Lane lane;
        private boolean closed;

        OpenLane(LaneOpened opened) {
            this.lane = opened.lane();
            this.openedNanos = opened.atNanos();
            this.periodNanos = opened.lane().period().toNanos();
        }
    }

    /** @throws IllegalArgumentException when no recorder writes this event after those before; the message says why */
    void see(Event event) {
        require(!ended, "nothing after the end of the run");
        require(begun != event instanceof RunStarted, begun ? "one beginning of the run" : "the beginning of the run");
        begun = true;
        if (event instanceof Attempt attempt) {
            see(attempt);
            return;
        }
        require(event.atNanos() >= 0, "an instant of the run", event.atNanos());
        observed.see(event);
        if (event instanceof LaneOpened opened) {
            boolean first = lanes.put(opened.lane().name(), new OpenLane(opened)) == null;
            require(first, "lane " + opened.lane().name() + " to open once");
        } else if (event instanceof LaneClosed closed) {
            lane(closed.lane()).closed = true;
        } else if (event instanceof FinalRead read) {
            require(finallyRead.add(read.lane()), "one final read of lane " + read.lane());
        } else if (event instanceof FaultSeen fault) {
            see(fault);
        } else if (event instanceof RunEnded end) {
            ended = true;
            if (end.how() == RunEnding.COMPLETED) {
                lanes.forEach(Consistency::requireWhole);
                requireReadsOfThePast();
                observed.requireWhole();
            }
        }
    }

    /** Made for millions: nothing is boxed, and no words are put together, before something is refused. */
    private void see(Attempt attempt) {
        OpenLane lane = lane(attempt.lane());
        long seq = attempt.seq();
        long due = lane.openedNanos + seq * lane.periodNanos;
        if (seq < 0 || seq >= Integer.MAX_VALUE) {
            throw refused("a number from 0", seq);
        }
        if (attempt.dueNanos() != due) {
            throw refused("attempt " + seq + " due at " + due, attempt.dueNanos());
        }
        if (attempt.invokedNanos() < due) {
            throw refused("invoked when due at " + due + ", or later", attempt.invokedNanos());
        }
        if (attempt.completedNanos() < attempt.invokedNanos()) {
            throw refused("completed after it was invoked at " + attempt.invokedNanos(), attempt.completedNanos());
        }
        if (attempt.outcome() == Outcome.OK) {
            requireAnswer(attempt, lane.lane.kind());
        }
        if (lane.seen.get((int) seq)) {
            throw refused("attempt " + seq + " of lane " + attempt.lane() + " once", null);
        }
        lane.seen.set((int) seq);
    }

    /** What an OK brings along, of each kind of lane. */
    private void requireAnswer(Attempt attempt, LaneKind kind) {
        switch (kind) {
            case WRITE -> require(attempt.timeline() != null, "the timeline of an acknowledged write");
            case STATE -> require(attempt.writable() != null, "whether a server that answered is writable");
            case READ -> {
                require(attempt.newestSeq() != null, "the newest row that a read saw");
                newestRead = Math.max(newestRead, attempt.newestSeq());
            }
            case CALL -> {} // what it answered is the user's own
        }
    }

    private void see(FaultSeen fault) {
        Set<FaultPhase> seen = phases.computeIfAbsent(fault.injection(), injection -> new HashSet<>());
        boolean proof = fault.phase() == FaultPhase.PROVEN || fault.phase() == FaultPhase.HEAL_PROVEN;
        String evidence = fault.evidence();
        require(!proof || evidence != null && !evidence.isBlank(), "evidence of " + fault.phase());
        require(
                fault.phase() != FaultPhase.PROVEN || !seen.contains(FaultPhase.HEALED),
                "injection " + fault.injection() + " to be proven before it is healed");
        long before = lastPhaseNanos.getOrDefault(fault.injection(), 0L);
        require(fault.atNanos() >= before, "a phase of " + fault.injection() + " after " + before, fault.atNanos());
        lastPhaseNanos.put(fault.injection(), fault.atNanos());
        seen.add(fault.phase());
        boolean both = seen.contains(FaultPhase.PROVEN) && seen.contains(FaultPhase.UNPROVEN);
        require(!both, "injection " + fault.injection() + " to be proven or unproven, not both");
    }

    private OpenLane lane(LaneName name) {
        OpenLane lane = lanes.get(name);
        if (lane == null || lane.closed) {
            throw new IllegalArgumentException("expected lane " + name + " to be open here, saw that it "
                    + (lane == null ? "never was" : "is closed"));
        }
        return lane;
    }

    /** Reads ask for the newest row of the first write lane of a client. */
    private void requireReadsOfThePast() {
        long written = lanes.values().stream()
                .filter(lane -> lane.lane.isClient() && lane.lane.kind() == LaneKind.WRITE)
                .findFirst()
                .map(lane -> lane.seen.length() - 1L)
                .orElse(Long.MAX_VALUE);
        require(newestRead <= written, "reads of rows up to " + written, newestRead);
    }

    private static void requireWhole(LaneName name, OpenLane lane) {
        require(lane.closed, "lane " + name + " to be closed before the run's end");
        require(
                lane.seen.cardinality() == lane.seen.length(),
                "every attempt of lane " + name + " up to " + (lane.seen.length() - 1),
                "none of number " + lane.seen.nextClearBit(0));
    }

    private static void require(boolean holds, String expected) {
        require(holds, expected, null);
    }

    private static void require(boolean holds, String expected, @Nullable Object seen) {
        if (!holds) {
            throw refused(expected, seen);
        }
    }

    private static IllegalArgumentException refused(String expected, @Nullable Object seen) {
        return new IllegalArgumentException("expected " + expected + (seen == null ? "" : ", saw " + seen));
    }
}
