package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Links.DeadMan;
import dev.lapse.cluster.Links.Sidecar;
import dev.lapse.cluster.NodeName;
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
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        return new Disconnected(access, target, deadMan);
    }

    private static final class Disconnected implements Injection {
        private final Access access;
        private final NodeName target;
        private final Duration after;
        private final Sidecar sidecar;
        private final Peers peers;
        private final PeerQuestion reach;
        private @Nullable DeadMan deadMan;

        Disconnected(Access access, NodeName target, Duration after) {
            this.access = access;
            this.target = target;
            this.after = after;
            this.peers = new Peers(access);
            Neighbours neighbours = new Neighbours(access);
            this.reach = neighbours.connect(neighbours.first(target), target).within(REACHED_WITHIN);
            this.sidecar = access.links().join(target);
        }

        @Override
        public void inject() {
            deadMan = access.links().connectAfter(target, after);
            access.links().disconnect(target);
            inside("ip route del default || true");
        }

        @Override
        public String asks() {
            return reach.toString();
        }

        @Override
        public Evidence prove() {
            NodeName other = access.cluster().spec().hosts().stream()
                    .map(host -> host.name())
                    .filter(name -> !name.equals(target))
                    .findFirst()
                    .orElseThrow();
            String route = inside("ip route get " + access.cluster().dataAddress(other) + " 2>&1 || true");
            PeerAnswer answer = peers.ask(reach);
            boolean connected = access.links().connected(target);
            return new Evidence(
                    !connected && !answer.isAnswered() && !answer.isUnasked() && route.contains("unreachable"),
                    "docker says " + (connected ? "connected" : "not connected") + "; route inside to " + other + ": "
                            + route + "; " + answer.text());
        }

        @Override
        public void heal() {
            if (deadMan != null) {
                access.links().connect(target);
                deadMan.close();
                deadMan = null;
            }
        }

        @Override
        public Evidence proveHealed() {
            Evidence evidence = peers.answered(reach, BACK_WITHIN);
            boolean connected = access.links().connected(target);
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
