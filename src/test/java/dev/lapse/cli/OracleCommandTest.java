package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.FaultMeasure;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.cli.OracleExperiment.Setting;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.explain.Explained;
import dev.lapse.explain.Fit;
import dev.lapse.explain.LaneOutage;
import dev.lapse.explain.OutageKind;
import dev.lapse.explain.SeenPhase;
import dev.lapse.history.Lane;
import dev.lapse.history.RunStarted;
import dev.lapse.junit.FinishedRun;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Oracle;
import dev.lapse.oracle.Phase;
import dev.lapse.run.RunResult;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the bench makes of its runs; the runs are made up. */
class OracleCommandTest {
    private static final long MILLI = 1_000_000L;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int made;

    private OracleCommand command(String... options) {
        OracleCommand command = new OracleCommand();
        new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .parseArgs(options);
        return command;
    }

    private int bench(String... words) {
        String[] call = new String[words.length + 2];
        call[0] = "bench";
        call[1] = "oracle";
        System.arraycopy(words, 0, call, 2, words.length);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(call);
    }

    /** A run of this scenario whose first lane was out for 24 s, 22 s of it until the lease had run out. */
    private RunResult run(Scenario scenario, @Nullable Long proven, RunResult.End end) {
        try {
            RunResult finished = FinishedRun.expecting(folder.resolve("made-up-" + ++made), "5s");
            Judgement judged = finished.judgement();
            Measurements measured = judged.measurements();
            Lane lane = scenario.lanes().get(0);
            FaultMeasure fault = new FaultMeasure(
                    "inject#1/1",
                    FaultName.CRASH,
                    "sigkill",
                    List.of(new NodeName("pg1")),
                    "primary",
                    MILLI,
                    2 * MILLI,
                    proven,
                    "it is gone",
                    null,
                    null,
                    null);
            Measurements changed = new Measurements(
                    List.of(fault),
                    List.of(ok(measured.lanes().get(0), lane)),
                    Optional.empty(),
                    measured.writes(),
                    measured.dualPrimary(),
                    measured.lastWritable(),
                    measured.reads(),
                    measured.failovers(),
                    measured.rejoins(),
                    measured.failedRejoins(),
                    measured.promotions(),
                    measured.deposed(),
                    List.of(explained(lane)));
            RunStarted old = judged.run();
            RunStarted started = new RunStarted(
                    0, old.startedAt(), scenario.name(), scenario.toYaml(), old.profile(), old.seed(), null);
            return new RunResult(
                    new Judgement(
                            started,
                            Optional.empty(),
                            judged.durationNanos(),
                            judged.verdict(),
                            judged.findings(),
                            changed,
                            Optional.of(Oracle.of(scenario.cluster())),
                            Optional.empty()),
                    finished.report(),
                    end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LaneMeasure ok(LaneMeasure made, Lane lane) {
        return new LaneMeasure(
                lane,
                made.floor(),
                made.attempts(),
                made.ok(),
                made.failed(),
                made.indeterminate(),
                made.notSent(),
                made.latenessP50(),
                made.latenessP99(),
                made.latenessMax(),
                made.latencyP50(),
                made.latencyP99(),
                List.<Outage>of(),
                List.of(),
                Optional.empty(),
                made.health(),
                Map.of());
    }

    private static Explained explained(Lane lane) {
        Interval predicted = new Interval(Duration.ofSeconds(22), Duration.ofSeconds(25));
        return new Explained(
                new LaneOutage(lane, "inject#1", 0, 24_000 * MILLI, 40 * MILLI, false),
                OutageKind.FAILOVER,
                Optional.of("inject#1/1"),
                Optional.of(new Interval(Duration.ofMillis(450), Duration.ofMillis(500))),
                Optional.of(new Interval(Duration.ZERO, Duration.ofMillis(20))),
                List.of(
                        new SeenPhase(
                                Phase.DETECT,
                                0,
                                22_000 * MILLI,
                                10 * MILLI,
                                "leader key deleted",
                                "etcd watch",
                                Optional.of(new Interval(Duration.ofSeconds(19), Duration.ofSeconds(20))),
                                Fit.ABOVE),
                        new SeenPhase(
                                Phase.RESTART,
                                22_000 * MILLI,
                                24_000 * MILLI,
                                20 * MILLI,
                                "leader key put",
                                "etcd watch",
                                Optional.empty(),
                                Fit.NO_FORMULA)),
                List.of(),
                List.of(),
                Optional.of(predicted),
                Fit.WITHIN,
                "");
    }

    private RunCommand.Runs runs(@Nullable Long proven, RunResult.End end) {
        return (Scenario scenario, int times, Consumer<RunResult> each) -> {
            RunResult result = run(scenario, proven, end);
            each.accept(result);
            return List.of(result);
        };
    }

    @Test
    void helpListsEveryExperimentWithItsSettings() {
        assertThat(bench("--help")).isZero();

        assertThat(out.toString()).contains("readings.tsv");
        for (OracleExperiment experiment : OracleExperiment.values()) {
            assertThat(out.toString().lines())
                    .containsSequence("  " + experiment.text(), "    " + experiment.question())
                    .anyMatch(line -> line.startsWith(
                            "    settings: " + experiment.settings().get(0).name()));
        }
    }

    @Test
    void unknownExperimentIsRefusedBeforeAnythingStarts() {
        assertThat(bench("tll")).isEqualTo(64);

        assertThat(err.toString()).contains("unknown experiment \"tll\"").contains("did you mean \"ttl\"");
    }

    @Test
    void expectedDurationIsToldOfEachAndOfAll() {
        List<String> lines = command("--runs", "2").expected(List.of(OracleExperiment.TTL, OracleExperiment.STORE_CUT));

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("lapse: ttl: 3 settings, 2 runs each, about \\d+ min");
        assertThat(lines.get(2)).matches("lapse: about \\d+ min in all");
    }

    @Test
    void eachRunIsReadPrintedAndKept() throws IOException {
        Path kept = folder.resolve("kept/readings.tsv");

        int code = command("--runs", "1")
                .measure(List.of(OracleExperiment.TTL), runs(3 * MILLI, RunResult.End.STEADY), new OracleTsv(kept));

        assertThat(code).isZero();
        assertThat(err.toString())
                .contains("lapse: ttl ttl-20s #1, outage of write-haproxy: predicted 22.00 to 25.00, measured 23.96 to"
                        + " 24.00: WITHIN")
                .contains("readings are kept in " + kept);
        assertThat(out.toString())
                .containsPattern(
                        "ttl-45s +write-haproxy +outage +1 +0.45 to 0.50 +22.00 to 25.00 +23.96 to 24.00 +0 +1 of 1")
                .containsPattern("ttl-45s +write-haproxy +detect +1 .* 19.00 to 20.00 +21.99 to 22.00 +\\+1.99 +0 of 1")
                .containsPattern("ttl-45s +write-haproxy +restart +1 .* not known +1.98 to 2.01 +NO FORMULA")
                .contains("the lease: CONTRADICTED\n");
        List<String> lines = Files.readAllLines(kept);
        assertThat(lines).hasSize(1 + 3 * 4);
        assertThat(lines.get(0)).startsWith("experiment\tsetting\trun\t");
        assertThat(lines.get(1))
                .startsWith(
                        "ttl\tttl-20s\t1\twrite-haproxy\toutage\t450.0\t500.0\t22000.0\t25000.0\t23960.0\t24000.0\t0.0"
                                + "\tWITHIN\t");
        assertThat(lines).allMatch(line -> line.split("\t", -1).length == 14);
    }

    @Test
    void servedIsComparedWithTheFormulaOfTheScenario() {
        Setting setting = OracleExperiment.TTL.settings().get(0);
        RunResult run = run(OracleExperiment.TTL.scenario(setting, Profile.FAST), 3 * MILLI, RunResult.End.STEADY);

        List<OracleReading> readings =
                OracleReadings.of(OracleExperiment.TTL, setting, 1, run.judgement(), run.report());

        assertThat(readings)
                .filteredOn(reading -> reading.what().equals(OracleReading.SERVED))
                .extracting(OracleReading::predicted)
                .containsExactly(Optional.of(Interval.NONE)); // a crash leaves nobody served
    }

    @Test
    void runWhoseFaultIsNotProvenIsLeftOut() {
        Path kept = folder.resolve("readings.tsv");

        command("--runs", "1")
                .measure(List.of(OracleExperiment.TTL), runs(null, RunResult.End.STEADY), new OracleTsv(kept));

        assertThat(err.toString()).contains("left out, since the fault is not proven");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void interruptedBenchPrintsAndKeepsWhatItHas() {
        Path kept = folder.resolve("readings.tsv");

        int code = command("--runs", "1")
                .measure(
                        List.of(OracleExperiment.TTL, OracleExperiment.STORE_CUT),
                        runs(3 * MILLI, RunResult.End.INTERRUPTED),
                        new OracleTsv(kept));

        assertThat(code).isEqualTo(2);
        assertThat(out.toString()).contains("ttl-20s").doesNotContain("ttl-30s").doesNotContain("store-cut");
        assertThat(kept).exists();
    }

    @Test
    void folderWithoutARunOfTheExperimentIsAnError() throws IOException {
        FinishedRun.expecting(folder, "5s");

        assertThat(bench("ttl", "--from", folder.toString())).isEqualTo(64);
        assertThat(err.toString()).contains("no run of these experiments in " + folder);
    }
}
