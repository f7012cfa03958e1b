package dev.lapse.scenario;

import java.util.Locale;

/** Whose timings a scenario runs with. */
public enum Timings {
    /** The profile's, laid over the scenario's. */
    PROFILE,
    /** The scenario's own, whatever the profile. */
    FIXED;

    /** The name in files: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
