package dev.lapse.cli;

import dev.lapse.check.Measure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.check.Quantiles;
import dev.lapse.check.Writes;
import dev.lapse.cluster.Role;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.FinalRead;
import dev.lapse.history.History;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.Outcome;
import dev.lapse.history.RunStarted;
import dev.lapse.history.Trouble;
import dev.lapse.probe.UrlProbe;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one lane of {@code lapse probe} has to say: a line per second, its gaps as they end, and a sum. Any thread. */
final class ProbeStory {
    /** So many attempts are remembered, for gaps and lost rows; at 100 ms that is five hours. */
    static final int MEMORY = 200_000;

    private static final int SUSPICIOUS_PERIODS = 3;

    private final Lane lane;
    private final RunStarted began;
    private final DateTimeFormatter clockTime;
    private final Deque<Attempt> attempts = new ArrayDeque<>();
    private final List<Attempt> second = new ArrayList<>();
    private final List<Outage> gaps = new ArrayList<>();
    private final long[] counts = new long[Outcome.values().length];
    private LaneOpened opened;
    private @Nullable Attempt lastOk;
    private @Nullable String trouble;
    private boolean suspicious;
    private boolean forgetful;

    ProbeStory(Lane lane, Instant startedAt, ZoneId zone) {
        this.lane = lane;
        this.began = new RunStarted(0, startedAt, "probe", "", "", 0, null);
        this.opened = new LaneOpened(0, lane);
        this.clockTime =
                DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
    }

    synchronized void see(Event event) {
        if (event instanceof LaneOpened start && start.lane().equals(lane)) {
            opened = start;
        } else if (event instanceof Trouble harness) {
            trouble = harness.what();
        } else if (event instanceof Attempt attempt && attempt.lane().equals(lane.name())) {
            counts[attempt.outcome().ordinal()]++;
            second.add(attempt);
            attempts.addLast(attempt);
            if (attempts.size() > MEMORY) {
                attempts.removeFirst();
                forgetful = true;
            }
            hear(attempt);
        }
    }

    private void hear(Attempt attempt) {
        if (attempt.outcome() == Outcome.OK) {
            long silent = lastOk == null ? 0 : attempt.completedNanos() - lastOk.completedNanos();
            suspicious |= silent > SUSPICIOUS_PERIODS * lane.period().toNanos();
            lastOk = attempt;
        }
    }

    /** The line about what ended since the last one, and the gaps that have ended. */
    synchronized List<String> second(long nowNanos) {
        List<String> lines = new ArrayList<>();
        if (suspicious) {
            suspicious = false;
            newGaps().forEach(gap -> lines.add(gapLine(gap)));
        }
        lines.add(line(nowNanos));
        if (trouble != null) {
            lines.add("lapse: " + trouble);
            trouble = null;
        }
        second.clear();
        return lines;
    }

    private List<Outage> newGaps() {
        long told = gaps.isEmpty() ? Long.MIN_VALUE : gaps.get(gaps.size() - 1).fromNanos();
        List<Outage> fresh = measure(Optional.empty()).lanes().get(0).outages().stream()
                .filter(gap -> !gap.censored() && gap.fromNanos() > told)
                .toList();
        gaps.addAll(fresh);
        return fresh;
    }

    private Measurements measure(Optional<FinalRead> read) {
        List<Event> events = new ArrayList<>(List.of(began, opened));
        events.addAll(attempts);
        read.ifPresent(events::add);
        return Measure.of(History.of(events));
    }

    private String gapLine(Outage gap) {
        return "%s  %-5s  GAP of %s (%s), from %s to %s%s"
                .formatted(
                        at(gap.toNanos()).substring(0, 8),
                        kind(),
                        seconds(gap.duration()),
                        gap.stall() ? "answers came late, none failed" : "at least " + seconds(gap.atLeast()),
                        at(gap.fromNanos()),
                        at(gap.toNanos()),
                        gap.trusted() ? "" : " (? the probe itself was late)");
    }

