package dev.lapse.generate;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Event;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.GateSide;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PatroniState;
import dev.lapse.history.RunStarted;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepStarted;
import dev.lapse.history.SyncSeen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The few events of a run that are not attempts: what the conductor did, and what the observers saw of the cluster. */
final class Chronicle {
    private static final long MILLI = Timetable.MILLI;
    private static final long POLL = 250 * MILLI;
    private static final int REVISION = 874;
    private static final List<NodeName> BALANCERS = List.of(new NodeName("lb1"), new NodeName("lb2"));

    private final Timetable table;

    Chronicle(Timetable table) {
        this.table = table;
    }

    /** From the beginning to the lanes, in the order of the file. */
    List<Event> prologue(long seed) {
        List<Event> events = new ArrayList<>();
        events.add(new RunStarted(
                1_449_832,
                Instant.parse("2026-11-25T11:30:08.064774989Z"),
                table.scenario.name(),
                table.scenario.withSeed(seed).toYaml(),
                table.scenario.profile().text(),
                seed,
                null));
        long[] at = {2_264_131};
        table.scenario.expectations().forEach(expectation -> events.add(expectation.toEvent(at[0] += 400)));
        events.add(new SteadySeen(64 * MILLI, GateSide.BEFORE, true, ""));
        events.add(new ClusterReady(
                480 * MILLI,
                table.scenario.cluster().topology(),
                Map.of("etcd", "3.5.16", "patroni", "4.0.7", "postgresql", "17.12"),
                Map.of("patroni.loop_wait", "2", "patroni.retry_timeout", "3", "patroni.ttl", "20"),
                table.scenario.cluster().synchronous(),
                table.scenario.cluster().auth().text(),
                7_919_283,
                10_546_925_580L,
                List.of()));
        long observers = 709 * MILLI;
        for (NodeName node : table.nodes) {
            events.add(new ObserverOpened(observers += MILLI / 5, "patroni-" + node, POLL));
        }
        for (NodeName balancer : BALANCERS) {
            events.add(new ObserverOpened(observers += MILLI / 5, "haproxy-" + balancer, POLL));
        }
        events.add(new ObserverOpened(observers += MILLI / 5, "etcd-watch", 0));
        events.add(new ObserverOpened(observers + MILLI / 5, "etcd-lease", 500 * MILLI));
        firstSeen(events);
        List<Lane> lanes = table.scenario.lanes();
        for (int i = 0; i < lanes.size(); i++) {
            events.add(new LaneOpened(LaneEvents.openedNanos(i), lanes.get(i)));
        }
        return events;
    }

    private void firstSeen(List<Event> events) {
        for (NodeName balancer : BALANCERS) {
            for (NodeName node : table.nodes) {
                events.add(server(715 * MILLI, balancer, "write", node, node.equals(table.first)));
                boolean reads = !node.equals(table.first) || table.nodes.size() < 3;
                events.add(server(715 * MILLI, balancer, "read", node, reads));
            }
        }
        events.add(new LeaderSeen(716 * MILLI, table.first, REVISION));
        events.add(new SyncSeen(716 * MILLI + 45_000, null, List.of()));
        events.add(primary(721 * MILLI, table.first, standbys(table.first, List.of())));
        for (NodeName node : table.nodes) {
            if (!node.equals(table.first)) {
                events.add(replica(722 * MILLI, node));
            }
        }
    }

    /** From the first step to the end of the last one, in the order of time. */
    List<Event> course() {
        List<Event> events = new ArrayList<>();
        for (Timetable.TimedStep step : table.steps) {
            events.add(new StepStarted(
                    step.fromNanos(),
                    step.name(),
                    step.step().kind(),
                    step.step().text()));
            events.add(new StepEnded(step.toNanos(), step.name()));
        }
        table.fault.ifPresent(fault -> injection(events, fault));
        if (table.isFailover()) {
            failover(events);
            rejoin(events);
        }
        boolean reached = !table.staysAway;
        events.add(new SteadySeen(
                table.steadyAfter - MILLI / 20,
                GateSide.AFTER,
                reached,
                reached ? "" : "replica " + table.first + " is not streaming"));
        events.removeIf(event -> event.atNanos() == Timetable.NEVER);
        events.sort(Comparator.comparingLong(Event::atNanos));
        return events;
    }

