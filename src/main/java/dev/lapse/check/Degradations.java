package dev.lapse.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Where a lane was not out but not well: one of two replicas gone fails half of the reads, and no gap is long.
 *
 * <p>Terms. Per step: from the invocation of the first not-OK attempt to that of the last one; the <i>share</i> is that
 * of not-OK attempts among those made between, both included; NOT_SENT does not count. An attempt belongs to the active
 * step at the instant when it should have been answered: at its completion, or its invocation plus the longest latency
 * of the steady phase, whichever is earlier. What came before the first active step is warming up. Reported, not
 * judged.
 */
final class Degradations {
    private Degradations() {}

    static List<Degraded> of(LaneLog log, Steps steps) {
        Steps.Span steady = steps.steadyPhase().orElse(new Steps.Span(Long.MIN_VALUE, Long.MAX_VALUE));
        long longestLatency = log.ok()
                .filter(s -> steady.contains(s.completedNanos()))
                .mapToLong(Sample::latencyNanos)
                .max()
                .orElse(0);
        Map<String, List<Sample>> byStep = new LinkedHashMap<>();
        log.notOk().forEach(sample -> {
            long due = Math.min(sample.completedNanos(), sample.invokedNanos() + longestLatency);
            if (due >= steps.beginNanos()) {
                byStep.computeIfAbsent(steps.activeAt(due), step -> new ArrayList<>())
                        .add(sample);
            }
        });
        List<Degraded> degraded = new ArrayList<>();
        byStep.forEach((step, notOk) -> degraded.add(degraded(log, step, notOk)));
        return degraded;
    }

    /**
     * The longest time from the first active step to the end of the lane in which nothing was sent and no answer came,
     * so that no more than one failure could have been seen.
     */
    static Duration longestSilence(LaneLog log, Steps steps) {
        long from = Math.max(log.openedNanos(), steps.beginNanos());
        long to = Math.max(from, log.closedNanos().orElse(log.endNanos()));
        long[] signs = LongStream.concat(
                        LongStream.of(from, to),
                        log.sent().flatMapToLong(s -> LongStream.of(s.invokedNanos(), s.completedNanos())))
                .filter(at -> from <= at && at <= to)
                .sorted()
                .toArray();
        long longest = 0;
        for (int i = 1; i < signs.length; i++) {
            longest = Math.max(longest, signs[i] - signs[i - 1]);
        }
        return Duration.ofNanos(longest);
    }

    /**
     * The median time in nanoseconds between two not-OK attempts of a stretch that follow one another: the longest
     * would be that of one stall. 0 where fewer than three attempts say nothing of what is usual.
     */
    static long usualPause(LaneLog log, Degraded degraded) {
        long[] invoked = log.notOk()
                .mapToLong(Sample::invokedNanos)
                .filter(at -> degraded.fromNanos() <= at && at <= degraded.toNanos())
                .sorted()
                .toArray();
        if (invoked.length < 3) {
            return 0;
        }
        return Quantiles.of(IntStream.range(1, invoked.length).mapToLong(i -> invoked[i] - invoked[i - 1]))
                .nanos(50);
    }

    private static Degraded degraded(LaneLog log, String step, List<Sample> notOk) {
        long from = notOk.stream().mapToLong(Sample::invokedNanos).min().orElseThrow();
        long to = notOk.stream().mapToLong(Sample::invokedNanos).max().orElseThrow();
        long between = log.sent()
                .filter(s -> from <= s.invokedNanos() && s.invokedNanos() <= to)
                .count();
        return new Degraded(step, from, to, notOk.size(), (double) notOk.size() / between);
    }
}
