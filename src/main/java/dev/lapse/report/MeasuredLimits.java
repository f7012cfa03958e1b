package dev.lapse.report;

import dev.lapse.check.Degraded;
import dev.lapse.check.DualPrimary;
import dev.lapse.check.Expectation.Check;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.check.Promotions;
import dev.lapse.check.Rejoin;
import dev.lapse.check.Writes;
import dev.lapse.cluster.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What was measured as expectations that the same run would meet, with some room above what was measured. */
public final class MeasuredLimits {
    private static final int ROOM_PERCENT = 15;
    private static final Duration NO_OUTAGE = Duration.ofSeconds(1);

    /**
     * An expectation to offer.
     *
     * @param limit as it is written in a scenario; empty: nothing can be offered
     * @param measured what was measured, for people
     */
    public record Offer(Check check, Optional<String> limit, String measured) {}

    private final List<Offer> offers = new ArrayList<>();

    private MeasuredLimits() {}

    /** In the order of the checks; what was not measured, or does not tell anything, is left out. */
    public static List<Offer> of(Measurements measured) {
        MeasuredLimits limits = new MeasuredLimits();
        limits.outage(Check.WRITE_OUTAGE, measured.lanes());
        limits.outage(Check.READ_OUTAGE, measured.lanes());
        limits.degraded(Check.WRITE_DEGRADED, measured.lanes());
        limits.degraded(Check.READ_DEGRADED, measured.lanes());
        limits.lost(measured.writes());
        limits.dualPrimary(measured.dualPrimary());
        measured.lastWritable()
                .filter(last -> !last.untilHeal() && last.observed())
                .ifPresent(last ->
                        limits.offer(Check.LAST_WRITABLE, above(last.atMost()), Figures.length(last.duration())));
        limits.rejoined(measured.rejoins());
        if (!measured.failedRejoins().isEmpty()) {
            limits.count(Check.FAILED_REJOINS, measured.failedRejoins().size());
        }
        if (!measured.reads().staleMax().isZero()) {
            limits.offer(
                    Check.STALE_READ,
                    above(measured.reads().staleMax()),
                    Figures.length(measured.reads().staleMax()));
        }
        if (measured.reads().backward().all() > 0) {
            limits.offer(
                    Check.BACKWARD_READS,
                    above(measured.reads().backward().all()),
                    Long.toString(measured.reads().backward().all()));
        }
        measured.reads()
                .dirty()
                .filter(dirty -> dirty.rows() > 0)
                .ifPresent(dirty -> limits.offer(Check.DIRTY_READS, above(dirty.rows()), Long.toString(dirty.rows())));
        limits.count(Check.FAILOVERS, measured.failovers().size());
        limits.timeline(measured.promotions());
        return List.copyOf(limits.offers);
    }

    private static Stream<LaneMeasure> clients(Check check, List<LaneMeasure> lanes) {
        return lanes.stream()
                .filter(lane -> lane.lane().isClient()
                        && check.laneKind().equals(Optional.of(lane.lane().kind())));
    }

    private void outage(Check check, List<LaneMeasure> lanes) {
        List<LaneMeasure> clients = clients(check, lanes).toList();
        Optional<Outage> worst = clients.stream()
                .flatMap(lane -> lane.outages().stream())
                .max(Comparator.comparing(Outage::censored).thenComparing(Outage::duration));
        String never = neverOk(clients);
        if (!never.isEmpty()) {
            offers.add(new Offer(
                    check,
                    Optional.empty(),
                    worst.map(outage -> "at least " + Figures.length(outage.duration()) + "; ")
                                    .orElse("")
                            + never));
        } else if (worst.isPresent()) {
            Outage outage = worst.get();
            String length = Figures.length(outage.duration()) + " (at least " + Figures.length(outage.atLeast()) + ")"
                    + (outage.trusted() ? "" : ", the probe was late by up to " + Figures.length(outage.late()));
            offers.add(
                    outage.censored()
                            ? new Offer(check, Optional.empty(), "more than " + length + ", still open")
                            : new Offer(check, Optional.of(above(outage.duration())), length));
        } else if (!clients.isEmpty()) {
            Duration floor = clients.stream()
                    .map(LaneMeasure::finest)
                    .max(Comparator.naturalOrder())
                    .orElse(NO_OUTAGE);
            offer(
                    check,
                    floor.compareTo(NO_OUTAGE) < 0 ? DurationText.of(NO_OUTAGE) : above(floor),
                    "none above " + Figures.length(floor));
        }
    }

    /** Which lanes never had an OK, whose outages are of any length; empty where each had one. */
    private static String neverOk(List<LaneMeasure> clients) {
        List<String> names = clients.stream()
                .filter(lane -> lane.ok() == 0)
                .map(lane -> lane.lane().name().value())
                .toList();
        return names.isEmpty()
                ? ""
                : (names.size() == 1 ? "lane " : "lanes ") + String.join(", ", names)
                        + " never had an OK, so no limit is known";
    }

    private void degraded(Check check, List<LaneMeasure> lanes) {
        clients(check, lanes)
                .flatMap(lane -> lane.degraded().stream())
                .filter(Degraded::isStretch)
                .max(Comparator.comparing(MeasuredLimits::length))
                .ifPresent(stretch ->
                        offer(check, above(length(stretch)), Phrases.degraded(stretch) + " in " + stretch.step()));
    }

    private static Duration length(Degraded stretch) {
        return Duration.ofNanos(stretch.toNanos() - stretch.fromNanos());
    }

    private void lost(Writes writes) {
        if (writes.known() && writes.acknowledged() > 0) {
            offer(
                    Check.LOST_WRITES,
                    above(writes.lost()),
                    writes.lost() + " of " + writes.acknowledged() + " acknowledged");
        }
    }

    private void dualPrimary(DualPrimary dual) {
        dual.windows().stream()
                .max(Comparator.comparing(DualPrimary.Window::atMost))
                .ifPresent(window -> offer(
                        Check.DUAL_PRIMARY,
                        above(window.atMost()),
                        Figures.length(window.duration()) + " by " + window.by()));
    }

    private void rejoined(List<Rejoin> rejoins) {
        List<String> missing = rejoins.stream()
                .filter(rejoin -> rejoin.duration() == null)
                .map(rejoin -> rejoin.node().value())
                .toList();
        if (!missing.isEmpty()) {
            offer(Check.REJOINED, "unchecked", String.join(", ", missing) + " did not come back");
        }
    }

    private void timeline(Promotions promotions) {
        if (promotions.isObserved() && promotions.doubt().isEmpty()) {
            count(Check.TIMELINE, promotions.all().size());
        }
    }

    private void count(Check check, long count) {
        offer(check, Long.toString(count), Long.toString(count));
    }

    private void offer(Check check, String limit, String measured) {
        offers.add(new Offer(check, Optional.of(limit), measured));
    }

    private static String above(long count) {
        return Long.toString((count * (100 + ROOM_PERCENT) + 99) / 100);
    }

    /** With some room, and rounded up: to 100 ms below 2 s, to 1 s below 2 min, to 5 s above. */
    static String above(Duration measured) {
        long millis = measured.toMillis() * (100 + ROOM_PERCENT) / 100 + 1;
        long unit = millis < 2_000 ? 100 : millis < 120_000 ? 1_000 : 5_000;
        return DurationText.of(Duration.ofMillis((millis + unit - 1) / unit * unit));
    }
}
