package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.docker.Engine;
import dev.lapse.docker.Owner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A harness that dies leaves nothing behind. */
class OwnershipIT {
    @TempDir
    Path reports;

    @Test
    void killedInTheMiddleOfAFaultTheWatchdogRemovesEverything() throws Exception {
        Harness harness = Harness.upTo("injected", reports);

        harness.process.destroyForcibly().waitFor();

        Awaitility.await("nothing of cluster " + harness.cluster + " is left")
                .atMost(Duration.ofSeconds(20))
                .until(() -> left(harness.cluster).isEmpty());
    }

    @Test
    void whatTheWatchdogMissedTheNextCommandRemovesAndNames() throws Exception {
        Harness harness = Harness.upTo("injected", reports);
        List<ProcessHandle> watchdogs = harness.process.toHandle().descendants().toList();
        assertThat(watchdogs).as("the watchdog").isNotEmpty();
        watchdogs.forEach(ProcessHandle::destroyForcibly);
        harness.process.destroyForcibly().waitFor();
        Awaitility.await("watchdog gone").until(() -> watchdogs.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(left(harness.cluster)).isNotEmpty();

        List<String> removed = Owner.sweep(Engine.open());

        assertThat(removed).anyMatch(name -> name.contains(harness.cluster + "-pg1"));
        assertThat(left(harness.cluster)).isEmpty();
    }

    private static List<String> left(String cluster) {
        return Owner.left(Engine.open()).stream()
                .filter(name -> name.contains(cluster))
                .toList();
    }

    /** The command line in a process of its own, as far as a line of its progress. */
    private record Harness(Process process, String cluster) {
        static Harness upTo(String line, Path reports) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-Dlogback.configurationFile=dev/lapse/cli/logback.xml",
                    "dev.lapse.cli.Main",
                    "run",
                    "--profile",
                    "fast",
                    "--reports",
                    reports.toString(),
                    "scenarios/primary-network-loss.yaml");
            Process process = builder.redirectErrorStream(true).start();
            List<String> seen = new ArrayList<>();
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String cluster = "";
            for (String said = reader.readLine(); said != null; said = reader.readLine()) {
                seen.add(said);
                int at = said.indexOf("(cluster ");
                if (at >= 0) {
                    cluster = said.substring(at + 9, said.indexOf(')', at));
                }
                if (said.endsWith(line)) {
                    return new Harness(process, cluster);
                }
            }
            throw new AssertionError("the harness ended before it said \"" + line + "\":\n" + String.join("\n", seen));
        }
    }
}
