package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Verdict;
import dev.lapse.report.SideBySide.Trend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Series of runs that were made up, side by side. */
class SideBySideTest {
    private static final ComparedRun.NumberName OUTAGE = seconds("write-haproxy", "longest outage", true);
    private static final ComparedRun.NumberName DETECT = seconds("write-haproxy", "detect", false);
    private static final ComparedRun.NumberName LOST =
            new ComparedRun.NumberName("", "", "lost writes", RepeatNumbers.Unit.COUNT, true);

    private static ComparedRun.NumberName seconds(String lane, String quantity, boolean decides) {
        return new ComparedRun.NumberName(lane, "write", quantity, RepeatNumbers.Unit.SECONDS, decides);
    }

    private static ComparedRun run(Verdict verdict, Map<ComparedRun.NumberName, ComparedRun.Number> numbers) {
        return new ComparedRun("crash", "fast", verdict, Map.of("patroni.ttl", "20"), numbers);
    }

    private static List<ComparedRun> outages(double... seconds) {
        List<ComparedRun> runs = new ArrayList<>();
        for (double each : seconds) {
            runs.add(run(Verdict.PASS, Map.of(OUTAGE, number(each))));
        }
        return runs;
    }

    private static ComparedRun.Number number(double value) {
        return new ComparedRun.Number(value, 0.05, false);
    }

    private static Trend change(List<ComparedRun> a, List<ComparedRun> b) {
        return SideBySide.of(a, b, 0.1).change();
    }

    @Test
    void rangesThatOverlapAreTheSameWhateverTheMediansAre() {
        assertThat(change(outages(20, 21, 30), outages(29, 35, 36))).isEqualTo(Trend.SAME);
    }

    @Test
    void rangesApartAndAMedianBeyondTheShareAreWorseAndTheOtherWayRoundBetter() {
        assertThat(change(outages(20, 21, 22), outages(23.2, 23.3, 24))).isEqualTo(Trend.WORSE);
        assertThat(change(outages(23.2, 23.3, 24), outages(20, 21, 22))).isEqualTo(Trend.BETTER);
    }

    @Test
    void rangesApartByLessThanTheShareOrByLessThanTheResolutionAreTheSame() {
        assertThat(change(outages(20, 21, 22), outages(22.1, 22.2, 22.3))).isEqualTo(Trend.SAME);
        assertThat(change(outages(0.2, 0.21, 0.22), outages(0.26, 0.26, 0.27))).isEqualTo(Trend.SAME);
    }

    /** Two series of one distribution, as a gate sees them: each of them passes. */
    @Test
    void equalSeriesAreNotWorse() {
        Random random = new Random(17);
        long worse = 0;
        for (int i = 0; i < 200; i++) {
            List<ComparedRun> a = outages(random.doubles(5, 20, 23).toArray());
            List<ComparedRun> b = outages(random.doubles(5, 20, 23).toArray());
            worse += change(a, b) == Trend.WORSE ? 1 : 0;
        }
        assertThat(worse).isZero();
    }

    @Test
    void aPhaseThatIsWorseExplainsAndDoesNotDecide() {
        List<ComparedRun> a = List.of(run(Verdict.PASS, Map.of(OUTAGE, number(20), DETECT, number(10))));
        List<ComparedRun> b = List.of(run(Verdict.PASS, Map.of(OUTAGE, number(20), DETECT, number(15))));

        SideBySide comparison = SideBySide.of(a, b, 0.1);

        assertThat(comparison.change()).isEqualTo(Trend.SAME);
        assertThat(SideBySideText.of(comparison).lines())
                .anyMatch(line -> line.matches(" {2}detect +1 +10\\.00s .* worse"));
    }

    @Test
    void lostRowsWhereThereWereNoneAreWorse() {
        SideBySide comparison = SideBySide.of(
                List.of(run(Verdict.PASS, Map.of(LOST, new ComparedRun.Number(0, 0, false)))),
                List.of(run(Verdict.PASS, Map.of(LOST, new ComparedRun.Number(3, 0, false)))),
                0.1);

        assertThat(comparison.change()).isEqualTo(Trend.WORSE);
        assertThat(SideBySideText.outcome(comparison))
                .startsWith("B is worse: crash (fast) lost writes\n")
                .endsWith(
                        "and the median more than 10% above\nfew runs: of two series that are equal, one number in 2 is"
                                + " worse by chance; take five of each");
    }

