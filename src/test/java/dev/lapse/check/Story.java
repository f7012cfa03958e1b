package dev.lapse.check;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.AttemptMaker;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Event;
import dev.lapse.history.Expected;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.FinalRead;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.History;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.Outcome;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PatroniState;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunEnding;
import dev.lapse.history.RunStarted;
import dev.lapse.history.SeqRange;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A history written by hand. All times are milliseconds of the run; a client lane has an attempt every 20, a direct one every 100. */
final class Story {
    static final String WRITE = "write-haproxy";
    static final String READ = "read-haproxy";

    private final List<Event> events = new ArrayList<>();
    private final Map<String, Lane> lanes = new HashMap<>();

    /** A run that has begun. */
    static Story begin() {
        return new Story().add(new RunStarted(0, Instant.EPOCH, "story", "name: story", "fast", 1, null));
    }

    Story add(Event event) {
        events.add(event);
        return this;
    }

    Story synchronous() {
        return add(new ClusterReady(0, "reference", Map.of(), Map.of(), true, "md5", 0, 0, null));
    }

    Story expect(String check, String limit) {
        return add(new Expected(0, check, null, limit));
    }

    Story expect(String check, String lane, String limit) {
        return add(new Expected(0, check, lane, limit));
    }

    Story lane(String name, LaneKind kind) {
        return lane(name, kind, Entrypoint.HAPROXY);
    }

    Story lane(String name, LaneKind kind, Entrypoint via) {
        return open(new Lane(
                new LaneName(name),
                kind,
                via,
                Vantage.NEW_CONNECTION,
                null,
                Duration.ofMillis(20),
                Duration.ofSeconds(1)));
    }

    /** A client of the pooler on this host. */
    Story pooled(String name, String host) {
        return open(new Lane(
                new LaneName(name),
                LaneKind.WRITE,
                Entrypoint.POOLER,
                Vantage.PINNED,
                new NodeName(host),
                Duration.ofMillis(20),
                Duration.ofSeconds(1)));
    }

    /** A client whose transactions take a while. */
    Story holding(String name, Duration period, Duration timeout, Duration hold) {
        return open(new Lane(
                new LaneName(name),
                LaneKind.WRITE,
                Entrypoint.HAPROXY,
                Vantage.NEW_CONNECTION,
                null,
                period,
                timeout,
                null,
                hold,
                Map.of()));
    }

    /** Known 2 ms after the hold, every period from here up to there. */
    Story held(String lane, long fromMs, long toMs, Outcome outcome) {
        return series(lane, fromMs, toMs, lanes.get(lane).held().toMillis() + 2, outcome, null);
    }

