package dev.lapse.scenario;

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

    /** What the key {@code timings} takes. */
    static final List<Timings> OF_THE_KEY = List.of(PROFILE, FIXED);

    /** Whether the profile's are left out. */
    public boolean areOwn() {
        return this != PROFILE;
    }

    /** The name in files: lower case. */
    public String text() {
        return this == AS_IS ? FIXED.text() : name().toLowerCase(Locale.ROOT);
    }
}
