package dev.lapse.fault;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.cluster.Power.Status;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Connects from a peer to a port of a host on the data network, asks, and waits for the first byte of an answer: a kernel
 * accepts for a process that is frozen, and only a byte tells.
 */
final class Knock {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String HTTP = "GET / HTTP/1.0\\r\\n\\r\\n";
    private static final String SSL_REQUEST = "\\000\\000\\000\\010\\004\\322\\026\\057"; // PostgreSQL says S or N
    private static final String SCRIPT =
            "exec 3<>/dev/tcp/$0/$1 && echo accepted && printf \"$2\" >&3 && IFS= read -r -N 1 -t 1 -u 3 && echo answered";

    private final Ports ports;
    private final NodeName target;
    private final int port;

    Knock(Ports ports, NodeName target, int port) {
        this.ports = ports;
        this.target = target;
        this.port = port;
    }

    /** At the port by which a host is known: Patroni's REST API, or etcd's, or HAProxy's statistics. */
    static Knock at(Ports ports, NodeName target) {
        Host host = ports.cluster().spec().hosts().stream()
                .filter(each -> each.name().equals(target))
                .findFirst()
                .orElseThrow();
        return new Knock(
                ports,
                target,
                host.carries(Component.PATRONI) ? Ports.REST : host.carries(Component.ETCD) ? Ports.ETCD : Ports.STATS);
    }

    /** What a peer met. */
    record Answer(boolean answered, String text) {}

    /** Asks from one peer; takes 2 s when nobody answers. */
    Answer ask() {
        List<NodeName> peers = peers();
        return peers.isEmpty() ? new Answer(false, "no other host runs that could ask " + target) : ask(peers.get(0));
    }

    /** Waits until any peer gets an answer. */
    Evidence answersWithin(Duration deadline) {
        Answer[] last = {new Answer(false, target + " was not asked")};
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(deadline)
                    .until(() -> peers().stream().anyMatch(peer -> (last[0] = ask(peer)).answered()));
            return Evidence.proof(last[0].text());
        } catch (ConditionTimeoutException e) {
            return Evidence.none(last[0].text() + " after " + deadline.toSeconds() + "s");
        }
    }

    private Answer ask(NodeName peer) {
        Shell.Result result = ports.shell()
                .run(
                        peer,
                        PATIENCE,
                        List.of(
                                "timeout",
                                "2",
                                "bash",
                                "-c",
                                SCRIPT,
                                ports.cluster().dataAddress(target),
                                Integer.toString(port),
                                port == Ports.POOLER || port == Ports.POSTGRES ? SSL_REQUEST : HTTP));
        boolean answered = result.stdout().contains("answered");
        return new Answer(answered, "from %s to %s:%d: %s".formatted(peer, target, port, words(result)));
    }

    private static String words(Shell.Result result) {
        if (result.stdout().contains("answered")) {
            return "answered";
        }
        if (result.stdout().contains("accepted")) {
            return result.exitCode() == 1 ? "accepted and closed" : "accepted, no byte for 1s";
        }
        if (result.exitCode() == 124) {
            return "silence for 2s";
        }
        String error = result.stderr().lines().findFirst().orElse("exit code " + result.exitCode());
        return error.substring(error.lastIndexOf(": ") + 1).strip();
    }

    private List<NodeName> peers() {
        return ports.cluster().spec().hosts().stream()
                .map(Host::name)
                .filter(name ->
                        !name.equals(target) && ports.power().state(name).status() == Status.RUNNING)
                .toList();
    }
}
