package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.docker.Engine;
import dev.lapse.docker.Owner;
import dev.lapse.history.StepKind;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hand commands, as a person types them. */
class HandCommandsIT {
    @TempDir
    private Path folder;

    private boolean isUp;

    @AfterEach
    void takeDown() throws Exception {
        if (isUp) {
            lapse("down");
        }
    }

    @Test
    void whatIsDoneByHandIsRecordedJudgedAndExported() throws Exception {
        LapseProcess.Ended up = lapse(
                "up",
                "reference",
                "--profile",
                "fast",
                "--expect",
                "lost_writes=25",
                "--reports",
                folder.resolve("reports").toString());
        isUp = up.code() == 0;
        assertThat(up.code()).as(up.toString()).isZero();
        assertThat(up.out()).contains("jdbc:postgresql://", "psql");
        String cluster = up.clusters().get(0);
        assertThat(lapse("up").err()).contains("up already", "./lapse down");
        assertThat(lapse("status").out())
                .contains("primary, writable", "injected nothing", "write-haproxy", "jdbc:postgresql://")
                .doesNotContain("PRIMARIES");
        handsOnTheCluster();

        LapseProcess.Ended probe = lapse("probe", "--write", "--drop", "--for", "2s");
        assertThat(probe.out()).as(probe.toString()).contains("write  ", " gap");

        LapseProcess.Ended unknown = lapse("inject", "network-los", "primary");
        assertThat(unknown.code()).isEqualTo(64);
        assertThat(unknown.err()).contains("did you mean \"network-loss\"?");
        LapseProcess.Ended injected = lapse("inject", "network-loss", "primary");
        assertThat(injected.code()).as(injected.toString()).isZero();
        assertThat(injected.err()).containsSubsequence("inject network-loss", "injected", "proven: ");
        assertThat(lapse("status").out()).contains("injected network-loss (interface-down)", "proven");
        String cutOff = injected.err().replaceFirst("(?s).*inject network-loss \\S+ (\\S+),.*", "$1");
        Awaitility.await("the node that is cut off answers, also after Patroni has started it as a replica")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> lapse("psql", cutOff, "-Atc", "select 'still here'")
                                .out(),
                        answer -> answer.equals("still here\n"));
        LapseProcess.Ended healed = lapse("heal");
        assertThat(healed.code()).as(healed.toString()).isZero();
        assertThat(healed.err()).contains("proven healed: ");

        Path file = folder.resolve("mine.yaml");
        assertThat(lapse("export", file.toString()).code()).isZero();
        Scenario exported = ScenarioFile.read(file, Profile.FAST, List.of());
        assertThat(exported.steps().stream().map(step -> step.kind()))
                .containsExactly(
                        StepKind.STEADY, StepKind.INJECT, StepKind.HOLD, StepKind.HEAL, StepKind.HOLD, StepKind.SETTLE);
        assertThat(file).content().contains("#   failovers: ", "# measured: ");
        LapseProcess follower = LapseProcess.start(folder, "events", "-f");

        LapseProcess.Ended down = lapse("down");
        isUp = false;
        // each command is a JVM: a small machine may be too slow for the probe, or for its clients, while one starts
        assertThat(down.out()
                        .lines()
                        .filter(line -> line.matches("(FAIL|UNKNOWN) +[a-z_]+ .*limit .*|FAIL +steady_.*")))
                .as(down.toString())
                .allMatch(line -> line.contains(" probe_healthy ") || line.contains(" steady_outage "));
        assertThat(down.code()).as(down.toString()).isIn(0, 1, 2);
        assertThat(down.out()).contains("lost_writes", "report  ").doesNotContain("rejoined", "dual_primary");
        assertThat(files("result.json")).hasSize(1);
        assertThat(files("by-hand.yaml"))
                .singleElement()
                .satisfies(left -> assertThat(left).content().contains("# measured: lost_writes "));
        assertThat(Owner.left(Engine.open())).noneMatch(name -> name.contains(cluster));
        assertThat(lapse("status").err()).contains("no cluster is up");
        String told = lapse("events").out();
        assertThat(told).containsSubsequence("inject network-loss", "proven: ", "proven healed: ", "run completed");
        assertThat(follower.ended().out()).contains("proven healed: ", "run completed");
    }

    private void handsOnTheCluster() throws IOException, InterruptedException {
        assertThat(lapse("psql", "write", "-Atc", "select pg_is_in_recovery()").out())
                .isEqualTo("f\n");
        assertThat(lapse("psql", "pg1", "--superuser", "-Atc", "select current_user")
                        .out())
                .isEqualTo("postgres\n");
        assertThat(piped("select 6 * 7;\n", "psql", "read", "-At").out()).isEqualTo("42\n");
        LapseProcess.Ended failing = piped("a\nb\n", "exec", "lb1", "sh", "-c", "wc -l; echo no >&2; exit 7");
        assertThat(failing).isEqualTo(new LapseProcess.Ended(7, "2\n", "no\n"));
        assertThat(lapse("exec", "pg11", "true").err()).contains("did you mean \"pg1\"?");
        assertThat(lapse("logs", "pg1", "patroni", "--since", "10m").out()).contains("INFO: ", "LOG: ");
        assertThat(lapse("logs", "pg1", "haproxy").err()).contains("known: patroni, pgbouncer");
    }

    private LapseProcess.Ended piped(String input, String... arguments) throws IOException, InterruptedException {
        return LapseProcess.start(folder, input, List.of(arguments)).ended();
    }

    @Test
    void anOwnerThatIsKilledLeavesNothing() throws Exception {
        LapseProcess.Ended up = lapse(
                "up",
                "--profile",
                "fast",
                "--reports",
                folder.resolve("reports").toString());
        isUp = up.code() == 0;
        assertThat(up.code()).as(up.toString()).isZero();
        String cluster = up.clusters().get(0);
        long owner = Long.parseLong(up.out().replaceFirst("(?s).*owner +process (\\d+).*", "$1"));

        ProcessHandle.of(owner).orElseThrow().destroyForcibly();
        isUp = false;

        Awaitility.await("the socket is found stale")
                .until(() -> lapse("status").code() == 70);
        assertThat(lapse("status").err()).contains("no cluster is up");
        Awaitility.await("nothing of cluster " + cluster + " is left")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Owner.left(Engine.open()).stream().noneMatch(name -> name.contains(cluster)));
    }

    private List<Path> files(String name) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("reports"))) {
            return all.filter(file -> file.endsWith(name))
                    .filter(file -> !file.toString().contains("latest"))
                    .toList();
        }
    }

    private LapseProcess.Ended lapse(String... arguments) throws IOException, InterruptedException {
        return LapseProcess.start(folder, arguments).ended();
    }
}
