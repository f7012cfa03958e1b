package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import dev.lapse.cluster.Links.Sidecar;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The sidecars of a cluster and its Toxiproxies, one per host; they follow a host into its new namespace. Any thread.
 */
final class Sidecars {
    private static final List<String> IDLE = List.of("sleep", "infinity");

    private final DockerClient client;
    private final Owner owner;
    private final String image;
    private final Supplier<String> toxiproxyImage;
    private final DockerCluster cluster;
    private final AtomicInteger count = new AtomicInteger();
    private final Map<NodeName, List<SidecarContainer>> joined = new ConcurrentHashMap<>();
    private final Map<NodeName, HostProxy> proxies = new ConcurrentHashMap<>();

    Sidecars(DockerClient client, Owner owner, String image, Supplier<String> toxiproxyImage, DockerCluster cluster) {
        this.client = client;
        this.owner = owner;
        this.image = image;
        this.toxiproxyImage = toxiproxyImage;
        this.cluster = cluster;
    }

    Sidecar join(NodeName host) {
        SidecarContainer container = shell(host);
        List<SidecarContainer> here = joined.computeIfAbsent(host, name -> new CopyOnWriteArrayList<>());
        here.add(container);
        return new Sidecar() {
            @Override
            public Shell.Result run(Duration timeout, List<String> command) {
                return container.run(timeout, command);
            }

            @Override
            public void standing(String script) {
                container.standing(script);
            }

            @Override
            public void close() {
                here.remove(container);
                container.close();
            }
        };
    }

    Sidecar joinEngine() {
        return start("the engine", "engine", "host", image, "", IDLE);
    }

    /** Another host's can be made at the same time. */
    HostProxy proxy(NodeName host) {
        return proxies.computeIfAbsent(
                host,
                name -> new HostProxy(
                        host,
                        cluster.watchAddress(host),
                        () -> cluster.isUp(host),
                        () -> start(
                                host.value(),
                                host.value(),
                                "container:" + cluster.containerId(host),
                                toxiproxyImage.get(),
                                Integer.toString(HostProxy.USER),
                                List.of("/toxiproxy", "-host=0.0.0.0")),
                        () -> shell(host)));
    }

    void hostRestarted(NodeName host) {
        HostProxy proxy = proxies.get(host);
        joined.getOrDefault(host, List.of()).forEach(SidecarContainer::hostRestarted); // quick, and cuts: they go first
        if (proxy != null) {
            proxy.restarted();
        }
    }

    private SidecarContainer shell(NodeName host) {
        return start(host.value(), host.value(), "container:" + cluster.containerId(host), image, "", IDLE);
    }

    private SidecarContainer start(
            String where, String part, String network, String sidecarImage, String user, List<String> entrypoint) {
        return SidecarContainer.start(
                client,
                owner,
                new SidecarContainer.SidecarRecipe(where, network, sidecarImage, user, entrypoint),
                () -> cluster.containerName(part + "-sidecar" + count.incrementAndGet()));
    }
}
