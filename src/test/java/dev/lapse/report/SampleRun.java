package dev.lapse.report;

import static dev.lapse.explain.Waterfalls.seconds;

import dev.lapse.check.Account;
import dev.lapse.check.Degraded;
import dev.lapse.check.DeposedNode;
import dev.lapse.check.DualPrimary;
import dev.lapse.check.Failover;
import dev.lapse.check.FaultMeasure;
import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.LastWritable;
import dev.lapse.check.LossClass;
import dev.lapse.check.Losses;
import dev.lapse.check.LostRow;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.check.ProbeHealth;
import dev.lapse.check.Promotions;
import dev.lapse.check.ReadMeasure;
import dev.lapse.check.Rejoin;
import dev.lapse.check.Sighting;
import dev.lapse.check.Testimony;
import dev.lapse.check.Verdict;
import dev.lapse.check.Witness;
import dev.lapse.check.Writes;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Timeline;
import dev.lapse.explain.Explained;
import dev.lapse.explain.Fit;
import dev.lapse.explain.OutageKind;
import dev.lapse.explain.Waterfalls;
import dev.lapse.history.Attempt;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Event;
import dev.lapse.history.History;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.RunStarted;
import dev.lapse.history.TablesCompared;
import dev.lapse.oracle.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A made-up but likely run: the primary pg1 of three nodes loses its network at 20 s, pg2 takes over after 22 s without
 * writes, the network comes back at 70 s and pg1 rejoins by pg_rewind; three acknowledged writes are gone.
 */
final class SampleRun {
    static final NodeName PG1 = new NodeName("pg1");
    static final NodeName PG2 = new NodeName("pg2");
    static final NodeName PG3 = new NodeName("pg3");
    private static final long SECOND = 1_000_000_000L;

    private SampleRun() {}

    static RunStarted started() {
        return new RunStarted(
                0,
                Instant.parse("2026-11-21T09:30:00Z"),
                "primary-network-loss",
                """
                # Hypothesis: losing the primary's network costs one lease plus one routing check.
                name: primary-network-loss
                topology: reference
                patroni: {ttl: 20}
                steps:
                  - steady: 10s
                  - inject: {network-loss: primary}   # "</script><!-- stays text
                """,
                "fast",
                42,
                "20 to 30 s by hand",
                "0.1.0, revision 4f1c2a9d7e30");
    }

    static final NotInEffect DIFFERS = new NotInEffect(
            "postgresql.cluster_name", "mine", "lapse", "Patroni sets it itself, from the node's own file");

    static ClusterReady ready() {
        return new ClusterReady(
                8 * SECOND,
                "reference",
                Map.of(
                        "postgresql",
                        "17.6",
                        "patroni",
                        "4.0.5",
                        "etcd",
                        "3.5.16",
                        "haproxy",
                        "3.0.11",
                        "pgbouncer",
                        "1.24.1"),
                Map.of(
                        "patroni.ttl", "20",
                        "patroni.loop_wait", "5",
                        "patroni.retry_timeout", "5",
                        "patroni.synchronous_mode", "off",
                        "haproxy.inter", "1s",
                        "haproxy.fall", "3",
                        "postgresql.wal_level", "replica"),
                false,
                "md5",
                31_457_280,
                8 * SECOND,
                List.of(DIFFERS),
                Map.of("patroni.ttl", "30", "patroni.synchronous_mode", "off", "haproxy.inter", "2s"),
                null);
    }

    static History history() {
        List<Event> events = new ArrayList<>(SampleEvents.ofCluster());
        SampleEvents.clientLanes().forEach(lane -> events.addAll(SampleEvents.attempts(lane)));
        SampleEvents.stateLanes().forEach(lane -> events.addAll(SampleEvents.states(lane)));
        events.sort(Comparator.comparingLong(Event::atNanos));
        return History.of(events);
    }

    /** Three rows of the old primary, all found on it. */
    static Losses losses() {
        List<LostRow> rows = List.of(lost(997, null), lost(998, SampleEvents.INJECTED), lost(999, null));
        return new Losses(
                Map.of(LossClass.LOSS_AT_FAILOVER, 3L),
                Map.of(),
                rows.get(0),
                rows.get(2),
                1_234L,
                Duration.ofMillis(40),
                1,
                0,
                List.of(new Losses.Deposed(PG1, 4L, 3L, "pg_rewind copy: 95 MB in 83 ms")),
                (history, each) -> rows.forEach(each));
    }

