package dev.lapse.oracle;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.HaproxyMet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The balancers that a client may come through. Their files may differ.
 *
 * @param differ whether it matters through which of them it comes
 * @param asIs whether it matters to nobody
 */
record WaysIn(List<NodeName> balancers, boolean differ, boolean asIs) {
    static WaysIn of(Configuration configuration, Client client) {
        ClusterSpec spec = configuration.spec();
        if (!client.isBalanced() || !HaproxyMet.differ(spec, spec.balancers())) {
            return new WaysIn(List.of(), false, true);
        }
        List<NodeName> balancers = client.via() == Entrypoint.VIP
                ? spec.balancers().stream()
                        .filter(host -> spec.host(host).carries(ComponentName.KEEPALIVED))
                        .toList()
                : List.of(client.host().orElse(spec.balancers().get(0)));
        return new WaysIn(balancers, HaproxyMet.differ(spec, balancers), balancers.isEmpty());
    }

    /** Why nothing says what this client meets, if so. */
    Optional<String> whyUnlike() {
        return differ
                ? Optional.of("it hangs on which balancer has the address: "
                        + balancers.stream().map(NodeName::value).collect(Collectors.joining(", "))
                        + " differ in what clients meet")
                : Optional.empty();
    }

    /** The cluster as this client meets it. */
    Configuration met(Configuration configuration) {
        return asIs ? configuration : configuration.through(balancers.get(0));
    }
}
