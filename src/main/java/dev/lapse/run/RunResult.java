package dev.lapse.run;

import dev.lapse.check.Judgement;
import java.nio.file.Path;

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
}
