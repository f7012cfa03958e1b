package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import dev.lapse.component.Etcd;
import dev.lapse.component.Haproxy;
import dev.lapse.component.Patroni;
import java.util.List;

/** Who can ask a host something, and where. Any thread. */
record Neighbours(Access access) {
    /** The other hosts that run now. */
    List<NodeName> running(NodeName target) {
        return others(target).stream()
                .filter(name -> access.power().state(name).status() == Status.RUNNING)
                .toList();
    }

    /**
     * The first other host of the cluster that runs, else the first.
     *
     * @throws LapseException when the target is alone
     */
    NodeName first(NodeName target) {
        return running(target).stream()
                .findFirst()
                .or(() -> others(target).stream().findFirst())
                .orElseThrow(() -> new LapseException(
                        Kind.BAD_INPUT, "a network fault needs a peer, and " + target + " is alone"));
    }

    private List<NodeName> others(NodeName target) {
        return access.cluster().spec().hosts().stream()
                .map(Host::name)
                .filter(name -> !name.equals(target))
                .toList();
    }

    /** The port at which a host always listens: Patroni's REST API, or etcd's, or HAProxy's statistics. */
    int port(NodeName name) {
        Host host = access.cluster().spec().hosts().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return host.carries(ComponentName.PATRONI)
                ? Patroni.REST_PORT
                : host.carries(ComponentName.ETCD) ? Etcd.CLIENT_PORT : Haproxy.STATS_PORT;
    }

    /** Whether packets pass between the two, both ways. */
    PeerQuestion connect(NodeName from, NodeName to) {
        return PeerQuestion.connect(from, to, port(to));
    }
}
