package dev.lapse.generate;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Outcome;
import dev.lapse.history.Vantage;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one lane in the order in which they completed, and its end. What is kept are the attempts in flight,
 * and of a write lane the rows that the surviving primary holds. One thread.
 */
final class LaneEvents implements Iterator<Event> {
    private static final long MILLI = Timetable.MILLI;

    private final Timetable table;
    private final Lane lane;
    private final long openedNanos;
    private final LaneService service;
    private final @Nullable NewestRow newest;
    private final Dice dice;
    private final int capacity;
    private final PriorityQueue<Attempt> inFlight = new PriorityQueue<>(
            Comparator.comparingLong(Attempt::completedNanos).thenComparingLong(Attempt::seq));
    final RowRanges rows = new RowRanges();
    private long seq;
    private long invokedNanos;
    private long lastNanos;
    private boolean closed;

    LaneEvents(Timetable table, int number, LaneService service, @Nullable NewestRow newest) {
        this.table = table;
        this.lane = table.scenario.lanes().get(number);
        this.openedNanos = openedNanos(number);
        this.service = service;
        this.newest = newest;
        this.dice = table.dice.of(number);
        this.capacity =
                lane.vantage() == Vantage.NEW_CONNECTION ? (int) lane.timeout().dividedBy(lane.period()) : 1;
        this.lastNanos = openedNanos;
    }

    /** The lanes open one after another, spread over a period. */
    static long openedNanos(int number) {
        return Timetable.LANES + number * (20 * MILLI / 7);
    }

    @Override
    public boolean hasNext() {
        return !closed;
    }

    @Override
    public Event next() {
        if (closed) {
            throw new NoSuchElementException();
        }
        long due = due();
        while (due < table.stop && (inFlight.isEmpty() || inFlight.peek().completedNanos() > due)) {
            inFlight.add(attempt(seq++, due));
            due = due();
        }
        Attempt done = inFlight.poll();
        if (done == null) {
            closed = true;
            return new LaneClosed(Math.max(lastNanos, table.stop) + MILLI / 5, lane.name());
        }
        lastNanos = done.completedNanos();
        return done;
    }

    private long due() {
        return openedNanos + seq * lane.period().toNanos();
    }

    private Attempt attempt(long number, long due) {
        if (inFlight.size() >= capacity) {
            return new Attempt(
                    lane.name(),
                    number,
                    due,
                    due,
                    due + dice.between(90_000, 150_000, number, 1),
                    Outcome.NOT_SENT,
                    null,
                    inFlight.size() + " in flight",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
        long late = service.lateNanos(due, number);
        invokedNanos = Math.max(due + late, invokedNanos + 1000);
        long answered = invokedNanos + latency(number);
        return switch (lane.kind()) {
            case STATE -> stateOf(number, due, answered);
            case WRITE, READ -> clients(number, due, answered);
            case CALL -> throw new IllegalStateException("no generated run calls own code");
        };
    }

    private long latency(long number) {
        return switch (lane.vantage()) {
            case NEW_CONNECTION -> dice.between(1_300_000, 2_500_000, number, 2);
            case DIRECT -> dice.between(400_000, 800_000, number, 2);
            default -> dice.between(600_000, 1_200_000, number, 2);
        };
    }

    private Attempt clients(long number, long due, long answered) {
        LaneService.@Nullable Cut cut = service.cut(due, invokedNanos, answered, number);
        if (cut != null) {
            return cut.manner() == Harm.Manner.SILENT ? silent(number, due, cut) : refused(number, due, cut);
        }
        return lane.kind() == LaneKind.WRITE ? written(number, due, answered) : read(number, due, answered);
    }

    private Attempt written(long number, long due, long answered) {
        NodeName node = table.primary(lane.name(), invokedNanos);
        boolean forked = node.equals(table.first) && invokedNanos >= table.gone && table.isFailover();
        if (!forked && !service.isLost(number)) {
            rows.add(number);
        }
        return new Attempt(
                lane.name(),
                number,
                due,
                invokedNanos,
                answered,
                Outcome.OK,
                null,
                null,
                node,
                Role.PRIMARY,
                new Timeline(table.timeline(node)),
                new Lsn(table.lsn(node, answered)),
                null,
                null);
    }

    private Attempt read(long number, long due, long answered) {
        NodeName node = table.reader(lane, number, invokedNanos);
        boolean isPrimary = node.equals(table.primary(lane.name(), invokedNanos));
        long seen = newest == null ? -1 : service.seen(newest, due, answered - MILLI / 5);
        return new Attempt(
                lane.name(),
                number,
                due,
                invokedNanos,
                answered,
                Outcome.OK,
                null,
                null,
                node,
                isPrimary ? Role.PRIMARY : Role.REPLICA,
                null,
                null,
                null,
                Math.max(-1, seen));
    }

    private Attempt stateOf(long number, long due, long answered) {
        NodeName node = java.util.Objects.requireNonNull(lane.node());
        Timetable.Say says = table.says(node, invokedNanos);
        return switch (says) {
            case SILENT -> failed(number, due, deadline(number), null, "deadline: not connected");
            case REFUSED -> failed(number, due, answered, "08001", "Connection to " + node + ":5432 refused.");
            case STARTING -> failed(number, due, answered, "57P03", "FATAL: the database system is starting up");
            case WRITABLE, READ_ONLY ->
                new Attempt(
                        lane.name(),
                        number,
                        due,
                        invokedNanos,
                        answered,
                        Outcome.OK,
                        null,
                        null,
                        node,
                        says == Timetable.Say.WRITABLE ? Role.PRIMARY : Role.REPLICA,
                        new Timeline(table.timelineOf(node, invokedNanos)),
                        new Lsn(table.lsn(node, invokedNanos)),
                        says == Timetable.Say.WRITABLE,
                        null);
        };
    }

    private Attempt silent(long number, long due, LaneService.Cut cut) {
        boolean sent = lane.kind() == LaneKind.WRITE && invokedNanos < cut.fromNanos();
        return sent
                ? indeterminate(number, due, deadline(number), null, "deadline: sent, no answer")
                : failed(number, due, deadline(number), null, "deadline: not connected");
    }

    private Attempt refused(long number, long due, LaneService.Cut cut) {
        if (invokedNanos < cut.fromNanos()) {
            long broken = cut.fromNanos() + dice.between(50_000, 300_000, number, 3);
            String error = "An I/O error occurred while sending to the backend. The other side closed it.";
            return lane.kind() == LaneKind.WRITE
                    ? indeterminate(number, due, broken, "08006", error)
                    : failed(number, due, broken, "08006", error);
        }
        long refused = invokedNanos + dice.between(300_000, 700_000, number, 3);
        return failed(number, due, refused, "08001", "The connection attempt failed. The other side closed it.");
    }

    private long deadline(long number) {
        return invokedNanos + lane.timeout().toNanos() + dice.between(100_000, 900_000, number, 4);
    }

    private Attempt indeterminate(long number, long due, long ended, @Nullable String sqlState, String error) {
        if (dice.isBelow(0.5, number, 5)) {
            rows.add(number);
        }
        return notOk(number, due, ended, Outcome.INDETERMINATE, sqlState, error);
    }

    private Attempt failed(long number, long due, long ended, @Nullable String sqlState, String error) {
        return notOk(number, due, ended, Outcome.FAILED, sqlState, error);
    }

    private Attempt notOk(long number, long due, long ended, Outcome outcome, @Nullable String sqlState, String error) {
        return new Attempt(
                lane.name(),
                number,
                due,
                invokedNanos,
                ended,
                outcome,
                sqlState,
                error,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
