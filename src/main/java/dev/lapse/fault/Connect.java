package dev.lapse.fault;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.cluster.Power.Status;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;

/** A connect from one host to a port of another, to see whether packets pass between them both ways. */
record Connect(NodeName from, NodeName to, int port) {
    /** Nobody could ask. */
    static final String UNASKED = "not asked, it is down";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** At a port on which the host always listens. */
    static Connect at(Ports ports, NodeName from, NodeName to) {
        Host host = host(ports, to);
        return new Connect(
                from,
                to,
                host.carries(Component.PATRONI) ? Ports.REST : host.carries(Component.ETCD) ? Ports.ETCD : Ports.STATS);
    }

    private static Host host(Ports ports, NodeName name) {
        return ports.cluster().spec().hosts().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** One try of half a second: {@code answers}, {@code silent}, the error that a kernel gives, or {@link #UNASKED}. */
    String ask(Ports ports) {
        String script = "exec 3<>/dev/tcp/" + ports.cluster().dataAddress(to) + "/" + port;
        Shell.Result result;
        try {
            result = ports.shell().run(from, PATIENCE, List.of("timeout", "0.5", "bash", "-c", script));
        } catch (LapseException e) {
            if (ports.power().state(from).status() == Status.RUNNING) {
                throw e;
            }
            return UNASKED;
        }
        if (result.succeeded()) {
            return "answers";
        }
        if (result.exitCode() == 124) {
            return "silent for 500ms";
        }
        String error = result.stderr().lines().findFirst().orElse("exit code " + result.exitCode());
        return error.substring(error.lastIndexOf(": ") + 1).strip();
    }

    /** Whether that answer needs packets both ways; a refusal does: it is the peer's RST. */
    static boolean passes(String answer) {
        return answer.equals("answers") || answer.equals("Connection refused");
    }

    String text(String answer) {
        return "connect from %s to %s:%d: %s".formatted(from, to, port, answer);
    }
}
