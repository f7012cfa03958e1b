package dev.lapse.docker;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Links;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/**
 * Toxiproxy in a host's network namespace, in the way of what arrives there for some ports. What comes in for port P is
 * redirected to P + 10000, where Toxiproxy listens; it goes on to P over loopback, which the redirect does not touch.
 */
final class ToxiproxyLink implements Links.ProxiedLink {
    private static final int API = 8474;
    private static final int SHIFT = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Links.Sidecar proxyContainer;
    private final Links.Sidecar filter;
    private final List<Proxy> proxies;

    /**
     * @param proxyContainer runs Toxiproxy in the host's namespace; closed with this link
     * @param filter a shell in the same namespace; closed with this link
     * @param apiAddress an address of the host that the harness reaches
     */
    ToxiproxyLink(Links.Sidecar proxyContainer, Links.Sidecar filter, String apiAddress, List<Integer> ports) {
        this.proxyContainer = proxyContainer;
        this.filter = filter;
        ToxiproxyClient toxiproxy = new ToxiproxyClient(apiAddress, API);
        Awaitility.await("Toxiproxy answers at " + apiAddress + ":" + API)
                .pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> toxiproxy.version() != null);
        proxies = new ArrayList<>();
        StringBuilder script = new StringBuilder("set -e; iptables -t nat -N LAPSE; ");
        for (int port : ports) {
            int listen = port + SHIFT;
            proxies.add(asking(
                    "make proxy for port " + port,
                    () -> toxiproxy.createProxy("port-" + port, "0.0.0.0:" + listen, "127.0.0.1:" + port)));
            script.append("iptables -t nat -A LAPSE -p tcp --dport ").append(port);
            script.append(" -j REDIRECT --to-ports ").append(listen).append("; ");
        }
        script.append("iptables -t nat -I PREROUTING -j LAPSE");
        filter("redirect ports " + ports, script.toString());
    }

    @Override
    public void refuse() {
        for (Proxy proxy : proxies) {
            asking("disable " + proxy.getName(), () -> {
                proxy.disable();
                return proxy;
            });
        }
    }

    @Override
    public void blackhole() {
        for (Proxy proxy : proxies) {
            asking("drop the bytes of " + proxy.getName(), () -> {
                proxy.toxics().timeout("blackhole-up", ToxicDirection.UPSTREAM, 0);
                return proxy.toxics().timeout("blackhole-down", ToxicDirection.DOWNSTREAM, 0);
            });
        }
    }

    @Override
    public void restore() {
        for (Proxy proxy : proxies) {
            asking("restore " + proxy.getName(), () -> {
                if (!proxy.isEnabled()) {
                    proxy.enable();
                }
                for (Toxic toxic : proxy.toxics().getAll()) {
                    toxic.remove();
                }
                return proxy;
            });
        }
    }

    @Override
    public String describe() {
        List<String> texts = new ArrayList<>();
        for (Proxy proxy : proxies) {
            List<? extends Toxic> toxics =
                    asking("ask " + proxy.getName(), () -> proxy.toxics().getAll());
            texts.add(proxy.getName() + (proxy.isEnabled() ? " enabled" : " disabled") + " toxics "
                    + toxics.stream().map(Toxic::getName).toList());
        }
        return "toxiproxy: " + String.join(", ", texts);
    }

    @Override
    public void close() {
        filter(
                "undo the redirect",
                "iptables -t nat -D PREROUTING -j LAPSE; iptables -t nat -F LAPSE; iptables -t nat -X LAPSE");
        filter.close();
        proxyContainer.close();
    }

    private void filter(String doing, String script) {
        var result = filter.run(PATIENCE, List.of("sh", "-c", script));
        if (!result.succeeded()) {
            throw new LapseException(
                    Kind.HARNESS,
                    doing + " in front of the balancer: " + result.stderr().strip());
        }
    }

    private static <T> T asking(String doing, Callable<T> call) {
        try {
            return call.call();
        } catch (IOException e) {
            throw new LapseException(Kind.HARNESS, "toxiproxy: " + doing + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new LapseException(Kind.HARNESS, "toxiproxy: " + doing + ": " + e, e);
        }
    }
}
