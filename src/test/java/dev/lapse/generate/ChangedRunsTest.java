package dev.lapse.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Verdict;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.FinalRead;
import dev.lapse.history.GateSide;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.History;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.Outcome;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RejoinSeen;
import dev.lapse.history.SeqRange;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.SyncSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A history that is FAIL or UNKNOWN does not become PASS by knowing less of it, nor by what no recorder writes. */
class ChangedRunsTest {
    private static final long MILLI = 1_000_000;
    private static final Set<Class<? extends Event>> OBSERVATIONS = Set.of(
            PatroniSeen.class,
            LeaderSeen.class,
            LeaseSeen.class,
            SyncSeen.class,
            HaproxySeen.class,
            ObserverOpened.class,
            SteadySeen.class,
            RejoinSeen.class,
            RejoinLogRead.class,
            FaultSeen.class);

    /** A run that does not pass, for one reason alone. */
    enum Bad {
        WRITE_OUTAGE(seed -> GeneratedRun.networkLoss(seed).expecting("write_outage", "3s")),
        WRITE_OUTAGE_OF_A_CRASH(seed -> GeneratedRun.crash(seed).expecting("write_outage", "3s")),
        READ_OUTAGE(seed -> GeneratedRun.calm(seed)
                .with(new Harm.Outage(GeneratedRun.READ, 5000 * MILLI, 1500 * MILLI, Harm.Manner.REFUSED))
                .expecting("read_outage", "1s")),
        WRITE_DEGRADED(seed -> GeneratedRun.calm(seed)
                .with(new Harm.Degraded(GeneratedRun.WRITE, 5000 * MILLI, 2000 * MILLI, 0.4))
                .expecting("write_degraded", "1s")),
        TWO_WRITES_REFUSED(seed -> GeneratedRun.calm(seed)
                .with(new Harm.Degraded(GeneratedRun.WRITE, 5000 * MILLI, 200 * MILLI, 0))
                .expecting("write_degraded", "0")),
        UNEXPECTED_ROW(seed -> Edits.each(
                GeneratedRun.networkLoss(seed).expecting("failovers", "1"),
                FinalRead.class,
                read -> read.lane().equals(GeneratedRun.WRITE) ? withOneMore(read) : read)),
        LOST_WRITE(seed -> GeneratedRun.networkLoss(seed)
                .with(new Harm.LostRow(GeneratedRun.WRITE, 137))
                .expecting("lost_writes", "0")),
        DUAL_BY_STATE(seed -> dual(seed, Harm.Witness.STATE)),
        DUAL_BY_WRITE(seed -> dual(seed, Harm.Witness.WRITE)),
        DUAL_BY_BOTH(seed -> dual(seed, Harm.Witness.MIXED)),
        LAST_WRITABLE(seed -> GeneratedRun.networkLoss(seed).expecting("last_writable", "100ms")),
        STALE_READ(seed -> GeneratedRun.calm(seed)
                .with(new Harm.Staleness(GeneratedRun.READ, 5000 * MILLI, 800 * MILLI))
                .expecting("stale_read", "300ms")),
        BACKWARD_READ(seed -> GeneratedRun.calm(seed)
                .with(new Harm.BackwardRead(GeneratedRun.READ_PINNED, 5000 * MILLI, 7))
                .expecting("backward_reads", "0")),
        FAILOVERS(seed -> GeneratedRun.networkLossOfTwo(seed).expecting("failovers", "0")),
        NOT_REJOINED(seed ->
                GeneratedRun.networkLoss(seed).with(new Harm.StaysAway()).expecting("rejoined", "all")),
        UNPROVEN(seed -> Edits.each(
                GeneratedRun.networkLoss(seed).expecting("write_outage", "9s"),
                FaultSeen.class,
                fault -> fault.phase() == FaultPhase.PROVEN ? unproven(fault) : fault)),
        NOT_STEADY_AFTER(seed -> Edits.each(
                GeneratedRun.networkLoss(seed).expecting("failovers", "1"),
                SteadySeen.class,
                seen -> seen.gate() == GateSide.AFTER
                        ? new SteadySeen(seen.atNanos(), GateSide.AFTER, false, "no replica streams")
                        : seen)),
        LOG_NOT_READ(seed -> Edits.without(
                GeneratedRun.crash(seed).expecting("failed_rejoins", "0"),
                event -> event instanceof RejoinLogRead read
                        && read.node().value().equals("pg2"))),
        LATE(seed -> GeneratedRun.calm(seed)
                .with(new Harm.Lateness(new LaneName("state-pg1"), 100 * MILLI, 60_000 * MILLI, 90 * MILLI))
                .expecting("dual_primary", "never"));

