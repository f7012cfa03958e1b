package dev.lapse.check;

import java.time.Duration;

/** How old the oldest answer was, and how often a lane went back in time. */
public record ReadMeasure(Duration staleMax, long backward) {}
