package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import dev.lapse.cluster.TcpPort;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /**
     * The port at which a host always listens: that of the first process that has one, of what it is known by first;
     * of a host whose processes cannot be hit, the first of all.
     */
    int port(NodeName name) {
        Host host = access.cluster().spec().host(name);
        IntStream ofProcesses = Stream.concat(Stream.of(host.leading()), host.carries().stream())
                .flatMap(component -> component.processes().stream())
                .flatMapToInt(process -> process.port().stream());
        IntStream ofComponents = host.carries().stream()
                .flatMap(component -> component.ports().stream())
                .mapToInt(TcpPort::number);
        return IntStream.concat(ofProcesses, ofComponents)
                .findFirst()
                .orElseThrow(() -> new LapseException(
                        Kind.BAD_INPUT, "a network fault needs a port to ask at, and " + name + " has none"));
    }

    /** Whether packets pass between the two, both ways. */
    PeerQuestion connect(NodeName from, NodeName to) {
        return PeerQuestion.connect(from, to, port(to));
    }
}
