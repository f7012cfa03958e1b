package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.docker.Engine;
import dev.lapse.docker.Owner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
        LapseProcess harness = inTheMiddleOfAFault();

        String cluster = harness.cluster();
        harness.process().destroyForcibly().waitFor();

        Awaitility.await("nothing of cluster " + cluster + " is left")
                .atMost(Duration.ofSeconds(20))
                .until(() -> left(cluster).isEmpty());
    }

    @Test
    void whatTheWatchdogMissedTheNextCommandRemovesAndNames() throws Exception {
        LapseProcess harness = inTheMiddleOfAFault();
        String cluster = harness.cluster();
        List<ProcessHandle> watchdogs =
                harness.process().toHandle().descendants().toList();
        assertThat(watchdogs).as("the watchdog").isNotEmpty();
        watchdogs.forEach(ProcessHandle::destroyForcibly);
        harness.process().destroyForcibly().waitFor();
        Awaitility.await("watchdog gone").until(() -> watchdogs.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(left(cluster)).isNotEmpty();

        List<String> removed = Owner.sweep(Engine.open());

        assertThat(removed).anyMatch(name -> name.contains(cluster + "-pg1"));
        assertThat(left(cluster)).isEmpty();
    }

    private LapseProcess inTheMiddleOfAFault() throws IOException {
        return LapseProcess.start(
                        reports,
                        "run",
                        "--profile",
                        "fast",
                        "--reports",
                        reports.toString(),
                        "scenarios/primary-network-loss.yaml")
                .upTo("injected");
    }

    private static List<String> left(String cluster) {
        return Owner.left(Engine.open()).stream()
                .filter(name -> name.contains(cluster))
                .toList();
    }
}
