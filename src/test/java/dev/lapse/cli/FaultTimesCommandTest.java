package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.FaultSpec;
import dev.lapse.run.FaultBench;
import dev.lapse.run.FaultTimes;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTimesCommandTest {
    private static final ClusterSpec CLUSTER = ScenarioFile.topology(Path.of("scenarios/topologies/reference.yaml"));

    /** A fault that is new in the list is timed, too. */
    @ParameterizedTest
    @EnumSource
    void everyFaultIsTimedInEachOfItsFlavours(FaultName fault) {
        assertThat(FaultBench.flavours(fault, FaultTimesCommand.usual(fault), Map.of(), CLUSTER))
                .extracting(FaultSpec::flavour)
                .isEqualTo(fault.flavours());
    }

    @Test
    void anOptionIsForTheFaultsThatHaveIt() {
        Map<String, String> options = Map.of("rate", "1");

        assertThat(FaultBench.flavours(FaultName.BANDWIDTH, List.of("primary-etcd"), options, CLUSTER))
                .extracting(spec -> spec.option("rate"))
                .containsExactly("1");
        assertThat(FaultBench.flavours(FaultName.REFUSE, List.of("primary-etcd"), options, CLUSTER))
                .hasSize(1);
    }

    @Test
    void theTableSaysWhatHasNoEvidence() {
        FaultSpec spec = FaultBench.flavours(FaultName.CRASH, List.of("replica"), Map.of(), CLUSTER)
                .get(0);
        Duration some = Duration.ofMillis(250);

        assertThat(FaultTimesTable.of(
                                "faults",
                                List.of(new FaultTimes(
                                        spec,
                                        List.of(new NodeName("pg2")),
                                        some,
                                        some,
                                        Duration.ofSeconds(2),
                                        some,
                                        some,
                                        false,
                                        true,
                                        "",
                                        null)))
                        .lines())
                .last()
                .asString()
                .matches("crash +sigkill +replica +0.25 +0.25 +2.00 +0.25 +0.25 +NOT PROVEN");
    }
}
