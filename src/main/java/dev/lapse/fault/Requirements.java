package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Links.Sidecar;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;

/** What the faults of a scenario need of the engine and its kernel, tried before anything is injected. */
final class Requirements {
    private static final Duration QUICK = Duration.ofSeconds(5);

    private Requirements() {}

    /** @throws LapseException when one of the faults cannot work here; the message says what is missing */
    static void check(Access access, List<FaultSpec> specs) {
        NodeName host = access.cluster().spec().hosts().get(0).name();
        if (specs.stream().anyMatch(Requirements::filters)) {
            try (Sidecar sidecar = access.links().join(host)) {
                need(sidecar, "packet filters (iptables)", "-j DROP");
                if (specs.stream().anyMatch(spec -> spec.fault() == FaultName.PACKET_LOSS)) {
                    need(sidecar, "the iptables match statistic (kernel module xt_statistic)", PacketLoss.rule(50));
                }
            }
        }
        if (specs.stream().anyMatch(spec -> spec.flavour().equals("cable-pulled"))) {
            new CablePulled().ready(access, host, Duration.ofSeconds(1)).close();
        }
    }

    private static boolean filters(FaultSpec spec) {
        return spec.flavour().equals("drop") || spec.fault() == FaultName.PACKET_LOSS;
    }

    private static void need(Sidecar sidecar, String what, String rule) {
        Shell.Result result = sidecar.run(
                QUICK,
                List.of(
                        "sh",
                        "-c",
                        "iptables -w -N LAPSE-TRY && iptables -w -A LAPSE-TRY " + rule
                                + "; code=$?; iptables -w -F LAPSE-TRY; iptables -w -X LAPSE-TRY; exit $code"));
        if (!result.succeeded()) {
            throw new LapseException(
                    Kind.NO_ENGINE,
                    "this scenario needs " + what + " in a container with NET_ADMIN, and got: "
                            + result.stderr().strip());
        }
    }
}
