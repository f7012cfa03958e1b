package dev.lapse.docker;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last octet of each host's addresses: from .11 etcd alone, from .21 nodes, from .31 balancers; in line when there
 * are many.
 */
final class HostNumbers {
    private HostNumbers() {}

    static Map<NodeName, Integer> of(ClusterSpec spec) {
        Map<NodeName, Integer> numbers = new LinkedHashMap<>();
        int node = 21;
        int etcd = 11;
        int balancer = 31;
        boolean crowded = spec.hosts().size() > 20;
        for (Host host : spec.hosts()) {
            if (crowded) {
                numbers.put(host.name(), 11 + numbers.size());
            } else if (host.carries(ComponentName.PATRONI)) {
                numbers.put(host.name(), node++);
            } else if (host.carries(ComponentName.ETCD)) {
                numbers.put(host.name(), etcd++);
            } else {
                numbers.put(host.name(), balancer++);
            }
        }
        return numbers;
    }
}