    private String line(long nowNanos) {
        long ok = second.stream().filter(a -> a.outcome() == Outcome.OK).count();
        Quantiles latency = Quantiles.of(
                second.stream().filter(a -> a.outcome() == Outcome.OK).mapToLong(Attempt::latencyNanos));
        Attempt answered = ok == 0 ? null : lastOk;
        Optional<Attempt> bad =
                second.stream().filter(a -> a.outcome() != Outcome.OK).reduce((earlier, later) -> later);
        return String.format(
                        Locale.ROOT,
                        "%s  %-5s  %-7s  %-15s  %-26s  %3d ok  %3d not ok  p99 %8s  %s",
                        at(nowNanos).substring(0, 8),
                        kind(),
                        answered == null || answered.role() == null
                                ? "-"
                                : answered.role() == Role.PRIMARY ? "primary" : "replica",
                        answered == null || answered.node() == null
                                ? "-"
                                : UrlProbe.nodeText(answered.node().value()),
                        row(),
                        ok,
                        second.size() - ok,
                        latency.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1fms", latency.nanos(99) / 1e6),
                        bad.map(a -> a.outcome().name().toLowerCase(Locale.ROOT) + ": "
                                        + (a.error() == null ? "no answer" : a.error()))
                                .orElse(""))
                .stripTrailing();
    }

    /** The last row written, the newest one read, or the timeline. */
    private String row() {
        Attempt last = lastOk;
        if (last == null) {
            return "nothing yet";
        }
        Long newest = last.newestSeq();
        return switch (lane.kind()) {
            case WRITE -> "row " + last.seq() + " at " + at(last.completedNanos());
            case READ ->
                newest == null || newest < 0
                        ? "no row yet"
                        : "newest row " + clockTime.format(Instant.ofEpochMilli(newest));
            case CALL -> "OK at " + at(last.completedNanos());
            case STATE -> last.timeline() == null ? "read-only" : "timeline " + last.timeline() + ", " + last.lsn();
        };
    }

    /** The lowest number of an attempt that is remembered; attempts end in another order than they begin. */
    synchronized long firstSeq() {
        return attempts.stream().mapToLong(Attempt::seq).min().orElse(0);
    }

    /** What became of the rows; empty where none was acknowledged, or nothing could be read back. */
    synchronized Optional<Writes> writes(Optional<FinalRead> read) {
        return Optional.of(measure(read).writes()).filter(Writes::known);
    }

    /** The sum. */
    synchronized List<String> sum(long nowNanos, Optional<FinalRead> read) {
        List<String> lines = new ArrayList<>();
        newGaps();
        List<Outage> open = measure(Optional.empty()).lanes().get(0).outages().stream()
                .filter(Outage::censored)
                .toList();
        Duration total = gaps.stream().map(Outage::duration).reduce(Duration.ZERO, Duration::plus);
        lines.add("%s  %s, every %s: %d ok, %d failed, %d indeterminate, %d not sent"
                .formatted(
                        kind(),
                        seconds(Duration.ofNanos(nowNanos - opened.atNanos())),
                        seconds(lane.period()),
                        count(Outcome.OK),
                        count(Outcome.FAILED),
                        count(Outcome.INDETERMINATE),
                        count(Outcome.NOT_SENT)));
        lines.add("       " + gaps.size() + (gaps.size() == 1 ? " gap" : " gaps")
                + gaps.stream()
                        .max(Comparator.comparing(Outage::duration))
                        .map(longest -> ", longest " + seconds(longest.duration()) + " (at least "
                                + seconds(longest.atLeast()) + ") from " + at(longest.fromNanos()) + ", in all "
                                + seconds(total))
                        .orElse(""));
        open.forEach(gap -> lines.add("       a gap that has not ended began at " + at(gap.fromNanos())));
        if (count(Outcome.OK) == 0) {
            lines.add("       no answer ever came");
        }
        if (lane.kind() == LaneKind.WRITE) {
            lines.add("       "
                    + writes(read)
                            .map(w -> "%d rows acknowledged, %d lost, %d recovered (indeterminate, and there)%s"
                                    .formatted(
                                            w.acknowledged(),
                                            w.lost(),
                                            w.recovered(),
                                            forgetful ? ", of the last " + MEMORY + " attempts" : ""))
                            .orElse("rows were not read back: nothing is known of lost ones"));
        }
        return lines;
    }

    private long count(Outcome outcome) {
        return counts[outcome.ordinal()];
    }

    private String kind() {
        return lane.kind().name().toLowerCase(Locale.ROOT);
    }

    private String at(long nanos) {
        return clockTime.format(began.startedAt().plusNanos(nanos));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, duration.toMillis() < 1000 ? "%.3fs" : "%.2fs", duration.toNanos() / 1e9);
    }
}
