package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Measure;
import dev.lapse.junit.FinishedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunResultTest {
    @TempDir
    private Path reports;

    @Test
    void fewerRunsThanAskedForOrAnInterruptedOneAreNotComplete() throws IOException {
        RunResult steady = FinishedRun.expecting(reports, "5s");
        RunResult unsteady = new RunResult(steady.judgement(), steady.report(), RunResult.End.UNSTEADY);
        RunResult interrupted = new RunResult(steady.judgement(), steady.report(), RunResult.End.INTERRUPTED);

        assertThat(RunResult.areComplete(List.of(steady, unsteady), 2)).isTrue();
        assertThat(RunResult.areComplete(List.of(steady), 2)).isFalse();
        assertThat(RunResult.areComplete(List.of(steady, interrupted), 2)).isFalse();
        assertThat(RunResult.areComplete(List.of(), 0)).isTrue();
    }

    @Test
    void runThatMissesItsPhaseIsDoneAgainTwiceAtMost() throws IOException {
        RunResult missing = FinishedRun.missingItsPhase(reports);

        assertThat(missing.isDoneAgain(0)).isTrue();
        assertThat(missing.isDoneAgain(1)).isTrue();
        assertThat(missing.isDoneAgain(2)).isFalse();
        assertThat(new RunResult(missing.judgement(), missing.report(), RunResult.End.INTERRUPTED).isDoneAgain(0))
                .as("told to stop")
                .isFalse();
        assertThat(FinishedRun.expecting(reports, "5s").isDoneAgain(0))
                .as("no phase was asked for")
                .isFalse();
    }

    @Test
    void aClientThatIsOutToTheEndIsLeftOut() throws IOException {
        assertThat(RunResult.leavesAClientOut(FinishedRun.outUntil(reports, 13).judgement()))
                .isFalse();
        assertThat(RunResult.leavesAClientOut(FinishedRun.outUntil(reports, 20).judgement()))
                .isTrue();
    }

    @Test
    void historyIsWhatWasJudged() throws IOException {
        RunResult result = FinishedRun.expecting(reports, "5s");

        assertThat(Measure.of(result.history())).isEqualTo(result.judgement().measurements());
    }
}
