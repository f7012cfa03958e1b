package dev.lapse.docker;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Links;
import dev.lapse.cluster.Links.DeadMan;
import dev.lapse.cluster.Links.Sidecar;
import dev.lapse.cluster.NodeName;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Toxiproxy in a host's network namespace, and the redirects that lead links through it. What the host sends to a
 * peer's port is redirected on its way out, unless Toxiproxy itself sends it, which runs as user 8474; what arrives for
 * a port of the host is redirected on its way in, and goes on over loopback, which no redirect touches. Rules stand in
 * two chains of their own: the chains of Docker's name server stay as they are. Any thread.
 */
final class HostProxy implements AutoCloseable {
    static final int USER = 8474;
    private static final int API = 8474;
    private static final int FIRST_LISTEN = 18_500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, Duration> timers = new ConcurrentHashMap<>();
    private final NodeName host;
    private final String apiAddress;
    private final BooleanSupplier up;
    private final Supplier<Sidecar> proxies;
    private final Supplier<Sidecar> shells;
    private final Map<String, ProxyLink> links = new LinkedHashMap<>();
    private Sidecar proxy;
    private Sidecar shell;
    private ToxiproxyClient toxiproxy;

    /**
     * @param apiAddress an address of the host that the harness reaches
     * @param up whether the host is up, running or paused: the namespace of one that is down does not answer
     * @param proxies starts Toxiproxy in the host's namespace
     * @param shells starts a shell in the host's namespace
     */
    HostProxy(
            NodeName host, String apiAddress, BooleanSupplier up, Supplier<Sidecar> proxies, Supplier<Sidecar> shells) {
        this.host = host;
        this.apiAddress = apiAddress;
        this.up = up;
        this.proxies = proxies;
        this.shells = shells;
        this.proxy = proxies.get();
        this.shell = shells.get();
        this.toxiproxy = answering();
        run("make chains", Redirect.CHAINS);
    }

    /** Whether Toxiproxy can be told something now; what is told while the host is down waits for its restart. */
    boolean isUp() {
        return up.getAsBoolean();
    }

    private ToxiproxyClient answering() {
        ToxiproxyClient client = new ToxiproxyClient(apiAddress, API);
        Awaitility.await("Toxiproxy answers at " + apiAddress + ":" + API)
                .pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> client.version() != null);
        return client;
    }

    /** Leads these links through the proxy; those that are led already are answered as they are. */
    synchronized List<Links.ProxiedLink> lead(List<Redirect.RedirectedLink> wanted) {
        List<Redirect> added = new ArrayList<>();
        List<Links.ProxiedLink> asked = new ArrayList<>();
        for (Redirect.RedirectedLink each : wanted) {
            ProxyLink link = links.get(each.name());
            if (link == null) {
                Redirect redirect = new Redirect(each, FIRST_LISTEN + links.size());
                link = new ProxyLink(redirect, this);
                link.make(toxiproxy);
                links.put(each.name(), link);
                added.add(redirect);
            }
            asked.add(link);
        }
        if (!added.isEmpty()) {
            install(added);
        }
        return asked;
    }

    private void install(List<Redirect> redirects) {
        StringBuilder script = new StringBuilder();
        redirects.forEach(redirect -> script.append(redirect.rule()).append(" && "));
        run("redirect " + redirects.size() + " links", script + "true");
        run("kill connections", Redirect.killing(redirects));
        String[] strays = {""};
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(PATIENCE)
                    .until(() -> (strays[0] = String.join(", ", strays(redirects))).isEmpty());
        } catch (ConditionTimeoutException e) {
            throw new LapseException(
                    Kind.NO_ENGINE,
                    "lead the links of " + host + " through toxiproxy: expected ss -K to end the connections that were"
                            + " there, saw " + strays[0]
                            + " pass by the proxy; the kernel needs CONFIG_INET_DIAG_DESTROY",
                    e);
        }
    }

    private List<String> strays(List<Redirect> redirects) {
        List<Socket> sockets = sockets();
        return redirects.stream()
                .flatMap(redirect -> redirect.strays(sockets).stream())
                .toList();
    }

    /** The TCP connections in the host's namespace. */
    List<Socket> sockets() {
        return Socket.parse(run("list connections", "ss -Htne state established"));
    }

    /** Undoes all toxics of this host after a time, from inside, unless closed before. */
    DeadMan resetAfter(Duration deadMan) {
        String file = "/tmp/lapse-dead-man-" + count.incrementAndGet();
        timers.put(file, deadMan);
        arm(file, deadMan);
        return () -> {
            timers.remove(file);
            if (isUp()) { // it died with its host
                run(
                        "disarm the dead-man timer",
                        "[ ! -e " + file + " ] || { kill $(cat " + file + ") || true; rm " + file + "; }");
            }
        };
    }

    private void arm(String file, Duration deadMan) {
        run(
                "arm the dead-man timer",
                "(sleep " + deadMan.toSeconds() + "; curl -s -X POST http://127.0.0.1:" + API
                        + "/reset) >/dev/null 2>&1 & echo $! > " + file);
    }

    /** Everything anew, in the namespace that the host has now. */
    synchronized void restarted() {
        shell.close();
        proxy.close();
        proxy = proxies.get();
        shell = shells.get();
        toxiproxy = answering();
        run("make chains", Redirect.CHAINS);
        links.values().forEach(link -> link.make(toxiproxy));
        if (!links.isEmpty()) {
            install(links.values().stream().map(ProxyLink::redirect).toList());
        }
        timers.forEach(this::arm);
    }

    private String run(String doing, String script) {
        var result = shell.run(PATIENCE, List.of("sh", "-c", script));
        if (!result.succeeded()) {
            throw new LapseException(
                    Kind.HARNESS, doing + " on " + host + ": " + result.stderr().strip());
        }
        return result.stdout();
    }

    @Override
    public synchronized void close() {
        try {
            if (!links.isEmpty()) {
                links.clear();
                run("undo the redirects", Redirect.UNDO);
            }
        } finally {
            shell.close();
            proxy.close();
        }
    }
}