    @Test
    void aFailWhereThereWasNoneIsWorse() {
        List<ComparedRun> failed = List.of(run(Verdict.FAIL, Map.of()));
        List<ComparedRun> passed = List.of(run(Verdict.PASS, Map.of()));

        assertThat(change(passed, failed)).isEqualTo(Trend.WORSE);
        assertThat(change(failed, passed)).isEqualTo(Trend.BETTER);
        assertThat(change(failed, failed)).isEqualTo(Trend.SAME);
    }

    @Test
    void anOutageThatWasStillOpenCountsInTheSecondSeriesAndIsNoMeasureInTheFirst() {
        ComparedRun open = run(Verdict.FAIL, Map.of(OUTAGE, new ComparedRun.Number(40, 0.05, true)));
        ComparedRun early = run(Verdict.FAIL, Map.of(OUTAGE, new ComparedRun.Number(5, 0.05, true)));
        ComparedRun closed = run(Verdict.FAIL, Map.of(OUTAGE, number(20)));

        assertThat(change(List.of(closed), List.of(open))).isEqualTo(Trend.WORSE);
        assertThat(change(List.of(closed), List.of(early))).isEqualTo(Trend.NOT_COMPARED);
        assertThat(change(List.of(early), List.of(closed))).isEqualTo(Trend.NOT_COMPARED);
    }

    @Test
    void whatOneRunDoesNotKnowAndAnUnknownRunAreNotCompared() {
        List<ComparedRun> known = outages(20, 20);
        List<ComparedRun> half = List.of(known.get(0), run(Verdict.PASS, Map.of()));
        List<ComparedRun> unknown = List.of(run(Verdict.UNKNOWN, Map.of(OUTAGE, number(20))));

        assertThat(change(known, half)).isEqualTo(Trend.NOT_COMPARED);
        assertThat(change(half, known)).isEqualTo(Trend.NOT_COMPARED);
        assertThat(change(known, unknown)).isEqualTo(Trend.NOT_COMPARED);
    }

    @Test
    void anUnknownRunWhereThereWasNoneIsNotCompared() {
        List<ComparedRun> known = outages(20, 20);
        List<ComparedRun> withUnknown = List.of(known.get(0), run(Verdict.UNKNOWN, Map.of()));

        assertThat(change(known, withUnknown)).isEqualTo(Trend.NOT_COMPARED);
        assertThat(change(withUnknown, known)).isEqualTo(Trend.SAME);
        assertThat(change(withUnknown, withUnknown)).isEqualTo(Trend.SAME);
        assertThat(change(known, List.of(run(Verdict.FAIL, Map.of(OUTAGE, number(20))), withUnknown.get(1))))
                .isEqualTo(Trend.WORSE);
    }

    @Test
    void fewRunsAreToldHowOftenChanceMakesThemWorse() {
        assertThat(SideBySideText.outcome(SideBySide.of(outages(1, 2, 3, 4, 5), outages(9), 0.1)))
                .contains("\nfew runs: of two series that are equal, one number in 6 is worse by chance");
        assertThat(SideBySideText.outcome(SideBySide.of(outages(1, 2, 3, 4, 5), outages(1, 2, 3, 4, 5), 0.1)))
                .doesNotContain("few runs");
        assertThat(SideBySideText.outcome(SideBySide.of(outages(1, 2, 3, 4, 5), List.of(), 0.1)))
                .doesNotContain("few runs");
    }

    @Test
    void aScenarioThatIsGoneIsNotComparedAndANewOneChangesNothing() {
        assertThat(change(outages(20), List.of())).isEqualTo(Trend.NOT_COMPARED);
        assertThat(change(List.of(), outages(20))).isEqualTo(Trend.SAME);
    }

    @Test
    void settingsOfWhichNoValueIsInBothDifferAndComeFirst() {
        Map<String, String> settings = new LinkedHashMap<>(Map.of("patroni.ttl", "30"));
        SideBySide comparison = SideBySide.of(
                outages(20),
                List.of(new ComparedRun("crash", "fast", Verdict.PASS, settings, Map.of(OUTAGE, number(20)))),
                0.1);

        assertThat(SideBySideText.of(comparison))
                .containsSubsequence("differs", "patroni.ttl  20  30", "write-haproxy longest outage");
        assertThat(SideBySideText.of(SideBySide.of(outages(20), outages(20), 0.1)))
                .contains("differs: none");
    }
}
