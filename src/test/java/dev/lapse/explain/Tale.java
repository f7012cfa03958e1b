package dev.lapse.explain;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Event;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PatroniState;
import dev.lapse.history.PoolerSeen;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import dev.lapse.history.StoreSeen;
import dev.lapse.history.SyncSeen;
import dev.lapse.history.Vantage;
import dev.lapse.oracle.Oracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a run, written by hand: pg1 leads first, and lb1 sends writers to it. All times are seconds of the
 * run. Patroni, HAProxy and poolers are asked every 0.25 s; keys of the store are watched.
 */
final class Tale {
    private final List<Event> events = new ArrayList<>();
    private final List<NodeSpan> writable = new ArrayList<>();
    private final List<NodeSpan> answering = new ArrayList<>();
    private final List<LaneOutage> outages = new ArrayList<>();

    static Tale begin() {
        return new Tale()
                .observer("etcd-watch", 0)
                .observer("patroni-pg1", 0.25)
                .observer("patroni-pg2", 0.25)
                .observer("haproxy-lb1", 0.25)
                .observer("pooler-pg1", 0.25)
                .leader(0.1, "pg1")
                .server(0.1, "write", "pg1", "UP")
                .server(0.1, "write", "pg2", "DOWN")
                .server(0.1, "read", "pg2", "UP");
    }

    Tale add(Event event) {
        events.add(event);
        return this;
    }

    Tale observer(String name, double period) {
        return add(new ObserverOpened(0, name, nanos(period)));
    }

    Tale synchronous() {
        return add(new ClusterReady(0, "reference", Map.of(), Map.of(), true, "md5", 0, 0, null));
    }

    Tale leader(double at, @Nullable String holder) {
        return add(new LeaderSeen(nanos(at), holder == null ? null : new NodeName(holder), 1));
    }

    Tale server(double at, String proxy, String server, String status) {
        return server(at, "lb1", proxy, server, status);
    }

    Tale server(double at, String balancer, String proxy, String server, String status) {
        return add(new HaproxySeen(nanos(at), new NodeName(balancer), proxy, server, status, "L7OK"));
    }

    Tale log(double at, double resolution, String host, LoggedFact fact, String about) {
        return add(
                new LogSeen(nanos(at), new NodeName(host), fact, new NodeName(about), nanos(resolution), "as logged"));
    }

    Tale member(double at, String member, @Nullable String leader) {
        return add(
                new StoreSeen(nanos(at), new NodeName(member), true, leader == null ? null : new NodeName(leader), 1));
    }

    Tale pooler(double at, boolean up) {
        return add(new PoolerSeen(nanos(at), new NodeName("pg1"), up));
    }

    Tale sync(double at, String leader, String... standbys) {
        return add(new SyncSeen(
                nanos(at),
                new NodeName(leader),
                List.of(standbys).stream().map(NodeName::new).toList()));
    }

    Tale patroni(double at, String node, String state, PatroniSeen.Standby... standbys) {
        return add(new PatroniSeen(
                nanos(at),
                new NodeName(node),
                new PatroniState(state),
                PatroniRole.PRIMARY,
                new Timeline(1),
                null,
                List.of(standbys)));
    }

    Tale step(double at, String step) {
        StepKind kind = StepKind.of(step.substring(0, step.indexOf('#'))).orElseThrow();
        return add(new StepStarted(nanos(at), step, kind, ""));
    }

    /** A fault of step inject#1 at one host, that is injected within 0.1 s. */
    Tale fault(double at, FaultName fault, String role, String target, @Nullable Map<String, String> options) {
        return phase(at, FaultPhase.REQUESTED, fault, role, target, options)
                .phase(at + 0.1, FaultPhase.INJECTED, fault, role, target, options);
    }

    Tale fault(double at, FaultName fault, String role, String target) {
        return fault(at, fault, role, target, Map.of());
    }

    Tale healed(double at, FaultName fault, String role, String target) {
        return phase(at, FaultPhase.HEALED, fault, role, target, Map.of());
    }

    private Tale phase(
            double at,
            FaultPhase phase,
            FaultName fault,
            String role,
            String target,
            @Nullable Map<String, String> options) {
        return add(new FaultSeen(
                nanos(at),
                "inject#1/1",
                phase,
                fault,
                fault.flavours().get(0),
                List.of(new NodeName(target)),
                role,
                options,
                null));
    }

    /** A node that takes writes since a time between two, up to another; at its end it is not known to stop. */
    Tale writes(String node, int timeline, double after, double from, double to) {
        return writes(node, timeline, after, from, to, Double.MAX_VALUE);
    }

    Tale writes(String node, int timeline, double after, double from, double to, double before) {
        writable.add(span(node, timeline, after, from, to, before));
        return this;
    }

    Tale answers(String node, double after, double from, double to, double before) {
        answering.add(span(node, 0, after, from, to, before));
        return this;
    }

    private static NodeSpan span(String node, int timeline, double after, double from, double to, double before) {
        return new NodeSpan(
                new NodeName(node),
                timeline,
                after < 0 ? Long.MIN_VALUE : nanos(after),
                nanos(from),
                nanos(to),
                before == Double.MAX_VALUE ? Long.MAX_VALUE : nanos(before));
    }

    static Lane lane(LaneKind kind, Entrypoint via, Vantage vantage) {
        return new Lane(new LaneName("lane"), kind, via, vantage, null, Duration.ofMillis(20), Duration.ofSeconds(1));
    }

    static Lane writeLane() {
        return lane(LaneKind.WRITE, Entrypoint.HAPROXY, Vantage.NEW_CONNECTION);
    }

    /** An outage of step inject#1 of writes through the balancer. */
    Tale outage(double from, double to, String before, String after, double lastFailed) {
        return outage(writeLane(), "inject#1", from, to, before, after, lastFailed);
    }

    /** The OK that ends it was sent 3 ms before. */
    Tale outage(Lane lane, String step, double from, double to, String before, String after, double lastFailed) {
        outages.add(new LaneOutage(
                lane,
                step,
                nanos(from),
                nanos(to),
                nanos(0.06),
                false,
                Optional.of(new LaneOutage.LaneOk(nanos(from) - 3_000_000, Optional.of(new NodeName(before)))),
                Optional.of(new LaneOutage.LaneOk(nanos(to) - 3_000_000, Optional.of(new NodeName(after)))),
                OptionalLong.of(nanos(lastFailed))));
        return this;
    }

    /** An outage that had not ended when the lane closed. */
    Tale openOutage(double from, double to, String before) {
        outages.add(new LaneOutage(
                writeLane(),
                "inject#1",
                nanos(from),
                nanos(to),
                nanos(0.06),
                true,
                Optional.of(new LaneOutage.LaneOk(nanos(from), Optional.of(new NodeName(before)))),
                Optional.empty(),
                OptionalLong.of(nanos(to))));
        return this;
    }

    Observed observed() {
        List<Event> frame = new ArrayList<>(events);
        frame.sort(Comparator.comparingLong(Event::atNanos));
        return new Observed(frame, writable, answering, outages);
    }

    /** Of the one outage, of which nothing is predicted. */
    Explained explained() {
        return explained(Optional.empty());
    }

    Explained explained(Optional<Oracle> oracle) {
        List<Explained> all = Explainer.explain(observed(), oracle);
        if (all.size() != 1) {
            throw new AssertionError("expected one outage, saw " + all);
        }
        return all.get(0);
    }

    static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
