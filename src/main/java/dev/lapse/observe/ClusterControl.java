package dev.lapse.observe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.Control;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks everybody concerned in parallel, so that a call takes one timeout (1.5 s) at most, however many are silent. Who
 * holds the leader lock is read from the DCS, also while it has no quorum: the member with the highest position is
 * believed.
 * Any thread.
 */
public final class ClusterControl implements Control, AutoCloseable {
    private static final int THREADS = 16;

    private final Cluster cluster;
    private final StatusPages pages;
    private final Dcs dcs;
    private final ThreadPoolExecutor executor;

    /** @param dcs stays open when this is closed */
    public ClusterControl(Cluster cluster, Dcs dcs) {
        this(cluster, new HttpStatusPages(cluster), dcs);
    }

    /** @param pages closed with this; the DCS stays open */
    public ClusterControl(Cluster cluster, StatusPages pages, Dcs dcs) {
        this.cluster = cluster;
        this.pages = pages;
        this.dcs = dcs;
        AtomicInteger number = new AtomicInteger();
        this.executor =
                new ThreadPoolExecutor(THREADS, THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "control-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public Optional<NodeName> primary() {
        return look(Scope.NODES).primary();
    }

    @Override
    public List<NodeName> replicas() {
        return look(Scope.NODES).replicas();
    }

    @Override
    public Optional<NodeName> syncStandby() {
        return look(Scope.NODES).syncStandby();
    }

    /** The member that leads, if it answers itself; of several that claim to, the one in the newest term. */
    @Override
    public Optional<NodeName> dcsLeader() {
        return look(Scope.DCS).dcsLeader();
    }

    @Override
    public List<String> unsteady() {
        return Steadiness.reasons(look(Scope.ALL), dcs.names());
    }

    /** Whom to ask. */
    private enum Scope {
        NODES,
        DCS,
        ALL
    }

    private ClusterView look(Scope scope) {
        List<NodeName> none = List.of();
        List<NodeName> members = dcs.members();
        var nodes = askAll(scope == Scope.DCS ? none : cluster.spec().nodes(), pages::patroni);
        var kept = askAll(scope == Scope.DCS ? none : members, dcs::kept);
        var standings = askAll(scope == Scope.NODES ? none : members, dcs::standing);
        var servers = askAll(scope == Scope.ALL ? cluster.spec().balancers() : none, pages::haproxy);
        return new ClusterView(cluster.spec(), all(nodes), all(servers), all(standings), newest(all(kept)));
    }

    private interface AskHost<T> {
        T of(NodeName host) throws IOException;
    }

    private <T> Map<NodeName, CompletableFuture<Seen<T>>> askAll(List<NodeName> hosts, AskHost<T> ask) {
        return hosts.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        host -> CompletableFuture.supplyAsync(() -> Seen.ask(() -> ask.of(host)), executor)));
    }

    private static <T> Map<NodeName, Seen<T>> all(Map<NodeName, CompletableFuture<Seen<T>>> asked) {
        return asked.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().join()));
    }

    private static Seen<Dcs.Kept> newest(Map<NodeName, Seen<Dcs.Kept>> answers) {
        return answers.values().stream()
                .flatMap(seen -> seen.optional().stream())
                .max(Comparator.comparingLong(Dcs.Kept::position))
                .map(Seen::of)
                .orElseGet(() -> Seen.nothing(answers.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue().trouble())
                        .sorted()
                        .collect(Collectors.joining("; "))));
    }

    /** Ends what is in flight; then every call fails. */
    @Override
    public void close() {
        executor.shutdown();
        pages.close();
        try {
            executor.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
