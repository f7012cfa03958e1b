package dev.lapse.report;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.Expected;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.GateSide;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.Outcome;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PatroniState;
import dev.lapse.history.RejoinSeen;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunEnding;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import dev.lapse.history.SyncSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The events of {@link SampleRun}. */
final class SampleEvents {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    static final long BEGIN = 10 * SECOND;
    static final long INJECTED = 20_020 * MILLI;
    static final long EXPIRED = 38_600 * MILLI;
    static final long ELECTED = 39_150 * MILLI;
    static final long PROMOTED = 40_400 * MILLI;
    static final long ROUTED = 42_080 * MILLI;
    static final long HEALED = 70 * SECOND;
    static final long END = 92 * SECOND;
    private static final List<NodeName> NODES = List.of(SampleRun.PG1, SampleRun.PG2, SampleRun.PG3);

    private SampleEvents() {}

    static List<Lane> clientLanes() {
        return List.of(
                client("write-haproxy", LaneKind.WRITE, Entrypoint.HAPROXY, dev.lapse.history.Vantage.NEW_CONNECTION),
                client("write-pool-vip", LaneKind.WRITE, Entrypoint.VIP, dev.lapse.history.Vantage.POOL),
                client("read-haproxy", LaneKind.READ, Entrypoint.HAPROXY, dev.lapse.history.Vantage.NEW_CONNECTION),
                client("read-pinned", LaneKind.READ, Entrypoint.HAPROXY, dev.lapse.history.Vantage.PINNED));
    }

    private static Lane client(String name, LaneKind kind, Entrypoint via, dev.lapse.history.Vantage vantage) {
        return new Lane(new LaneName(name), kind, via, vantage, null, Duration.ofMillis(20), Duration.ofSeconds(1));
    }

