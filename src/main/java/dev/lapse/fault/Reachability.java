package dev.lapse.fault;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.cluster.Power.Status;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Asks from a peer whether a host answers on the data network. */
final class Reachability {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Ports ports;
    private final NodeName target;
    private final NodeName peer;
    private final int port;

    private Reachability(Ports ports, NodeName target, NodeName peer, int port) {
        this.ports = ports;
        this.target = target;
        this.peer = peer;
        this.port = port;
    }

    /** The peer is another host of the cluster; the port is one on which the target always listens. */
    static Reachability of(Ports ports, NodeName target) {
        List<Host> hosts = ports.cluster().spec().hosts();
        NodeName peer = peerOf(ports, target);
        Host host =
                hosts.stream().filter(h -> h.name().equals(target)).findFirst().orElseThrow();
        int port =
                host.carries(Component.PATRONI) ? Ports.REST : host.carries(Component.ETCD) ? Ports.ETCD : Ports.STATS;
        return new Reachability(ports, target, peer, port);
    }

    /** The first other host of the cluster that runs, else the first. */
    static NodeName peerOf(Ports ports, NodeName target) {
        List<NodeName> others = ports.cluster().spec().hosts().stream()
                .map(Host::name)
                .filter(name -> !name.equals(target))
                .toList();
        return others.stream()
                .filter(name -> ports.power().state(name).status() == Status.RUNNING)
                .findFirst()
                .or(() -> others.stream().findFirst())
                .orElseThrow(() -> new LapseException(
                        LapseException.Kind.BAD_INPUT, "a network fault needs a peer, and " + target + " is alone"));
    }

    /** One try of a second: {@code answers}, {@code silent}, or the error that the peer's kernel gives. */
    String ask() {
        String address = ports.cluster().dataAddress(target);
        Shell.Result result = ports.shell()
                .run(peer, PATIENCE, List.of("timeout", "1", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/" + port));
        if (result.succeeded()) {
            return "answers";
        }
        if (result.exitCode() == 124) {
            return "silent for 1s";
        }
        String error = result.stderr().lines().findFirst().orElse("exit code " + result.exitCode());
        return error.substring(error.lastIndexOf(": ") + 1).strip();
    }

    /** Who was asked what, for evidence. */
    String text(String answer) {
        return "connect from %s to %s:%d: %s".formatted(peer, target, port, answer);
    }

    /** Waits until the peer gets an answer again. */
    Evidence answersWithin(Duration deadline) {
        String[] last = {"not asked"};
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(deadline)
                    .until(() -> (last[0] = ask()).equals("answers"));
            return Evidence.proof(text(last[0]));
        } catch (ConditionTimeoutException e) {
            return Evidence.none(text(last[0]) + " after " + deadline.toSeconds() + "s");
        }
    }
}
