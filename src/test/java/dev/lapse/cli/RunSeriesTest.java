package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.junit.FinishedRun;
import dev.lapse.report.ReportDir;
import dev.lapse.run.Rejudged;
import dev.lapse.run.RunResult;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What run leaves of all its runs together; the runs themselves are finished ones. */
class RunSeriesTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path reports;
    private int finished;
    private Path jobSummary;
    private Path junit;
    private List<RunCommand.ToRun> scenarios;

    @BeforeEach
    void writeScenarios() throws IOException {
        reports = Files.createDirectories(folder.resolve("reports"));
        jobSummary = Files.writeString(folder.resolve("job.md"), "before\n");
        junit = folder.resolve("lapse.xml");
        Path a = Files.writeString(folder.resolve("made-up.yaml"), "name: made-up\nsteps: [{steady: 5s}]\n");
        Path b = Files.writeString(folder.resolve("other.yaml"), "name: other\nsteps: [{steady: 5s}]\n");
        scenarios = Stream.of(a, b)
                .map(file ->
                        new RunCommand.ToRun(ScenarioFile.read(file, Profile.FAST, List.of()), List.of(), List.of()))
                .toList();
    }

    /** The command after its options were read, as far as it is without an engine. */
    private RunCommand command(String... options) {
        RunCommand command = command(Map.of("GITHUB_STEP_SUMMARY", jobSummary.toString()));
        new CommandLine(command)
                .parseArgs(
                        Stream.concat(Stream.of("a.yaml"), Stream.of(options)).toArray(String[]::new));
        return command;
    }

    private RunCommand command(Map<String, String> environment) {
        return new RunCommand(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private RunResult finished(String limit) {
        try {
            RunResult run = FinishedRun.expecting(reports.resolve("run-" + ++finished), limit);
            Rejudged.of(ReportDir.open(run.report()));
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path series() throws IOException {
        try (Stream<Path> all = Files.list(reports.resolve("series"))) {
            return all.reduce((one, two) -> {
                        throw new AssertionError("two series");
                    })
                    .orElseThrow();
        }
    }

    private RunCommand.Runs runs(String limit) {
        return (scenario, times, each) -> IntStream.range(0, times)
                .mapToObj(i -> finished(limit))
                .peek(each)
                .toList();
    }

    @Test
    void severalRunsLeaveASeriesAndTellTheJob() throws IOException {
        RunCommand command = command("--repeat", "2", "--junit", junit.toString());
        try (SeriesLog log = command.log(scenarios, reports)) {
            assertThat(command.conduct(scenarios, runs("5s"), log)).isEqualTo(Verdict.PASS);
        }

        assertThat(series().resolve("series.json")).content().contains("\"planned\" : 4,", "\"ended_early\" : null");
        assertThat(jobSummary)
                .content()
                .startsWith("before\n## ✅ 4 of 4 runs: 4 PASS\n")
                .contains("| made-up #2 |");
        assertThat(junit).content().contains("tests=\"4\" failures=\"0\" errors=\"0\"");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\n2 runs ")
                .endsWith("\n4 of 4 runs: 4 PASS\nseries  " + series() + "\n");
        assertThat(reports.resolve("index.html")).content().contains(series().getFileName() + "/series.html");
    }

    /** The first run misses the phase of the lease, the next ones do not. */
    @Test
    void runThatMissesItsPhaseIsKeptAndInNoNumber() throws IOException {
        RunResult missing = FinishedRun.missingItsPhase(reports);
        Rejudged.of(ReportDir.open(missing.report()));
        RunCommand command = command("--repeat", "2", "--junit", junit.toString());
        RunCommand.Runs runs = (scenario, times, each) -> {
            each.accept(missing);
            return runs("5s").run(scenario, times, each);
        };
        try (SeriesLog log = command.log(scenarios.subList(0, 1), reports)) {
            command.conduct(scenarios.subList(0, 1), runs, log);
        }

        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("phase 0.5: asked\\s+for 5.00s after a renewal\\s+of the lease, reached 5.20s")
                .containsPattern("MISSED by more\\s+than 0.1s")
                .contains("\n2 runs ")
                .contains("\n3 of 3 runs: ")
                .contains("; 1 of them was run again, since the phase of the lease was missed\n");
        assertThat(jobSummary).content().contains("| made-up #1 |", "| made-up #1, again |", "| made-up #2 |");
        assertThat(series().resolve("series.json"))
                .content()
                .contains("\"planned\" : 3,", "\"done_again\" : true", "\"done_again\" : false", "\"runs\" : 2,");
        assertThat(junit).content().contains("tests=\"3\"", "name=\"made-up (fast) #1, again\"");
    }

    @Test
    void loneRunThatMissesItsPhaseBecomesASeries() throws IOException {
        RunResult missing = FinishedRun.missingItsPhase(reports);
        Rejudged.of(ReportDir.open(missing.report()));
        RunCommand.Runs runs = (scenario, times, each) -> {
            each.accept(missing);
            return runs("5s").run(scenario, times, each);
        };
        RunCommand command = command();
        try (SeriesLog log = command.log(scenarios.subList(0, 1), reports)) {
            command.conduct(scenarios.subList(0, 1), runs, log);
        }

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\n2 of 2 runs: ", "; 1 of them was run again", "series  " + series());
        assertThat(jobSummary).content().contains("| made-up |", "| made-up, again |");
    }

    @Test
    void matrixRunsEachCombinationAndEndsWithOneTable() throws IOException {
        RunCommand command = command("--junit", junit.toString());
        Scenario scenario = scenarios.get(0).scenario();
        List<RunCommand.ToRun> asked = Stream.of("patroni.ttl=20s", "patroni.ttl=30s")
                .map(set -> new RunCommand.ToRun(scenario, List.of(set), List.of("inject#1: phase of " + set)))
                .toList();
        try (SeriesLog log = command.log(asked, reports)) {
            assertThat(command.conduct(asked, runs("5s"), log)).isEqualTo(Verdict.PASS);
        }

        assertThat(out.toString(StandardCharsets.UTF_8)).containsOnlyOnce("matrix of made-up, one run each");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("lapse: 2 of 2: made-up [patroni.ttl=30s]\n", "lapse: inject#1: phase of patroni.ttl=30s\n");
        assertThat(jobSummary)
                .content()
                .contains("### matrix of made-up, one run each\n", "| made-up \\[patroni.ttl=20s\\] |");
        assertThat(series().resolve("series.json")).content().contains("\"set\" : [ \"patroni.ttl=30s\" ]");
        assertThat(junit).content().contains("name=\"made-up [patroni.ttl=30s] (fast)\"");
    }

    @Test
    void combinationThatBreaksPatronisRuleIsRunAsPatroniMakesOfIt() {
        RunCommand command = command();
        Path file = folder.resolve("made-up.yaml");

        assertThat(command.read(file, List.of("patroni.ttl=20s")).scenario().notes())
                .containsExactly("as-is: Patroni is given ttl 20, loop_wait 10, retry_timeout 10 and runs it as ttl 20,"
                        + " loop_wait 1, retry_timeout 9");
        assertThat(command.read(file, List.of("patroni.ttl=30s")).scenario().notes())
                .isEmpty();
        assertThatThrownBy(() -> command.read(file, List.of("patroni.ttl=1 apple")))
                .hasMessageContaining("1 apple");
    }

    @Test
    void matrixWithAWrongValueIsRefusedBeforeAnythingStarts() {
        StringWriter words = new StringWriter();
        String file = folder.resolve("made-up.yaml").toString();

        assertThat(Main.commandLine()
                        .setErr(new PrintWriter(words))
                        .execute("run", file, "--matrix", "patroni.ttl=30s,3 apples", "--reports", reports.toString()))
                .isEqualTo(64);
        assertThat(words.toString()).contains("patroni.ttl=3 apples").doesNotContain("patroni.ttl=30s:");
    }

    @Test
    void aSeriesThatBeginsLeavesNoVerdictOfAnEarlierOne() throws IOException {
        Files.writeString(junit, "<testsuites tests=\"6\" failures=\"0\" errors=\"0\"/>");
        RunCommand command = command("--junit", junit.toString());

        command.log(scenarios, reports).begin();

        assertThat(junit).content().contains("tests=\"2\" failures=\"0\" errors=\"2\"", "the series has not ended");
    }

    @Test
    void singleRunLeavesNoSeriesAndTellsTheJobItsOwnSummary() throws IOException {
        RunCommand command = command();
        List<RunCommand.ToRun> one = scenarios.subList(0, 1);
        try (SeriesLog log = command.log(one, reports)) {
            assertThat(command.conduct(one, runs("1s"), log)).isEqualTo(Verdict.FAIL);
        }

        assertThat(reports.resolve("series")).doesNotExist();
        assertThat(jobSummary).content().startsWith("before\n## ❌ made-up\n").contains("| lane | longest outage |");
        assertThat(junit).doesNotExist();
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("series");
    }

    @Test
    void whatDidNotTakePlaceIsToldWhenTheSeriesIsInterrupted() throws IOException {
        RunCommand command = command("--junit", junit.toString());
        RunCommand.Runs interrupted = (scenario, times, each) -> {
            RunResult run = finished("5s");
            each.accept(run);
            return List.of(new RunResult(run.judgement(), run.report(), RunResult.End.INTERRUPTED));
        };
        try (SeriesLog log = command.log(scenarios, reports)) {
            Thread.currentThread().interrupt(); // the files must be written all the same
            assertThat(command.conduct(scenarios, interrupted, log)).isEqualTo(Verdict.UNKNOWN);
        }

        assertThat(Thread.interrupted()).isTrue();
        assertThat(junit).content().contains("errors=\"1\"", "message=\"not run: interrupted\"");
        assertThat(series().resolve("series.json")).content().contains("\"ended_early\" : \"interrupted\"");
    }

    @Test
    void whatTookPlaceIsKeptWhenTheSeriesBreaks() throws IOException {
        RunCommand command = command("--junit", junit.toString());
        RunCommand.Runs breaking = (scenario, times, each) -> {
            if (scenario.name().equals("other")) {
                throw new LapseException(LapseException.Kind.NO_ENGINE, "bring up other: the engine is gone");
            }
            return runs("5s").run(scenario, times, each);
        };

        assertThatThrownBy(() -> RunCommand.logged(
                        command.log(scenarios, reports), log -> command.conduct(scenarios, breaking, log)))
                .hasMessage("bring up other: the engine is gone");

        assertThat(junit).content().contains("message=\"not run: bring up other: the engine is gone\"");
        assertThat(series().resolve("summary.md")).content().contains("| not run | other |");
        assertThat(jobSummary).content().contains("## ❔ 1 of 2 runs: 1 PASS\n");
    }

    @Test
    void jobSummaryThatCannotBeWrittenIsOneLineAndNothingElse() throws IOException {
        jobSummary = folder;
        RunCommand command = command();
        List<RunCommand.ToRun> one = scenarios.subList(0, 1);
        try (SeriesLog log = command.log(one, reports)) {
            assertThat(command.conduct(one, runs("5s"), log)).isEqualTo(Verdict.PASS);
        }

        assertThat(err.toString(StandardCharsets.UTF_8))
                .matches("lapse: .*summary.md is not in the job summary .*: [^\n]+\n");
    }

    @Test
    void oneFileThatCannotBeWrittenCostsNoOther() throws IOException {
        RunCommand command = command("--junit", folder.resolve("gone/lapse.xml").toString());
        SeriesLog log = command.log(scenarios, reports);

        assertThatThrownBy(() -> RunCommand.logged(log, each -> command.conduct(scenarios, runs("5s"), each)))
                .hasMessageContaining("gone/lapse.xml: no such file or directory");

        assertThat(series().resolve("series.json")).content().contains("\"planned\" : 2,");
        assertThat(jobSummary).content().contains("2 of 2 runs: 2 PASS");
    }

    @Test
    void withoutAJobNothingIsAppended() {
        assertThat(command(Map.of()).jobSummary()).isEqualTo(Optional.empty());
        assertThat(command(Map.of("GITHUB_STEP_SUMMARY", "")).jobSummary()).isEqualTo(Optional.empty());
    }

    @Test
    void junitFileThatCannotBeWrittenIsRefusedBeforeAnythingStarts() {
        StringWriter words = new StringWriter();

        assertThat(Main.commandLine()
                        .setErr(new PrintWriter(words))
                        .execute(
                                "run",
                                folder.resolve("made-up.yaml").toString(),
                                "--reports",
                                reports.toString(),
                                "--junit",
                                folder.resolve("none/x.xml").toString()))
                .isEqualTo(64);
        assertThat(words.toString()).contains("none/x.xml: cannot be written: folder ");
    }
}
