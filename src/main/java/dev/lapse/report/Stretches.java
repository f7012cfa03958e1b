package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.history.Attempt;
import dev.lapse.history.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/**
 * The attempts of a lane that were not OK as stretches: from the invocation of the first to that of the last of a row
 * of attempts, by their numbers, none of which was OK. Where there are more than {@link #MOST}, neighbours with the
 * shortest gaps become one, which then counts the OKs in it; but never across an instant at which an outage begins or
 * ends. Times are ticks of {@link LaneColumns#TICK_NANOS}. One thread.
 */
final class Stretches {
    static final int MOST = 4000;
    /** So many attempts wait for one with a smaller number, which may have got lost. */
    private static final int MOST_WAITING = 20_000;

    private record EndedAttempt(long seq, long atTicks, Outcome outcome, int error) {}

    private static final class NotOkStretch {
        private final long from;
        private final int okBefore;
        private final int error;
        private long to;
        private int okInside;
        private int failed;
        private int indeterminate;
        private int notSent;

        private NotOkStretch(EndedAttempt first, int okBefore) {
            this.from = first.atTicks;
            this.to = first.atTicks;
            this.okBefore = okBefore;
            this.error = first.error;
        }

        private void take(EndedAttempt next) {
            to = Math.max(to, next.atTicks);
            switch (next.outcome) {
                case OK -> okInside++;
                case FAILED -> failed++;
                case INDETERMINATE -> indeterminate++;
                case NOT_SENT -> notSent++;
            }
        }

        private void join(NotOkStretch next) {
            to = Math.max(to, next.to);
            okInside += next.okBefore + next.okInside;
            failed += next.failed;
            indeterminate += next.indeterminate;
            notSent += next.notSent;
        }
    }

    private final long[] edges;
    private final PriorityQueue<EndedAttempt> waiting =
            new PriorityQueue<>(Comparator.comparingLong(EndedAttempt::seq));
    private List<NotOkStretch> stretches = new ArrayList<>();
    private boolean goesOn;
    private int okSince;
    private long nextSeq;
    private long gapTicks = 1000;
    private int mergeAt = 2 * MOST;

    /** @param edges ticks at which outages begin or end, in order */
    Stretches(long[] edges) {
        this.edges = edges;
    }

    /** @param error the number of the error's text; of no meaning when the attempt was OK */
    void add(Attempt attempt, int error) {
        EndedAttempt next = new EndedAttempt(
                attempt.seq(), attempt.invokedNanos() / LaneColumns.TICK_NANOS, attempt.outcome(), error);
        if (next.seq == nextSeq && waiting.isEmpty()) {
            take(next);
            return;
        }
        waiting.add(next);
        while (!waiting.isEmpty() && (waiting.peek().seq <= nextSeq || waiting.size() > MOST_WAITING)) {
            take(waiting.remove());
        }
    }

    private void take(EndedAttempt next) {
        nextSeq = next.seq + 1;
        if (next.outcome == Outcome.OK) {
            goesOn = false;
            okSince++;
            return;
        }
        if (!goesOn) {
            if (stretches.size() >= mergeAt) {
                merge();
            }
            stretches.add(new NotOkStretch(next, okSince));
            goesOn = true;
            okSince = 0;
        }
        stretches.get(stretches.size() - 1).take(next);
    }

    /** Until there are few enough, or no two may become one any more. */
    private void merge() {
        for (int round = 0; round < 40 && stretches.size() > MOST; round++) {
            List<NotOkStretch> merged = new ArrayList<>();
            for (NotOkStretch next : stretches) {
                NotOkStretch last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
                if (last != null && next.from - last.to <= gapTicks && !hasEdge(last.to, next.from)) {
                    last.join(next);
                } else {
                    merged.add(next);
                }
            }
            stretches = merged;
            if (stretches.size() > MOST) {
                gapTicks *= 2;
            }
        }
        mergeAt = Math.max(2 * MOST, stretches.size() * 2);
    }

    private boolean hasEdge(long fromTicks, long toTicks) {
        int found = Arrays.binarySearch(edges, fromTicks);
        int next = found < 0 ? -found - 1 : found;
        return next < edges.length && edges[next] <= toTicks;
    }

    /** Each begins so many ticks after the end of the one before. */
    void writeTo(JsonGenerator json) throws IOException {
        while (!waiting.isEmpty()) {
            take(waiting.remove());
        }
        if (stretches.size() > MOST) {
            merge();
        }
        json.writeStartObject();
        long[] after = new long[stretches.size()];
        long end = 0;
        for (int i = 0; i < after.length; i++) {
            after[i] = stretches.get(i).from - end;
            end = stretches.get(i).to;
        }
        json.writeFieldName("after");
        json.writeArray(after, 0, after.length);
        column(json, "length", stretch -> stretch.to - stretch.from);
        column(json, "failed", stretch -> stretch.failed);
        column(json, "indeterminate", stretch -> stretch.indeterminate);
        column(json, "not_sent", stretch -> stretch.notSent);
        column(json, "ok_inside", stretch -> stretch.okInside);
        column(json, "error", stretch -> stretch.error);
        json.writeEndObject();
    }

    private void column(JsonGenerator json, String key, ToLongFunction<NotOkStretch> value) throws IOException {
        long[] values = stretches.stream().mapToLong(value).toArray();
        json.writeFieldName(key);
        json.writeArray(values, 0, Arrays.stream(values).allMatch(one -> one == 0) ? 0 : values.length);
    }
}