    private static DeposedNode deposed() {
        TablesCompared compared = new TablesCompared(SampleEvents.END, PG1, new Timeline(1), PG2, 3, List.of(), "");
        return new DeposedNode(PG1, true, 1, "pg_rewind copy", "", List.of(), 4L, List.of(compared), "", List.of());
    }

    private static LostRow lost(long seq, @Nullable Long readNanos) {
        return new LostRow(
                new LaneName("write-haproxy"),
                seq,
                SampleEvents.INJECTED - (1000 - seq) * 20_000_000L,
                PG1,
                new Timeline(1),
                new Lsn(0x3000000 + seq * 128),
                LossClass.LOSS_AT_FAILOVER,
                null,
                readNanos == null ? null : new LostRow.Read(new LaneName("read-haproxy"), PG2, readNanos),
                List.of(PG1));
    }

    static Judgement judgement() {
        List<LaneMeasure> lanes = new ArrayList<>();
        SampleEvents.clientLanes().forEach(lane -> lanes.add(measure(lane)));
        FaultMeasure fault = new FaultMeasure(
                "inject#1/1",
                FaultName.NETWORK_LOSS,
                "interface-down",
                List.of(PG1),
                "primary",
                SampleEvents.INJECTED - 180_000_000L,
                SampleEvents.INJECTED,
                SampleEvents.INJECTED + 310_000_000L,
                "eth0 state DOWN; 3 of 3 peers get no answer from 10.77.0.11:5432 within 250ms",
                SampleEvents.HEALED,
                "eth0 state UP; 3 of 3 peers connect to 10.77.0.11:5432",
                null);
        Measurements measured = new Measurements(
                List.of(fault),
                lanes,
                Optional.empty(),
                new Writes(true, 3913, 3, 1, 0, 0L, 41, Set.of(PG1, PG2), 2, losses()),
                new DualPrimary(
                        true,
                        List.of(new DualPrimary.Window(
                                List.of(PG1, PG2),
                                "state",
                                SampleEvents.PROMOTED,
                                SampleEvents.PROMOTED + 1_850_000_000L,
                                Duration.ofMillis(1850),
                                Duration.ofMillis(2050))),
                        List.of(),
                        List.of(),
                        witnesses()),
                Optional.of(new LastWritable(
                        SampleEvents.INJECTED - 180_000_000L,
                        PG1,
                        Duration.ofMillis(21_040),
                        Duration.ofMillis(23_040),
                        false,
                        false)),
                new ReadMeasure(Duration.ofMillis(34), 0),
                List.of(new Failover(PG1, PG2, new Timeline(1), new Timeline(2), SampleEvents.ELECTED)),
                List.of(new Rejoin(PG1, Duration.ofMillis(9_320), "pg_rewind")),
                List.of(),
                Promotions.NOT_OBSERVED,
                List.of(deposed()),
                explained(lanes));
        return new Judgement(started(), Optional.of(ready()), SampleEvents.END, Verdict.FAIL, findings(), measured);
    }

