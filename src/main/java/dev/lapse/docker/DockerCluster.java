package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Copies;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Links;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power;
import dev.lapse.cluster.Shell;
import dev.lapse.component.ClientHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.testcontainers.lifecycle.Startables;

/**
 * A cluster in containers: two networks, a container per host, and the sidecars of faults. Closing it removes
 * everything that carries its owner's label. Any thread.
 */
public final class DockerCluster implements Cluster, Shell, Links, Copies, AutoCloseable {
    private final DockerClient client;
    private final Owner owner;
    private final Watchdog watchdog;
    private final ClusterSpec spec;
    private final Credentials credentials;
    private final String image;
    private final Subnets.Made data;
    private final Subnets.Made watch;
    private final Map<NodeName, Integer> numbers;
    private final Map<NodeName, HostContainer> containers = new LinkedHashMap<>();
    private final Sidecars sidecars;
    private final List<String> judged;
    private final AtomicInteger copies = new AtomicInteger();
    private Optional<String> clients = Optional.empty();

    private DockerCluster(Engine engine, Images images, ClusterSpec spec, String addressPool) {
        Subnets subnets = new Subnets(addressPool);
        this.client = engine.client();
        this.spec = spec;
        this.owner = Owner.thisProcess();
        this.credentials = Passwords.random();
        this.numbers = HostNumbers.of(spec);
        this.image = images.host(spec.suite());
        this.watchdog = Watchdog.start(owner);
        this.sidecars = new Sidecars(client, owner, image, images::toxiproxy, this);
        try {
            data = subnets.make(client, containerName("data"), Subnets.Reach.OPEN, owner.labels());
            watch = subnets.make(client, containerName("watch"), Subnets.Reach.INTERNAL, owner.labels());
            Map<NodeName, String> addresses = new LinkedHashMap<>();
            spec.hosts().forEach(host -> addresses.put(host.name(), data.address(numbers.get(host.name()))));
            HostFiles files = new HostFiles(new Deployment(spec, addresses, vip(), credentials));
            judged = new FileJudge(client, owner, image).judge(files, containerName("judge"));
            for (Host host : spec.hosts()) {
                int number = numbers.get(host.name());
                containers.put(
                        host.name(),
                        new HostContainer(
                                client,
                                owner,
                                new HostContainer.HostRecipe(
                                        image,
                                        host,
                                        containerName(host.name().value()),
                                        new HostContainer.Seat(data, data.address(number)),
                                        new HostContainer.Seat(watch, watch.address(number)),
                                        files)));
            }
        } catch (RuntimeException e) {
            close();
            throw DockerErrors.map("prepare cluster " + owner.id(), e);
        }
    }

    /** Makes the networks; no host runs yet. The image is built when it is missing. */
    public static DockerCluster prepare(Engine engine, Images images, ClusterSpec spec, String addressPool) {
        return new DockerCluster(engine, images, spec, addressPool);
    }

    /** What the components warn of, or pass over, in the files of the user's own; a line each. */
    public List<String> judged() {
        return judged;
    }

    /** Starts the hosts that carry etcd or PostgreSQL, all at once. */
    public void startDatabases() {
        start(host -> host.carries(ComponentName.ETCD) || host.carries(ComponentName.PATRONI));
    }

    /**
     * Starts the hosts that remain: the balancers. HAProxy takes a server for up until its first check says otherwise,
     * so a balancer that starts when there is a leader needs no round of checks to find it.
     */
    public void startBalancers() {
        start(host -> !host.carries(ComponentName.ETCD) && !host.carries(ComponentName.PATRONI));
    }

    private void start(Predicate<Host> which) {
        List<HostContainer> wanted = containers.values().stream()
                .filter(container -> which.test(container.host()))
                .toList();
        CompletableFuture<Void> started = Startables.deepStart(wanted);
        try {
            started.get();
        } catch (ExecutionException e) {
            throw DockerErrors.map("start the hosts of cluster " + owner.id(), e);
        } catch (InterruptedException e) {
            started.handle((done, error) -> done).join(); // what is being made now could not be removed yet
            Thread.currentThread().interrupt();
            throw new LapseException(Kind.HARNESS, "start the hosts of cluster " + owner.id() + ": interrupted", e);
        }
    }

    /** Copies every component's log to {@code <folder>/<host>.<component>.log}; works on stopped hosts too. */
    public void copyLogs(Path folder) {
        containers.forEach(
                (host, container) -> container.id().ifPresent(id -> ContainerLogs.copy(client, id, host, folder)));
    }

    /** What all containers and networks of this cluster carry in their names and labels. */
    public String id() {
        return owner.id();
    }

