package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.junit.FinishedRun;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesTest {
    private static final Scenario SCENARIO =
            ScenarioText.read("name: made-up\nsteps: [{steady: 5s}]\n", Profile.FAST, List.of());

    @TempDir
    private Path reports;

    private final List<RunResult> told = new ArrayList<>();
    private final List<OptionalLong> seeds = new ArrayList<>();

    private List<RunResult> run(int times, RunResult... results) {
        Iterator<RunResult> next = List.of(results).iterator();
        RunOptions options =
                new RunOptions(reports, RunOptions.DEFAULT_POOL, OptionalLong.of(7), RunOptions.Differing.ENDS_THE_RUN);
        Series.OneRun runs = new Series.OneRun() {
            @Override
            public RunResult run(Scenario scenario, RunOptions how) {
                seeds.add(how.seed());
                return next.next();
            }

            @Override
            public void close() {}
        };
        try (Series series = new Series(runs, options, Progress.SILENT)) {
            return series.run(SCENARIO, times, told::add);
        }
    }

    @Test
    void runThatMissesItsPhaseIsDoneAgainBesideTheOthers() throws IOException {
        RunResult missing = FinishedRun.missingItsPhase(reports);
        RunResult good = FinishedRun.expecting(reports, "5s");

        assertThat(run(2, missing, good, good)).containsExactly(good, good);
        assertThat(told).containsExactly(missing, good, good);
        assertThat(seeds).containsExactly(OptionalLong.of(7), OptionalLong.of(7), OptionalLong.of(8));
    }

    @Test
    void runThatAlwaysMissesItCountsAsItIs() throws IOException {
        RunResult missing = FinishedRun.missingItsPhase(reports);

        assertThat(run(1, missing, missing, missing)).containsExactly(missing);
        assertThat(told).hasSize(3);
    }

    @Test
    void interruptedRunIsTheLast() throws IOException {
        RunResult missing = FinishedRun.missingItsPhase(reports);
        RunResult stopped = new RunResult(missing.judgement(), missing.report(), RunResult.End.INTERRUPTED);

        assertThat(run(3, missing, stopped)).containsExactly(stopped);
    }
}
