package dev.lapse.generate;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.StepKind;
import dev.lapse.history.Vantage;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When what happens in a run, and to whom: a fault that takes the primary away leads to a failover, and the old primary
 * is back after heal. All instants are nanoseconds of the run; those of what does not happen are {@link #NEVER}.
 */
final class Timetable {
    static final long NEVER = Long.MAX_VALUE;
    static final long MILLI = 1_000_000;
    /** The gate, the cluster's settings and the observers come before the lanes. */
    static final long LANES = 806 * MILLI;

    static final int FIRST_TIMELINE = 3;

    final Scenario scenario;
    final List<NodeName> nodes;
    /** Primary when the run begins. */
    final NodeName first;
    /** Primary after a failover. */
    final NodeName successor;

    final Dice dice;
    final List<TimedStep> steps = new ArrayList<>();
    final Optional<FaultSpec> fault;
    final boolean staysAway;
    final boolean takesHost;
    final Optional<Harm.DualWindow> dual;
    /** The write lane that stays with the old primary. */
    final Optional<LaneName> forkLane;

    final long beginNanos = LANES + 3 * MILLI;
    long requested = NEVER;
    long injected = NEVER;
    long proven = NEVER;
    /** When clients lose the old primary. */
    long gone = NEVER;
    /** When the old primary, cut off, stops by itself. */
    long demoted = NEVER;

    long lockFree = NEVER;
    long lockTaken = NEVER;
    long promoted = NEVER;
    /** When clients reach the new primary. */
    long routed = NEVER;
    /** When the last client leaves the old primary. */
    long forkEnd = NEVER;

    long healed = NEVER;
    long healProven = NEVER;
    long back = NEVER;
    long steadyAfter = NEVER;
    /** When the lanes stop. */
    long stop;

    /** A step from here to there. */
    record TimedStep(String name, Step step, long fromNanos, long toNanos) {}

    Timetable(Scenario scenario, Dice dice, Duration outage, List<Harm> harms) {
        this.scenario = scenario;
        this.dice = dice;
        this.nodes = scenario.cluster().nodes();
        int primary = (int) dice.between(0, nodes.size(), 0, 0);
        this.first = nodes.get(primary);
        this.successor = nodes.get((primary + 1) % nodes.size());
        this.fault = scenario.steps().stream()
                .filter(Step.Inject.class::isInstance)
                .flatMap(step -> ((Step.Inject) step).faults().stream())
                .findFirst();
        this.takesHost =
                fault.map(FaultSpec::fault).filter(FaultName::takesHost).isPresent();
        this.staysAway = harms.stream().anyMatch(Harm.StaysAway.class::isInstance);
        this.dual = harms.stream()
                .filter(Harm.DualWindow.class::isInstance)
                .map(Harm.DualWindow.class::cast)
                .findFirst();
        this.forkLane = dual.filter(window -> window.witness() != Harm.Witness.STATE)
                .flatMap(window -> scenario.lanes().stream()
                        .filter(lane -> lane.isClient() && lane.kind() == LaneKind.WRITE)
                        .map(Lane::name)
                        .reduce((before, last) -> last));
        layOut(outage.toNanos());
    }

    boolean isFailover() {
        return routed != NEVER;
    }

    Timetable requireFailover() {
        if (!isFailover()) {
            throw new IllegalArgumentException("expected a fault of the primary, saw " + scenario.steps());
        }
        return this;
    }

    private void layOut(long outage) {
        Map<StepKind, Integer> numbers = new EnumMap<>(StepKind.class);
        long now = beginNanos;
        long holdFrom = now;
        for (Step step : scenario.steps()) {
            long from = now;
            if (step instanceof Step.Steady steady) {
                now += steady.duration().toNanos() + MILLI / 5;
                holdFrom = now;
            } else if (step instanceof Step.Hold hold) {
                now = holdFrom + hold.duration().toNanos() + MILLI / 2;
            } else if (step instanceof Step.Inject) {
                inject(now, outage);
                now = proven + MILLI / 10;
                holdFrom = injected;
            } else if (step instanceof Step.Heal) {
                healed = now + 61 * MILLI;
                healProven = healed + 130 * MILLI;
                back = staysAway || !isFailover()
                        ? NEVER
                        : Math.max(healed, routed) + (takesHost ? 4800 : 3400) * MILLI;
                now = healProven + 105 * MILLI;
                holdFrom = now;
            } else if (step instanceof Step.Settle settle) {
                long last = back == NEVER ? now : Math.max(now, back);
                now = staysAway ? now + settle.deadline().toNanos() : last + 960 * MILLI;
                steadyAfter = now;
            }
            int number = numbers.merge(step.kind(), 1, Integer::sum);
            steps.add(new TimedStep(step.kind() + "#" + number, step, from, now));
            now += MILLI / 10;
        }
        if (steadyAfter == NEVER) {
            steadyAfter = now + 238 * MILLI;
            now = steadyAfter;
        }
        stop = now + 3 * MILLI;
    }

    private void inject(long from, long outage) {
        requested = from + dice.between(15, 300, 0, 1) * MILLI;
        injected = requested + 104 * MILLI;
        proven = injected + 1135 * MILLI;
        if (!fault.orElseThrow().target().equals(Target.role(Target.Kind.PRIMARY))) {
            return;
        }
        gone = requested + dice.between(60, 100, 0, 2) * MILLI;
        long routing = Math.min(1000 * MILLI, outage / 5);
        routed = gone + outage;
        lockTaken = routed - routing;
        promoted = lockTaken + routing / 6;
        lockFree = lockTaken - Math.min(2100 * MILLI, outage / 4);
        demoted = gone + Math.min(5000 * MILLI, (lockFree - gone) / 2);
        dual.ifPresent(window -> {
            switch (window.witness()) {
                case STATE -> demoted = promoted + window.nanos();
                case WRITE -> forkEnd = routed + window.nanos();
                case MIXED -> {
                    forkEnd = promoted + window.nanos();
                    routed = Math.max(routed, forkEnd + 300 * MILLI);
                }
            }
        });
    }

    long instant(Duration sinceBegin) {
        return beginNanos + sinceBegin.toNanos();
    }

    /** Who takes a client's write of that lane, where one is taken. */
    NodeName primary(LaneName lane, long atNanos) {
        boolean stays = forkLane.filter(lane::equals).isPresent() && atNanos < forkEnd;
        return stays || atNanos < promoted ? first : successor;
    }

    /** Who answers a read. */
    NodeName reader(Lane lane, long number, long atNanos) {
        List<NodeName> readers = nodes.stream()
                .filter(node -> !node.equals(first) || atNanos > back)
                .filter(node -> nodes.size() < 3 || !node.equals(primary(lane.name(), atNanos)))
                .toList();
        return readers.get(lane.vantage() == Vantage.NEW_CONNECTION ? (int) (number % readers.size()) : 0);
    }

    int timeline(NodeName node) {
        return node.equals(first) ? FIRST_TIMELINE : FIRST_TIMELINE + 1;
    }

    /** What a node's state lane is told. */
    Say says(NodeName node, long atNanos) {
        if (!node.equals(first)) {
            return node.equals(successor) && atNanos >= promoted ? Say.WRITABLE : Say.READ_ONLY;
        }
        if (atNanos < gone) {
            return Say.WRITABLE;
        }
        long away = healed == NEVER ? NEVER : Math.max(healed, routed);
        if (atNanos < away) {
            return whileCutOff(atNanos);
        }
        if (takesHost || atNanos >= away + 300 * MILLI) {
            long up = staysAway ? NEVER : back - 800 * MILLI;
            if (atNanos < up) {
                return Say.REFUSED;
            }
            return atNanos < up + 300 * MILLI ? Say.STARTING : Say.READ_ONLY;
        }
        return Say.READ_ONLY;
    }

    private Say whileCutOff(long atNanos) {
        if (takesHost || forkLane.isPresent()) {
            return Say.SILENT;
        }
        if (atNanos < demoted) {
            return Say.WRITABLE;
        }
        return atNanos < demoted + 1800 * MILLI ? Say.REFUSED : Say.READ_ONLY;
    }

    /** On which timeline a node is that answers. */
    int timelineOf(NodeName node, long atNanos) {
        long since =
                node.equals(first) ? back - 800 * MILLI : node.equals(successor) ? promoted : promoted + 900 * MILLI;
        boolean isThere = since > 0 && atNanos >= since && isFailover() && (!node.equals(first) || back != NEVER);
        return FIRST_TIMELINE + (isThere ? 1 : 0);
    }

    enum Say {
        WRITABLE,
        READ_ONLY,
        REFUSED,
        STARTING,
        SILENT
    }

    /** Where the WAL ends, or is replayed to. */
    long lsn(NodeName node, long atNanos) {
        long until = node.equals(first) && atNanos < back ? Math.min(atNanos, demoted) : atNanos;
        return 0x6700000 + until / 20_000;
    }
}
