package dev.lapse.check;

import dev.lapse.explain.LaneOutage;
import dev.lapse.history.DataGaps;
import dev.lapse.history.FinalRead;
import dev.lapse.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What the data say of one lane's outages; terms: {@link DataTimes}. */
final class RowsOfLane {
    /** Of more rows than these it is not told which outage they are in. */
    private static final int MOST_DOUBTFUL = 10_000;

    private final DataGaps data;
    private final RowSet present;
    private final ServerClocks clocks;
    private final List<Steps.Span> gaps;
    private final long[] bounds;
    private final Sample[] attempts;
    private final @Nullable Sample[] inside;
    /** Rows that may be of another time than their OK: the client knows of none, or it came late. */
    private final List<Sample> doubtful = new ArrayList<>();

    private boolean lost;

    RowsOfLane(DataGaps data, FinalRead read, ServerClocks clocks) {
        this.data = data;
        this.present = new RowSet(read.present());
        this.clocks = clocks;
        this.gaps = data.gaps().stream()
                .flatMap(gap -> surely(gap, clocks).stream())
                .toList();
        this.bounds = data.gaps().stream()
                .flatMapToLong(gap -> LongStream.of(gap.beforeSeq(), gap.afterSeq()))
                .sorted()
                .distinct()
                .toArray();
        this.attempts = new Sample[bounds.length];
        this.inside = new Sample[data.gaps().size()];
    }

    /** From when to when no row was written, whichever server's clock the two rows have. */
    private static Optional<Steps.Span> surely(DataGaps.RowGap gap, ServerClocks clocks) {
        return clocks.at(gap.beforeMicros(), null)
                .flatMap(before -> clocks.at(gap.afterMicros(), null)
                        .map(after -> new Steps.Span(before.toNanos(), after.fromNanos())));
    }

    /** An attempt that was sent. */
    void see(Sample sample) {
        int bound = Arrays.binarySearch(bounds, sample.seq());
        boolean isPresent = present.holds(sample.seq());
        if (bound >= 0) {
            attempts[bound] = sample;
        } else if (isPresent && sample.isOk()) {
            for (int i = 0; i < gaps.size(); i++) {
                if (gaps.get(i).fromNanos() < sample.invokedNanos()
                        && sample.completedNanos() < gaps.get(i).toNanos()) {
                    inside[i] = sample;
                }
            }
        }
        lost |= sample.isOk() && !isPresent;
        if (isPresent && isDoubtful(sample) && doubtful.size() < MOST_DOUBTFUL) {
            doubtful.add(sample);
        }
    }

    private boolean isDoubtful(Sample sample) {
        return sample.outcome() == Outcome.INDETERMINATE
                || sample.isOk() && sample.latencyNanos() > data.longerThan().toNanos();
    }

    DataEstimate estimate(Outage outage, LaneOutage ends) {
        if (outage.censored()) {
            return DataEstimate.notCompared("the outage is open at the end");
        }
        if (gaps.size() < data.gaps().size()) {
            return DataEstimate.notCompared("no server's clock was read");
        }
        int[] of = IntStream.range(0, gaps.size())
                .filter(i -> isOf(gaps.get(i), outage))
                .toArray();
        return of.length == 0 ? withoutGap(outage, ends) : compared(outage, of);
    }

    private static boolean isOf(Steps.Span gap, Outage outage) {
        long middle = outage.fromNanos() + (outage.toNanos() - outage.fromNanos()) / 2;
        long middleOfGap = gap.fromNanos() + gap.lengthNanos() / 2;
        return outage.fromNanos() < middleOfGap && middleOfGap < outage.toNanos() || gap.contains(middle);
    }

    private DataEstimate compared(Outage outage, int[] of) {
        DataGaps.RowGap first = data.gaps().get(of[0]);
        DataGaps.RowGap last = data.gaps().get(of[of.length - 1]);
        Sample before = attempt(first.beforeSeq());
        Sample after = attempt(last.afterSeq());
        if (!canHaveWritten(before) || !canHaveWritten(after)) {
            return DataEstimate.notCompared("a row beside the gap is of no attempt that can have written it");
        }
        Optional<Steps.Span> from = clocks.at(first.beforeMicros(), before.node());
        Optional<Steps.Span> to = clocks.at(last.afterMicros(), after.node());
        if (from.isEmpty() || to.isEmpty()) {
            return DataEstimate.notCompared("the clock of " + (from.isEmpty() ? before : after).node()
                    + ", which wrote a row beside the gap, was not read");
        }
        GapEnds both = new GapEnds(before, after, from.get(), to.get());
        if (both.length().isNegative()) {
            return DataEstimate.notCompared("the clocks of " + before.node() + " and " + after.node()
                    + " are so far apart that their rows are not in order of time");
        }
        Optional<String> doubt = IntStream.of(of)
                .mapToObj(i -> inside[i])
                .filter(one -> one != null)
                .findFirst()
                .map(one -> "the lane has an OK of row " + one.seq() + " in it, at " + Wording.at(one.completedNanos()))
                .or(both::doubt);
        DataEstimate.Agreement answer =
                doubt.isPresent() ? DataEstimate.Agreement.DISAGREES : DataEstimate.Agreement.AGREES;
        String text = doubt.map(why -> "the data say " + both.text() + ", " + why)
                .orElseGet(() -> both.text() + " by the rows' own clock" + both.difference(outage));
        return new DataEstimate(answer, Optional.of(both.length()), both.within(), text);
    }

    private DataEstimate withoutGap(Outage outage, LaneOutage ends) {
        if (ends.before().isEmpty() || ends.after().isEmpty()) {
            return DataEstimate.notCompared("the lane had no OK before it");
        }
        Duration least = Duration.ofNanos(ends.after().get().invokedNanos() - outage.fromNanos());
        Duration seen = clocks.at(0, null)
                .map(span -> data.longerThan().plusNanos(2 * span.lengthNanos()))
                .orElse(data.longerThan());
        if (least.compareTo(seen) <= 0) {
            return DataEstimate.notCompared("it is too short to be seen in the data");
        }
        if (outage.firstOk().compareTo(outage.duration()) < 0) {
            return DataEstimate.notCompared("rows were written in it, of an OK that did not last");
        }
        long since = outage.fromNanos() - 2 * ends.lane().timeout().toNanos();
        long early = outage.fromNanos() + seen.toNanos();
        if (doubtful.size() == MOST_DOUBTFUL
                || doubtful.stream()
                        .anyMatch(one -> one.isOk()
                                ? one.invokedNanos() <= early && outage.toNanos() <= one.completedNanos()
                                : since <= one.invokedNanos() && one.invokedNanos() <= outage.toNanos())) {
            return DataEstimate.notCompared("rows were written in it that the client did not know of then");
        }
        if (lost) {
            return DataEstimate.notCompared("rows beside it are lost");
        }
        return DataEstimate.withoutGap("the data have no gap longer than " + Wording.of(data.longerThan())
                + " there, and the lane had no OK for " + Wording.of(outage.duration()));
    }

    private @Nullable Sample attempt(long seq) {
        return attempts[Arrays.binarySearch(bounds, seq)];
    }

    private static boolean canHaveWritten(@Nullable Sample attempt) {
        return attempt != null && (attempt.isOk() || attempt.outcome() == Outcome.INDETERMINATE);
    }
}
