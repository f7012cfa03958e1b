package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import java.util.List;
import java.util.Locale;

/** Whose timings a scenario runs with. */
public enum Timings {
    /** The profile's, laid over the scenario's. */
    PROFILE,
    /** The scenario's own, whatever the profile. */
    FIXED,
    /** The scenario's own, though they break Patroni's rule: as Patroni makes of them. The key {@code as-is}. */
    AS_IS;

    /** An override that lets timings that break Patroni's rule, as the key {@code as-is} does, under any profile. */
    public static final String OVERRIDE = "as-is=true";

    /** What the key {@code timings} takes. */
    static final List<Timings> OF_THE_KEY = List.of(PROFILE, FIXED);

    /** Whether the profile's are left out. */
    public boolean areOwn() {
        return this != PROFILE;
    }

    /** These, or {@link #AS_IS} where the cluster's timings break Patroni's rule. */
    Timings runningAsIs(ClusterSpec cluster) {
        return ScenarioRules.patroni(cluster.settings(), cluster.suite()).isEmpty() ? this : AS_IS;
    }

    /** The name in files: lower case. */
    public String text() {
        return this == AS_IS ? FIXED.text() : name().toLowerCase(Locale.ROOT);
    }
}
