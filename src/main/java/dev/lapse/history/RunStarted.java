package dev.lapse.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The run began. The only wall-clock time of a history; {@code scenarioYaml} is the scenario as resolved (profile and
 * overrides applied), {@code observed} what it says was seen by hand elsewhere, {@code lapse} which version recorded
 * it, null in older histories.
 */
public record RunStarted(
        long atNanos,
        Instant startedAt,
        String scenario,
        String scenarioYaml,
        String profile,
        long seed,
        @Nullable String observed,
        @Nullable String lapse)
        implements Event {
    /** One of which it is not known which version recorded it. */
    public RunStarted(
            long atNanos,
            Instant startedAt,
            String scenario,
            String scenarioYaml,
            String profile,
            long seed,
            @Nullable String observed) {
        this(atNanos, startedAt, scenario, scenarioYaml, profile, seed, observed, null);
    }
}
