package dev.lapse.generate;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.cluster.Timeline;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.Event;
import dev.lapse.history.Expected;
import dev.lapse.history.FinalRead;
import dev.lapse.history.History;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RejoinSeen;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunEnding;
import dev.lapse.scenario.LaneSpec;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A run of a scenario as a recorder would have written it, from a seed: made anew with every stream, and never kept.
 * Steps may be steady and hold, and one injection of one fault, its heal and its settle. A fault of the primary leads
 * to a failover. Fluent methods return new values.
 *
 * <pre>{@code
 * GeneratedRun calm = GeneratedRun.calm(seed);
 * History history = calm.with(new Harm.Outage(WRITE, calm.instant(ofSeconds(4)), 2_000_000_000L, REFUSED));
 * Judgement judgement = Judge.judge(history);
 * }</pre>
 */
public final class GeneratedRun implements History {
    public static final LaneName WRITE = new LaneName("write-haproxy");
    public static final LaneName WRITE_PINNED = new LaneName("write-haproxy-pinned");
    public static final LaneName READ = new LaneName("read-haproxy");
    public static final LaneName READ_PINNED = new LaneName("read-haproxy-pinned");

    private static final long MILLI = Timetable.MILLI;
    private static final ClusterSpec THREE_NODES = topology("reference");
    private static final ClusterSpec TWO_NODES = topology("two-node");

    private final Scenario scenario;
    private final long seed;
    private final Duration outage;
    private final List<Harm> harms;
    private final Timetable table;

    private GeneratedRun(Scenario scenario, long seed, Duration outage, List<Harm> harms) {
        this.scenario = scenario;
        this.seed = seed;
        this.outage = outage;
        this.harms = List.copyOf(harms);
        this.table = new Timetable(scenario, new Dice(seed), outage, harms);
    }

    /** A run of any scenario of the form above; the failover, if it has one, takes 5 s. */
    public static GeneratedRun of(Scenario scenario, long seed) {
        return new GeneratedRun(scenario, seed, Duration.ofSeconds(5), List.of());
    }

    /** Three nodes, nothing but 4 s of steady and 6 s of hold. */
    public static GeneratedRun calm(long seed) {
        return calm(seed, Duration.ofSeconds(6));
    }

    /** The same with a longer or shorter hold. */
    public static GeneratedRun calm(long seed, Duration hold) {
        return of(scenario("calm", THREE_NODES, Step.steady(Duration.ofSeconds(4)), Step.hold(hold)), seed);
    }

    /** Three nodes, of which the primary loses its network after 4 s of steady, for 10 s. */
    public static GeneratedRun networkLoss(long seed) {
        return of(failover(THREE_NODES, FaultName.NETWORK_LOSS), seed);
    }

    /** The same with two nodes. */
    public static GeneratedRun networkLossOfTwo(long seed) {
        return of(failover(TWO_NODES, FaultName.NETWORK_LOSS), seed);
    }

    /** Three nodes, of which the primary is killed after 4 s of steady, for 10 s. */
    public static GeneratedRun crash(long seed) {
        return of(failover(THREE_NODES, FaultName.CRASH), seed);
    }

    private static ClusterSpec topology(String name) {
        return ScenarioFile.topology(
                Path.of(System.getProperty("lapse.home", "."), "scenarios", "topologies", name + ".yaml"));
    }

    private static Scenario failover(ClusterSpec topology, FaultName fault) {
        return scenario(
                "failover",
                topology,
                Step.steady(Duration.ofSeconds(4)),
                Step.inject(new FaultSpec(fault, fault.flavours().get(0), Target.role(Target.Kind.PRIMARY))),
                Step.hold(Duration.ofSeconds(10)),
                Step.healAll(),
                Step.settle(Duration.ofSeconds(20)));
    }

    private static Scenario scenario(String name, ClusterSpec topology, Step... steps) {
        return Scenario.named(name)
                .probes(LaneSpec.defaults().toArray(LaneSpec[]::new))
                .steps(steps)
                .on(topology, Profile.FAST);
    }

    /** How long clients' writes stop for a failover: 2 s or more. */
    public GeneratedRun failingOverIn(Duration length) {
        table.requireFailover();
        return new GeneratedRun(scenario, seed, length, harms);
    }

    public GeneratedRun with(Harm... more) {
        List<Harm> all = new ArrayList<>(harms);
        all.addAll(Arrays.asList(more));
        return new GeneratedRun(scenario, seed, outage, all);
    }

    /** In place of what the scenario expects: a check and its limit as in a file, and so on; or none. */
    public GeneratedRun expecting(String... checksAndLimits) {
        List<Expectation> expectations = new ArrayList<>();
        for (int i = 0; i < checksAndLimits.length; i += 2) {
            expectations.add(Expectation.parse(new Expected(0, checksAndLimits[i], null, checksAndLimits[i + 1])));
        }
        Scenario other = new Scenario(
                scenario.name(),
                scenario.hypothesis(),
                scenario.observed(),
                scenario.cluster(),
                scenario.profile(),
                scenario.timings(),
                scenario.lanes(),
                scenario.steps(),
                expectations,
                scenario.seed(),
                scenario.table(),
                scenario.salvage());
        return new GeneratedRun(other, seed, outage, harms);
    }

