package dev.lapse.run;

import dev.lapse.check.Judge;
import dev.lapse.check.Judgement;
import dev.lapse.history.History;
import dev.lapse.history.HistoryFile;
import dev.lapse.report.ReportDir;

/** Judges a recorded run again, and writes its report anew. */
public final class Rejudged {
    private Rejudged() {}

    public static Judgement of(ReportDir report) {
        History history = HistoryFile.read(report.history());
        Judgement judgement = Judge.judge(history);
        report.write(history, judgement);
        return judgement;
    }
}