        private final Function<Long, History> made;
        private final Map<Long, List<Event>> kept = new ConcurrentHashMap<>();

        Bad(Function<Long, History> made) {
            this.made = made;
        }

        /** One of two; each is made and judged once. */
        List<Event> events(long seed) {
            long which = Math.floorMod(seed, 2L);
            return kept.computeIfAbsent(which, number -> {
                List<Event> events = Edits.listed(made.apply(number));
                assertThat(Edits.verdict(History.of(events))).isPresent().get().isNotEqualTo(Verdict.PASS);
                return events;
            });
        }

        private static GeneratedRun dual(long seed, Harm.Witness witness) {
            return GeneratedRun.networkLoss(seed)
                    .with(new Harm.DualWindow(witness, 1200 * MILLI))
                    .expecting("dual_primary", "never");
        }

        private static FinalRead withOneMore(FinalRead read) {
            List<SeqRange> present = new ArrayList<>(read.present());
            present.add(new SeqRange(90_000, 90_000));
            return new FinalRead(read.atNanos(), read.node(), read.timeline(), read.lane(), present);
        }

        private static FaultSeen unproven(FaultSeen fault) {
            return new FaultSeen(
                    fault.atNanos(),
                    fault.injection(),
                    FaultPhase.UNPROVEN,
                    fault.fault(),
                    fault.flavour(),
                    fault.targets(),
                    fault.role(),
                    "connect from etcd1 to pg1:8008: answers");
        }
    }

