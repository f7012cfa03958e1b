package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Links.Sidecar;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Network loss by {@code ip link set … down} of the host's data interface, from a sidecar in its namespace.
 *
 * <p>Inside, routes over the interface are gone: a new connect fails at once with "network unreachable", established
 * connections stay and retransmit. A peer sees silence (and after some seconds "no route to host", when its neighbour
 * entry expires): no FIN, no RST. Address, interface name and MAC stay; {@code up} brings the connected route back.
 * Patroni on the host loses the DCS and demotes when {@code retry_timeout} runs out; its lease expires after what is
 * left of the ttl.
 */
final class InterfaceDown implements Fault {
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(1);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(15);
    private static final Duration QUICK = Duration.ofSeconds(5);

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        String address = access.cluster().dataAddress(target);
        Sidecar sidecar = access.links().join(target);
        try {
            String device = run(
                            sidecar,
                            target,
                            "ip -o -4 addr show | awk -v a=" + address + "/ 'index($4, a) == 1 {print $2}'")
                    .strip();
            if (device.isEmpty()) {
                throw new LapseException(
                        Kind.HARNESS, "network-loss of " + target + ": no interface carries " + address);
            }
            Neighbours neighbours = new Neighbours(access);
            return new Down(
                    sidecar,
                    new Peers(access),
                    neighbours.connect(neighbours.first(target), target).within(REACHED_WITHIN),
                    target,
                    device,
                    deadMan);
        } catch (RuntimeException e) {
            sidecar.close();
            throw e;
        }
    }

    private static String run(Sidecar sidecar, NodeName target, String script) {
        Shell.Result result = sidecar.run(QUICK, List.of("sh", "-c", script));
        if (!result.succeeded()) {
            throw new LapseException(
                    Kind.HARNESS,
                    "network-loss of " + target + ": \"" + script + "\" ended with " + result.exitCode() + ": "
                            + result.stderr().strip());
        }
        return result.stdout();
    }

    private static final class Down implements Injection {
        private final Sidecar sidecar;
        private final Peers peers;
        private final PeerQuestion reach;
        private final NodeName target;
        private final String device;
        private final Duration deadMan;
        private boolean injected;

        Down(Sidecar sidecar, Peers peers, PeerQuestion reach, NodeName target, String device, Duration deadMan) {
            this.sidecar = sidecar;
            this.peers = peers;
            this.reach = reach;
            this.target = target;
            this.device = device;
            this.deadMan = deadMan;
        }

        @Override
        public void inject() {
            injected = true;
            run(
                    sidecar,
                    target,
                    "ip link set dev " + device + " down && { (sleep " + deadMan.toSeconds() + "; ip link set dev "
                            + device + " up) >/dev/null 2>&1 & }");
        }

        @Override
        public Optional<Runnable> rehearsal() {
            return Optional.of(this::link);
        }

        @Override
        public String asks() {
            return reach.toString();
        }

        @Override
        public Evidence prove() {
            String link = link();
            PeerAnswer answer = peers.ask(reach);
            String text = device + " of " + target + ": " + link + "; " + answer.text();
            return new Evidence(!link.contains(",UP") && !answer.isAnswered() && !answer.isUnasked(), text);
        }

        @Override
        public void heal() {
            if (injected) {
                run(sidecar, target, "ip link set dev " + device + " up");
                injected = false;
            }
        }

        @Override
        public Evidence proveHealed() {
            Evidence evidence = peers.answered(reach, BACK_WITHIN);
            return new Evidence(evidence.proves(), device + " of " + target + ": " + link() + "; " + evidence.text());
        }

        private String link() {
            String line = run(sidecar, target, "ip -o link show dev " + device);
            int from = line.indexOf('<');
            int to = line.indexOf('>', from + 1);
            return from < 0 || to < 0 ? "link " + line.strip() : line.substring(from, to + 1);
        }

        @Override
        public void close() {
            try {
                heal();
            } finally {
                sidecar.close();
            }
        }
    }
}
