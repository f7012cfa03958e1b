package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.history.Outcome;
import java.io.IOException;
import java.util.Arrays;

/**
 * Attempts counted in slices of time of one width: how many ended how, and the shortest and the longest time that they
 * took. When there would be more than {@link #MOST} slices, each two become one of twice the width, so that memory and
 * size do not grow with the run. Times are ticks of {@link LaneColumns#TICK_NANOS}. One thread.
 */
final class LatencyBuckets {
    static final int MOST = 4096;
    /** A lane's attempts come in the order of their ends: one that was invoked earlier may come later. */
    private static final long EARLIER_TICKS = 500_000;

    private static final int[] NONE = {};
    private static final String[] KEYS = {"ok", "failed", "indeterminate", "not_sent"};

    private long width;
    private long origin = -1;
    private int used;
    /** By {@link Outcome}, by ordinal. */
    private final int[][] counts = new int[KEYS.length][MOST];

    private final int[] low = new int[MOST];
    private final int[] high = new int[MOST];
    private final int[] highNotOk = new int[MOST];

    /** @param widthTicks of a slice, at first */
    LatencyBuckets(long widthTicks) {
        this.width = Math.max(1, widthTicks);
    }

    void add(long invokedTicks, long tookTicks, Outcome outcome) {
        if (origin < 0) {
            origin = Math.max(0, invokedTicks - EARLIER_TICKS) / width * width;
        }
        while ((invokedTicks - origin) / width >= MOST) {
            widen();
        }
        int at = (int) Math.max(0, (invokedTicks - origin) / width);
        used = Math.max(used, at + 1);
        int took = (int) Math.min(Integer.MAX_VALUE, tookTicks);
        if (outcome == Outcome.OK) {
            low[at] = counts[0][at] == 0 ? took : Math.min(low[at], took);
            high[at] = Math.max(high[at], took);
        } else {
            highNotOk[at] = Math.max(highNotOk[at], took);
        }
        counts[outcome.ordinal()][at]++;
    }

    private void widen() {
        for (int i = 0; i < MOST; i++) {
            int one = i * 2;
            boolean there = one < MOST;
            low[i] = there ? lower(one) : 0;
            high[i] = there ? Math.max(high[one], high[one + 1]) : 0;
            highNotOk[i] = there ? Math.max(highNotOk[one], highNotOk[one + 1]) : 0;
        }
        for (int[] count : counts) {
            for (int i = 0; i < MOST; i++) {
                count[i] = i * 2 < MOST ? count[i * 2] + count[i * 2 + 1] : 0;
            }
        }
        used = (used + 1) / 2;
        width *= 2;
    }

    private int lower(int one) {
        if (counts[0][one] == 0) {
            return low[one + 1];
        }
        return counts[0][one + 1] == 0 ? low[one] : Math.min(low[one], low[one + 1]);
    }

    /** Columns that hold nothing but zeros are left empty. */
    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("width", width);
        json.writeNumberField("origin", Math.max(0, origin));
        json.writeNumberField("slices", used);
        for (int outcome = 0; outcome < KEYS.length; outcome++) {
            column(json, KEYS[outcome], counts[outcome]);
        }
        column(json, "low", low);
        column(json, "high", high);
        column(json, "high_not_ok", highNotOk);
        json.writeEndObject();
    }

    private void column(JsonGenerator json, String key, int[] values) throws IOException {
        boolean empty = Arrays.stream(values, 0, used).allMatch(value -> value == 0);
        json.writeFieldName(key);
        int[] written = empty ? NONE : values;
        json.writeArray(written, 0, empty ? 0 : used);
    }
}
