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
 * Network loss by setting the engine's side of the host's veth pair down: the cable is pulled out at the switch.
 *
 * <p>Inside, the interface loses its carrier; addresses and routes stay, so a new connect meets silence, then "no route
 * to host" after 3 s, when ARP gets no answer. A peer sees the same: silence at first, and "no route to host" when its
 * own neighbour entry has expired. ARP is cut too, so a virtual address moves cleanly. Patroni acts as in
 * {@link InterfaceDown}. It needs the engine's own network namespace, which a rootless engine, or one with user
 * namespaces, may not give.
 */
final class CablePulled implements Fault {
    private static final Duration QUICK = Duration.ofSeconds(5);
    private static final String GONE = "<gone>";

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        Neighbours neighbours = new Neighbours(access);
        NodeName peer = neighbours.first(target);
        String address = access.cluster().dataAddress(target);
        int index;
        try (Sidecar inside = access.links().join(target)) {
            String device = run(
                            inside,
                            target,
                            "ip -o -4 addr show | awk -v a=" + address + "/ 'index($4, a) == 1 {print $2}'")
                    .strip();
            index = peerIndex(run(inside, target, "ip -o link show dev " + device));
        }
        Sidecar engine = access.links().joinEngine();
        try {
            String device = deviceOf(index, run(engine, target, "ip -o link show type veth"));
            if (device.isEmpty()) {
                throw refused(target, "no veth with index " + index + " in the namespace that --network host gives");
            }
            Shell.Result allowed = engine.run(QUICK, List.of("ip", "link", "set", "dev", device, "up"));
            if (!allowed.succeeded()) {
                throw refused(target, allowed.stderr().strip());
            }
            return new Pulled(new Peers(access), engine, target, device, neighbours.connect(peer, target), deadMan);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static LapseException refused(NodeName target, String seen) {
        return new LapseException(
                Kind.NO_ENGINE,
                "network-loss of " + target
                        + " by cable-pulled: expected to change the engine's side of its veth pair, saw " + seen
                        + "; take another flavour, such as interface-down");
    }

    /** The number after {@code @if} in {@code 56: eth0@if57: <…>}. */
    static int peerIndex(String line) {
        String number = line.replaceFirst("(?s)^.*?@if(\\d+):.*$", "$1");
        if (!number.matches("\\d+")) {
            throw new LapseException(Kind.NO_ENGINE, "cable-pulled: expected a veth inside, saw " + line.strip());
        }
        return Integer.parseInt(number);
    }

    /** The device with that index, or nothing. */
    static String deviceOf(int index, String links) {
        return links.lines()
                .filter(line -> line.startsWith(index + ": "))
                .map(line -> line.split("[ @:]+")[1])
                .findFirst()
                .orElse("");
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

    private record Pulled(
            Peers peers, Sidecar engine, NodeName target, String device, PeerQuestion knock, Duration deadMan)
            implements Injection {
        @Override
        public void inject() {
            run(
                    engine,
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
            return knock.toString();
        }

        @Override
        public Evidence prove() {
            String link = link();
            PeerAnswer answer = peers.ask(knock);
            return new Evidence(
                    !link.contains(",UP") && !link.equals(GONE) && !answer.passes(),
                    device + " of " + target + ": " + link + "; " + answer.text());
        }

        /** A host that was killed took its veth pair with it, and came back with a new one. */
        @Override
        public void heal() {
            run(engine, target, "ip link set dev " + device + " up || ! ip link show dev " + device);
        }

        @Override
        public Evidence proveHealed() {
            PeerAnswer answer = peers.await(knock, PeerAnswer::passes, Duration.ofSeconds(15));
            return new Evidence(answer.passes(), device + " of " + target + ": " + link() + "; " + answer.text());
        }

        private String link() {
            String line = run(engine, target, "ip -o link show dev " + device + " || echo '" + GONE + "'");
            return line.substring(line.indexOf('<'), line.indexOf('>') + 1);
        }

        @Override
        public void close() {
            try {
                heal();
            } finally {
                engine.close();
            }
        }
    }
}
