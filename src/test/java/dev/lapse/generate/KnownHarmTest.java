package dev.lapse.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.DualPrimary;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measure;
import dev.lapse.check.Outage;
import dev.lapse.history.History;
import dev.lapse.history.HistoryLines;
import dev.lapse.history.LaneName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What is put in at x for d comes out at x and for d, as exactly as it was looked at. */
class KnownHarmTest {
    private static final long MILLI = 1_000_000;
    private static final long PERIOD = 20 * MILLI;
    /** What an attempt of a lane that is on time takes, from when it is due. */
    private static final long ANSWER = 5 * MILLI;

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void anOutageComesOutWhereItWasPutIn(
            @ForAll Harm.Manner manner,
            @ForAll boolean write,
            @ForAll @IntRange(min = 500, max = 5500) int atMs,
            @ForAll @IntRange(min = 150, max = 3500) int lengthMs,
            @ForAll long seed) {
        GeneratedRun run = GeneratedRun.calm(seed);
        LaneName lane = write ? GeneratedRun.WRITE : GeneratedRun.READ;
        long at = run.instant(Duration.ofMillis(atMs));

        List<Outage> outages = outages(run.with(new Harm.Outage(lane, at, lengthMs * MILLI, manner)), lane);

        assertThat(outages).hasSize(1);
        isAsPutIn(outages.get(0), at, at + lengthMs * MILLI);
    }

    /** Calls of own code that fail in the attempts in which a lane's fail have the outages that the lane has. */
    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void ownCodeIsJudgedAsALaneIs(
            @ForAll Harm.Manner manner,
            @ForAll @IntRange(min = 500, max = 5500) int atMs,
            @ForAll @IntRange(min = 20, max = 3500) int lengthMs,
            @ForAll long seed) {
        GeneratedRun run = GeneratedRun.calm(seed);
        GeneratedRun harmed = run.with(
                new Harm.Outage(GeneratedRun.READ, run.instant(Duration.ofMillis(atMs)), lengthMs * MILLI, manner));

        assertThat(measure(Edits.ownCode(harmed, GeneratedRun.READ)).outages())
                .isEqualTo(measure(harmed).outages());
        assertThat(measure(Edits.ownCode(harmed, GeneratedRun.READ)).degraded())
                .isEqualTo(measure(harmed).degraded());
    }

    private static LaneMeasure measure(History history) {
        return Measure.of(HistoryLines.strictly(history)).lanes().stream()
                .filter(lane -> lane.lane().name().equals(GeneratedRun.READ))
                .findFirst()
                .orElseThrow();
    }

    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void writesStopForAsLongAsAFailoverTakes(
            @ForAll RunKind kind, @ForAll @IntRange(min = 2500, max = 8000) int lengthMs, @ForAll long seed) {
        GeneratedRun run =
                (kind == RunKind.CALM ? RunKind.CRASH : kind).run(seed).failingOverIn(Duration.ofMillis(lengthMs));

        List<Outage> outages = outages(run, GeneratedRun.WRITE);

        assertThat(outages).hasSize(1);
        isAsPutIn(outages.get(0), run.goneNanos(), run.routedNanos());
        assertThat(outages(run, GeneratedRun.READ)).isEmpty();
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void aDualWindowComesOutWhereItWasPutIn(
            @ForAll Harm.Witness witness, @ForAll @IntRange(min = 300, max = 3000) int lengthMs, @ForAll long seed) {
        GeneratedRun run = GeneratedRun.networkLoss(seed)
                .failingOverIn(Duration.ofSeconds(4))
                .with(new Harm.DualWindow(witness, lengthMs * MILLI));
        long from = witness == Harm.Witness.WRITE ? run.routedNanos() : run.promotedNanos();
        long resolution = 100 * MILLI + ANSWER;

        DualPrimary.Window window = Measure.of(run).dualPrimary().windows().stream()
                .max(Comparator.comparing(DualPrimary.Window::duration))
                .orElseThrow();

        assertThat(window.by()).isEqualTo(witness.name().toLowerCase(java.util.Locale.ROOT));
        assertThat(window.nodes()).containsExactlyInAnyOrder(run.firstPrimary(), run.lastPrimary());
        assertThat(window.fromNanos()).isBetween(from, from + resolution);
        assertThat(window.toNanos()).isBetween(from + lengthMs * MILLI - resolution, from + lengthMs * MILLI);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void aStaleReadIsAsOldAsItWasMade(
            @ForAll boolean pinned,
            @ForAll @IntRange(min = 500, max = 6000) int atMs,
            @ForAll @IntRange(min = 100, max = 3000) int ageMs,
            @ForAll long seed) {
        GeneratedRun run = GeneratedRun.calm(seed);
        LaneName lane = pinned ? GeneratedRun.READ_PINNED : GeneratedRun.READ;

        Duration age = Measure.of(
                        run.with(new Harm.Staleness(lane, run.instant(Duration.ofMillis(atMs)), ageMs * MILLI)))
                .reads()
                .staleMax();

        assertThat(age.toNanos()).isBetween(ageMs * MILLI - 2 * PERIOD - 2 * ANSWER, ageMs * MILLI);
    }

    private static List<Outage> outages(GeneratedRun run, LaneName lane) {
        return Measure.of(run).lanes().stream()
                .filter(measure -> measure.lane().name().equals(lane))
                .map(LaneMeasure::outages)
                .findFirst()
                .orElseThrow();
    }

    /** A lane looks once a period, and now and then an attempt of a silent service is one too many in flight. */
    private static void isAsPutIn(Outage outage, long from, long to) {
        assertThat(outage.fromNanos()).isBetween(from - PERIOD - ANSWER, from);
        assertThat(outage.toNanos()).isBetween(to, to + 2 * PERIOD + ANSWER);
        assertThat(outage.duration().toNanos()).isGreaterThanOrEqualTo(to - from);
        assertThat(outage.atLeast().toNanos()).isBetween(to - from - 3 * PERIOD - 2 * ANSWER, to - from);
        assertThat(outage.trusted()).isTrue();
        assertThat(outage.censored()).isFalse();
        assertThat(outage.stall()).isFalse();
    }
}
