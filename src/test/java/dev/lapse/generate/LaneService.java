package dev.lapse.generate;

import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one lane meets: where its service is cut, and what else was put into it. One thread. */
final class LaneService {
    private static final long MILLI = Timetable.MILLI;
    /** Until the balancer has marked the old primary down, attempts are silent. */
    private static final long MARKED_DOWN = 4500 * MILLI;

    private final Timetable table;
    private final Lane lane;
    private final Dice dice;
    private final List<Harm> harms;
    private final List<Cut> cuts = new ArrayList<>();
    private final List<Harm.Degraded> degraded;
    private final List<Harm.Lateness> late;
    private final List<Harm.LuckyOk> lucky;
    private final Set<Long> lost;
    private final long burstNanos;
    private final long burstsFrom;
    private final Map<Harm, Long> frozen = new HashMap<>();

    /** From here to there nothing is answered. */
    record Cut(long fromNanos, long toNanos, Harm.Manner manner) {
        boolean hits(long invoked, long answered) {
            return invoked < toNanos && answered > fromNanos;
        }
    }

    LaneService(Timetable table, int number, List<Harm> all) {
        this.table = table;
        this.lane = table.scenario.lanes().get(number);
        this.dice = table.dice.of(number);
        this.harms = all;
        for (Harm.Outage outage : of(Harm.Outage.class)) {
            if (outage.lane().equals(lane.name())) {
                cuts.add(new Cut(outage.atNanos(), outage.atNanos() + outage.nanos(), outage.manner()));
            }
        }
        if (lane.isClient() && lane.kind() == LaneKind.WRITE && table.isFailover()) {
            failover();
        }
        this.degraded = of(Harm.Degraded.class).stream()
                .filter(h -> h.lane().equals(lane.name()))
                .toList();
        this.late = of(Harm.Lateness.class).stream()
                .filter(h -> h.lane().equals(lane.name()))
                .toList();
        this.lucky = of(Harm.LuckyOk.class).stream()
                .filter(h -> h.lane().equals(lane.name()))
                .toList();
        this.lost = of(Harm.LostRow.class).stream()
                .filter(h -> h.lane().equals(lane.name()))
                .map(Harm.LostRow::seq)
                .collect(Collectors.toSet());
        boolean bursts = lane.isClient() && lane.kind() == LaneKind.WRITE;
        this.burstNanos = bursts
                ? of(Harm.Bursts.class).stream()
                        .mapToLong(Harm.Bursts::nanos)
                        .findFirst()
                        .orElse(0)
                : 0;
        this.burstsFrom = table.steps.get(0).toNanos();
    }

    private void failover() {
        if (table.forkLane.filter(lane.name()::equals).isPresent()) {
            cuts.add(new Cut(table.forkEnd, Math.max(table.routed, table.forkEnd + 40 * MILLI), Harm.Manner.REFUSED));
            return;
        }
        long marked = table.gone + Math.min(MARKED_DOWN, (table.routed - table.gone) / 2);
        cuts.add(new Cut(table.gone, marked, Harm.Manner.SILENT));
        cuts.add(new Cut(marked, table.routed, Harm.Manner.REFUSED));
    }

    private <T extends Harm> List<T> of(Class<T> type) {
        return harms.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Why the attempt is not answered; null: it is. */
    @Nullable
    Cut cut(long due, long invoked, long answered, long number) {
        for (int i = 0; i < lucky.size(); i++) {
            if (isFirstSince(lucky.get(i).atNanos(), due)) {
                return null;
            }
        }
        for (int i = 0; i < cuts.size(); i++) {
            if (cuts.get(i).hits(invoked, answered)) {
                return cuts.get(i);
            }
        }
        if (burstNanos > 0 && invoked >= burstsFrom && (invoked - burstsFrom) / burstNanos % 2 == 1) {
            return new Cut(invoked, invoked, Harm.Manner.REFUSED);
        }
        for (int i = 0; i < degraded.size(); i++) {
            if (isRefused(degraded.get(i), due, number)) {
                return new Cut(invoked, invoked, Harm.Manner.REFUSED);
            }
        }
        return null;
    }

    private boolean isFirstSince(long atNanos, long due) {
        return atNanos <= due && due < atNanos + lane.period().toNanos();
    }

    private boolean isRefused(Harm.Degraded harm, long due, long number) {
        long end = harm.atNanos() + harm.nanos();
        if (due < harm.atNanos() || due >= end) {
            return false;
        }
        boolean bounds =
                isFirstSince(harm.atNanos(), due) || due + lane.period().toNanos() >= end;
        return bounds || dice.isBelow(harm.share(), number, 6);
    }

    long lateNanos(long due, long number) {
        for (int i = 0; i < late.size(); i++) {
            if (late.get(i).atNanos() <= due
                    && due < late.get(i).atNanos() + late.get(i).nanos()) {
                return late.get(i).lateNanos();
            }
        }
        return dice.isBelow(0.005, number, 7)
                ? dice.between(500_000, 2_000_000, number, 8)
                : dice.between(80_000, 180_000, number, 8);
    }

    boolean isLost(long number) {
        return lost.contains(number);
    }

    /** The newest row that a read sees. */
    long seen(NewestRow newest, long due, long atNanos) {
        for (Harm.Staleness stale : of(Harm.Staleness.class)) {
            if (stale.lane().equals(lane.name())
                    && stale.atNanos() <= atNanos
                    && atNanos < stale.atNanos() + stale.nanos()) {
                return frozen.computeIfAbsent(stale, harm -> newest.at(stale.atNanos()));
            }
        }
        long seen = newest.at(atNanos);
        for (Harm.BackwardRead backward : of(Harm.BackwardRead.class)) {
            if (backward.lane().equals(lane.name()) && isFirstSince(backward.atNanos(), due)) {
                return seen - backward.rows();
            }
        }
        return seen;
    }
}
