package dev.lapse.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The run began. The only wall-clock time of a history; {@code scenarioYaml} is the scenario as resolved (profile and
 * overrides applied), {@code observed} what it says was seen by hand elsewhere.
 */
public record RunStarted(
        long atNanos,
        Instant startedAt,
        String scenario,
        String scenarioYaml,
        String profile,
        long seed,
        @Nullable String observed)
        implements Event {}