    static List<Lane> stateLanes() {
        return NODES.stream()
                .map(node -> new Lane(
                        new LaneName("state-" + node),
                        LaneKind.STATE,
                        Entrypoint.POSTGRES,
                        dev.lapse.history.Vantage.DIRECT,
                        node,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1)))
                .toList();
    }

    static List<Event> attempts(Lane lane) {
        Random random = new Random(lane.name().value().hashCode());
        List<Event> events = new ArrayList<>();
        events.add(new LaneOpened(BEGIN, lane));
        int inFlightBad = 0;
        for (long seq = 0; BEGIN + seq * 20 * MILLI < END - SECOND; seq++) {
            long due = BEGIN + seq * 20 * MILLI;
            long invoked = due + (long) (random.nextDouble() * 300_000);
            boolean write = lane.kind() == LaneKind.WRITE;
            boolean pinned = lane.vantage() != dev.lapse.history.Vantage.NEW_CONNECTION;
            boolean down = write
                    ? due >= INJECTED && due < ROUTED + (pinned ? 700 * MILLI : 0)
                    : due >= INJECTED
                            && due < INJECTED + 3100 * MILLI
                            && (pinned ? due < INJECTED + 1400 * MILLI : seq % 2 == 0);
            if (!down) {
                long took = (long) ((write ? 1.9 : 0.7) * MILLI * Math.exp(random.nextGaussian() * 0.35))
                        + (due > ROUTED && due < ROUTED + 3 * SECOND ? 4 * MILLI : 0)
                        + (random.nextInt(400) == 0 ? 18 * MILLI : 0);
                NodeName node = write
                        ? (due < INJECTED ? SampleRun.PG1 : SampleRun.PG2)
                        : NODES.get(due < INJECTED ? 1 + random.nextInt(2) : 2);
                events.add(attempt(lane, seq, due, invoked, invoked + took, Outcome.OK, null, null, node));
            } else if (due > INJECTED + 6 * SECOND && due < EXPIRED + 2 * SECOND) {
                events.add(attempt(
                        lane,
                        seq,
                        due,
                        invoked,
                        invoked + 400_000,
                        Outcome.FAILED,
                        "08001",
                        "connection closed before the first packet",
                        null));
            } else if (pinned && inFlightBad++ % 50 != 0) {
                events.add(attempt(lane, seq, due, due, due, Outcome.NOT_SENT, null, null, null));
            } else {
                boolean sent = due < INJECTED + SECOND && write;
                events.add(attempt(
                        lane,
                        seq,
                        due,
                        invoked,
                        invoked + SECOND,
                        sent ? Outcome.INDETERMINATE : Outcome.FAILED,
                        "08006",
                        sent ? "no answer within 1s" : "no connection within 1s",
                        null));
            }
        }
        events.add(new LaneClosed(END - SECOND, lane.name()));
        return events;
    }

    static List<Event> states(Lane lane) {
        List<Event> events = new ArrayList<>();
        events.add(new LaneOpened(BEGIN, lane));
        NodeName node = lane.node();
        for (long seq = 0; BEGIN + seq * 100 * MILLI < END - SECOND; seq++) {
            long due = BEGIN + seq * 100 * MILLI;
            boolean first = node.equals(SampleRun.PG1);
            boolean writable = first ? due < PROMOTED + 1850 * MILLI : node.equals(SampleRun.PG2) && due >= PROMOTED;
            boolean silent = first && due > HEALED + 3 * SECOND && due < HEALED + 7 * SECOND;
            int timeline = due < PROMOTED || (first && due < HEALED + 3 * SECOND) ? 1 : 2;
            events.add(new Attempt(
                    lane.name(),
                    seq,
                    due,
                    due + 50_000,
                    due + 600_000,
                    silent ? Outcome.FAILED : Outcome.OK,
                    silent ? "57P03" : null,
                    silent ? "the database system is starting up" : null,
                    silent ? null : node,
                    writable ? Role.PRIMARY : Role.REPLICA,
                    new Timeline(timeline),
                    null,
                    silent ? null : writable,
                    null));
        }
        return events;
    }

    private static Attempt attempt(
            Lane lane,
            long seq,
            long due,
            long invoked,
            long completed,
            Outcome outcome,
            @Nullable String state,
            @Nullable String error,
            @Nullable NodeName node) {
        return new Attempt(
                lane.name(), seq, due, invoked, completed, outcome, state, error, node, null, null, null, null, null);
    }

    static List<Event> ofCluster() {
        List<Event> events = new ArrayList<>(List.of(SampleRun.started(), SampleRun.ready()));
        step(events, "steady#1", BEGIN, INJECTED - 180 * MILLI, "steady: 10s");
        step(events, "inject#1", INJECTED - 180 * MILLI, INJECTED, "inject: {network-loss: primary}");
        step(events, "hold#1", INJECTED, HEALED - 200 * MILLI, "hold: 50s");
        step(events, "heal#1", HEALED - 200 * MILLI, HEALED, "heal: all");
        step(events, "settle#1", HEALED, END - SECOND, "settle: 120s");
        events.add(new SteadySeen(BEGIN, GateSide.BEFORE, true, ""));
        fault(events, INJECTED - 180 * MILLI, FaultPhase.REQUESTED, null);
        fault(events, INJECTED, FaultPhase.INJECTED, null);
        fault(events, INJECTED + 310 * MILLI, FaultPhase.PROVEN, "eth0 state DOWN; 3 of 3 peers get no answer");
        fault(events, HEALED, FaultPhase.HEALED, null);
        fault(events, HEALED + 400 * MILLI, FaultPhase.HEAL_PROVEN, "eth0 state UP; 3 of 3 peers connect");
        events.add(new Expected(BEGIN - SECOND, "write_outage", null, "30s"));
        events.add(new AddressSeen(BEGIN - SECOND, new NodeName("lb1"), true));
        events.add(new AddressSeen(BEGIN - SECOND, new NodeName("lb2"), false));
        events.add(new LeaderSeen(BEGIN - SECOND, SampleRun.PG1, 100));
        events.add(new LeaderSeen(EXPIRED, null, 140));
        events.add(new LeaderSeen(ELECTED, SampleRun.PG2, 141));
        events.add(new SyncSeen(BEGIN - SECOND, null, List.of()));
        for (long at = BEGIN; at < END - SECOND; at += SECOND) {
            boolean frozen = at > INJECTED && at < EXPIRED;
            long left = frozen ? 20 - (at - 18_600 * MILLI) / SECOND : 20 - (at / SECOND) % 5;
            events.add(new LeaseSeen(at, null, Math.max(0, left), 20));
        }
        patroni(events, SampleRun.PG1, BEGIN - SECOND, "running", PatroniRole.PRIMARY, 1);
        patroni(events, SampleRun.PG2, BEGIN - SECOND, "running", PatroniRole.REPLICA, 1);
        patroni(events, SampleRun.PG3, BEGIN - SECOND, "running", PatroniRole.REPLICA, 1);
        patroni(events, SampleRun.PG1, PROMOTED + 1700 * MILLI, "running", PatroniRole.REPLICA, 1);
        patroni(events, SampleRun.PG2, PROMOTED, "running", PatroniRole.PRIMARY, 2);
        patroni(events, SampleRun.PG3, PROMOTED + 900 * MILLI, "running", PatroniRole.REPLICA, 2);
        patroni(events, SampleRun.PG1, HEALED + 3 * SECOND, "starting", null, 1);
        patroni(events, SampleRun.PG1, HEALED + 7 * SECOND, "running", PatroniRole.REPLICA, 2);
        events.add(new RejoinSeen(HEALED + 5 * SECOND, SampleRun.PG1, "pg_rewind", "running pg_rewind from pg2"));
        List.of(new NodeName("lb1"), new NodeName("lb2")).forEach(balancer -> balancer(events, balancer));
        events.add(new SteadySeen(END - 2 * SECOND, GateSide.AFTER, true, ""));
        events.add(new RunEnded(END, RunEnding.COMPLETED));
        return events;
    }

    private static void balancer(List<Event> events, NodeName balancer) {
        long skew = balancer.value().equals("lb1") ? 0 : 400 * MILLI;
        haproxy(events, balancer, BEGIN - SECOND, "write", "pg1:UP:L7OK", "pg2:DOWN:L7STS", "pg3:DOWN:L7STS");
        haproxy(events, balancer, BEGIN - SECOND, "read", "pg1:DOWN:L7STS", "pg2:UP:L7OK", "pg3:UP:L7OK");
        haproxy(events, balancer, INJECTED + 2 * SECOND + skew, "write", "pg1:UP 2/3:L4TOUT");
        haproxy(events, balancer, INJECTED + 5 * SECOND + skew, "write", "pg1:DOWN:L4TOUT");
        haproxy(events, balancer, PROMOTED + 700 * MILLI + skew, "write", "pg2:DOWN 1/2:L7OK");
        haproxy(events, balancer, ROUTED - 500 * MILLI + skew, "write", "pg2:UP:L7OK");
        haproxy(events, balancer, PROMOTED + 900 * MILLI + skew, "read", "pg2:UP 2/3:L7STS");
        haproxy(events, balancer, PROMOTED + 2900 * MILLI + skew, "read", "pg2:DOWN:L7STS");
        haproxy(events, balancer, HEALED + 8 * SECOND + skew, "read", "pg1:UP:L7OK");
    }

    private static void haproxy(List<Event> events, NodeName balancer, long at, String proxy, String... servers) {
        for (String server : servers) {
            String[] parts = server.split(":");
            events.add(new HaproxySeen(at, balancer, proxy, parts[0], parts[1], parts[2]));
        }
    }

    private static void patroni(
            List<Event> events, NodeName node, long at, String state, @Nullable PatroniRole role, int timeline) {
        events.add(new PatroniSeen(at, node, new PatroniState(state), role, new Timeline(timeline), null, List.of()));
    }

    private static void step(List<Event> events, String step, long from, long to, String text) {
        events.add(new StepStarted(
                from, step, StepKind.of(step.replaceAll("#.*", "")).orElseThrow(), text));
        events.add(new StepEnded(to, step));
    }

    private static void fault(List<Event> events, long at, FaultPhase phase, @Nullable String evidence) {
        events.add(new FaultSeen(
                at,
                "inject#1/1",
                phase,
                FaultName.NETWORK_LOSS,
                "interface-down",
                List.of(SampleRun.PG1),
                "primary",
                evidence));
    }
}
