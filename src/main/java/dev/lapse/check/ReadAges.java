package dev.lapse.check;

import dev.lapse.history.LaneKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Whether reads were older than what had been acknowledged, or went back in time.
 *
 * <p>Terms. Reads return the newest sequence number of the run's first client write lane. A read is <i>stale</i> when a
 * higher number had been acknowledged before the read was invoked; it is stale by the time from the earliest such
 * acknowledgement to its own invocation. A lane goes <i>backward</i> when a read returns less than a read of the same
 * lane that had completed before it was invoked. Reads in flight together prove nothing of each other.
 */
final class ReadAges {
    private ReadAges() {}

    static ReadMeasure of(RunLog run) {
        List<Sample> writes = run.lanes().stream()
                .filter(log -> log.isClient(LaneKind.WRITE))
                .findFirst()
                .map(log ->
                        log.ok().sorted(Comparator.comparingLong(Sample::seq)).toList())
                .orElse(List.of());
        long[] seqs = writes.stream().mapToLong(Sample::seq).toArray();
        long[] earliestFrom = new long[seqs.length + 1];
        earliestFrom[seqs.length] = Long.MAX_VALUE;
        for (int i = seqs.length - 1; i >= 0; i--) {
            earliestFrom[i] = Math.min(earliestFrom[i + 1], writes.get(i).completedNanos());
        }
        long stale = 0;
        long backward = 0;
        for (LaneLog log : run.lanes()) {
            if (!log.isClient(LaneKind.READ)) {
                continue;
            }
            List<Sample> reads = reads(log);
            for (Sample read : reads) {
                stale = Math.max(stale, staleNanos(read, seqs, earliestFrom));
            }
            backward += backward(reads);
        }
        return new ReadMeasure(Duration.ofNanos(stale), backward);
    }

    /** The answers of a read lane, by completion. */
    static List<Sample> reads(LaneLog log) {
        return log.ok().filter(s -> s.newestSeq() != null).toList();
    }

    /** The client read lanes that were never answered. */
    static List<String> silentLanes(RunLog run) {
        return run.lanes().stream()
                .filter(log -> log.isClient(LaneKind.READ) && reads(log).isEmpty())
                .map(log -> log.lane().name().value())
                .toList();
    }

    /** {@code no read of lane read-vip was answered}. */
    static String unanswered(List<String> lanes) {
        return "no read of lane " + String.join(", ", lanes) + " was answered";
    }

    private static long staleNanos(Sample read, long[] seqs, long[] earliestFrom) {
        int found = Arrays.binarySearch(seqs, newest(read) + 1);
        long earliest = earliestFrom[found >= 0 ? found : -found - 1];
        return earliest < read.invokedNanos() ? read.invokedNanos() - earliest : 0;
    }

    private static long backward(List<Sample> byCompletion) {
        List<Sample> byInvocation = byCompletion.stream()
                .sorted(Comparator.comparingLong(Sample::invokedNanos))
                .toList();
        long backward = 0;
        long newestCompleted = Long.MIN_VALUE;
        int completed = 0;
        for (Sample read : byInvocation) {
            while (completed < byCompletion.size()
                    && byCompletion.get(completed).completedNanos() <= read.invokedNanos()) {
                newestCompleted = Math.max(newestCompleted, newest(byCompletion.get(completed++)));
            }
            if (newest(read) < newestCompleted) {
                backward++;
            }
        }
        return backward;
    }

    private static long newest(Sample read) {
        Long newest = read.newestSeq();
        return newest == null ? -1 : newest;
    }
}
