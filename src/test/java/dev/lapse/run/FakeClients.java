package dev.lapse.run;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.history.AttemptMaker;
import dev.lapse.history.DataGaps;
import dev.lapse.history.FinalRead;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.Outcome;
import dev.lapse.history.Recorder;
import dev.lapse.history.SeqRange;
import dev.lapse.probe.Clients;
import dev.lapse.probe.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lanes whose attempts are answered by whoever is primary or replica then, within a millisecond, and a ledger that
 * holds what was acknowledged.
 */
final class FakeClients implements Clients {
    private static final Duration LATENCY = Duration.ofMillis(1);

    /** Whether the last read of the ledger gets an answer. */
    boolean finalReadWorks = true;

    private final FakeRun run;
    private final Map<LaneName, TreeMap<Long, Long>> microsOfRows = new HashMap<>();

    FakeClients(FakeRun run) {
        this.run = run;
    }

    @Override
    public OpenLanes open(List<Lane> lanes, Recorder recorder, NanoClock clock) {
        List<ManualTime.Running> running = new ArrayList<>();
        for (Lane lane : lanes) {
            recorder.record(new LaneOpened(clock.nanos(), lane));
            running.add(run.time.every(lane.period(), new Attempts(lane, recorder)::attempt));
        }
        return () -> {
            running.forEach(ManualTime.Running::close);
            lanes.forEach(lane -> recorder.record(new LaneClosed(clock.nanos() + LATENCY.toNanos(), lane.name())));
        };
    }

    private final class Attempts {
        private final Lane lane;
        private final Recorder recorder;
        private long next;

        Attempts(Lane lane, Recorder recorder) {
            this.lane = lane;
            this.recorder = recorder;
        }

        void attempt(long now) {
            long seq = next++;
            Optional<NodeName> answers = answers();
            AttemptMaker attempt = AttemptMaker.attempt(
                    lane.name(),
                    seq,
                    now,
                    now,
                    now + LATENCY.toNanos(),
                    answers.isPresent() ? Outcome.OK : Outcome.FAILED);
            if (answers.isPresent()) {
                boolean primary = answers.equals(run.primary());
                attempt.by(answers.get())
                        .as(primary ? Role.PRIMARY : Role.REPLICA)
                        .on(run.timeline())
                        .at(new Lsn(0x5000000));
                switch (lane.kind()) {
                    case WRITE ->
                        microsOfRows
                                .computeIfAbsent(lane.name(), name -> new TreeMap<>())
                                .put(seq, FakeSql.BEGIN_MICROS + now / 1_000);
                    case READ -> attempt.saw(newest());
                    case STATE -> attempt.writable(primary);
                }
            } else {
                attempt.error("08001", "connection refused");
            }
            recorder.record(attempt.made());
        }

        private Optional<NodeName> answers() {
            if (!lane.isClient()) {
                return Optional.ofNullable(lane.node())
                        .filter(node -> run.primary().equals(Optional.of(node))
                                || run.replicas().contains(node));
            }
            return lane.kind() == LaneKind.READ ? run.replicas().stream().findFirst() : run.primary();
        }

        private long newest() {
            return microsOfRows.values().stream()
                    .filter(rows -> !rows.isEmpty())
                    .mapToLong(TreeMap::lastKey)
                    .max()
                    .orElse(-1);
        }
    }

    @Override
    public Ledger ledger(NanoClock clock) {
        return new Ledger() {
            @Override
            public void create(String address, int port, Duration timeout) {
                microsOfRows.clear();
            }

            @Override
            public void drop(String address, int port, Duration timeout) {
                microsOfRows.clear();
            }

            @Override
            public List<FinalRead> finalRead(String address, int port, Duration timeout, List<LaneName> lanes) {
                if (!finalReadWorks) {
                    throw new LapseException(LapseException.Kind.HARNESS, "read the ledger: saw no answer");
                }
                NodeName node = run.primary().orElseThrow();
                return lanes.stream()
                        .map(lane -> new FinalRead(
                                clock.nanos() + LATENCY.toNanos(), node, run.timeline(), lane, present(lane)))
                        .toList();
            }

            @Override
            public List<DataGaps> gaps(String address, int port, Duration timeout, Map<LaneName, Duration> longerThan) {
                return longerThan.entrySet().stream()
                        .map(lane -> new DataGaps(
                                clock.nanos(),
                                lane.getKey(),
                                lane.getValue(),
                                longGaps(lane.getKey(), lane.getValue())))
                        .toList();
            }

            @Override
            public long databaseBytes(String address, int port, Duration timeout) {
                return 8_000_000;
            }
        };
    }

    private List<DataGaps.RowGap> longGaps(LaneName lane, Duration longerThan) {
        List<DataGaps.RowGap> gaps = new ArrayList<>();
        Map.Entry<Long, Long> before = null;
        for (Map.Entry<Long, Long> row :
                microsOfRows.getOrDefault(lane, new TreeMap<>()).entrySet()) {
            if (before != null && (row.getValue() - before.getValue()) * 1_000 > longerThan.toNanos()) {
                gaps.add(new DataGaps.RowGap(before.getKey(), before.getValue(), row.getKey(), row.getValue()));
            }
            before = row;
        }
        return gaps;
    }

    private List<SeqRange> present(LaneName lane) {
        List<SeqRange> ranges = new ArrayList<>();
        for (long seq : microsOfRows.getOrDefault(lane, new TreeMap<>()).keySet()) {
            SeqRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null && last.last() + 1 == seq) {
                ranges.set(ranges.size() - 1, new SeqRange(last.first(), seq));
            } else {
                ranges.add(new SeqRange(seq, seq));
            }
        }
        return ranges;
    }
}
