package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Patroni's maintenance mode: {@code PATCH /config} with {@code pause: true}, for the whole cluster.
 *
 * <p>Nothing changes on the wire. Patroni goes on renewing the leader lock, but starts, stops, promotes and demotes
 * nothing by itself: a primary that dies now stays dead, and no replica takes its place. Healed by {@code pause: null};
 * a timer on the asked node does the same when the harness is gone. Evidence is each node's own word.
 */
final class PatroniPause implements Fault {
    private static final String PATH = "/config";

    private final FaultSpec spec;

    PatroniPause(FaultSpec spec) {
        this.spec = spec;
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        PatroniRest patroni = new PatroniRest(access, target, "patroni-pause");
        return spec.isRefused() ? refused(access, patroni) : lasting(access, patroni, deadMan);
    }

    /** When it is accepted all the same, it is undone in the end: nothing heals what has to be refused. */
    private Injection refused(Access access, PatroniRest patroni) {
        return new AskedOfPatroni(spec, patroni) {
            @Override
            public void inject() {
                ask("PATCH", PATH, "{\"pause\": true}");
            }

            @Override
            Evidence happened() {
                return everywhere(access);
            }

            @Override
            Evidence unchanged() {
                return isOver(access);
            }

            @Override
            Evidence ledTo() {
                return await(() -> everywhere(access));
            }

            @Override
            public void close() {
                if (reply() == Reply.ACCEPTED) {
                    patroni.host().run(patroni.command("PATCH", PATH, "{\"pause\": null}"));
                }
            }
        };
    }

    private static Injection lasting(Access access, PatroniRest patroni, Duration deadMan) {
        return new Injection() {
            private @Nullable String timer;

            @Override
            public void inject() {
                timer = patroni.host().armed(deadMan, patroni.command("PATCH", PATH, "{\"pause\": null}"));
                patroni.host().run(patroni.command("PATCH", PATH, "{\"pause\": true}"));
            }

            @Override
            public Duration patience() {
                return Planned.DONE_WITHIN;
            }

            @Override
            public boolean isUnderWay() {
                return !everywhere(access).proves();
            }

            @Override
            public String asks() {
                return "Patroni on every node";
            }

            @Override
            public Evidence prove() {
                return Planned.await(() -> everywhere(access));
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
                return Planned.await(() -> isOver(access));
            }

            @Override
            public void close() {
                heal();
            }
        };
    }

    private static Evidence everywhere(Access access) {
        List<NodeName> paused = paused(access);
        return new Evidence(paused.equals(nodes(access)), text(access, paused));
    }

    /** Every node that runs says so; one that is silent may still be in maintenance mode. */
    static Evidence isOver(Access access) {
        List<NodeName> paused = paused(access);
        List<NodeName> silent = nodes(access).stream()
                .filter(node -> runs(access, node) && !word(access, node).contains("\"state\""))
                .toList();
        return new Evidence(
                paused.isEmpty() && silent.isEmpty(),
                text(access, paused) + (silent.isEmpty() ? "" : ", silent: " + silent));
    }

    private static String text(Access access, List<NodeName> paused) {
        return "of " + nodes(access) + ", in maintenance mode by their own word: " + paused;
    }

    private static List<NodeName> nodes(Access access) {
        return access.cluster().spec().nodes();
    }

    private static List<NodeName> paused(Access access) {
        return nodes(access).stream()
                .filter(node -> runs(access, node) && word(access, node).contains("\"pause\": true"))
                .toList();
    }

    private static boolean runs(Access access, NodeName node) {
        return access.power().state(node).status() == Status.RUNNING;
    }

    private static String word(Access access, NodeName node) {
        return new PatroniRest(access, node, "patroni-pause").get("/patroni");
    }
}
