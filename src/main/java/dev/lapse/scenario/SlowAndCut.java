package dev.lapse.scenario;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Layout;
import dev.lapse.fault.FaultSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A scenario that both slows the links of two sites and cuts groups of hosts apart. Links that a step slows lead
 * through Toxiproxy in every step, and it comes back from a cut later than the hosts themselves would.
 */
final class SlowAndCut {
    private SlowAndCut() {}

    /** What a run says of it; empty: it does only one of the two. */
    static Optional<String> note(Scenario scenario) {
        List<FaultSpec> faults = scenario.steps().stream()
                .filter(Step.Inject.class::isInstance)
                .flatMap(step -> ((Step.Inject) step).faults().stream())
                .toList();
        Set<String> sites = scenario.cluster().layout().sites().stream()
                .map(Layout.Site::name)
                .collect(Collectors.toSet());
        Optional<FaultSpec> slow = faults.stream()
                .filter(fault -> fault.fault().aim() == FaultName.Aim.LINK && fault.fault() != FaultName.LINK_LOSS)
                .filter(fault -> sites.stream()
                        .anyMatch(from -> sites.stream()
                                .anyMatch(to -> fault.target().name().equals(from + "-" + to))))
                .findFirst();
        return slow.filter(fault -> faults.stream().anyMatch(other -> other.fault() == FaultName.PARTITION))
                .map(fault -> fault.fault() + " of " + fault.target() + " and a partition: connections between these"
                        + " sites lead through Toxiproxy in every step, which after the heal goes on with TCP's next"
                        + " attempt, seconds later than the hosts themselves; two scenarios measure each as it is");
    }
}
