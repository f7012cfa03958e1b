package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GateTest {
    @Test
    void readsComeFromReplicasWhereHaproxyAsksForThem() {
        assertThat(readers("reference")).containsExactly("t");
        assertThat(readers("no-pooler")).containsExactly("t");
    }

    @Test
    void primaryMayAnswerReadsWhereHaproxyAsksForHealth() {
        assertThat(readers("two-node")).containsExactlyInAnyOrder("t", "f");
    }

    private static Iterable<String> readers(String topology) {
        return Gate.readers(ScenarioFile.topology(Path.of("scenarios", "topologies", topology + ".yaml")));
    }
}
