package dev.lapse.generate;

import static dev.lapse.check.Verdict.FAIL;
import static dev.lapse.check.Verdict.PASS;
import static dev.lapse.check.Verdict.UNKNOWN;
import static dev.lapse.generate.GeneratedRun.READ;
import static dev.lapse.generate.GeneratedRun.READ_PINNED;
import static dev.lapse.generate.GeneratedRun.WRITE;
import static dev.lapse.generate.GeneratedRun.WRITE_PINNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Expectation;
import dev.lapse.check.Finding;
import dev.lapse.check.Judge;
import dev.lapse.check.Verdict;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Attempt;
import dev.lapse.history.AttemptMaker;
import dev.lapse.history.Event;
import dev.lapse.history.Expected;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.FinalRead;
import dev.lapse.history.GateSide;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.History;
import dev.lapse.history.HistoryLines;
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
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RunEnded;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepStarted;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of each checker a run that passes, one that fails, and one of which it cannot tell, where it says such a thing. */
class GoldenRunsTest {
    private static final long MILLI = 1_000_000;
    private static final GeneratedRun CALM = GeneratedRun.calm(21);
    private static final GeneratedRun FAILOVER = GeneratedRun.networkLoss(22);
    private static final String OLD_PRIMARY = FAILOVER.firstPrimary().value();
    private static final String SUCCESSOR = FAILOVER.lastPrimary().value();
    private static final LaneName STATE = new LaneName("state-pg1");

    private record Golden(String checker, Verdict verdict, History history) {
        @Override
        public String toString() {
            return checker + " " + verdict;
        }
    }

