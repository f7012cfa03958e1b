package dev.lapse.fault;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Links.ProxiedLink;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts the clients' path to a balancer, by Toxiproxy in the balancer's network namespace.
 *
 * <p>{@link #refuse()}: live connections are closed (FIN), new ones refused (RST). {@link #blackhole()}: connections are
 * accepted and every byte is dropped; those made meanwhile are closed when the fault is healed. The cluster behind sees
 * nothing but clients that leave, and Patroni does nothing. Since Toxiproxy lives in a sidecar of the cluster, the fault
 * ends with the cluster.
 */
final class ClientCut implements Fault {
    private static final Duration QUICK = Duration.ofMillis(300);

    private final Consumer<ProxiedLink> cut;
    private final ProxiedLink link;

    private ClientCut(ProxiedLink link, Consumer<ProxiedLink> cut) {
        this.link = link;
        this.cut = cut;
    }

    /** @param link in place since before the lanes began, and left there for the next fault */
    static Fault refuse(ProxiedLink link) {
        return new ClientCut(link, ProxiedLink::refuse);
    }

    static Fault blackhole(ProxiedLink link) {
        return new ClientCut(link, ProxiedLink::blackhole);
    }

    static List<Integer> clientPorts() {
        return List.of(Ports.WRITE, Ports.READ);
    }

    @Override
    public Injection ready(Ports ports, NodeName balancer, Duration deadMan) {
        return new Injection() {
            private boolean injected;

            @Override
            public void inject() {
                injected = true;
                cut.accept(link);
            }

            @Override
            public Evidence prove() {
                String said = ask();
                return new Evidence(said.startsWith("no answer"), link.describe() + "; " + said);
            }

            @Override
            public void heal() {
                if (injected) {
                    link.restore();
                    injected = false;
                }
            }

            @Override
            public Evidence proveHealed() {
                String said = ask();
                return new Evidence(!said.startsWith("no answer"), link.describe() + "; " + said);
            }

            private String ask() {
                String where = balancer + ":" + Ports.WRITE;
                try {
                    ports.sql().ask(ports.cluster().dataAddress(balancer), Ports.WRITE, QUICK, "select 1");
                    return "a client at " + where + " was answered";
                } catch (LapseException e) {
                    return "no answer for a client at " + where + " within " + QUICK.toMillis() + "ms";
                }
            }

            @Override
            public void close() {
                heal();
            }
        };
    }
}
