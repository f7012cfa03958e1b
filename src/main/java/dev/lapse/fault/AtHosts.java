package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A fault that hits hosts, each by an injection of its own; by Toxiproxy it hits all links of the host. */
record AtHosts(FaultSpec spec, Access access, Roles roles, ArmedLinks links) implements AimedFault {
    @Override
    public List<NodeName> proxiedHosts() {
        return spec.isProxied()
                ? LinkName.candidates(spec.target().name(), access.cluster().spec())
                : List.of();
    }

    /** One for each host, but none where the same fault hits it in this step: two roles can be one host. */
    @Override
    public List<Hit> hits(List<Hit> standing, List<Hit> sameStep) {
        List<Hit> hits = new ArrayList<>();
        for (NodeName target : roles.targets(spec)) {
            boolean again = sameStep.stream()
                    .anyMatch(
                            hit -> hit.targets().contains(target) && hit.spec().isSameButTarget(spec));
            if (!again) {
                refuseClash(target, Stream.concat(standing.stream(), sameStep.stream()));
                hits.add(hit(target));
            }
        }
        return hits;
    }

    private void refuseClash(NodeName target, Stream<Hit> others) {
        others.filter(hit -> hit.targets().contains(target))
                .flatMap(hit -> hit.fault().clash(spec).stream())
                .findFirst()
                .ifPresent(clash -> {
                    throw new LapseException(Kind.HARNESS, "inject at " + target + ": " + clash);
                });
    }

    private Hit hit(NodeName target) {
        return new Hit(
                this,
                List.of(target),
                deadMan -> spec.isProxied()
                        ? new LinkInjection(
                                access, LinkFault.of(spec, access.cluster().spec()), links.ofHost(target), deadMan)
                        : Faults.of(spec).ready(access, target, deadMan));
    }

    @Override
    public Optional<String> clash(FaultSpec other) {
        return spec.clash(other);
    }
}
