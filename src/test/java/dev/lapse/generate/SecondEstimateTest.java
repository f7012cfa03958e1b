package dev.lapse.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.DataEstimate;
import dev.lapse.check.Judge;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measure;
import dev.lapse.check.Outage;
import dev.lapse.history.Attempt;
import dev.lapse.history.ClockSeen;
import dev.lapse.history.DataGaps;
import dev.lapse.history.History;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What the rows' own times say of outages that were put in. */
class SecondEstimateTest {
    private static final long MILLI = 1_000_000;

    /** The longest answer of a generated lane, the rows' own clocks, and a bit. */
    private static final Duration RESOLUTION = Duration.ofMillis(5);

    @Property(tries = 80, edgeCases = EdgeCasesMode.NONE)
    void aHistoryThatIsAsItWasAgrees(
            @ForAll RunKind kind,
            @ForAll boolean pinned,
            @ForAll @IntRange(min = 1500, max = 6000) int lengthMs,
            @ForAll long seed) {
        LaneName lane = lane(pinned);
        GeneratedRun run = harmed(kind, seed, lane, Duration.ofMillis(lengthMs));

        History history = new RowsWithTimes(run, seed).read(lane);

        assertThat(Judge.judge(history).findings())
                .noneMatch(finding -> finding.checker().equals("second_estimate"));
        for (Outage outage : outages(history, lane)) {
            DataEstimate data = outage.data().orElseThrow();
            assertThat(data.answer()).as(data.text()).isEqualTo(DataEstimate.Agreement.AGREES);
            assertThat(data.duration().orElseThrow())
                    .isGreaterThan(outage.atLeast().minus(RESOLUTION));
        }
    }

    @Property(tries = 80, edgeCases = EdgeCasesMode.NONE)
    void ofAnOutageWithoutLossTheLengthIsTheSame(
            @ForAll Harm.Manner manner,
            @ForAll @IntRange(min = 500, max = 4000) int atMs,
            @ForAll @IntRange(min = 150, max = 3500) int lengthMs,
            @ForAll long seed) {
        GeneratedRun run = GeneratedRun.calm(seed);
        History harmed = run.with(
                new Harm.Outage(GeneratedRun.WRITE, run.instant(Duration.ofMillis(atMs)), lengthMs * MILLI, manner));

        Outage outage = outages(new RowsWithTimes(harmed, seed).read(GeneratedRun.WRITE), GeneratedRun.WRITE)
                .get(0);

        DataEstimate data = outage.data().orElseThrow();
        assertThat(data.answer()).as(data.text()).isEqualTo(DataEstimate.Agreement.AGREES);
        if (!data.text().contains("the client d")) {
            assertThat(data.duration().orElseThrow().minus(outage.duration()).abs())
                    .isLessThan(RESOLUTION);
        }
    }

    /** All that the lane says is later by more than an answer takes. */
    @Property(tries = 80, edgeCases = EdgeCasesMode.NONE)
    void aLaneThatIsShiftedByMoreThanItsResolutionDisagrees(
            @ForAll RunKind kind,
            @ForAll boolean pinned,
            @ForAll @IntRange(min = 25, max = 400) int shiftMs,
            @ForAll long seed) {
        LaneName lane = lane(pinned);
        GeneratedRun run = harmed(kind, seed, lane, Duration.ofSeconds(2));
        History history = new RowsWithTimes(run, seed).read(lane);

        History shifted = shifted(history, lane, shiftMs * MILLI);

        assertThat(outages(shifted, lane))
                .isNotEmpty()
                .anySatisfy(outage ->
                        assertThat(outage.data().orElseThrow().answer()).isEqualTo(DataEstimate.Agreement.DISAGREES));
        assertThat(Judge.judge(shifted).findings())
                .anySatisfy(finding -> assertThat(finding.checker()).isEqualTo("second_estimate"));
    }

    /** The outage of the data is shorter than that of the lane, and both lengths are said. */
    @Example
    void anOutageOfAnotherLengthDisagreesInWords() {
        GeneratedRun run = outageIn(GeneratedRun.calm(7), GeneratedRun.WRITE);
        History history = new RowsWithTimes(run, 7).read(GeneratedRun.WRITE);

        DataEstimate data = outages(
                        Edits.each(history, DataGaps.class, gaps -> shorter(gaps, 700_000)), GeneratedRun.WRITE)
                .get(0)
                .data()
                .orElseThrow();

        assertThat(data.text())
                .matches("the data say 1\\.3[0-4]\\ds ± [0-9.]+ms, the lane says 2\\.0[0-4]\\ds ± [0-9.]+ms");
    }

    @Example
    void dataWithoutAGapDisagree() {
        GeneratedRun run = outageIn(GeneratedRun.calm(7), GeneratedRun.WRITE);
        History history = new RowsWithTimes(run, 7).read(GeneratedRun.WRITE);
        History without = Edits.each(
                history,
                DataGaps.class,
                gaps -> new DataGaps(gaps.atNanos(), gaps.lane(), gaps.longerThan(), List.of()));

        assertThat(outages(without, GeneratedRun.WRITE)
                        .get(0)
                        .data()
                        .orElseThrow()
                        .text())
                .startsWith("the data have no gap longer than 60ms there, and the lane had no OK for ");
    }

