package dev.lapse.scenario;

import java.util.List;
import java.util.Optional;

/** Reads a scenario that is in no file, as strictly as {@link ScenarioFile}; its topology is one that Lapse ships. */
public final class ScenarioText {
    private ScenarioText() {}

    /**
     * @param overrides settings over the profile's, such as {@code patroni.ttl=25s}
     * @throws dev.lapse.cluster.LapseException of kind BAD_INPUT, as {@link ScenarioFile#read}
     */
    public static Scenario read(String yaml, Profile profile, List<String> overrides) {
        return new ScenarioFile(yaml, "scenario", Topologies.shipped(), Layer.Strictness.STRICT)
                .scenario(Optional.empty(), profile, overrides);
    }
}
