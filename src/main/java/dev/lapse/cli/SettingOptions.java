package dev.lapse.cli;

import dev.lapse.scenario.Profile;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What is laid over the settings of a scenario or topology. */
final class SettingOptions {
    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "default",
            converter = ProfileName.class,
            description = "timings: default (the components' own) or fast; default: ${DEFAULT-VALUE}")
    private Profile profile = Profile.DEFAULT;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "override a setting by name, such as patroni.ttl=25s, or the load: load.rate=200/s; may come again")
    private List<String> overrides = new ArrayList<>();

    Profile profile() {
        return profile;
    }

    List<String> overrides() {
        return overrides;
    }
}
