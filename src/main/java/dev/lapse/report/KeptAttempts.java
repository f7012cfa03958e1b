package dev.lapse.report;

import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Outage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which attempts of a lane a page carries one by one: all of a lane that has few, else those around the edges of its
 * outages, the longest first, and around the faults. Times are ticks of {@link LaneColumns#TICK_NANOS}.
 *
 * @param all whether it is all; then there are no windows
 * @param windows from and to, in order, none over another
 */
record KeptAttempts(boolean all, List<KeptWindow> windows) {
    /** A lane of no more attempts is carried whole. */
    static final int FEW = 12_000;
    /** The windows hold no more than about so many. */
    private static final long MOST_IN_WINDOWS = 6_000;

    private static final long REACH_TICKS = 100_000;

    /** From the first to the last instant. */
    record KeptWindow(long from, long to) {}

    KeptAttempts {
        windows = List.copyOf(windows);
    }

    /** @param faults ticks at which a fault was injected or healed */
    static KeptAttempts of(Optional<LaneMeasure> lane, List<Long> faults) {
        if (lane.isEmpty() || lane.get().attempts() <= FEW) {
            return new KeptAttempts(true, List.of());
        }
        List<Long> centres = new ArrayList<>();
        lane.get().outages().stream()
                .sorted(Comparator.comparing(Outage::duration).reversed())
                .limit(MOST_IN_WINDOWS)
                .forEach(outage -> {
                    centres.add(outage.fromNanos() / LaneColumns.TICK_NANOS);
                    centres.add(outage.toNanos() / LaneColumns.TICK_NANOS);
                });
        centres.addAll(Math.min(2, centres.size()), faults);
        long period = Math.max(1, lane.get().lane().period().toNanos() / LaneColumns.TICK_NANOS);
        long room = MOST_IN_WINDOWS * period;
        TreeMap<Long, Long> windows = new TreeMap<>();
        for (long centre : centres) {
            room -= add(windows, centre - REACH_TICKS, centre + REACH_TICKS);
            if (room <= 0) {
                break;
            }
        }
        return new KeptAttempts(
                false,
                windows.entrySet().stream()
                        .map(window -> new KeptWindow(window.getKey(), window.getValue()))
                        .toList());
    }

    /** @return by how much all windows together got longer */
    private static long add(TreeMap<Long, Long> windows, long from, long to) {
        long begin = from;
        long end = to;
        long before = 0;
        var other = windows.floorEntry(to);
        while (other != null && other.getValue() >= begin) {
            before += other.getValue() - other.getKey();
            begin = Math.min(begin, other.getKey());
            end = Math.max(end, other.getValue());
            windows.remove(other.getKey());
            other = windows.floorEntry(end);
        }
        windows.put(begin, end);
        return end - begin - before;
    }

    boolean has(long ticks) {
        if (all) {
            return true;
        }
        int low = 0;
        int high = windows.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            KeptWindow window = windows.get(middle);
            if (ticks < window.from) {
                high = middle - 1;
            } else if (ticks > window.to) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }
}