    /** A client that asks every second and waits for a minute. */
    Story patient(String name, Vantage vantage) {
        return open(new Lane(
                new LaneName(name),
                LaneKind.WRITE,
                Entrypoint.HAPROXY,
                vantage,
                null,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1)));
    }

    /** One attempt that waits for its answer until the session breaks. */
    Story waited(String lane, long fromMs, long toMs) {
        return add(made(lane, fromMs, fromMs, toMs, Outcome.INDETERMINATE));
    }

    /** A client of the load. */
    Story load(String name) {
        return open(new Lane(
                new LaneName(name),
                LaneKind.WRITE,
                Entrypoint.HAPROXY,
                Vantage.LOAD,
                null,
                Duration.ofMillis(20),
                Duration.ofSeconds(1)));
    }

    Story direct(String name, LaneKind kind, String node) {
        return open(new Lane(
                new LaneName(name),
                kind,
                Entrypoint.POSTGRES,
                Vantage.DIRECT,
                new NodeName(node),
                Duration.ofMillis(100),
                Duration.ofSeconds(1)));
    }

    /** Calls of own code from an instant on. */
    Story watch(Lane lane, long fromMs) {
        lanes.put(lane.name().value(), lane);
        return add(new LaneOpened(nanos(fromMs), lane));
    }

    /** Calls of {@code orders}: known after 5 ms, or at the deadline, or never sent. */
    Story calls(long fromMs, long toMs, Outcome outcome) {
        long latencyMs = switch (outcome) {
            case OK, FAILED -> 5;
            case INDETERMINATE -> lanes.get("orders").timeout().toMillis();
            case NOT_SENT -> 0;
        };
        return series("orders", fromMs, toMs, latencyMs, outcome, null);
    }

    private Story open(Lane lane) {
        lanes.put(lane.name().value(), lane);
        return add(new LaneOpened(0, lane));
    }

    Story close(String lane, long atMs) {
        return add(new LaneClosed(nanos(atMs), new LaneName(lane)));
    }

    /** OK after 2 ms, every period from here up to there. */
    Story ok(String lane, long fromMs, long toMs) {
        return series(lane, fromMs, toMs, 2, Outcome.OK, null);
    }

    /** Refused after 1 ms. */
    Story failed(String lane, long fromMs, long toMs) {
        return series(lane, fromMs, toMs, 1, Outcome.FAILED, null);
    }

    /** Silent up to the deadline. */
    Story hung(String lane, long fromMs, long toMs) {
        return series(lane, fromMs, toMs, 1000, Outcome.INDETERMINATE, null);
    }

    Story notSent(String lane, long fromMs, long toMs) {
        return series(lane, fromMs, toMs, 0, Outcome.NOT_SENT, null);
    }

    /** What a state lane hears: writable or not. */
    Story says(String lane, boolean writable, long fromMs, long toMs) {
        return series(lane, fromMs, toMs, 2, Outcome.OK, writable);
    }

    /** What a direct lane hears instead of an answer, every period, 1 ms after it asks: a SQLSTATE and words. */
    Story error(String lane, String sqlState, String words, long fromMs, long toMs) {
        long period = lanes.get(lane).period().toMillis();
        for (long due = fromMs; due < toMs; due += period) {
            add(made(lane, due, due, due + 1, Outcome.FAILED).error(sqlState, words));
        }
        return this;
    }

    /** What a state lane hears of a node's WAL: the timeline and where it is, in bytes. */
    Story wal(String lane, long dueMs, int timeline, long bytes, boolean writable) {
        return add(made(lane, dueMs, dueMs, dueMs + 2, Outcome.OK)
                .by(lanes.get(lane).node())
                .on(new Timeline(timeline))
                .at(new Lsn(bytes))
                .writable(writable));
    }

    private Story series(
            String lane, long fromMs, long toMs, long latencyMs, Outcome outcome, @Nullable Boolean writable) {
        long period = lanes.get(lane).period().toMillis();
        for (long due = fromMs; due < toMs; due += period) {
            add(made(lane, due, due, due + latencyMs, outcome).writable(writable));
        }
        return this;
    }

    Story late(String lane, long dueMs, long invokedMs) {
        return late(lane, dueMs, invokedMs, Outcome.OK);
    }

    /** Known 2 ms after it was invoked. */
    Story late(String lane, long dueMs, long invokedMs, Outcome outcome) {
        return add(made(lane, dueMs, invokedMs, invokedMs + 2, outcome));
    }

    Story lateFailed(String lane, long dueMs, long invokedMs) {
        return add(made(lane, dueMs, invokedMs, invokedMs + 1, Outcome.FAILED));
    }

    Story read(long dueMs, long newestSeq) {
        return add(made(READ, dueMs, dueMs, dueMs + 2, Outcome.OK).saw(newestSeq));
    }

    /** A read that a replica answers. */
    Story readOf(String node, long dueMs, long newestSeq) {
        return add(made(READ, dueMs, dueMs, dueMs + 2, Outcome.OK)
                .by(new NodeName(node))
                .as(Role.REPLICA)
                .saw(newestSeq));
    }

    private AttemptMaker made(String lane, long dueMs, long invokedMs, long completedMs, Outcome outcome) {
        return AttemptMaker.attempt(
                new LaneName(lane),
                dueMs / lanes.get(lane).period().toMillis(),
                nanos(dueMs),
                nanos(invokedMs),
                nanos(completedMs),
                outcome);
    }

    private Story add(AttemptMaker attempt) {
        return add(attempt.made());
    }

    /** A write that says who took it. */
    Story ack(String lane, long dueMs, String node, int timeline) {
        return add(made(lane, dueMs, dueMs, dueMs + 2, Outcome.OK)
                .by(new NodeName(node))
                .on(new Timeline(timeline)));
    }

    /** The same, acknowledged so long after it was invoked. */
    Story slowAck(String lane, long dueMs, long latencyMs, String node, int timeline) {
        return add(made(lane, dueMs, dueMs, dueMs + latencyMs, Outcome.OK)
                .by(new NodeName(node))
                .on(new Timeline(timeline)));
    }

    /** A balancer's statistics are polled every 250 ms. */
    Story polled(String balancer) {
        return add(new ObserverOpened(0, "haproxy-" + balancer, nanos(250)));
    }

    /** A look at a server of the pool for writes that had changed. */
    Story server(long atMs, String balancer, String server, String status) {
        return add(new HaproxySeen(nanos(atMs), new NodeName(balancer), "write", server, status, ""));
    }

    /** A line of keepalived's log, which tells whole seconds. */
    Story address(long atMs, String host, LoggedFact fact) {
        NodeName balancer = new NodeName(host);
        return add(new LogSeen(nanos(atMs), balancer, fact, balancer, nanos(500), ""));
    }

    /** The same, with where the WAL was, in bytes. */
    Story ack(String lane, long dueMs, String node, int timeline, long bytes) {
        return add(made(lane, dueMs, dueMs, dueMs + 2, Outcome.OK)
                .by(new NodeName(node))
                .on(new Timeline(timeline))
                .at(new Lsn(bytes)));
    }

    /** A step from here to there; its kind is its name up to the number sign. */
    Story step(String step, long fromMs, long toMs) {
        return add(new StepStarted(
                        nanos(fromMs),
                        step,
                        StepKind.of(step.substring(0, step.indexOf('#'))).orElseThrow(),
                        ""))
                .add(new StepEnded(nanos(toMs), step));
    }

    /** A fault that took effect and was healed, with evidence of both. */
    Story fault(String target, long injectedMs, long healedMs) {
        return fault("network-loss", target, injectedMs, healedMs);
    }

    Story fault(String fault, String target, long injectedMs, long healedMs) {
        return phase(fault, target, injectedMs - 1, FaultPhase.REQUESTED, null)
                .phase(fault, target, injectedMs, FaultPhase.INJECTED, null)
                .phase(fault, target, injectedMs + 1, FaultPhase.PROVEN, "no answer from its peers")
                .phase(fault, target, healedMs, FaultPhase.HEALED, null)
                .phase(fault, target, healedMs + 1, FaultPhase.HEAL_PROVEN, "answers again");
    }

    Story phase(String target, long atMs, FaultPhase phase, @Nullable String evidence) {
        return phase("network-loss", target, atMs, phase, evidence);
    }

    Story phase(String fault, String target, long atMs, FaultPhase phase, @Nullable String evidence) {
        return add(new FaultSeen(
                nanos(atMs),
                "inject#1/1",
                phase,
                FaultName.of(fault),
                fault.equals("network-loss") ? "interface-down" : "sigkill",
                List.of(new NodeName(target)),
                "primary",
                evidence));
    }

    Story leader(long atMs, @Nullable String node) {
        return add(new LeaderSeen(nanos(atMs), node == null ? null : new NodeName(node), atMs));
    }

    Story primary(long atMs, String node, int timeline, String... streaming) {
        return add(new PatroniSeen(
                nanos(atMs),
                new NodeName(node),
                PatroniState.RUNNING,
                PatroniRole.PRIMARY,
                new Timeline(timeline),
                null,
                Arrays.stream(streaming)
                        .map(s -> new PatroniSeen.Standby(new NodeName(s), "streaming", "async"))
                        .toList()));
    }

    Story replica(long atMs, String node, int timeline) {
        return add(new PatroniSeen(
                nanos(atMs),
                new NodeName(node),
                PatroniState.RUNNING,
                PatroniRole.REPLICA,
                new Timeline(timeline),
                null,
                List.of()));
    }

    Story gone(long atMs, String node) {
        return add(new PatroniSeen(
                nanos(atMs), new NodeName(node), PatroniState.UNREACHABLE, null, null, null, List.of()));
    }

    Story finalRead(String lane, SeqRange... present) {
        return add(new FinalRead(
                nanos(100_000), new NodeName("pg2"), new Timeline(2), new LaneName(lane), List.of(present)));
    }

    Story ended(long atMs, String how) {
        return add(new RunEnded(nanos(atMs), RunEnding.valueOf(how.toUpperCase(Locale.ROOT))));
    }

    History history() {
        return History.of(events);
    }

    RunLog log() {
        return RunLog.of(history());
    }

    Measurements measured() {
        return Measure.of(history());
    }

    Judgement judged() {
        return Judge.judge(history());
    }

    /** The one finding of that name. */
    static String seen(Finding finding) {
        return finding.account().seen();
    }

    static String sure(Finding finding) {
        return finding.account().sure();
    }

    Finding finding(String checker) {
        List<Finding> findings = findings(checker).toList();
        if (findings.size() != 1) {
            throw new AssertionError("expected one finding " + checker + ", saw " + judged().findings());
        }
        return findings.get(0);
    }

    Stream<Finding> findings(String checker) {
        return judged().findings().stream().filter(f -> f.checker().equals(checker));
    }

    List<Outage> outages(String lane) {
        return measured().lanes().stream()
                .filter(measure -> measure.lane().name().value().equals(lane))
                .findFirst()
                .orElseThrow()
                .outages();
    }

    static long nanos(long millis) {
        return millis * 1_000_000;
    }

    static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }
}
