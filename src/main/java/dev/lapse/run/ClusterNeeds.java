package dev.lapse.run;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.Step;
import java.util.HashSet;
import java.util.Set;

/**
 * What a scenario stands on; scenarios of equal ones can share a cluster. A run leaves the links that it led through
 * Toxiproxy led, and a link that goes through a proxy is another one on the wire, so these count as well as the spec.
 *
 * @param proxied the targets whose links are led through Toxiproxy
 */
public record ClusterNeeds(ClusterSpec spec, Set<Target> proxied) {
    public ClusterNeeds {
        proxied = Set.copyOf(proxied);
    }

    public static ClusterNeeds of(Scenario scenario) {
        Set<Target> proxied = new HashSet<>();
        for (Step step : scenario.steps()) {
            if (step instanceof Step.Inject inject) {
                inject.faults().stream()
                        .filter(FaultSpec::isProxied)
                        .map(FaultSpec::target)
                        .forEach(proxied::add);
            }
        }
        return new ClusterNeeds(scenario.cluster(), proxied);
    }
}
