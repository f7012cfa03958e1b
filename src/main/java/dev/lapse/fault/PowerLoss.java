package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Links.Sidecar;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A host that loses power: first no packet leaves or enters it any more, on any network, then it is killed.
 *
 * <p>On the wire: silence. The dying kernel's FIN and RST are swallowed, so a peer or client that waits for a reply
 * learns nothing: it retransmits what it sent until its own timeout, and waits for ever for what it only reads. A new
 * connect meets silence, after some 3 s "no route to host". Flavour {@code drop}: packet filters swallow and count,
 * which is the evidence; {@code interface-down}: the interfaces are set down. The leader lock is not released: Patroni
 * elsewhere waits for its lease to expire, and a replica notices the loss of its primary by
 * {@code wal_receiver_timeout} only.
 */
final class PowerLoss implements Fault {
    private static final Duration QUICK = Duration.ofSeconds(5);
    private static final String CHAIN = "LAPSE_POWER";
    private static final String DROP =
            "set -e; iptables -w -N %1$s; iptables -w -A %1$s -p tcp --tcp-flags FIN FIN -j DROP;"
                    + " iptables -w -A %1$s -p tcp --tcp-flags RST RST -j DROP; iptables -w -A %1$s -j DROP;"
                    + " iptables -w -I OUTPUT ! -o lo -j %1$s; iptables -w -I INPUT ! -i lo -j DROP";
    private static final String INTERFACES_DOWN =
            "set -e; for i in $(ip -o link show up | awk -F': ' '$2 !~ /^lo/ {sub(/@.*/, \"\", $2); print $2}'); do"
                    + " ip link set dev $i down; done; [ -z \"$(ip -o link show up | grep -v '^[0-9]*: lo:')\" ]";

    /** As many commands as {@link #DROP} has. */
    private static final String LISTING = "for i in 1 2 3 4 5 6; do iptables -w -S INPUT; done";

    private final String flavour;

    PowerLoss(String flavour) {
        this.flavour = flavour;
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        Sidecar sidecar = access.links().join(target);
        try {
            HostOut out = new HostOut(
                    access,
                    target,
                    deadMan,
                    new HostOut.Takedown(
                            "power-loss",
                            () -> {
                                silence(sidecar, target);
                                access.power().kill(target);
                            },
                            Status.EXITED,
                            137,
                            Duration.ZERO));
            return new PowerLost(out, sidecar, flavour.equals("drop"));
        } catch (RuntimeException e) {
            sidecar.close();
            throw e;
        }
    }

    private void silence(Sidecar sidecar, NodeName target) {
        String script = flavour.equals("drop") ? DROP.formatted(CHAIN) : INTERFACES_DOWN;
        Shell.Result result = sidecar.run(QUICK, List.of("sh", "-c", script));
        if (!result.succeeded()) {
            throw new LapseException(
                    Kind.HARNESS,
                    "power-loss of " + target + ": \"" + script + "\" ended with " + result.exitCode() + ": "
                            + result.stderr().strip());
        }
    }

    /** The sidecar outlives the host, in what was its namespace, and tells what the filter swallowed. */
    private record PowerLost(HostOut out, Sidecar sidecar, boolean counts) implements Injection {
        @Override
        public void inject() {
            out.inject();
        }

        /** Of what cuts it off: it is killed after that. */
        @Override
        public Optional<Runnable> rehearsal() {
            return Optional.of(() -> sidecar.run(QUICK, List.of("sh", "-c", counts ? LISTING : "ip -o link show up")));
        }

        @Override
        public String asks() {
            return out.asks();
        }

        @Override
        public Evidence prove() {
            Evidence evidence = out.prove();
            if (!counts) {
                return new Evidence(evidence.proves(), "interfaces set down, then killed: " + evidence.text());
            }
            List<String> swallowed = sidecar.run(QUICK, List.of("iptables", "-w", "-nvxL", CHAIN))
                    .stdout()
                    .lines()
                    .skip(2)
                    .map(line -> line.strip().split(" +")[0])
                    .toList();
            boolean some = swallowed.size() == 3 && swallowed.stream().anyMatch(count -> !count.equals("0"));
            String counted = swallowed.size() == 3
                    ? "the filter swallowed %s FIN, %s RST and %s other packets"
                            .formatted(swallowed.get(0), swallowed.get(1), swallowed.get(2))
                    : "the filter cannot be read";
            return new Evidence(evidence.proves() && some, evidence.text() + "; " + counted);
        }

        @Override
        public void heal() {
            out.heal();
        }

        @Override
        public Evidence proveHealed() {
            return out.proveHealed();
        }

        @Override
        public void close() {
            try {
                out.close();
            } finally {
                sidecar.close();
            }
        }
    }
}
