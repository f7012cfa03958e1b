package dev.lapse.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.DualPrimary;
import dev.lapse.check.Measure;
import dev.lapse.check.Sighting;
import dev.lapse.check.Testimony;
import dev.lapse.check.Witness;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.History;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.StepStarted;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A stretch in which there were two comes out as long as it was put in, as exactly as its witness looks. */
class KnownWitnessTest {
    private static final long MILLI = 1_000_000;
    private static final long POLL = 250 * MILLI;
    private static final long SECOND = 1000 * MILLI;
    private static final NodeName LB1 = new NodeName("lb1");
    private static final NodeName LB2 = new NodeName("lb2");

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
    void clientsThatStayWithTheOldPrimary(@ForAll @IntRange(min = 300, max = 3000) int lengthMs, @ForAll long seed) {
        GeneratedRun run = GeneratedRun.networkLoss(seed)
                .failingOverIn(Duration.ofSeconds(4))
                .with(new Harm.DualWindow(Harm.Witness.WRITE, lengthMs * MILLI));
        long resolution = 100 * MILLI;

        Testimony clients = testimony(run, Witness.CLIENTS);

        assertThat(clients.sightings()).hasSize(1);
        Sighting seen = clients.sightings().get(0);
        assertThat(seen.at()).isEqualTo("haproxy");
        assertThat(seen.who())
                .containsExactlyInAnyOrder(
                        run.firstPrimary().value(), run.lastPrimary().value());
        assertThat(seen.fromNanos()).isBetween(run.routedNanos(), run.routedNanos() + resolution);
        assertThat(seen.atLeast().toNanos()).isBetween(lengthMs * MILLI - 2 * resolution, lengthMs * MILLI);
        assertThat(seen.atMost().toNanos()).isGreaterThanOrEqualTo(lengthMs * MILLI);
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void twoServersUp(
            @ForAll @IntRange(min = 500, max = 3000) int atMs,
            @ForAll @IntRange(min = 260, max = 5800) int lengthMs,
            @ForAll @IntRange(min = 0, max = 249) int phaseMs,
            @ForAll long seed) {
        GeneratedRun run = GeneratedRun.calm(seed);
        long from = run.instant(Duration.ofMillis(atMs));
        NodeName other = run.firstPrimary().equals(new NodeName("pg1")) ? new NodeName("pg2") : new NodeName("pg1");
        History harmed = with(
                run,
                server(look(from, phaseMs), other, "UP"),
                server(look(from + lengthMs * MILLI, phaseMs), other, "DOWN"));

        Testimony routers = testimony(harmed, Witness.ROUTERS);

        assertThat(routers.sightings()).hasSize(1);
        Sighting seen = routers.sightings().get(0);
        assertThat(seen.at()).isEqualTo("lb1");
        assertThat(seen.duration().toNanos()).isBetween(lengthMs * MILLI - POLL, lengthMs * MILLI + POLL);
        isWithin(seen, lengthMs * MILLI);
        assertThat(Measure.of(harmed).dualPrimary().windows()).isEmpty();
    }

    /** When the first look from that instant on is. */
    private static long look(long nanos, int phaseMs) {
        long phase = phaseMs * MILLI;
        return (nanos - phase + POLL - 1) / POLL * POLL + phase;
    }

    private static HaproxySeen server(long atNanos, NodeName node, String status) {
        return new HaproxySeen(atNanos, LB1, "write", node.value(), status, "L7OK");
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void twoHoldersOfTheAddress(
            @ForAll @IntRange(min = 500, max = 3000) int atMs,
            @ForAll @IntRange(min = 1, max = 6000) int lengthMs,
            @ForAll long seed) {
        GeneratedRun run = GeneratedRun.calm(seed);
        long from = run.instant(Duration.ofMillis(atMs));
        long length = lengthMs * MILLI;

        Testimony vip = testimony(
                with(run, address(from, LB2, LoggedFact.VIP_TAKEN), address(from + length, LB1, LoggedFact.VIP_LEFT)),
                Witness.VIP);

        if (length > 2 * SECOND) {
            assertThat(vip.sightings()).hasSize(1);
        }
        assertThat(vip.sightings().size() + vip.untold().size()).isEqualTo(1);
        vip.sightings().forEach(seen -> isWithin(seen, length));
        vip.untold().forEach(seen -> isWithin(seen, length));
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void anAddressThatWasGivenUpFirstHasOneHolder(
            @ForAll @IntRange(min = 500, max = 3000) int atMs,
            @ForAll @IntRange(min = 1, max = 6000) int gapMs,
            @ForAll long seed) {
        GeneratedRun run = GeneratedRun.calm(seed);
        long from = run.instant(Duration.ofMillis(atMs));

        Testimony vip = testimony(
                with(
                        run,
                        address(from, LB1, LoggedFact.VIP_LEFT),
                        address(from + gapMs * MILLI, LB2, LoggedFact.VIP_TAKEN)),
                Witness.VIP);

        assertThat(vip.looked()).isTrue();
        assertThat(vip.sightings()).isEmpty();
    }

    /** What keepalived's log tells: the second, and so the middle of it. */
    private static LogSeen address(long atNanos, NodeName host, LoggedFact fact) {
        return new LogSeen(atNanos / SECOND * SECOND + SECOND / 2, host, fact, host, SECOND / 2, fact.text());
    }

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
    void aCleanFailoverHasNone(@ForAll RunKind kind, @ForAll long seed) {
        DualPrimary dual = Measure.of(kind.run(seed)).dualPrimary();

        assertThat(dual.witnesses()).extracting(Testimony::by).containsExactly(Witness.values());
        assertThat(dual.witnesses())
                .allSatisfy(one -> assertThat(one.sightings()).isEmpty());
        assertThat(dual.witnesses()).extracting(Testimony::late).containsOnly(0L);
    }

    private static void isWithin(Sighting seen, long nanos) {
        assertThat(seen.atLeast().toNanos()).isLessThanOrEqualTo(nanos);
        assertThat(seen.atMost().toNanos()).isGreaterThanOrEqualTo(nanos);
    }

    /** What observers tell has its time; where it stands in the file is of no matter. */
    private static History with(History run, Event... events) {
        History with = run;
        for (Event event : List.of(events)) {
            with = Edits.before(with, StepStarted.class, event);
        }
        return with;
    }

    private static Testimony testimony(History run, Witness witness) {
        return Measure.of(run).dualPrimary().witness(witness).orElseThrow();
    }
}
