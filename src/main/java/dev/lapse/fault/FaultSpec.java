package dev.lapse.fault;

import dev.lapse.cluster.Target;

/** A fault as a scenario names it: {@code network-loss}, in a flavour ({@code interface-down}), at a target. */
public record FaultSpec(String fault, String flavour, Target target) {}
