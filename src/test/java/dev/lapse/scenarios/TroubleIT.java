package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lapse.docker.Engine;
import dev.lapse.docker.EngineApi;
import dev.lapse.docker.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One command runs four scenarios on real clusters, in each of which something goes wrong in its own way. */
class TroubleIT {
    private static final Path SCENARIOS = Path.of("src", "test", "resources", "dev", "lapse", "scenarios", "trouble");

    @TempDir
    private static Path folder;

    private static LapseProcess.Ended run;

    @BeforeAll
    static void run() throws Exception {
        LapseProcess lapse = LapseProcess.start(
                folder, "run", "--profile", "fast", "--reports", folder.toString(), SCENARIOS.toString());
        lapse.upTo("proven: ");
        EngineApi.EngineAnswer removed =
                EngineApi.find().request("DELETE", "/containers/lapse-" + lapse.cluster() + "-pg2?force=1");
        assertThat(removed.status()).as(removed.body()).isEqualTo(204);
        run = lapse.ended();
    }

    @Test
    void aHealThatFailsIsSaidAndItsClusterIsNotUsedAgain() throws IOException {
        assertThat(run.err())
                .containsSubsequence(
                        "run heal-that-fails",
                        "TROUBLE: network-loss of [pg2] is NOT healed, its healing failed: ",
                        "connect pg2",
                        "; the container of pg2 was removed",
                        "this cluster is discarded",
                        "removing cluster",
                        "starting 4 hosts",
                        "run no-evidence");
        assertThat(result("heal-that-fails").at("/verdict").asText()).isEqualTo("UNKNOWN");
        assertThat(run.out()).contains("was never healed", "containers", "pg2=gone");
    }

    @Test
    void aFaultWithoutEvidenceIsUnknownAndSaysWhatWasTried() throws IOException {
        assertThat(run.err())
                .containsSubsequence(
                        "run no-evidence", "NOT PROVEN: ", "lb1 to pg1:8008: answered after ", "proven healed: ");
        assertThat(result("no-evidence").at("/verdict").asText()).isEqualTo("UNKNOWN");
    }

    @Test
    void aTargetThatIsNotThereIsUnknownAndTheRestIsHealed() throws IOException {
        assertThat(run.err())
                .containsSubsequence(
                        "run no-replica-left",
                        "proven: ",
                        "TROUBLE: inject at replica: the cluster has no replica now",
                        "proven healed: ",
                        "steady");
        assertThat(result("no-replica-left").at("/verdict").asText()).isEqualTo("UNKNOWN");
    }

    @Test
    void aSettingThatIsNotInEffectEndsTheRunBeforeItsFault() throws IOException {
        assertThat(run.err())
                .containsSubsequence(
                        "run setting-not-in-effect",
                        "steady (before)",
                        "NOT IN EFFECT: postgresql.auto_explain.log_min_duration: asked 1s, seen the text 1s: ",
                        "NOT IN EFFECT: postgresql.pg_stat_statements.track: asked all, seen the text all: no library",
                        "run completed")
                .doesNotContainPattern("(?s)run setting-not-in-effect.*inject network-loss");
        JsonNode cluster = result("setting-not-in-effect").path("cluster");
        assertThat(cluster.path("not_in_effect").findValuesAsText("name"))
                .containsExactly("postgresql.auto_explain.log_min_duration", "postgresql.pg_stat_statements.track");
        assertThat(cluster.path("effective").path("postgresql.work_mem").asText())
                .isEqualTo("8MB");
        assertThat(cluster.path("effective").has("postgresql.pg_stat_statements.track"))
                .isFalse();
        assertThat(result("setting-not-in-effect").at("/verdict").asText()).isEqualTo("UNKNOWN");
        assertThat(result("heal-that-fails").at("/cluster/not_in_effect")).isEmpty();
    }

    @Test
    void allOfItIsUnknownAndNothingIsLeft() {
        assertThat(run.code()).as(run.toString()).isEqualTo(2);
        assertThat(run.clusters()).doesNotHaveDuplicates().hasSize(4);
        assertThat(Owner.left(Engine.open()))
                .noneMatch(name -> run.clusters().stream().anyMatch(name::contains));
    }

    private static JsonNode result(String scenario) throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve(scenario))) {
            return new ObjectMapper()
                    .readTree(runs.findFirst()
                            .orElseThrow()
                            .resolve("result.json")
                            .toFile());
        }
    }
}