    static Stream<Golden> goldens() {
        return Stream.of(
                new Golden("write_outage", PASS, FAILOVER.expecting("write_outage", "6s")),
                new Golden("write_outage", FAIL, FAILOVER.expecting("write_outage", "4s")),
                new Golden("write_outage", UNKNOWN, outageEndsLate(WRITE).expecting("write_outage", "2s")),
                new Golden("read_outage", PASS, outage(READ).expecting("read_outage", "3s")),
                new Golden("read_outage", FAIL, outage(READ).expecting("read_outage", "1s")),
                new Golden("read_outage", UNKNOWN, outageEndsLate(READ).expecting("read_outage", "2s")),
                new Golden("clients_behind", PASS, outage(READ).expecting("clients_behind", "3s")),
                new Golden("clients_behind", FAIL, outage(READ).expecting("clients_behind", "1s")),
                new Golden("clients_behind", UNKNOWN, outageEndsLate(READ).expecting("clients_behind", "2s")),
                new Golden("write_degraded", PASS, degraded(WRITE).expecting("write_degraded", "3s")),
                new Golden("write_degraded", FAIL, degraded(WRITE).expecting("write_degraded", "1s")),
                new Golden("write_degraded", UNKNOWN, CALM.expecting("write_degraded", "10ms")),
                new Golden("read_degraded", PASS, degraded(READ).expecting("read_degraded", "3s")),
                new Golden("read_degraded", FAIL, degraded(READ).expecting("read_degraded", "1s")),
                new Golden("read_degraded", UNKNOWN, CALM.expecting("read_degraded", "10ms")),
                new Golden("lost_writes", PASS, FAILOVER.expecting("lost_writes", "0")),
                new Golden("lost_writes", FAIL, lost().expecting("lost_writes", "1")),
                new Golden("lost_writes", UNKNOWN, without(FAILOVER.expecting("lost_writes", "0"), FinalRead.class)),
                new Golden("dual_primary", PASS, FAILOVER.expecting("dual_primary", "never")),
                new Golden(
                        "dual_primary",
                        FAIL,
                        FAILOVER.with(new Harm.DualWindow(Harm.Witness.STATE, 800 * MILLI))
                                .expecting("dual_primary", "never")),
                new Golden("dual_primary", UNKNOWN, unasked(FAILOVER.expecting("dual_primary", "never"))),
                new Golden("dual_primary_by_state", PASS, FAILOVER.expecting("dual_primary_by_state", "never")),
                new Golden(
                        "dual_primary_by_state",
                        FAIL,
                        dual(Harm.Witness.STATE).expecting("dual_primary_by_state", "never")),
                new Golden(
                        "dual_primary_by_state",
                        UNKNOWN,
                        unasked(FAILOVER.expecting("dual_primary_by_state", "never"))),
                new Golden(
                        "dual_primary_by_write",
                        PASS,
                        directWrites(FAILOVER.expecting("dual_primary_by_write", "never"))),
                new Golden(
                        "dual_primary_by_write",
                        FAIL,
                        directWrites(dual(Harm.Witness.STATE).expecting("dual_primary_by_write", "never"))),
                new Golden("dual_primary_by_write", UNKNOWN, FAILOVER.expecting("dual_primary_by_write", "never")),
                new Golden("dual_primary_by_clients", PASS, FAILOVER.expecting("dual_primary_by_clients", "never")),
                new Golden(
                        "dual_primary_by_clients",
                        FAIL,
                        dual(Harm.Witness.WRITE).expecting("dual_primary_by_clients", "never")),
                new Golden(
                        "dual_primary_by_clients",
                        UNKNOWN,
                        nameless(FAILOVER.expecting("dual_primary_by_clients", "never"))),
                new Golden("two_routed", PASS, FAILOVER.expecting("two_routed", "never")),
                new Golden("two_routed", FAIL, twoRouted(FAILOVER.expecting("two_routed", "never"))),
                new Golden(
                        "two_routed", UNKNOWN, without(FAILOVER.expecting("two_routed", "never"), HaproxySeen.class)),
                new Golden("two_vip_holders", PASS, addressMoves(FAILOVER.expecting("two_vip_holders", "never"), 5, 8)),
                new Golden("two_vip_holders", FAIL, addressMoves(FAILOVER.expecting("two_vip_holders", "never"), 9, 5)),
                new Golden("two_vip_holders", UNKNOWN, FAILOVER.expecting("two_vip_holders", "never")),
                new Golden("vip_on_primary", PASS, addressOfNodes("1min")),
                new Golden("vip_on_primary", FAIL, addressOfNodes("1ms")),
                new Golden("vip_on_primary", UNKNOWN, FAILOVER.expecting("vip_on_primary", "1min")),
                new Golden(
                        "last_writable",
                        PASS,
                        FAILOVER.failingOverIn(Duration.ofSeconds(15)).expecting("last_writable", "6s")),
                new Golden("last_writable", FAIL, FAILOVER.expecting("last_writable", "200ms")),
                new Golden("last_writable", UNKNOWN, CALM.expecting("last_writable", "9s")),
                new Golden("rejoined", PASS, FAILOVER.expecting("rejoined", "all")),
                new Golden("rejoined", FAIL, FAILOVER.with(new Harm.StaysAway()).expecting("rejoined", "all")),
                new Golden("rejoined", UNKNOWN, without(FAILOVER.expecting("rejoined", "all"), PatroniSeen.class)),
                new Golden("failed_rejoins", PASS, FAILOVER.expecting("failed_rejoins", "0")),
                new Golden("failed_rejoins", FAIL, failedRejoin(FAILOVER.expecting("failed_rejoins", "0"))),
                new Golden(
                        "failed_rejoins",
                        UNKNOWN,
                        without(FAILOVER.expecting("failed_rejoins", "0"), RejoinLogRead.class)),
                new Golden("stale_read", PASS, stale().expecting("stale_read", "900ms")),
                new Golden("stale_read", FAIL, stale().expecting("stale_read", "500ms")),
                new Golden("stale_read", UNKNOWN, noReads().expecting("stale_read", "500ms")),
                new Golden("backward_reads", PASS, backward().expecting("backward_reads", "1")),
                new Golden("backward_reads", FAIL, backward().expecting("backward_reads", "0")),
                new Golden("backward_reads", UNKNOWN, noReads().expecting("backward_reads", "0")),
                new Golden("dirty_reads", PASS, dirty("1")),
                new Golden("dirty_reads", FAIL, dirty("0")),
                new Golden("dirty_reads", UNKNOWN, without(dirty("0"), FinalRead.class)),
                new Golden("failovers", PASS, FAILOVER.expecting("failovers", "1")),
                new Golden("failovers", FAIL, FAILOVER.expecting("failovers", "0")),
                new Golden("failovers", UNKNOWN, without(FAILOVER.expecting("failovers", "1"), LeaderSeen.class)),
                new Golden("new_primary", PASS, FAILOVER.expecting("new_primary", SUCCESSOR)),
                new Golden("new_primary", FAIL, FAILOVER.expecting("new_primary", OLD_PRIMARY)),
                new Golden(
                        "new_primary",
                        UNKNOWN,
                        without(FAILOVER.expecting("new_primary", SUCCESSOR), LeaderSeen.class)),
                new Golden("timeline", PASS, FAILOVER.expecting("timeline", "1")),
                new Golden("timeline", FAIL, FAILOVER.expecting("timeline", "0")),
                new Golden("timeline", UNKNOWN, unasked(FAILOVER.expecting("timeline", "1"))),
                new Golden("faults_proven", PASS, FAILOVER),
                new Golden("faults_proven", UNKNOWN, unproven(FAILOVER)),
                new Golden("steady_before", PASS, CALM),
                new Golden("steady_before", UNKNOWN, missed(CALM, GateSide.BEFORE)),
                new Golden("steady_after", PASS, FAILOVER),
                new Golden(
                        "steady_after",
                        FAIL,
                        FAILOVER.with(new Harm.StaysAway()).expecting("rejoined", "all")),
                new Golden("steady_after", UNKNOWN, missed(CALM.expecting("failovers", "0"), GateSide.AFTER)),
                new Golden("probe_healthy", PASS, FAILOVER),
                new Golden(
                        "probe_healthy",
                        UNKNOWN,
                        CALM.with(new Harm.Lateness(STATE, 100 * MILLI, 60_000 * MILLI, 90 * MILLI))),
                new Golden("call_outage", PASS, ownCode(outage(READ), "3s")),
                new Golden("call_outage", FAIL, ownCode(outage(READ), "1s")),
                new Golden("call_outage", UNKNOWN, limited(CALM, "3s")),
                new Golden("run_completed", UNKNOWN, without(FAILOVER, RunEnded.class)));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void saysSo(Golden golden) {
        assertThat(Judge.judge(HistoryLines.strictly(golden.history())).findings())
                .filteredOn(finding -> finding.checker().equals(golden.checker()))
                .singleElement()
                .extracting(Finding::verdict)
                .as(() -> Judge.judge(golden.history()).findings().toString())
                .isEqualTo(golden.verdict());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void everyFindingIsThreePlainLines(Golden golden) {
        PlainLines.assertOf(Judge.judge(golden.history()));
    }

    @Test
    void aRunThatDidAllHasNoFindingOfItsEnd() {
        assertThat(Judge.judge(FAILOVER).findings())
                .extracting(Finding::checker)
                .doesNotContain("run_completed");
    }

    /** A check that is new has to be here. */
    @Test
    void everyCheckPassesFailsAndIsUnknownHere() {
        for (Expectation.Check check : Expectation.Check.values()) {
            Set<Verdict> verdicts = goldens()
                    .filter(golden -> golden.checker().equals(check.name().toLowerCase(Locale.ROOT)))
                    .map(Golden::verdict)
                    .collect(Collectors.toSet());
            assertThat(verdicts).as(check.text()).containsExactlyInAnyOrder(Verdict.values());
        }
    }

    private static GeneratedRun outage(LaneName lane) {
        return CALM.with(new Harm.Outage(lane, CALM.instant(Duration.ofSeconds(5)), 2000 * MILLI, Harm.Manner.REFUSED));
    }

    /** For 400 ms the harness did not look, and the outage ended meanwhile. */
    private static GeneratedRun outageEndsLate(LaneName lane) {
        return outage(lane)
                .with(new Harm.Lateness(lane, CALM.instant(Duration.ofMillis(6800)), 1000 * MILLI, 400 * MILLI));
    }

    private static History ownCode(History history, String limit) {
        return limited(Edits.ownCode(history, READ), limit);
    }

    private static History limited(History history, String limit) {
        return Edits.before(history, LaneOpened.class, new Expected(0, "call_outage", null, limit));
    }

    private static GeneratedRun degraded(LaneName lane) {
        return CALM.with(new Harm.Degraded(lane, CALM.instant(Duration.ofSeconds(5)), 2000 * MILLI, 0.4));
    }

    private static GeneratedRun lost() {
        return FAILOVER.with(new Harm.LostRow(WRITE, 17), new Harm.LostRow(WRITE_PINNED, 18));
    }

    private static GeneratedRun stale() {
        return CALM.with(new Harm.Staleness(READ, CALM.instant(Duration.ofSeconds(5)), 700 * MILLI));
    }

    private static GeneratedRun backward() {
        return CALM.with(new Harm.BackwardRead(READ_PINNED, CALM.instant(Duration.ofSeconds(5)), 9));
    }

    /** The row that the first read of the second half saw is gone, and its writer was not answered. */
    private static History dirty(String limit) {
        long row = Edits.listed(CALM).stream()
                .filter(event -> event instanceof Attempt read
                        && read.lane().equals(READ)
                        && read.invokedNanos() > CALM.instant(Duration.ofSeconds(5)))
                .map(event -> Objects.requireNonNull(((Attempt) event).newestSeq()))
                .findFirst()
                .orElseThrow();
        return Edits.each(
                CALM.with(new Harm.LostRow(WRITE, row)).expecting("dirty_reads", limit),
                Attempt.class,
                attempt -> attempt.lane().equals(WRITE) && attempt.seq() == row
                        ? same(attempt, Outcome.INDETERMINATE).made()
                        : attempt);
    }

    private static GeneratedRun noReads() {
        return CALM.with(
                new Harm.Outage(READ, 0, 60_000 * MILLI, Harm.Manner.REFUSED),
                new Harm.Outage(READ_PINNED, 0, 60_000 * MILLI, Harm.Manner.REFUSED));
    }

    private static History without(History history, Class<? extends Event> type) {
        return Edits.without(history, type::isInstance);
    }

    /** Nobody asked the nodes. */
    private static History unasked(History history) {
        return Edits.without(
                history,
                event -> event instanceof LaneOpened opened && !opened.lane().isClient()
                        || event instanceof LaneClosed closed && isState(closed.lane())
                        || event instanceof Attempt attempt && isState(attempt.lane()));
    }

    private static GeneratedRun dual(Harm.Witness witness) {
        return FAILOVER.with(new Harm.DualWindow(witness, 800 * MILLI));
    }

    /** In place of asking, the direct lanes write. */
    private static History directWrites(History history) {
        return Edits.each(
                Edits.each(
                        history,
                        LaneOpened.class,
                        opened -> opened.lane().isClient()
                                ? opened
                                : new LaneOpened(opened.atNanos(), written(opened.lane()))),
                Attempt.class,
                attempt -> isState(attempt.lane()) && Boolean.FALSE.equals(attempt.writable())
                        ? same(attempt, Outcome.FAILED)
                                .error("25006", "read-only")
                                .made()
                        : attempt);
    }

    private static Lane written(Lane lane) {
        return new Lane(
                lane.name(), LaneKind.WRITE, lane.via(), lane.vantage(), lane.node(), lane.period(), lane.timeout());
    }

    /** No acknowledgement tells who it is of. */
    private static History nameless(History history) {
        return Edits.each(
                history,
                Attempt.class,
                attempt -> attempt.timeline() == null || isState(attempt.lane())
                        ? attempt
                        : same(attempt, attempt.outcome())
                                .on(attempt.timeline())
                                .at(attempt.lsn())
                                .made());
    }

    private static AttemptMaker same(Attempt attempt, Outcome outcome) {
        return AttemptMaker.attempt(
                attempt.lane(),
                attempt.seq(),
                attempt.dueNanos(),
                attempt.invokedNanos(),
                attempt.completedNanos(),
                outcome);
    }

    private static History twoRouted(History history) {
        for (String node : List.of("pg1", "pg2")) {
            history = Edits.before(
                    history,
                    StepStarted.class,
                    new HaproxySeen(3000 * MILLI, new NodeName("lb1"), "write", node, "UP", "L7OK"));
        }
        return history;
    }

    /** When the first balancer gives the address up, and when the second one takes it, in seconds. */
    private static History addressMoves(History history, int leftAt, int takenAt) {
        return Edits.before(
                Edits.before(history, StepStarted.class, address("lb1", LoggedFact.VIP_LEFT, leftAt)),
                StepStarted.class,
                address("lb2", LoggedFact.VIP_TAKEN, takenAt));
    }

    /** keepalived on the nodes: the first primary has the address all the time, and the others never took it. */
    private static History addressOfNodes(String limit) {
        History nodes = Edits.without(
                without(FAILOVER.expecting("vip_on_primary", limit), HaproxySeen.class),
                event -> event instanceof ObserverOpened opened
                        && opened.observer().startsWith("haproxy-"));
        History first = Edits.before(nodes, StepStarted.class, address("pg3", LoggedFact.VIP_TAKEN, 0));
        History second = Edits.before(first, StepStarted.class, address("pg1", LoggedFact.VIP_LEFT, 0));
        return Edits.before(second, StepStarted.class, address("pg2", LoggedFact.VIP_LEFT, 0));
    }

    private static LogSeen address(String host, LoggedFact fact, int atSeconds) {
        NodeName balancer = new NodeName(host);
        return new LogSeen(atSeconds * 1000 * MILLI, balancer, fact, balancer, 500 * MILLI, fact.text());
    }

    private static boolean isState(LaneName lane) {
        return lane.value().startsWith("state-");
    }

    private static History failedRejoin(History history) {
        return Edits.each(
                history,
                RejoinLogRead.class,
                read -> new RejoinLogRead(
                        read.atNanos(),
                        read.node(),
                        List.of(new RejoinLogRead.Failure("pg_rewind", "ERROR: pg_rewind exit code=1"))));
    }

    private static History unproven(History history) {
        return Edits.each(
                history,
                FaultSeen.class,
                fault -> fault.phase() != FaultPhase.PROVEN
                        ? fault
                        : new FaultSeen(
                                fault.atNanos(),
                                fault.injection(),
                                FaultPhase.UNPROVEN,
                                fault.fault(),
                                fault.flavour(),
                                fault.targets(),
                                fault.role(),
                                "connect from etcd1 to pg1:8008: answers"));
    }

    private static History missed(History history, GateSide gate) {
        return Edits.each(
                history,
                SteadySeen.class,
                seen -> seen.gate() == gate ? new SteadySeen(seen.atNanos(), gate, false, "no replica streams") : seen);
    }
}
