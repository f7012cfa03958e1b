package dev.lapse.fault;

import dev.lapse.cluster.Target;
import java.util.Map;
import java.util.TreeMap;

/**
 * A fault as a scenario names it: {@code network-loss}, in a flavour ({@code interface-down}), at a target.
 *
 * @param options what else the fault takes, by name, as {@link FaultName#options()} lists them; defaults are not in it
 */
public record FaultSpec(String fault, String flavour, Target target, Map<String, String> options) {
    public FaultSpec {
        options = java.util.Collections.unmodifiableMap(new TreeMap<>(options));
    }

    public FaultSpec(String fault, String flavour, Target target) {
        this(fault, flavour, target, Map.of());
    }

    /** The option's value, or its default. */
    public String option(String name) {
        String given = options.get(name);
        return given != null
                ? given
                : FaultName.of(fault).option(name).orElseThrow().defaultValue();
    }
}
