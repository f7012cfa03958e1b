package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import java.util.List;

/** A fault that hits what passes between groups of hosts. */
record BetweenGroups(FaultSpec spec, Access access, Roles roles) implements AimedFault {
    @Override
    public List<Hit> hits(List<Hit> standing, List<Hit> sameStep) {
        Aims.refuseAgain(spec, standing);
        if (spec.fault() != FaultName.PARTITION) {
            throw new IllegalArgumentException(spec.fault() + " is between groups, and only partition is made here");
        }
        List<List<NodeName>> sides =
                Groups.of(spec.target().name()).resolve(access.cluster().spec(), roles::hosts);
        return List.of(new Hit(
                this,
                Partition.filtered(sides, access.cluster().spec()),
                deadMan -> Partition.ready(access, spec, sides, deadMan)));
    }
}
