package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Where the virtual address of the cluster stands, and who may tell of it. Any thread. */
record VirtualAddress(Access access) {
    private static final Duration WITHIN = Duration.ofSeconds(5);

    /** Whether the host runs and has it now; more than one may. */
    boolean isAt(NodeName host) {
        return access.cluster()
                .vip()
                .filter(vip -> access.power().state(host).status() == Status.RUNNING)
                .filter(vip -> access.shell()
                        .run(host, WITHIN, List.of("ip", "-o", "-4", "addr", "show"))
                        .stdout()
                        .contains(" " + vip + "/"))
                .isPresent();
    }

    /** The hardware addresses on the data network of those hosts that may have it and run. */
    Map<NodeName, String> cards(List<NodeName> hosts) {
        List<NodeName> holders = access.cluster().spec().addressHolders().stream()
                .filter(hosts::contains)
                .filter(host -> access.power().state(host).status() == Status.RUNNING)
                .toList();
        List<String> cards = access.atOnce()
                .all(holders.stream()
                        .<Supplier<String>>map(host -> () -> card(host))
                        .toList());
        return holders.stream().collect(Collectors.toMap(host -> host, host -> cards.get(holders.indexOf(host))));
    }

    private String card(NodeName host) {
        String script = "cat /sys/class/net/$(ip -o -4 addr show | awk '$4 ~ \"^"
                + access.cluster().dataAddress(host).replace(".", "[.]") + "/\" { print $2; exit }')/address";
        Shell.Result result = access.shell().run(host, WITHIN, List.of("sh", "-c", script));
        String card = result.stdout().strip();
        if (!card.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
            throw new LapseException(
                    Kind.HARNESS,
                    "ask " + host + " for its hardware address: expected one, saw \"" + card + "\" "
                            + result.stderr().strip());
        }
        return card;
    }

    /** A rule for nft: what this card says of the address by ARP is not heard. */
    String unheard(String card) {
        return "arp saddr ip " + access.cluster().vip().orElseThrow() + " arp saddr ether " + card + " drop";
    }
}