    /** The writes through HAProxy and the reads of the pinned lane. */
    private static List<Explained> explained(List<LaneMeasure> lanes) {
        LaneMeasure write = lanes.get(0);
        Outage failover = write.outages().get(0);
        LaneMeasure read = lanes.get(3);
        Outage replica = read.outages().get(0);
        return List.of(
                Waterfalls.of(OutageKind.FAILOVER, write.lane(), failover.fromNanos() / 1e9)
                        .sinceRenewal(1.42, 1.48)
                        .served(0, 0.02)
                        .phase(
                                Phase.DETECT,
                                SampleEvents.EXPIRED / 1e9,
                                0.03,
                                "leader key deleted",
                                "etcd watch",
                                seconds(18.5, 19),
                                Fit.WITHIN)
                        .phase(
                                Phase.ELECT,
                                SampleEvents.ELECTED / 1e9,
                                0.002,
                                "leader key put by pg2",
                                "etcd watch",
                                seconds(0.1, 0.25),
                                Fit.ABOVE)
                        .phase(
                                Phase.PROMOTE,
                                SampleEvents.PROMOTED / 1e9,
                                0.1,
                                "pg2 said that it is writable",
                                "state lane",
                                seconds(0.05, 1),
                                Fit.ABOVE)
                        .phase(
                                Phase.ROUTE,
                                SampleEvents.ROUTED / 1e9,
                                0.25,
                                "pg2 UP in lb1, proxy write",
                                "HAProxy, polled",
                                seconds(0.5, 4),
                                Fit.WITHIN)
                        .phase(
                                Phase.RECONNECT,
                                failover.toNanos() / 1e9,
                                0.02,
                                "first OK that lasts",
                                "lane",
                                seconds(0, 0.05),
                                Fit.WITHIN)
                        .predicted(19.2, 25.3, Fit.WITHIN)
                        .explained(List.of(), List.of("lb1 had the old primary down 5.00s after the fault")),
                Waterfalls.of(OutageKind.REPLICA, read.lane(), replica.fromNanos() / 1e9)
                        .until(replica.toNanos() / 1e9)
                        .explained(List.of("phases: nothing tells which replica the session was on"), List.of()));
    }

    private static List<Finding> findings() {
        return List.of(
                new Finding(
                        "lost_writes",
                        Verdict.FAIL,
                        "0",
                        "3 of 3913",
                        new Account(
                                "is the number of lost writes 0?",
                                "3 acknowledged writes are absent from the final read; 2 of 4 indeterminate ones are"
                                        + " present",
                                "yes, 3 above the limit; the final read was of pg2 on timeline 2, after the last"
                                        + " attempt")),
                new Finding(
                        "dual_primary",
                        Verdict.FAIL,
                        "never",
                        "1.85s (every 100ms)",
                        new Account(
                                "was there never more than one writable node?",
                                "pg1 and pg2 both said that they were writable for 1.85s",
                                "yes, one such window is too many; nodes were asked every 100ms")),
                new Finding(
                        "write_outage",
                        Verdict.PASS,
                        "30s",
                        "22.79s (at least 22.74s)",
                        new Account(
                                "is the longest write outage of any client lane at most 30s?",
                                "longest write outage: 22.79s (at least 22.74s) in inject#1",
                                "yes, 2 lanes looked")),
                new Finding(
                        "read_outage",
                        Verdict.PASS,
                        "15s",
                        "1.42s (at least 1.38s)",
                        new Account(
                                "is the longest read outage of any client lane at most 15s?",
                                "longest read outage: 1.42s (at least 1.38s) in inject#1",
                                "yes, 2 lanes looked")),
                new Finding(
                        "rejoined",
                        Verdict.PASS,
                        "all",
                        "pg1 in 9.32s",
                        new Account(
                                "is every node back that was hit or lost the leader lock?",
                                "every node streams on timeline 2",
                                "yes, Patroni was watched on 3 nodes")),
                new Finding(
                        "probe",
                        Verdict.PASS,
                        "",
                        "late p99 1.20ms",
                        new Account(
                                "can what the lanes say be relied on?",
                                "the probe was on time",
                                "yes, every lane made its attempts")));
    }

