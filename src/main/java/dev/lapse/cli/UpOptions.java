package dev.lapse.cli;

import dev.lapse.run.HandPlan;
import dev.lapse.run.RunOptions;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What a cluster for use by hand is made from. */
final class UpOptions {
    private static final Path TOPOLOGIES = Path.of("scenarios", "topologies");

    @Parameters(
            paramLabel = "TOPOLOGY",
            arity = "0..1",
            description = "name of a file in scenarios/topologies, or a topology or scenario file; default:"
                    + " ${DEFAULT-VALUE}. Of a scenario the cluster and the probes are taken")
    private String topology = "reference";

    @Mixin
    private HandName name = new HandName();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    HandName name() {
        return name;
    }

    HandPlan plan() {
        Path home = Path.of(System.getProperty("lapse.home", "."));
        Path file = ScenarioFile.named(topology, List.of(TOPOLOGIES, home.resolve(TOPOLOGIES)));
        return HandPlan.read(file, cluster.profile(), cluster.overrides());
    }

    RunOptions run() {
        return cluster.run();
    }
}
