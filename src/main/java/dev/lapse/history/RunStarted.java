package dev.lapse.history;

import java.time.Instant;

/** The run began. The only wall-clock time of a history; {@code scenarioYaml} is the scenario as resolved (profile and overrides applied). */
public record RunStarted(
        long atNanos, Instant startedAt, String scenario, String scenarioYaml, String profile, long seed)
        implements Event {}
