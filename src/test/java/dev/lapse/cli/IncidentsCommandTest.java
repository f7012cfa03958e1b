package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Verdict;
import dev.lapse.history.Event;
import dev.lapse.junit.FinishedRun;
import dev.lapse.run.Progress;
import dev.lapse.run.RunResult;
import dev.lapse.scenario.IncidentFile;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the table says of recorded runs, and which runs are missing; the runs are as they lie on disk. */
class IncidentsCommandTest {
    private static final String PREVENTED = """
            name: c09-x
            steps: [{steady: 5s}]
            expect: {write_outage: {min: 5s}, lost_writes: 0}
            incident:
              case: C09
              source: https://example.org/1
              prevention: {by: failsafe, patroni: {failsafe_mode: "on"}, expect: {write_outage: 0}}
            """;

    private static final String NONE = """
            name: c10-y
            steps: [{steady: 5s}]
            expect: {write_outage: {min: 5s}}
            incident: {case: C10, source: https://example.org/2, no-prevention: it needs a device}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int recorded;

    @TempDir
    private Path folder;

    private Path reports;
    private Path withPrevention;
    private Path without;

    @BeforeEach
    void writeFiles() throws IOException {
        reports = folder.resolve("reports");
        withPrevention = Files.writeString(folder.resolve("c09-x.yaml"), PREVENTED);
        without = Files.writeString(folder.resolve("c10-y.yaml"), NONE);
    }

    private int incidents(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of("incidents", "--profile", "fast", "--reports", reports.toString()));
        all.addAll(List.of(arguments));
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private int incident() {
        return incidents(withPrevention.toString());
    }

    private IncidentFile read(Path file) {
        return IncidentFile.read(file, Profile.FAST, List.of());
    }

    private void harm(Verdict verdict, String patroni) throws IOException {
        record(read(withPrevention).harm(), verdict, patroni);
    }

    private void prevention(Verdict verdict, String patroni) throws IOException {
        record(read(withPrevention).prevention().orElseThrow().scenario(), verdict, patroni);
    }

    private Path record(Scenario scenario, Verdict verdict, String patroni) throws IOException {
        recorded++;
        Path report = Files.createDirectories(
                reports.resolve(scenario.name()).resolve("20261129T23%04dZ".formatted(recorded)));
        Files.writeString(
                report.resolve("scenario.yaml"), scenario.withSeed(recorded).toYaml());
        Files.writeString(
                report.resolve("result.json"), """
                {"format": 1, "scenario": "%s", "profile": "fast", "verdict": "%s", "faults": [], "lanes": [],
                 "writes": {"lost": 0}, "dual_primary": {"observed": true, "windows": []}, "rejoin": [],
                 "started_at": "2026-11-29T23:00:00Z", "cluster": {"versions": {"patroni": "%s", "etcd": "3.5.16"}},
                 "findings": [{"checker": "lost_writes", "verdict": "PASS", "measured": "0 of 9 acknowledged"},
                              {"checker": "write_outage", "verdict": "%s", "measured": "%d.5s (at least 1s)"}]}
                """.formatted(scenario.name(), verdict, patroni, verdict, recorded));
        return report;
    }

    @Test
    void reproducedAndPreventedByRunsOfTheSameVersions() throws IOException {
        harm(Verdict.PASS, "4.0.7");
        harm(Verdict.PASS, "4.0.7");
        prevention(Verdict.PASS, "4.0.7");

        assertThat(incident()).isZero();

        assertThat(out.toString())
                .contains("C09  c09-x\n")
                .contains("harm        REPRODUCED 2 of 2  write_outage 1.5s, 2.5s\n")
                .contains("prevention  PREVENTED 1 of 1   write_outage 3.5s\n")
                .contains("by          failsafe\n")
                .contains("2026-11-29: etcd 3.5.16, patroni 4.0.7; ")
                .contains("source      https://example.org/1\n")
                .endsWith("1 incident: 1 REPRODUCED; 1 PREVENTED\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void numberThatAllRunsHaveIsToldOnce() throws IOException {
        Files.writeString(
                withPrevention,
                PREVENTED
                        .replace("{write_outage: {min: 5s}, ", "{lost_writes: {min: 1}, ")
                        .replace(", lost_writes: 0}", "}"));
        harm(Verdict.PASS, "4.0.7");
        harm(Verdict.PASS, "4.0.7");

        assertThat(incident()).isEqualTo(2);

        assertThat(out.toString()).contains("harm        REPRODUCED 2 of 2  lost_writes 0 of 9 acknowledged\n");
    }

    @Test
    void notReproducedSoThatThePreventionProvesNothing() throws IOException {
        harm(Verdict.FAIL, "4.0.7");
        prevention(Verdict.PASS, "4.0.7");

        assertThat(incident()).isEqualTo(1);

        assertThat(out.toString())
                .contains("harm        NOT REPRODUCED 1 of 1 ")
                .contains("prevention  PROVES NOTHING", "why         the harm was not reproduced\n")
                .contains("patroni 4.0.7")
                .endsWith("1 incident: 1 NOT REPRODUCED; 1 PROVES NOTHING\n");
    }

    @Test
    void notPrevented() throws IOException {
        harm(Verdict.PASS, "4.0.7");
        prevention(Verdict.PASS, "4.0.7");
        prevention(Verdict.FAIL, "4.0.7");

        assertThat(incident()).isEqualTo(1);

        assertThat(out.toString()).contains("PREVENTED 1 of 2, NOT PREVENTED 1 of 2 ");
    }

    @Test
    void unknownIsNeitherAndOneFailureOfSeveralIsWorse() throws IOException {
        harm(Verdict.PASS, "4.0.7");
        harm(Verdict.UNKNOWN, "4.0.7");
        prevention(Verdict.UNKNOWN, "4.0.7");

        assertThat(incident()).isEqualTo(2);
        assertThat(out.toString())
                .contains("REPRODUCED 1 of 2, UNKNOWN 1 of 2 ")
                .contains("prevention  UNKNOWN 1 of 1 ")
                .endsWith("1 incident: 1 UNKNOWN; 1 UNKNOWN\n");

        harm(Verdict.FAIL, "4.0.7");
        assertThat(incident()).isEqualTo(1);
        assertThat(out.toString()).contains("REPRODUCED 1 of 3, UNKNOWN 1 of 3, NOT REPRODUCED 1 of 3 ");
    }

    @Test
    void noPreventionIsNoFailure() throws IOException {
        record(read(without).harm(), Verdict.PASS, "4.0.7");

        assertThat(incidents(without.toString())).isZero();

        assertThat(out.toString())
                .contains("prevention  NO PREVENTION HERE\n")
                .contains("why         it needs a device\n");
    }

    @Test
    void preventionOfOtherVersionsProvesNothing() throws IOException {
        harm(Verdict.PASS, "4.0.7");
        prevention(Verdict.PASS, "4.1.0");

        assertThat(incident()).isEqualTo(2);

        assertThat(out.toString())
                .contains("PROVES NOTHING", "why         it ran with patroni 4.1.0, the harm with patroni 4.0.7\n")
                .contains("etcd 3.5.16, patroni 4.0.7; 2026-11-29: etcd 3.5.16, patroni 4.1.0;");
    }

    @Test
    void newestVersionsOfTheHarmCountAndNoOthers() throws IOException {
        harm(Verdict.FAIL, "4.0.7");
        prevention(Verdict.FAIL, "4.0.7");
        harm(Verdict.PASS, "4.1.0");
        prevention(Verdict.PASS, "4.1.0");

        assertThat(incident()).isZero();
        assertThat(out.toString()).contains("REPRODUCED 1 of 1 ").contains("PREVENTED 1 of 1 ");
    }

    @Test
    void preventionAloneProvesNothing() throws IOException {
        prevention(Verdict.PASS, "4.0.7");

        assertThat(incident()).isEqualTo(2);

        assertThat(out.toString())
                .contains("harm        NOT RUN")
                .contains("PROVES NOTHING", "why         the harm was not run\n");
        assertThat(err.toString()).isEqualTo("lapse: 1 run is missing; --repeat 1 makes it\n");
    }

    @Test
    void runOfAnOlderFileDoesNotCount() throws IOException {
        harm(Verdict.PASS, "4.0.7");
        prevention(Verdict.PASS, "4.0.7");
        Files.writeString(withPrevention, PREVENTED.replace("steady: 5s", "steady: 6s"));

        assertThat(incident()).isEqualTo(2);

        assertThat(out.toString())
                .contains("harm        NOT RUN")
                .contains("prevention  NOT RUN")
                .contains("2 more of another version of the file or of other settings");
        assertThat(err.toString()).isEqualTo("lapse: 2 runs are missing; --repeat 1 makes them\n");
    }

    @Test
    void runOfAnotherProfileOrWithoutAResultDoesNotCount() throws IOException {
        harm(Verdict.PASS, "4.0.7");
        Files.delete(record(read(withPrevention).harm(), Verdict.FAIL, "4.0.7").resolve("result.json"));

        assertThat(incident()).isEqualTo(2);
        assertThat(out.toString().replaceAll("\\s+", " ")) // lines end where the folder's name lets them
                .contains("REPRODUCED 1 of 1 ")
                .contains("1 more of another version of the file or of other settings");

        assertThat(Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute("incidents", "--reports", reports.toString(), withPrevention.toString()))
                .isEqualTo(2);
        assertThat(out.toString()).contains("harm        NOT RUN");
    }

    @Test
    void markdownHasARowPerIncident() throws IOException {
        harm(Verdict.PASS, "4.0.7");
        prevention(Verdict.PASS, "4.0.7");

        assertThat(incidents("--format", "markdown", folder.toString())).isEqualTo(2);

        assertThat(out.toString())
                .contains("| C09 | c09-x | REPRODUCED 1 of 1 | write_outage 1.5s | PREVENTED 1 of 1 | write_outage 2.5s"
                        + " | failsafe | 2026-11-29: etcd 3.5.16, patroni 4.0.7 | https://example.org/1 |\n")
                .contains("| C10 | c10-y | NOT RUN |  | NO PREVENTION HERE |  | it needs a device |  |")
                .endsWith("\n2 incidents: 1 REPRODUCED, 1 NOT RUN; 1 PREVENTED, 1 NO PREVENTION HERE\n");
    }

    @Test
    void badInputIsToldAtOnce() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain.yaml"), "name: plain\nsteps: [{steady: 5s}]\n");
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "name: bad\nsteps: [{hold: 5}]\n");

        assertThat(incidents("C99", plain.toString(), bad.toString(), "none.yaml"))
                .isEqualTo(64);
        assertThat(err.toString().replace(folder + "/", ""))
                .contains("unknown case \"C99\"; did you mean \"C09\"? known: C01, ")
                .contains("plain.yaml:1:1: key \"incident\" is missing")
                .contains("bad.yaml:2:16: \"5\" needs a unit")
                .contains("none.yaml: cannot be read: there is no such file");
        assertThat(incidents("--repeat", "0")).isEqualTo(64);
        assertThat(err.toString()).isEqualTo("lapse: --repeat must be >= 1, was 0\n");
        assertThat(incidents("--format", "xml")).isEqualTo(64);
    }

    @Test
    void shippedIncidentsAreFoundByTheirCase() {
        assertThat(incidents("c09", "C33")).isEqualTo(2);
        assertThat(out.toString())
                .contains("C09  c09-etcd-quorum-loss\n")
                .contains("C33  c33-primary-and-sync-standby-lost\n")
                .contains("2 incidents: 2 NOT RUN; 2 NOT RUN\n");
        assertThat(incidents()).isEqualTo(2);
        assertThat(out.toString()).contains("10 incidents: 10 NOT RUN; 2 NO PREVENTION HERE, 8 NOT RUN\n");
    }

    @Test
    void whatIsMissingIsMadeWithNeighboursOfEqualClusters() throws IOException {
        harm(Verdict.PASS, "4.0.7");
        List<IncidentsCommand.ToMake> missing =
                IncidentsCommand.missing(List.of(read(withPrevention), read(without)), reports, 3);

        assertThat(missing.stream().map(each -> each.scenario().name() + " " + each.times()))
                .containsExactly("c09-x 2", "c10-y 3", "c09-x-prevented 3");
        prevention(Verdict.PASS, "4.0.7");
        assertThat(IncidentsCommand.missing(List.of(read(withPrevention)), reports, 1))
                .isEmpty();
    }

    @Test
    void interruptedRunEndsTheWork() {
        List<String> made = new ArrayList<>();
        List<String> said = new ArrayList<>();
        Progress progress = new ToldProgress(said);
        List<IncidentsCommand.ToMake> missing = IncidentsCommand.missing(List.of(read(withPrevention)), reports, 1);

        assertThat(IncidentsCommand.conduct(
                        missing,
                        (scenario, times, each) -> {
                            made.add(scenario.name());
                            return finished(each);
                        },
                        progress))
                .isTrue();
        assertThat(made).containsExactly("c09-x", "c09-x-prevented");
        assertThat(said).contains("1 of 2: c09-x").anyMatch(line -> line.startsWith("PASS: "));

        assertThat(IncidentsCommand.conduct(missing, (scenario, times, each) -> List.of(), progress))
                .isFalse();
    }

    private List<RunResult> finished(Consumer<RunResult> each) {
        try {
            RunResult result = FinishedRun.expecting(folder.resolve("finished" + ++recorded), "5s");
            each.accept(result);
            return List.of(result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record ToldProgress(List<String> said) implements Progress {
        @Override
        public void say(String line) {
            said.add(line);
        }

        @Override
        public void event(Event event) {}
    }
}
