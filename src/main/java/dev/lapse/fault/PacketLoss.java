package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.PacketFilter.Counts;
import dev.lapse.fault.PacketFilter.Rules;
import java.time.Duration;
import java.util.List;

/**
 * Loss of a share of a host's packets, each by chance, arriving, leaving or both.
 *
 * <p>TCP hides it by retransmitting: what a client and a peer see are stalls of 0.2 s, doubling with each packet that
 * is lost again, and now and then a connect that takes 1 s, 3 s or 7 s. Nothing is refused or reset. Patroni sees slow
 * calls; only when {@code retry_timeout} runs out over one call does it act as if the DCS were gone, which at 20
 * percent is rare and at 50 percent is not.
 */
final class PacketLoss implements Fault {
    /**
     * So many are expected to be dropped of the packets that are sent as evidence; none at all is then a chance of
     * e^-20.
     */
    private static final int EXPECTED_DROPS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FaultSpec spec;

    PacketLoss(FaultSpec spec) {
        this.spec = spec;
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        Neighbours neighbours = new Neighbours(access);
        NodeName peer = neighbours.first(target);
        int percent = Integer.parseInt(spec.option("percent"));
        String direction = spec.option("direction");
        List<String> drop = List.of(rule(percent));
        boolean in = !direction.equals("out");
        boolean out = !direction.equals("in");
        Rules rules = Rules.ofHost(spec, access, target, in ? drop : List.of(), out ? drop : List.of());
        return new FilterInjection(
                access,
                List.of(PacketFilter.ready(access, target, rules, deadMan)),
                List.of(neighbours.connect(peer, target)),
                new FilterInjection.FilterProof() {
                    @Override
                    public boolean shows(NodeName host, Counts counts) {
                        return (!in || counts.inDropped() > 0 && (percent == 100 || counts.inPassed() > 0))
                                && (!out || counts.outDropped() > 0 && (percent == 100 || counts.outPassed() > 0));
                    }

                    @Override
                    public void stir() {
                        datagrams(access, target, peer, percent);
                        datagrams(access, peer, target, percent);
                    }

                    @Override
                    public boolean expectsSilence() {
                        return false;
                    }
                });
    }

    static String rule(int percent) {
        return percent == 100
                ? "-j DROP"
                : "-m statistic --mode random --probability 0.%02d -j DROP".formatted(percent);
    }

    /** To the discard port, where no process listens: they are counted and have no other effect. */
    static void datagrams(Access access, NodeName from, NodeName to, int percent) {
        int count = EXPECTED_DROPS * 100 / percent;
        String script = "exec 3<>/dev/udp/" + access.cluster().dataAddress(to) + "/9; for ((i = 0; i < " + count
                + "; i++)); do echo x >&3; done 2>/dev/null; true";
        access.shell().run(from, PATIENCE, List.of("bash", "-c", script));
    }
}
