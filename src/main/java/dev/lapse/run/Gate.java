package dev.lapse.run;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.cluster.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The gate of steady state: what the cluster says of itself, and the clients' way in through each balancer and the
 * virtual address.
 */
final class Gate {
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Ports ports;

    Gate(Ports ports) {
        this.ports = ports;
    }

    /** What is missing to be steady; empty when it is. */
    List<String> missing() {
        List<String> missing = new ArrayList<>(ports.control().unsteady());
        if (missing.isEmpty()) { // clients are asked last: their timeouts would only add up
            Cluster cluster = ports.cluster();
            List<Way> ways = new ArrayList<>();
            for (NodeName balancer : cluster.spec().balancers()) {
                ways.add(new Way(balancer.value(), cluster.dataAddress(balancer)));
            }
            cluster.vip().ifPresent(vip -> ways.add(new Way("vip", vip)));
            for (Way way : ways) {
                ask(way, Ports.WRITE, Set.of("f"), missing);
                ask(way, Ports.READ, readers(cluster.spec()), missing);
            }
        }
        return missing;
    }

    /** @return what was missing when last asked; empty when the gate was reached within the deadline */
    List<String> await(Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            List<String> missing = missing();
            if (missing.isEmpty() || System.nanoTime() > end) {
                return missing;
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    private record Way(String name, String address) {}

    /** Who may answer a read: where HAProxy asks Patroni for anything but a replica, the primary may as well. */
    static Set<String> readers(ClusterSpec spec) {
        String check = spec.settings().get(Section.HAPROXY, "check-read").orElse("/replica");
        return check.startsWith("/replica") ? Set.of("t") : Set.of("t", "f");
    }

    private void ask(Way way, int port, Set<String> inRecovery, List<String> missing) {
        try {
            String said = ports.sql().ask(way.address(), port, ANSWER, "select pg_is_in_recovery()");
            if (!inRecovery.contains(said)) {
                missing.add("%s:%d: expected pg_is_in_recovery %s, saw %s"
                        .formatted(way.name(), port, String.join(" or ", inRecovery), said));
            }
        } catch (LapseException e) {
            missing.add("%s:%d: %s".formatted(way.name(), port, e.getMessage()));
        }
    }
}