    /** A change of a history, at a place that is chosen by a throw of dice. */
    private interface Change {
        List<Event> of(List<Event> events, Dice dice);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void anAttemptThatEndedIndeterminateInsteadOfFailedProvesNothing(@ForAll Bad bad, @ForAll long seed) {
        staysNoPass(
                bad,
                seed,
                (events, dice) -> replaced(
                        events,
                        dice,
                        event -> event instanceof Attempt attempt && attempt.outcome() == Outcome.FAILED,
                        event -> {
                            Attempt failed = (Attempt) event;
                            return List.of(indeterminate(failed, failed.seq(), 0));
                        }));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void anAddedIndeterminateProvesNothing(@ForAll Bad bad, @ForAll long seed) {
        staysNoPass(bad, seed, (events, dice) -> {
            Map<LaneName, Attempt> last = events.stream()
                    .filter(Attempt.class::isInstance)
                    .map(Attempt.class::cast)
                    .collect(Collectors.toMap(Attempt::lane, each -> each, (a, b) -> a.seq() > b.seq() ? a : b));
            Map<LaneName, Long> periods = events.stream()
                    .filter(LaneOpened.class::isInstance)
                    .map(event -> ((LaneOpened) event).lane())
                    .collect(Collectors.toMap(
                            lane -> lane.name(), lane -> lane.period().toNanos()));
            return replaced(events, dice, LaneClosed.class::isInstance, event -> {
                LaneName lane = ((LaneClosed) event).lane();
                Attempt before = last.get(lane);
                return List.of(indeterminate(before, before.seq() + 1, periods.get(lane)), event);
            });
        });
    }

    private static Attempt indeterminate(Attempt from, long seq, long laterNanos) {
        return new Attempt(
                from.lane(),
                seq,
                from.dueNanos() + laterNanos,
                from.invokedNanos() + laterNanos,
                from.completedNanos() + laterNanos,
                Outcome.INDETERMINATE,
                null,
                "deadline: sent, no answer",
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void anObservationThatIsMissingProvesNothing(
            @ForAll Bad bad, @ForAll("observations") Class<? extends Event> kind, @ForAll long seed) {
        staysNoPass(bad, seed, (events, dice) -> replaced(events, dice, kind::isInstance, event -> List.of()));
    }

    @Property(generation = GenerationMode.EXHAUSTIVE)
    void observationsOfOneKindThatAreAllMissingProveNothing(
            @ForAll Bad bad, @ForAll("observations") Class<? extends Event> kind) {
        Assume.that(bad != Bad.LOG_NOT_READ || kind != PatroniSeen.class);
        allMissing(bad, kind);
    }

    @Example
    void logThatWasNotReadIsMissedWherePatroniWasNotWatched() {
        allMissing(Bad.LOG_NOT_READ, PatroniSeen.class);
    }

    private static void allMissing(Bad bad, Class<? extends Event> kind) {
        staysNoPass(
                bad,
                0,
                (events, dice) ->
                        events.stream().filter(event -> !kind.isInstance(event)).toList());
    }

    @Provide
    Arbitrary<Class<? extends Event>> observations() {
        return Arbitraries.of(sorted(OBSERVATIONS));
    }

    private static List<Class<? extends Event>> sorted(Set<Class<? extends Event>> classes) {
        return classes.stream()
                .sorted(java.util.Comparator.comparing(Class::getName))
                .toList();
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void anEndThatIsMissingProvesNothing(
            @ForAll Bad bad, @ForAll @IntRange(min = 1, max = 1000) int share, @ForAll long seed) {
        staysNoPass(
                bad,
                seed,
                (events, dice) ->
                        events.subList(0, Math.max(1, events.size() - 1 - events.size() * (share - 1) / 1000)));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aLineThatIsThereTwiceProvesNothing(@ForAll Bad bad, @ForAll boolean attempt, @ForAll long seed) {
        staysNoPass(
                bad,
                seed,
                (events, dice) -> replaced(
                        events, dice, event -> event instanceof Attempt == attempt, event -> List.of(event, event)));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aLaneWhoseClockIsAnotherProvesNothing(
            @ForAll Bad bad, @ForAll @IntRange(min = -5000, max = 5000) int byMs, @ForAll long seed) {
        staysNoPass(bad, seed, (events, dice) -> {
            List<LaneName> lanes = events.stream()
                    .filter(LaneOpened.class::isInstance)
                    .map(event -> ((LaneOpened) event).lane().name())
                    .toList();
            LaneName lane = chosen(lanes, dice);
            long by = (byMs == 0 ? 1 : byMs) * MILLI;
            return events.stream()
                    .map(event -> event instanceof Attempt each && each.lane().equals(lane) ? shifted(each, by) : event)
                    .toList();
        });
    }

    private static Attempt shifted(Attempt attempt, long by) {
        return new Attempt(
                attempt.lane(),
                attempt.seq(),
                attempt.dueNanos() + by,
                attempt.invokedNanos() + by,
                attempt.completedNanos() + by,
                attempt.outcome(),
                attempt.sqlState(),
                attempt.error(),
                attempt.node(),
                attempt.role(),
                attempt.timeline(),
                attempt.lsn(),
                attempt.writable(),
                attempt.newestSeq());
    }

    private static void staysNoPass(Bad bad, long seed, Change change) {
        List<Event> changed = change.of(bad.events(seed), new Dice(seed));

        assertThat(Edits.verdict(History.of(changed)).orElse(Verdict.UNKNOWN))
                .as("%s of seed %d", bad, Math.floorMod(seed, 2L))
                .isNotEqualTo(Verdict.PASS);
    }

    /** One of the events of a sort becomes others. */
    private static List<Event> replaced(
            List<Event> events,
            Dice dice,
            java.util.function.Predicate<Event> sort,
            Function<Event, List<Event>> change) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (sort.test(events.get(i))) {
                places.add(i);
            }
        }
        if (places.isEmpty()) {
            return events;
        }
        int place = chosen(places, dice);
        List<Event> changed = new ArrayList<>(events.subList(0, place));
        changed.addAll(change.apply(events.get(place)));
        changed.addAll(events.subList(place + 1, events.size()));
        return changed;
    }

    private static <T> T chosen(List<T> from, Dice dice) {
        return from.get((int) dice.between(0, from.size(), 1, 1));
    }
}
