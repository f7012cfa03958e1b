package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NotInEffect;
import dev.lapse.history.ClusterReady;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    private final List<String> lines = new ArrayList<>();
    private final TerminalProgress progress = new TerminalProgress(lines::add);

    private static ClusterReady ready(Map<String, String> effective) {
        NotInEffect dropped = new NotInEffect("postgresql.work_mem", "64kb", "4MB", "Patroni changed or dropped it");
        return new ClusterReady(1_500_000_000L, "reference", Map.of(), effective, false, "md5", 0, 0, List.of(dropped));
    }

    @Test
    void readyClusterTellsItsReplicationAndWhatIsNotInEffect() {
        progress.event(ready(Map.of("patroni.synchronous_mode", "quorum")));

        assertThat(lines)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("t+1.500 replication: quorum"),
                        line -> assertThat(line)
                                .isEqualTo("t+1.500 NOT IN EFFECT: postgresql.work_mem: asked 64kb, seen 4MB:"
                                        + " Patroni changed or dropped it"));
    }

    @Test
    void clusterThatNeverGotSteadyTellsOnlyWhatIsNotInEffect() {
        progress.event(ready(Map.of()));

        assertThat(lines).singleElement().asString().contains("NOT IN EFFECT");
    }
}
