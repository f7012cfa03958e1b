package dev.lapse.cli;

import dev.lapse.run.RunOptions;
import dev.lapse.scenario.Profile;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a cluster is configured, and where what happens to it is kept. */
final class ClusterOptions {
    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "seed of every random choice, such as which replica; default: chosen, and recorded")
    private @Nullable Long seed;

    @Option(names = "--reports", paramLabel = "DIR", description = "where reports go; default: ${DEFAULT-VALUE}")
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

    Profile profile() {
        return settings.profile();
    }

    List<String> overrides() {
        return settings.overrides();
    }

    /** @throws dev.lapse.cluster.LapseException of kind BAD_INPUT when the pool is no private network */
    RunOptions run() {
        return new RunOptions(reports, addressPool, seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
    }
}