    private void injection(List<Event> events, FaultSpec spec) {
        String step = table.steps.stream()
                .filter(timed -> timed.name().startsWith("inject"))
                .findFirst()
                .orElseThrow()
                .name();
        boolean network = spec.fault() == FaultName.NETWORK_LOSS;
        NodeName target = table.first;
        phase(events, table.requested, step, FaultPhase.REQUESTED, spec, null);
        phase(events, table.injected, step, FaultPhase.INJECTED, spec, null);
        phase(
                events,
                table.proven,
                step,
                FaultPhase.PROVEN,
                spec,
                network
                        ? "eth0 of " + target + ": <BROADCAST,MULTICAST>; connect from etcd1 to " + target
                                + ":8008: silent for 1s"
                        : target + " is exited with 137; from etcd1 to " + target + ":8008: silence for 1s");
        phase(events, table.healed, step, FaultPhase.HEALED, spec, null);
        phase(
                events,
                table.healProven,
                step,
                FaultPhase.HEAL_PROVEN,
                spec,
                network
                        ? "eth0 of " + target + ": <BROADCAST,MULTICAST,UP,LOWER_UP>; connect from etcd1 to " + target
                                + ":8008: answers"
                        : target + " is running, started again; from etcd3 to " + target + ":8008: answered");
    }

    private void phase(
            List<Event> events,
            long atNanos,
            String step,
            FaultPhase phase,
            FaultSpec spec,
            @Nullable String evidence) {
        events.add(new FaultSeen(
                atNanos,
                step + "/1",
                phase,
                spec.fault(),
                spec.flavour(),
                List.of(spec.target().equals(table.fault.orElseThrow().target()) ? target(spec) : table.first),
                spec.target().name(),
                evidence));
    }

    /** A fault of the primary hits it; one of another role hits a replica. */
    private NodeName target(FaultSpec spec) {
        return table.isFailover()
                ? table.first
                : spec.target().name().equals("replica") ? table.successor : new NodeName("etcd1");
    }

    private void failover(List<Event> events) {
        List<NodeName> gone = List.of(table.first);
        for (NodeName balancer : BALANCERS) {
            for (int left = 3; left > 0; left--) {
                long at = table.gone + (4 - left) * 900 * MILLI;
                if (at < table.lockFree) {
                    events.add(
                            new HaproxySeen(at, balancer, "write", table.first.value(), "UP " + left + "/4", "L4TOUT"));
                }
            }
            long down = Math.min(table.gone + 4500 * MILLI, table.lockFree - MILLI);
            events.add(new HaproxySeen(down, balancer, "write", table.first.value(), "DOWN", "L4TOUT"));
            events.add(server(table.routed - 20 * MILLI, balancer, "write", table.successor, true));
        }
        if (table.takesHost) {
            events.add(unreachable(table.gone + 90 * MILLI));
        } else {
            events.add(unreachable(table.demoted + 1200 * MILLI));
            events.add(replica(table.demoted + 1800 * MILLI, table.first));
        }
        events.add(new LeaderSeen(table.lockFree, null, REVISION + 63));
        events.add(new LeaderSeen(table.lockTaken, table.successor, REVISION + 64));
        events.add(primary(table.promoted + 120 * MILLI, table.successor, standbys(table.successor, gone)));
        for (NodeName node : table.nodes) {
            if (!node.equals(table.first) && !node.equals(table.successor)) {
                events.add(replica(table.promoted + 1000 * MILLI, node));
            }
        }
    }

    private void rejoin(List<Event> events) {
        if (table.healed == Timetable.NEVER) {
            return;
        }
        events.add(new PatroniSeen(
                table.healed + 520 * MILLI, table.first, new PatroniState("stopped"), null, null, null, List.of()));
        if (table.back == Timetable.NEVER) {
            return;
        }
        events.add(replica(table.back, table.first));
        events.add(primary(table.back + 30 * MILLI, table.successor, standbys(table.successor, List.of())));
        for (NodeName balancer : BALANCERS) {
            events.add(server(table.back + 600 * MILLI, balancer, "read", table.first, true));
        }
    }

    private PatroniSeen unreachable(long atNanos) {
        return new PatroniSeen(atNanos, table.first, PatroniState.UNREACHABLE, null, null, null, List.of());
    }

    private PatroniSeen primary(long atNanos, NodeName node, List<PatroniSeen.Standby> standbys) {
        return patroni(atNanos, node, PatroniRole.PRIMARY, standbys);
    }

    private PatroniSeen replica(long atNanos, NodeName node) {
        return patroni(atNanos, node, PatroniRole.REPLICA, List.of());
    }

    private PatroniSeen patroni(long atNanos, NodeName node, PatroniRole role, List<PatroniSeen.Standby> standbys) {
        return new PatroniSeen(
                atNanos,
                node,
                PatroniState.RUNNING,
                role,
                new Timeline(table.timelineOf(node, atNanos)),
                new Lsn(table.lsn(node, atNanos)),
                standbys);
    }

    private List<PatroniSeen.Standby> standbys(NodeName primary, List<NodeName> gone) {
        return table.nodes.stream()
                .filter(node -> !node.equals(primary) && !gone.contains(node))
                .map(node -> new PatroniSeen.Standby(node, "streaming", "async"))
                .toList();
    }

    private static HaproxySeen server(long atNanos, NodeName balancer, String proxy, NodeName node, boolean up) {
        return new HaproxySeen(atNanos, balancer, proxy, node.value(), up ? "UP" : "DOWN", up ? "L7OK" : "L7STS");
    }
}
