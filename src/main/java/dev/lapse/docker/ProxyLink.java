package dev.lapse.docker;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Links;
import dev.lapse.cluster.Links.DeadMan;
import dev.lapse.cluster.Toxic;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicList;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One link through a host's Toxiproxy; what is done to it is remembered, to be done again to a new Toxiproxy. What is
 * done twice is there once, until it was undone twice.
 */
final class ProxyLink implements Links.ProxiedLink {
    private final Redirect redirect;
    private final HostProxy host;
    private final List<Toxic> toxics = new ArrayList<>();
    private int refusals;
    private @Nullable Proxy proxy;

    ProxyLink(Redirect redirect, HostProxy host) {
        this.redirect = redirect;
        this.host = host;
    }

    Redirect redirect() {
        return redirect;
    }

    /** Makes the proxy, with all that was done to the link. */
    synchronized void make(ToxiproxyClient toxiproxy) {
        proxy = asking(
                "make it",
                () -> toxiproxy.createProxy(
                        redirect.link().name(),
                        "0.0.0.0:" + redirect.listen(),
                        redirect.link().upstream()));
        toxics.stream().distinct().forEach(this::apply);
        if (refusals > 0) {
            disable();
        }
    }

    private Proxy proxy() {
        return Objects.requireNonNull(proxy);
    }

    @Override
    public synchronized void refuse() {
        refusals++;
        if (host.isUp()) {
            disable();
        }
    }

    @Override
    public synchronized void admit() {
        refusals = Math.max(0, refusals - 1);
        if (refusals == 0 && host.isUp()) {
            asking("enable it", () -> {
                enable();
                return proxy();
            });
        }
    }

    private void enable() throws IOException {
        if (!proxy().isEnabled()) {
            proxy().enable();
        }
    }

    private void disable() {
        asking("disable it", () -> {
            proxy().disable();
            return proxy();
        });
    }

    @Override
    public synchronized void add(List<Toxic> more) {
        List<Toxic> fresh = absent(more);
        toxics.addAll(more);
        if (host.isUp()) {
            fresh.forEach(this::apply);
        }
    }

    @Override
    public synchronized void remove(List<Toxic> some) {
        some.forEach(toxics::remove);
        List<String> gone = absent(some).stream().map(ProxyLink::name).toList();
        if (!host.isUp()) {
            return; // the proxy that the host gets when it is started again has what is left
        }
        asking("undo " + gone, () -> {
            for (var toxic : proxy().toxics().getAll()) {
                if (gone.contains(toxic.getName())) {
                    toxic.remove();
                }
            }
            return proxy();
        });
    }

    private List<Toxic> absent(List<Toxic> some) {
        return some.stream().filter(toxic -> !toxics.contains(toxic)).distinct().toList();
    }

    /** Two toxics that differ in anything have names of their own, and are there side by side. */
    static String name(Toxic toxic) {
        return toxic.kind().name().toLowerCase(Locale.ROOT) + "-"
                + toxic.stream().name().toLowerCase(Locale.ROOT) + "-" + toxic.value()
                + (toxic.jitterMillis() == 0 ? "" : "-" + toxic.jitterMillis());
    }

    private void apply(Toxic toxic) {
        String name = name(toxic);
        ToxicDirection direction = ToxicDirection.valueOf(toxic.stream().name());
        asking("add " + name, () -> {
            ToxicList list = proxy().toxics();
            return switch (toxic.kind()) {
                case LATENCY -> list.latency(name, direction, toxic.value()).setJitter(toxic.jitterMillis());
                case BANDWIDTH -> list.bandwidth(name, direction, toxic.value());
                case TIMEOUT -> list.timeout(name, direction, toxic.value());
                case RESET_PEER -> list.resetPeer(name, direction, toxic.value());
                case SLOW_CLOSE -> list.slowClose(name, direction, toxic.value());
            };
        });
    }

    @Override
    public DeadMan restoreAfter(Duration deadMan) {
        return host.resetAfter(deadMan);
    }

    @Override
    public synchronized void restore() {
        toxics.clear();
        refusals = 0;
        if (!host.isUp()) {
            return; // the proxy that the host gets when it is started again has nothing done to it
        }
        asking("restore it", () -> {
            enable();
            for (var toxic : proxy().toxics().getAll()) {
                toxic.remove();
            }
            return proxy();
        });
    }

    @Override
    public String describe() {
        if (!host.isUp()) {
            return "toxiproxy " + redirect.link().name() + ": its host is down";
        }
        List<String> names = asking("ask it", () -> proxy().toxics().getAll()).stream()
                .map(toxic -> toxic.getName())
                .toList();
        return "toxiproxy " + redirect.link().name() + (proxy().isEnabled() ? "" : " disabled") + ", toxics " + names
                + ", " + redirect.passing(host.sockets()) + " connections";
    }

    /** The redirect stays until the cluster goes: taking it away would break the connections that pass. */
    @Override
    public void close() {
        restore();
    }

    private <T> T asking(String doing, Callable<T> call) {
        try {
            return call.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new LapseException(
                    Kind.HARNESS, "toxiproxy " + redirect.link().name() + ": " + doing + ": " + e.getMessage(), e);
        } catch (Exception e) {
            throw new LapseException(
                    Kind.HARNESS, "toxiproxy " + redirect.link().name() + ": " + doing + ": " + e, e);
        }
    }
}