    @Override
    public ClusterSpec spec() {
        return spec;
    }

    @Override
    public String dataAddress(NodeName host) {
        return data.address(numbers.get(host));
    }

    @Override
    public String watchAddress(NodeName host) {
        return watch.address(numbers.get(host));
    }

    @Override
    public Optional<String> vip() {
        return spec.vip() ? Optional.of(data.address(Subnets.VIP)) : Optional.empty();
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    public Result run(NodeName host, Duration timeout, List<String> command) {
        return Exec.run(client, containerId(host), host.value(), timeout, command);
    }

    @Override
    public Sidecar join(NodeName host) {
        return sidecars.join(host);
    }

    @Override
    public Sidecar joinEngine() {
        return sidecars.joinEngine();
    }

    @Override
    public List<ProxiedLink> proxyClients(NodeName host, List<Door> doors) {
        return sidecars.proxy(host).lead(doors.stream().map(this::redirected).toList());
    }

    private Redirect.RedirectedLink redirected(Door door) {
        return door.byAddress()
                .map(from -> Redirect.RedirectedLink.byAddress(
                        from + "-vip-" + door.port(), dataAddress(from), vip().orElseThrow(), door.port()))
                .orElseGet(() -> Redirect.RedirectedLink.arriving(
                        door.port(),
                        Stream.concat(door.except().stream().map(this::dataAddress), Stream.of(watch.subnet()))
                                .toList()));
    }

    /** Whether the host has a network namespace: running or paused. */
    boolean isUp(NodeName host) {
        Power.Status status = power().state(host).status();
        return status == Power.Status.RUNNING || status == Power.Status.PAUSED;
    }

    @Override
    public List<ProxiedLink> proxy(NodeName source, List<Hop> hops) {
        return sidecars.proxy(source)
                .lead(hops.stream().map(hop -> redirected(source, hop)).toList());
    }

    /** At a client's host, that of its clients as well. */
    private Redirect.RedirectedLink redirected(NodeName source, Hop hop) {
        Redirect.RedirectedLink link = Redirect.RedirectedLink.to(
                source + "-" + hop.peer() + "-" + hop.port(), dataAddress(hop.peer()), hop.port());
        return spec.host(source).carries(ComponentName.CLIENT) && ClientHost.leadsTo(spec, hop.peer(), hop.port())
                ? link.withWay(ClientHost.wayTo(spec, Optional.of(hop.peer()), hop.port()))
                : link;
    }

    @Override
    public void hostRestarted(NodeName host) {
        sidecars.hostRestarted(host);
    }

    @Override
    public void disconnect(NodeName host) {
        DockerErrors.tell(
                "disconnect " + host + " from " + data.name(),
                () -> Attachment.disconnect(client, data.id(), containerId(host)));
    }

    @Override
    public void connect(NodeName host) {
        DockerErrors.tell(
                "connect " + host + " to " + data.name(),
                () -> Attachment.connect(client, data.id(), containerId(host), dataAddress(host)));
    }

    @Override
    public boolean connected(NodeName host) {
        return DockerErrors.ask(
                "ask whether " + host + " is connected to " + data.name(),
                () -> Attachment.isConnected(client, data.id(), containerId(host)));
    }

    @Override
    public DeadMan connectAfter(NodeName host, Duration after) {
        return watchdog.connectAfter(after, data.id(), containerId(host), dataAddress(host));
    }

    /** The power switches of this cluster's hosts. */
    public Power power() {
        return new ContainerPower(client, watchdog, this::containerId);
    }

    /**
     * The id of the host's container, whatever state it is in.
     *
     * @throws LapseException when it was not made, or the cluster has no such host
     */
    public String containerId(NodeName host) {
        return Optional.ofNullable(containers.get(host))
                .flatMap(HostContainer::id)
                .orElseThrow(() ->
                        new LapseException(Kind.HARNESS, "no host " + host + " runs; known: " + containers.keySet()));
    }

    /** The id of a container in which clients of people run, such as psql; it is made when it is first asked for. */
    public synchronized String clientContainer() {
        if (clients.isEmpty()) {
            clients = Optional.of(ClientContainer.start(client, owner, image, containerName("client"), credentials));
        }
        return clients.get();
    }

    @Override
    public Copies.Room open(NodeName host, String folder) {
        String name = containerName(host + "-copy" + copies.incrementAndGet());
        return CopyRoom.open(client, owner, image, name, containerId(host), folder);
    }

    String containerName(String part) {
        return "lapse-" + owner.id() + "-" + part;
    }

    /** Removes everything, also when the thread is interrupted: it stays so, but the removal is not. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            Removal.everythingOf(client, owner.id());
            watchdog.close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
