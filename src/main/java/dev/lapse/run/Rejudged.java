package dev.lapse.run;

import dev.lapse.check.Expectation;
import dev.lapse.check.Judge;
import dev.lapse.check.Judgement;
import dev.lapse.cluster.LapseException;
import dev.lapse.history.History;
import dev.lapse.history.HistoryFile;
import dev.lapse.report.ReportDir;
import java.util.List;
import java.util.stream.Collectors;

/** Judges a recorded run again, and writes its report anew where it is judged by what was recorded. */
public final class Rejudged {
    private Rejudged() {}

    /**
     * A judgement by other limits than the recorded ones.
     *
     * @param recorded what was expected of the same checks when the run was recorded
     */
    public record ByOtherLimits(Judgement judgement, List<Expectation> asked, List<Expectation> recorded) {
        /** Each check with the limits that it was judged by, and those that it was recorded with. */
        public List<String> differences() {
            return asked.stream()
                    .map(Expectation::check)
                    .distinct()
                    .map(check -> texts(asked, check) + "; recorded was "
                            + (texts(recorded, check).isEmpty() ? "no limit" : texts(recorded, check)))
                    .toList();
        }

        private static String texts(List<Expectation> all, Expectation.Check check) {
            return all.stream()
                    .filter(expectation -> expectation.check() == check)
                    .map(Expectation::toString)
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * Judges by these expectations instead of the recorded ones of the same checks. The report stays as it is.
     *
     * @throws LapseException when the history cannot be judged, or has no such lane or step
     */
    public static ByOtherLimits by(List<Expectation> expectations, ReportDir report) {
        History history = HistoryFile.read(report.history());
        RecordedSteps recorded = RecordedSteps.requireOfItsScenario(history, report.history());
        recorded.requirePossible(expectations);
        return new ByOtherLimits(
                Judge.judge(history, RecordedOracle.of(history), expectations),
                expectations,
                recorded.expected(expectations.stream().map(Expectation::check).collect(Collectors.toSet())));
    }

    /**
     * @throws LapseException when the history cannot be judged; the verdict of before is taken away then, since it is
     *     not that of this history
     */
    public static Judgement of(ReportDir report) {
        History history = HistoryFile.read(report.history());
        try {
            RecordedSteps.requireOfItsScenario(history, report.history());
            Judgement judgement = Judge.judge(history, RecordedOracle.of(history));
            report.write(history, judgement);
            return judgement;
        } catch (LapseException refused) {
            if (refused.kind() == LapseException.Kind.BAD_INPUT) {
                report.withdraw();
            }
            throw refused;
        }
    }

    /**
     * Writes the page of a recorded run anew, and nothing else.
     *
     * @throws LapseException when the history cannot be judged
     */
    public static void page(ReportDir report) {
        History history = HistoryFile.read(report.history());
        RecordedSteps.requireOfItsScenario(history, report.history());
        report.writePage(history, Judge.judge(history, RecordedOracle.of(history)));
    }
}