    /** All of a stretch run at once and are answered after it, the last one first. */
    @Example
    void rowsWhoseOkCameAfterTheOutageAreNoDisagreement() {
        GeneratedRun run = GeneratedRun.calm(7);
        long from = run.instant(Duration.ofSeconds(6));
        long to = from + 1_400 * MILLI;
        History late = Edits.each(
                run,
                Attempt.class,
                attempt -> attempt.lane().equals(GeneratedRun.WRITE)
                                && from <= attempt.completedNanos()
                                && attempt.invokedNanos() < to
                        ? completedAt(attempt, 2 * to - attempt.invokedNanos())
                        : attempt);

        Outage outage = outages(
                        new RowsWithTimes(late, 7).ranWithin(5 * MILLI).read(GeneratedRun.WRITE), GeneratedRun.WRITE)
                .get(0);

        assertThat(outage.duration()).isGreaterThan(Duration.ofMillis(1_390));
        assertThat(outage.data().orElseThrow().text()).contains("the client did not know of then");
    }

    /** Then the rows of the new primary may come before those of the old one. */
    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void clocksThatAreFarApartAreNoDisagreementAndMakeNoNegativeLength(
            @ForAll @IntRange(min = -7200, max = 7200) int aheadS, @ForAll long seed) {
        GeneratedRun run = harmed(RunKind.NETWORK_LOSS, seed, GeneratedRun.WRITE, Duration.ofSeconds(8));

        History history =
                new RowsWithTimes(run, seed).ahead("pg1", aheadS * 1_000_000L).read(GeneratedRun.WRITE);

        assertThat(outages(history, GeneratedRun.WRITE)).isNotEmpty().allSatisfy(outage -> {
            DataEstimate data = outage.data().orElseThrow();
            assertThat(data.answer()).as(data.text()).isNotEqualTo(DataEstimate.Agreement.DISAGREES);
            assertThat(data.duration().orElse(Duration.ZERO)).isGreaterThanOrEqualTo(Duration.ZERO);
        });
    }

    /** A history of an older version: nothing is known, and nothing is found. */
    @Example
    void whatWasNotReadIsNotCompared() {
        GeneratedRun run = outageIn(GeneratedRun.calm(7), GeneratedRun.WRITE);
        History history = new RowsWithTimes(run, 7).read(GeneratedRun.WRITE);

        assertThat(outages(run, GeneratedRun.WRITE).get(0).data()).isEmpty();
        assertThat(outages(Edits.without(history, ClockSeen.class::isInstance), GeneratedRun.WRITE)
                        .get(0)
                        .data()
                        .orElseThrow())
                .satisfies(data -> {
                    assertThat(data.answer()).isEqualTo(DataEstimate.Agreement.NOT_COMPARED);
                    assertThat(data.duration()).isEmpty();
                });
    }

    private static GeneratedRun harmed(RunKind kind, long seed, LaneName lane, Duration length) {
        return kind == RunKind.CALM
                ? outageIn(kind.run(seed), lane)
                : kind.run(seed).failingOverIn(length);
    }

    private static GeneratedRun outageIn(GeneratedRun run, LaneName lane) {
        return run.with(new Harm.Outage(lane, run.instant(Duration.ofSeconds(3)), 2000 * MILLI, Harm.Manner.REFUSED));
    }

    private static DataGaps shorter(DataGaps gaps, long micros) {
        return new DataGaps(
                gaps.atNanos(),
                gaps.lane(),
                gaps.longerThan(),
                gaps.gaps().stream()
                        .map(gap -> new DataGaps.RowGap(
                                gap.beforeSeq(), gap.beforeMicros(), gap.afterSeq(), gap.afterMicros() - micros))
                        .toList());
    }

    private static History shifted(History history, LaneName lane, long nanos) {
        History opened = Edits.each(
                history,
                LaneOpened.class,
                event -> event.lane().name().equals(lane)
                        ? new LaneOpened(event.atNanos() + nanos, event.lane())
                        : event);
        return Edits.each(
                opened,
                Attempt.class,
                attempt -> attempt.lane().equals(lane)
                        ? new Attempt(
                                lane,
                                attempt.seq(),
                                attempt.dueNanos() + nanos,
                                attempt.invokedNanos() + nanos,
                                attempt.completedNanos() + nanos,
                                attempt.outcome(),
                                attempt.sqlState(),
                                attempt.error(),
                                attempt.node(),
                                attempt.role(),
                                attempt.timeline(),
                                attempt.lsn(),
                                attempt.writable(),
                                attempt.newestSeq())
                        : attempt);
    }

    private static Attempt completedAt(Attempt attempt, long nanos) {
        return new Attempt(
                attempt.lane(),
                attempt.seq(),
                attempt.dueNanos(),
                attempt.invokedNanos(),
                nanos,
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

    private static LaneName lane(boolean pinned) {
        return pinned ? GeneratedRun.WRITE_PINNED : GeneratedRun.WRITE;
    }

    private static List<Outage> outages(History history, LaneName lane) {
        return Measure.of(history).lanes().stream()
                .filter(measure -> measure.lane().name().equals(lane))
                .map(LaneMeasure::outages)
                .findFirst()
                .orElseThrow();
    }
}