    /** What a fold over the lane's own attempts would say, roughly. */
    private static LaneMeasure measure(dev.lapse.history.Lane lane) {
        List<Attempt> attempts = SampleEvents.attempts(lane).stream()
                .filter(Attempt.class::isInstance)
                .map(Attempt.class::cast)
                .toList();
        long[] counts = new long[Outcome.values().length];
        attempts.forEach(attempt -> counts[attempt.outcome().ordinal()]++);
        List<Attempt> bad = attempts.stream()
                .filter(attempt -> attempt.outcome() != Outcome.OK)
                .toList();
        Duration floor = lane.period().multipliedBy(3);
        List<Outage> outages = outages(lane, attempts, floor);
        List<Degraded> degraded = bad.isEmpty()
                ? List.of()
                : List.of(new Degraded(
                        "inject#1",
                        bad.get(0).invokedNanos(),
                        bad.get(bad.size() - 1).invokedNanos(),
                        bad.size(),
                        share(attempts, bad),
                        true,
                        Duration.ZERO,
                        lane.period()));
        return new LaneMeasure(
                lane,
                floor,
                attempts.size(),
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                Duration.ofNanos(90_000),
                Duration.ofNanos(1_200_000),
                Duration.ofNanos(3_400_000),
                Duration.ofNanos(1_900_000),
                Duration.ofNanos(4_200_000),
                outages,
                degraded,
                Optional.empty(),
                new ProbeHealth(0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                Map.of());
    }

    private static double share(List<Attempt> attempts, List<Attempt> bad) {
        long first = bad.get(0).seq();
        long last = bad.get(bad.size() - 1).seq();
        return bad.size()
                / (double) attempts.stream()
                        .filter(attempt -> attempt.seq() >= first && attempt.seq() <= last)
                        .count();
    }

    private static List<Outage> outages(dev.lapse.history.Lane lane, List<Attempt> attempts, Duration floor) {
        List<Outage> outages = new ArrayList<>();
        List<Attempt> answered = attempts.stream()
                .filter(attempt -> attempt.outcome() == Outcome.OK)
                .sorted(Comparator.comparingLong(Attempt::completedNanos))
                .toList();
        for (int i = 1; i < answered.size(); i++) {
            long from = answered.get(i - 1).completedNanos();
            long to = answered.get(i).completedNanos();
            if (to - from > floor.toNanos()) {
                long[] inside = attempts.stream()
                        .filter(attempt -> attempt.outcome() != Outcome.OK)
                        .mapToLong(Attempt::invokedNanos)
                        .filter(at -> at >= from && at <= to)
                        .sorted()
                        .toArray();
                long atLeast = inside.length == 0 ? 0 : inside[inside.length - 1] - inside[0];
                outages.add(new Outage(
                        "inject#1",
                        from,
                        to,
                        Duration.ofNanos(to - from),
                        Duration.ofNanos(atLeast),
                        inside.length == 0,
                        false,
                        true,
                        Duration.ofNanos(to - from),
                        Duration.ZERO,
                        lane.period(),
                        Duration.ZERO,
                        Duration.ZERO,
                        Optional.empty()));
            }
        }
        return outages;
    }

    static List<Testimony> witnesses() {
        long from = SampleEvents.PROMOTED;
        Sighting state = new Sighting(
                List.of("pg1", "pg2"),
                "",
                from,
                from + 1_850_000_000L,
                Duration.ofMillis(1850),
                Duration.ofMillis(2050));
        Sighting routed = new Sighting(
                List.of("pg1", "pg2"),
                "lb1",
                from,
                from + 5_750_000_000L,
                Duration.ofMillis(5500),
                Duration.ofMillis(6000));
        Sighting held = new Sighting(List.of("lb1", "lb2"), "", from, from, Duration.ZERO, Duration.ofSeconds(1));
        return List.of(
                testimony(Witness.STATE, List.of(), List.of(state), List.of(), 50, List.of()),
                new Testimony(
                        Witness.WRITE,
                        false,
                        List.of("no lane asks a node to take a write"),
                        List.of(),
                        List.of(),
                        Duration.ZERO,
                        List.of(),
                        0),
                new Testimony(
                        Witness.CLIENTS,
                        true,
                        List.of(),
                        List.of(),
                        List.of(),
                        Duration.ofMillis(20),
                        List.of("haproxy", "vip"),
                        2),
                testimony(
                        Witness.ROUTERS,
                        List.of("lb2 did not answer for 6.000s from 3.000s"),
                        List.of(routed),
                        List.of(),
                        250,
                        List.of("lb1", "lb2")),
                testimony(Witness.VIP, List.of(), List.of(), List.of(held), 500, List.of()));
    }

    private static Testimony testimony(
            Witness by,
            List<String> gaps,
            List<Sighting> sightings,
            List<Sighting> untold,
            long resolutionMs,
            List<String> where) {
        return new Testimony(by, true, gaps, sightings, untold, Duration.ofMillis(resolutionMs), where, 0);
    }
}
