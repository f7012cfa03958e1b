package dev.lapse.run;

import dev.lapse.check.Judge;
import dev.lapse.check.Judgement;
import dev.lapse.cluster.LapseException;
import dev.lapse.history.History;
import dev.lapse.history.HistoryFile;
import dev.lapse.report.ReportDir;

/** Judges a recorded run again, and writes its report anew. */
public final class Rejudged {
    private Rejudged() {}

    /**
     * @throws LapseException when the history cannot be judged; the verdict of before is taken away then, since it is
     *     not that of this history
     */
    public static Judgement of(ReportDir report) {
        History history = HistoryFile.read(report.history());
        try {
            RecordedSteps.requireOfItsScenario(history, report.history());
            Judgement judgement = Judge.judge(history);
            report.write(history, judgement);
            return judgement;
        } catch (LapseException refused) {
            if (refused.kind() == LapseException.Kind.BAD_INPUT) {
                report.withdraw();
            }
            throw refused;
        }
    }
}
