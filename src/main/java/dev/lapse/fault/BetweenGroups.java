package dev.lapse.fault;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import java.util.List;

/** A fault that hits what passes between groups of hosts. */
record BetweenGroups(FaultSpec spec, Ports ports, Roles roles) implements AimedFault {
    @Override
    public List<Hit> hits(List<Hit> standing, List<Hit> sameStep) {
        Aims.refuseAgain(spec, standing);
        List<List<NodeName>> sides =
                Groups.of(spec.target().name()).resolve(ports.cluster().spec(), roles::hosts);
        return List.of(
                new Hit(this, Partition.filtered(sides), deadMan -> Partition.ready(ports, spec, sides, deadMan)));
    }
}
