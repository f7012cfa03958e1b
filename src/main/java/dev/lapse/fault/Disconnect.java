package dev.lapse.fault;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Links.DeadMan;
import dev.lapse.cluster.Links.Sidecar;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Network loss by {@code docker network disconnect}: the interface vanishes from the host, as a virtual NIC that is
 * detached.
 *
 * <p>Inside, the address is gone, so established connections die at their next packet, and a new connect fails with
 * "network unreachable"; Docker moves the default route to the watch network, from where it is taken away at once, else
 * the inside would meet silence. A peer sees silence: no FIN, no RST. Connecting again brings the address and MAC back
 * under another interface name. Patroni acts as in {@link InterfaceDown}.
 */
final class Disconnect implements Fault {
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(1);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(15);
    private static final Duration QUICK = Duration.ofSeconds(5);

    @Override
    public Injection ready(Ports ports, NodeName target, Duration deadMan) {
        return new Disconnected(ports, target, deadMan);
    }

    private static final class Disconnected implements Injection {
        private final Ports ports;
        private final NodeName target;
        private final Duration after;
        private final Sidecar sidecar;
        private final Peers peers;
        private final PeerQuestion reach;
        private @Nullable DeadMan deadMan;

        Disconnected(Ports ports, NodeName target, Duration after) {
            this.ports = ports;
            this.target = target;
            this.after = after;
            this.peers = new Peers(ports);
            Neighbours neighbours = new Neighbours(ports);
            this.reach = neighbours.connect(neighbours.first(target), target).within(REACHED_WITHIN);
            this.sidecar = ports.links().join(target);
        }

        @Override
        public void inject() {
            deadMan = ports.links().connectAfter(target, after);
            ports.links().disconnect(target);
            inside("ip route del default || true");
        }

        @Override
        public Evidence prove() {
            NodeName other = ports.cluster().spec().hosts().stream()
                    .map(host -> host.name())
                    .filter(name -> !name.equals(target))
                    .findFirst()
                    .orElseThrow();
            String route = inside("ip route get " + ports.cluster().dataAddress(other) + " 2>&1 || true");
            PeerAnswer answer = peers.ask(reach);
            boolean connected = ports.links().connected(target);
            return new Evidence(
                    !connected && !answer.isAnswered() && !answer.isUnasked() && route.contains("unreachable"),
                    "docker says " + (connected ? "connected" : "not connected") + "; route inside to " + other + ": "
                            + route + "; " + answer.text());
        }

        @Override
        public void heal() {
            if (deadMan != null) {
                ports.links().connect(target);
                deadMan.close();
                deadMan = null;
            }
        }

        @Override
        public Evidence proveHealed() {
            Evidence evidence = peers.answered(reach, BACK_WITHIN);
            boolean connected = ports.links().connected(target);
            return new Evidence(
                    connected && evidence.proves(),
                    "docker says " + (connected ? "connected" : "not connected") + "; " + evidence.text());
        }

        private String inside(String script) {
            return sidecar.run(QUICK, List.of("sh", "-c", script)).stdout().strip();
        }

        @Override
        public void close() {
            try {
                heal();
            } catch (LapseException e) {
                throw new LapseException(e.kind(), "heal disconnect of " + target + ": " + e.getMessage(), e);
            } finally {
                sidecar.close();
            }
        }
    }
}