    public Scenario scenario() {
        return scenario;
    }

    /** The instant of the run, in nanoseconds, that is so long after its first step began. */
    public long instant(Duration sinceFirstStep) {
        return table.instant(sinceFirstStep);
    }

    /** Of a failover: when clients lost the old primary. */
    public long goneNanos() {
        return table.requireFailover().gone;
    }

    /** Of a failover: from when on clients reach the new primary. */
    public long routedNanos() {
        return table.requireFailover().routed;
    }

    /** Of a failover: when the new primary became one. */
    public long promotedNanos() {
        return table.requireFailover().promoted;
    }

    public NodeName firstPrimary() {
        return table.first;
    }

    public NodeName lastPrimary() {
        return table.isFailover() ? table.successor : table.first;
    }

    /** Names it in what a failed test prints. */
    @Override
    public String toString() {
        return scenario.name() + " of " + table.nodes.size() + " nodes, "
                + table.fault.map(spec -> spec.fault() + ", ").orElse("") + "seed " + seed + ", " + harms;
    }

    @Override
    public Stream<Event> events() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new Merged(), Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    private LaneEvents lane(int number, @Nullable NewestRow newest) {
        return new LaneEvents(table, number, new LaneService(table, number, harms), newest);
    }

    /** All that the run consists of, by time; what comes after the lanes is made when they have ended. */
    private final class Merged implements Iterator<Event> {
        private record Source(Event head, int number, Iterator<Event> rest) {}

        private final Iterator<Event> prologue =
                new Chronicle(table).prologue(seed).iterator();
        private final PriorityQueue<Source> sources = new PriorityQueue<>(
                Comparator.comparingLong((Source source) -> source.head().atNanos())
                        .thenComparingInt(Source::number));
        private final List<LaneEvents> lanes = new ArrayList<>();
        private @Nullable Iterator<Event> epilogue;
        private long closedNanos;

        Merged() {
            int writes = firstClientWrites();
            for (int i = 0; i < scenario.lanes().size(); i++) {
                boolean reads = scenario.lanes().get(i).kind() == LaneKind.READ;
                lanes.add(lane(i, reads && writes >= 0 ? new NewestRow(lane(writes, null)) : null));
                add(i, lanes.get(i));
            }
            add(lanes.size(), new LeaseEvents(table));
            add(-1, new Chronicle(table).course().iterator());
        }

        private int firstClientWrites() {
            for (int i = 0; i < scenario.lanes().size(); i++) {
                Lane lane = scenario.lanes().get(i);
                if (lane.isClient() && lane.kind() == LaneKind.WRITE) {
                    return i;
                }
            }
            return -1;
        }

        private void add(int number, Iterator<Event> rest) {
            if (rest.hasNext()) {
                sources.add(new Source(rest.next(), number, rest));
            }
        }

        @Override
        public boolean hasNext() {
            return prologue.hasNext() || !sources.isEmpty() || epilogue == null || epilogue.hasNext();
        }

        @Override
        public Event next() {
            if (prologue.hasNext()) {
                return prologue.next();
            }
            Source source = sources.poll();
            if (source != null) {
                add(source.number(), source.rest());
                if (source.head() instanceof LaneClosed) {
                    closedNanos = source.head().atNanos();
                }
                return source.head();
            }
            if (epilogue == null) {
                epilogue = epilogue().iterator();
            }
            if (!epilogue.hasNext()) {
                throw new NoSuchElementException();
            }
            return epilogue.next();
        }

        private List<Event> epilogue() {
            List<Event> events = new ArrayList<>();
            long now = Math.max(closedNanos, table.stop);
            boolean isBack = table.isFailover() && table.back != Timetable.NEVER;
            for (NodeName node : table.nodes) {
                now += 57 * MILLI;
                if (isBack && node.equals(table.first)) {
                    events.add(new RejoinSeen(
                            now, node, "pg_rewind", "2026-11-25 11:30:51,286 INFO: pg_rewind exit code=0"));
                }
                events.add(new RejoinLogRead(now + MILLI / 10, node, List.of()));
            }
            now += 26 * MILLI;
            for (int i = 0; i < lanes.size(); i++) {
                Lane lane = scenario.lanes().get(i);
                if (lane.isClient() && lane.kind() == LaneKind.WRITE) {
                    events.add(new FinalRead(
                            now,
                            lastPrimary(),
                            new Timeline(Timetable.FIRST_TIMELINE + (table.isFailover() ? 1 : 0)),
                            lane.name(),
                            lanes.get(i).rows.all()));
                }
            }
            events.add(new RunEnded(now + 17 * MILLI, RunEnding.COMPLETED));
            return events;
        }
    }
}
