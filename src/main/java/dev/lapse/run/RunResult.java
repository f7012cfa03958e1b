package dev.lapse.run;

import dev.lapse.check.Judgement;
import dev.lapse.history.History;
import dev.lapse.history.HistoryFile;
import dev.lapse.report.ReportDir;
import java.nio.file.Path;
import java.util.List;

/**
 * A run that has ended: what it came to, and where its report is.
 *
 * @param end how it ended, and so whether its cluster can serve another run
 */
public record RunResult(Judgement judgement, Path report, End end) {
    public enum End {
        /** Steady again, every fault proven healed. */
        STEADY,
        /** Not steady, or a heal without proof: the cluster must not be used again. */
        UNSTEADY,
        /** Somebody asked it to stop. */
        INTERRUPTED
    }

    /** Whether these are as many as were asked for, and none was interrupted. */
    public static boolean areComplete(List<RunResult> results, int asked) {
        return results.size() == asked && results.stream().noneMatch(result -> result.end() == End.INTERRUPTED);
    }

    /** What was recorded, read anew from the report with every stream. */
    public History history() {
        return HistoryFile.read(ReportDir.open(report).history());
    }
}
