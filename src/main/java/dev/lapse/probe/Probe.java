package dev.lapse.probe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LoadSeen;
import dev.lapse.history.Recorder;
import dev.lapse.probe.LaneRunner.Bench;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Clients of the cluster: lanes of attempts in an open loop, each ended by a hard deadline, recorded as they end. It
 * runs from {@link #start} to {@link #close()}; the ledger's tables must be there before. One thread starts and closes
 * it; the recorder is called from its threads.
 */
public final class Probe implements Clients.OpenLanes {
    private final Deadlines deadlines;
    private final Bench bench;
    private final List<LaneRunner> runners = new ArrayList<>();
    private final List<LaneClock> clocks = new ArrayList<>();
    private boolean closed;

    private Probe(Deadlines deadlines, Recorder recorder, NanoClock clock) {
        this.deadlines = deadlines;
        this.bench = new Bench(deadlines, recorder, clock);
    }

    /**
     * Opens the lanes after a short warm-up that records nothing (at most a lane's timeout when no server answers).
     *
     * @param mark of the ledger that they write
     * @throws dev.lapse.cluster.LapseException when the cluster has no such way in as a lane names
     */
    static Probe start(Cluster cluster, List<Lane> lanes, long mark, Recorder recorder, NanoClock clock) {
        Optional<LaneName> firstWriter = lanes.stream()
                .filter(lane -> lane.isClient() && lane.kind() == LaneKind.WRITE)
                .map(Lane::name)
                .findFirst();
        return start(
                lanes.stream()
                        .map(lane -> new LanePlan(
                                lane, Address.of(cluster, lane), LaneStatement.of(lane, firstWriter, mark)))
                        .toList(),
                recorder,
                clock);
    }

    /** A lane, where it connects and what it sends. */
    record LanePlan(Lane lane, Address address, LaneStatement statement) {}

    static Probe start(List<LanePlan> plans, Recorder recorder, NanoClock clock) {
        Probe probe = new Probe(new Deadlines("lapse-deadlines"), recorder, clock);
        try {
            probe.open(plans);
            return probe;
        } catch (RuntimeException e) {
            probe.deadlines.close();
            throw e;
        }
    }

    private void open(List<LanePlan> plans) {
        Pace ofLoad = Pace.ofLoad();
        for (LanePlan plan : plans) {
            runners.add(new LaneRunner(
                    plan.lane(),
                    plan.statement(),
                    connections(plan.lane(), plan.address()),
                    bench,
                    plan.lane().isLoad() ? ofLoad : new Pace()));
        }
        runners.stream().map(LaneRunner::warmUp).toList().forEach(Probe::await);
        long now = bench.clock().nanos();
        schedule(now, runners.stream().filter(runner -> !runner.lane().isLoad()).toList());
        schedule(now, runners.stream().filter(runner -> runner.lane().isLoad()).toList()); // even by itself
        clocks.forEach(LaneClock::start);
    }

    private void schedule(long startNanos, List<LaneRunner> together) {
        List<Schedule> schedules = Schedule.staggered(
                startNanos,
                together.stream().map(runner -> runner.lane().period()).toList());
        for (int i = 0; i < together.size(); i++) {
            LaneRunner runner = together.get(i);
            clocks.add(new LaneClock(
                    "lapse-" + runner.lane().name() + "-clock", schedules.get(i), bench.clock(), runner::attempt));
            bench.recorder().record(new LaneOpened(schedules.get(i).startNanos(), runner.lane()));
        }
    }

    private static Connections connections(Lane lane, Address address) {
        return switch (lane.vantage()) {
            case NEW_CONNECTION, MULTI_HOST -> new NewConnections(address);
            case PINNED, DIRECT, LOAD -> new PinnedConnection(address);
            case POOL -> new PooledConnections(address, lane);
            case OWN_CODE -> throw new IllegalArgumentException("lane " + lane.name() + " has connections of its own");
        };
    }

    private static void await(Future<?> warmUp) {
        try {
            warmUp.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("warm-up failed", e.getCause());
        }
    }

    /**
     * Lets no more attempts begin, waits for those in flight (at most the longest timeout and a second) and records the
     * lanes' ends; an interrupt does not cut this short. Idempotent.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = Thread.interrupted();
        clocks.forEach(LaneClock::stop);
        for (LaneClock clock : clocks) {
            interrupted |= !uninterrupted(clock::join);
        }
        List<LaneRunner> soonestFirst = runners.stream()
                .sorted(Comparator.comparing(runner -> runner.lane().timeout()))
                .toList();
        for (LaneRunner runner : soonestFirst) { // a lane that has nothing in flight does not wait for one that has
            interrupted |= !uninterrupted(runner::drain);
        }
        if (runners.stream().anyMatch(runner -> runner.lane().isLoad())) {
            long cpuNanos = runners.stream()
                    .filter(runner -> runner.lane().isLoad())
                    .mapToLong(LaneRunner::cpuNanos)
                    .sum();
            bench.recorder().record(new LoadSeen(bench.clock().nanos(), cpuNanos));
        }
        deadlines.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something to wait for. */
    interface Wait {
        void forIt() throws InterruptedException;
    }

    /** Waits, again from the start after an interrupt; false when there was one. */
    static boolean uninterrupted(Wait wait) {
        boolean undisturbed = true;
        while (true) {
            try {
                wait.forIt();
                return undisturbed;
            } catch (InterruptedException e) {
                undisturbed = false;
            }
        }
    }
}
