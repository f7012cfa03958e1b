package dev.lapse.fault;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Patroni's maintenance mode: {@code PATCH /config} with {@code pause: true}, for the whole cluster.
 *
 * <p>Nothing changes on the wire. Patroni goes on renewing the leader lock, but starts, stops, promotes and demotes nothing
 * by itself: a primary that dies now stays dead, and nobody takes its place. Healed by {@code pause: null}; a timer on the
 * asked node does the same when the harness is gone. Evidence is each node's own word.
 */
final class PatroniPause implements Fault {
    private static final String PATH = "/config";

    @Override
    public Injection ready(Ports ports, NodeName target, Duration deadMan) {
        PatroniRest patroni = new PatroniRest(ports, target, "patroni-pause");
        return new Injection() {
            private @Nullable String timer;

            @Override
            public void inject() {
                timer = patroni.host().armed(deadMan, patroni.command("PATCH", PATH, "{\"pause\": null}"));
                patroni.host().run(patroni.command("PATCH", PATH, "{\"pause\": true}"));
            }

            @Override
            public Evidence prove() {
                return Planned.await(() -> {
                    List<NodeName> paused = paused();
                    return new Evidence(
                            paused.equals(nodes()),
                            "of " + nodes() + ", in maintenance mode by their own word: " + paused);
                });
            }

            @Override
            public void heal() {
                if (timer != null) {
                    patroni.host().run(patroni.command("PATCH", PATH, "{\"pause\": null}"));
                    patroni.host().end(timer);
                    timer = null;
                }
            }

            @Override
            public Evidence proveHealed() {
                return Planned.await(() -> {
                    List<NodeName> paused = paused();
                    return new Evidence(
                            paused.isEmpty(), "of " + nodes() + ", in maintenance mode by their own word: " + paused);
                });
            }

            private List<NodeName> nodes() {
                return ports.cluster().spec().nodes();
            }

            private List<NodeName> paused() {
                return nodes().stream()
                        .filter(node -> new PatroniRest(ports, node, "patroni-pause")
                                .get("/patroni")
                                .contains("\"pause\": true"))
                        .toList();
            }

            @Override
            public void close() {
                heal();
            }
        };
    }
}
