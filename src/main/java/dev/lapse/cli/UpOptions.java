package dev.lapse.cli;

import dev.lapse.run.HandPlan;
import dev.lapse.run.RunOptions;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "timings: default (the components' own) or fast; default: ${DEFAULT-VALUE}")
    private Profile profile = Profile.DEFAULT;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "override a setting by name, such as patroni.ttl=25s; may come again")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "seed of every random choice, such as which replica; default: chosen")
    private @Nullable Long seed;

    @Option(
            names = "--reports",
            paramLabel = "DIR",
            description = "where down leaves the report; default: ${DEFAULT-VALUE}")
    private Path reports = Path.of("reports");

    @Option(
            names = "--address-pool",
            paramLabel = "A.B",
            description = "take the cluster's networks from A.B.0.0/16; default: ${DEFAULT-VALUE}")
    private String addressPool = RunOptions.DEFAULT_POOL;

    @Option(
            names = "--no-setup",
            description = "never install or start anything on this machine (read by the launcher)")
    private boolean noSetup;

    HandName name() {
        return name;
    }

    HandPlan plan() {
        Path home = Path.of(System.getProperty("lapse.home", "."));
        Path file = ScenarioFile.named(topology, List.of(TOPOLOGIES, home.resolve(TOPOLOGIES)));
        return HandPlan.read(file, profile, overrides);
    }

    RunOptions run() {
        return new RunOptions(reports, addressPool, seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
    }
}
