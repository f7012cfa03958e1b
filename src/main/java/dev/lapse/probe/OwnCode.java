package dev.lapse.probe;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.Recorder;
import dev.lapse.probe.LaneRunner.Bench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that call the user's own code, beside those of a run: they come one by one while the run's lanes are open, and
 * end with them. Any thread.
 */
public final class OwnCode {
    private final Consumer<String> told;
    private final List<OwnLane> lanes = new ArrayList<>();
    private @Nullable Bench bench;
    private long begunNanos;
    private boolean closed;

    private record OwnLane(OwnCodeRunner runner, LaneClock clock, long openedNanos) {}

    /** @param told in a line, where a call did not come back at the end */
    public OwnCode(Consumer<String> told) {
        this.told = told;
    }

    /** @throws IllegalArgumentException when too many calls would be under way where none comes back in time */
    public static void requireBounded(Lane lane) {
        Duration most = lane.period().multipliedBy(OwnCodeRunner.MOST);
        if (lane.timeout().compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    lane.name() + ": timeout must be <= " + OwnCodeRunner.MOST + " periods of "
                            + DurationText.of(lane.period()) + " (" + DurationText.of(most) + "), was "
                            + DurationText.of(lane.timeout())
                            + "; each call keeps a thread until then: use a longer period or a shorter timeout");
        }
    }

    /** The same clients, whose lanes carry these along. */
    public Clients beside(Clients clients) {
        return new Clients() {
            @Override
            public OpenLanes open(List<Lane> ofRun, Recorder recorder, NanoClock clock) {
                OpenLanes others = clients.open(ofRun, recorder, clock);
                begin(recorder, clock);
                return () -> {
                    try {
                        close();
                    } finally {
                        others.close();
                    }
                };
            }

            @Override
            public Ledger ledger(NanoClock clock) {
                return clients.ledger(clock);
            }
        };
    }

    private synchronized void begin(Recorder recorder, NanoClock clock) {
        begunNanos = clock.nanos();
        bench = new Bench(new Deadlines("lapse-own-code-deadlines"), recorder, clock);
    }

    /**
     * Calls the code from now on: call k is due k periods after the first, whatever became of the others.
     *
     * @throws LapseException when the lanes of the run are not open
     */
    public synchronized void call(Lane lane, Callable<?> code) {
        Bench open = bench;
        if (open == null || closed) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "watch " + lane.name() + ": the run of this cluster is over");
        }
        OwnCodeRunner runner = new OwnCodeRunner(lane, code, open);
        Schedule schedule = new Schedule(open.clock().nanos(), lane.period().toNanos());
        LaneClock clock = new LaneClock("lapse-" + lane.name() + "-clock", schedule, open.clock(), runner::attempt);
        open.recorder().record(new LaneOpened(schedule.startNanos(), lane));
        lanes.add(new OwnLane(runner, clock, schedule.startNanos()));
        clock.start();
    }

    /** For how long the youngest lane has been there, of these and the run's own. */
    public synchronized long youngestNanos() {
        Bench open = bench;
        return open == null ? 0 : open.clock().nanos() - youngestOpenedNanos();
    }

    /** When the youngest lane was opened, of these and the run's own; by the run's clock. */
    public synchronized long youngestOpenedNanos() {
        return lanes.stream().mapToLong(OwnLane::openedNanos).max().orElse(begunNanos);
    }

    /** Lets no more calls begin and waits for those under way, each lane a timeout and a second at most. */
    private void close() {
        List<OwnLane> ending;
        Bench open;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(lanes);
            open = bench;
        }
        if (open == null) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        ending.forEach(lane -> lane.clock().stop());
        for (OwnLane lane : ending) {
            interrupted |= !Probe.uninterrupted(() -> lane.clock().join());
        }
        for (OwnLane lane : ending) {
            interrupted |= !Probe.uninterrupted(() -> drain(lane.runner()));
        }
        open.deadlines().close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain(OwnCodeRunner runner) throws InterruptedException {
        OwnCodeRunner.Left left = runner.drain();
        if (left.calls() > 0) {
            told.accept("watch " + runner.lane().name() + ": " + calls(left.calls())
                    + " not come back, and ignored the interrupt; the threads are left to your code");
        }
        if (left.unrecorded() > 0) {
            told.accept("watch " + runner.lane().name() + ": " + calls(left.unrecorded())
                    + " not been recorded; the history does not tell how they ended");
        }
    }

    private static String calls(int count) {
        return count + (count == 1 ? " call has" : " calls have");
    }
}
