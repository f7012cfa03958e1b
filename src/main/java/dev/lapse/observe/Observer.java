package dev.lapse.observe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power;
import dev.lapse.component.Haproxy;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PatroniState;
import dev.lapse.history.Recorder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Watches a cluster from the watch network and records what changes: Patroni on each node and HAProxy on each balancer
 * every 250 ms, and as often each pooler and each member of the DCS; the seconds left of the leader's lease every 50 ms
 * where the DCS tells them, the leader lock, {@code /sync} and writes of {@code /status} as the DCS tells them, and
 * every second whether the engine answers, and every 100 ms the pressure of this machine. Each has a thread of its own,
 * so a host that hangs delays none of the others. An answer that does not come within 1.5 s is itself an event ({@code
 * unreachable}). Events carry the time at which the answer was complete.
 *
 * <p>It observes from {@link #start} until {@link #close()}, which takes 2 s at most, and 1.5 s more for each member of
 * the DCS that does not answer then.
 */
public final class Observer implements Observers.Watching {
    static final Duration PATRONI_PERIOD = Duration.ofMillis(250);
    static final Duration HAPROXY_PERIOD = Duration.ofMillis(250);
    static final Duration LEASE_PERIOD = Duration.ofMillis(50);
    static final Duration STORE_PERIOD = Duration.ofMillis(250);
    static final Duration POOLER_PERIOD = Duration.ofMillis(250);
    private static final Duration REOPEN_PERIOD = Duration.ofMillis(250);

    private final Cluster cluster;
    private final Recorder recorder;
    private final NanoClock clock;
    private final StatusPages pages;
    private final Dcs dcs;
    private final Power power;
    private final List<Dcs.Feed> feeds;
    private final List<Lookout> lookouts = new ArrayList<>();
    private final Lookout store;
    private final LockWatch lockWatch;
    private final Threads threads;
    private boolean closed;

    private Observer(Access access, StatusPages pages, Recorder recorder, NanoClock clock) {
        this.cluster = access.cluster();
        this.recorder = recorder;
        this.clock = clock;
        this.pages = pages;
        this.dcs = access.dcs();
        this.power = access.power();
        this.feeds = dcs.members().stream().map(dcs::feed).toList();
        this.threads = new Threads(recorder, clock);
        this.store = opened(dcs.names().store() + "-watch", Duration.ZERO);
        this.lockWatch = new LockWatch(store, clock);
    }

    /** Begins to observe; the caller closes. The DCS stays open when the observer is closed. */
    public static Observer start(Access access, Recorder recorder, NanoClock clock) {
        return start(access, new HttpStatusPages(access.cluster()), recorder, clock);
    }

    /** @param pages closed with the observer */
    public static Observer start(Access access, StatusPages pages, Recorder recorder, NanoClock clock) {
        Observer observer = new Observer(access, pages, recorder, clock);
        observer.open();
        return observer;
    }

    private void open() {
        for (NodeName node : cluster.spec().nodes()) {
            poll("patroni-" + node, PATRONI_PERIOD, lookout -> new PatroniPoll(node, lookout)::once);
        }
        for (NodeName balancer : cluster.spec().balancers()) {
            poll("haproxy-" + balancer, HAPROXY_PERIOD, lookout -> new HaproxyPoll(balancer, lookout)::once);
        }
        for (NodeName node : cluster.spec().hostsWith(ComponentName.PGBOUNCER)) {
            poll(
                    "pooler-" + node,
                    POOLER_PERIOD,
                    lookout -> new PoolerPoll(pages, node, lookout, clock, threads::isClosed)::once);
        }
        StorePoll.MemberNames names = new StorePoll.MemberNames();
        for (NodeName member : dcs.members()) {
            poll(
                    dcs.names().store() + "-member-" + member,
                    STORE_PERIOD,
                    lookout -> new StorePoll(dcs, member, names, lookout, clock, threads::isClosed)::once);
        }
        String watch = dcs.names().store() + "-watch";
        threads.every("observe-" + watch, REOPEN_PERIOD, lockWatch::recordAll);
        for (int i = 0; i < feeds.size(); i++) {
            Dcs.Feed feed = feeds.get(i);
            threads.every("observe-" + watch + "-" + dcs.members().get(i), REOPEN_PERIOD, () -> lockWatch.follow(feed));
        }
        poll(
                dcs.names().store() + "-lease",
                LEASE_PERIOD,
                lookout -> new LeasePoll(dcs, lockWatch::lock, lookout, clock)::once);
        NodeName anyHost = cluster.spec().hosts().get(0).name();
        poll("engine", EngineWatch.PERIOD, lookout -> new EngineWatch(power, anyHost, lookout, clock)::once);
        poll("machine", PressureWatch.PERIOD, lookout -> new PressureWatch(PressureWatch.FOLDER, lookout, clock)::once);
    }

    private void poll(String name, Duration period, Function<Lookout, Threads.Work> polling) {
        Lookout lookout = opened(name, period);
        Threads.Work work = polling.apply(lookout);
        threads.every("observe-" + name, period, () -> {
            work.once();
            lookout.looked();
        });
    }

    private Lookout opened(String name, Duration period) {
        Lookout lookout = Lookout.open(name, period, recorder, clock);
        lookouts.add(lookout);
        return lookout;
    }

    /** One node's Patroni. One thread. */
    private final class PatroniPoll {
        private final NodeName node;
        private final Lookout lookout;
        private @Nullable PatroniSeen last;

        PatroniPoll(NodeName node, Lookout lookout) {
            this.lookout = lookout;
            this.node = node;
        }

        void once() {
            PatroniSeen seen;
            try {
                PatroniStatus status = pages.patroni(node);
                seen = new PatroniSeen(
                        clock.nanos(),
                        node,
                        status.state(),
                        status.role(),
                        status.timeline(),
                        status.lsn(),
                        status.standbys());
            } catch (IOException silent) {
                seen = new PatroniSeen(clock.nanos(), node, PatroniState.UNREACHABLE, null, null, null, List.of());
            }
            if (!threads.isClosed() && (last == null || !sameButLsn(seen, last))) {
                lookout.record(seen);
                last = seen;
            }
        }
    }

    static boolean sameButLsn(PatroniSeen one, PatroniSeen other) {
        return withoutLsn(one).equals(withoutLsn(other));
    }

    private static PatroniSeen withoutLsn(PatroniSeen seen) {
        return new PatroniSeen(0, seen.node(), seen.state(), seen.role(), seen.timeline(), null, seen.standbys());
    }

    /** One balancer. While it does not answer, each server that it told of is UNREACHABLE. One thread. */
    private final class HaproxyPoll {
        private static final String UNREACHABLE = "UNREACHABLE";

        private final NodeName balancer;
        private final Lookout lookout;
        private final Map<String, HaproxyStats.Server> last = new HashMap<>();

        HaproxyPoll(NodeName balancer, Lookout lookout) {
            this.lookout = lookout;
            this.balancer = balancer;
            Haproxy haproxy = Haproxy.in(cluster.spec()).at(balancer);
            for (Entrance entrance : Entrance.values()) {
                String proxy = entrance == Entrance.WRITE ? HaproxyStats.WRITE_PROXY : HaproxyStats.READ_PROXY;
                if (haproxy.port(entrance).isEmpty()) {
                    continue;
                }
                for (NodeName node : cluster.spec().nodes()) {
                    HaproxyStats.Server unknown = new HaproxyStats.Server(proxy, node.value(), "", "");
                    last.put(key(unknown), unknown);
                }
            }
        }

        void once() {
            List<HaproxyStats.Server> servers = new ArrayList<>();
            try {
                servers.addAll(pages.haproxy(balancer));
            } catch (IOException silent) {
                last.values()
                        .forEach(server ->
                                servers.add(new HaproxyStats.Server(server.proxy(), server.name(), UNREACHABLE, "")));
            }
            long now = clock.nanos();
            for (HaproxyStats.Server server : servers) {
                if (!threads.isClosed() && !server.equals(last.put(key(server), server))) {
                    lookout.record(new HaproxySeen(
                            now, balancer, server.proxy(), server.name(), server.status(), server.check()));
                }
            }
        }

        private String key(HaproxyStats.Server server) {
            return server.proxy() + "/" + server.name();
        }
    }

    /** Ends what is in flight and joins the threads; nothing is recorded after it returns. Idempotent. */
    @Override
    public void close() {
        threads.stop();
        pages.close();
        feeds.forEach(Dcs.Feed::close);
        threads.close();
        if (!closed) {
            closed = true;
            lookAtTheStore();
            lookouts.forEach(Lookout::close);
        }
    }

    /** A watch is silent while nothing changes: whether it missed something shows when the lock is looked at again. */
    private void lookAtTheStore() {
        for (NodeName member : dcs.members()) {
            try {
                if (Objects.equals(dcs.kept(member).lock(), lockWatch.lock().orElse(null))) {
                    store.looked();
                    return;
                }
            } catch (IOException silent) {
                continue; // another member may know
            }
        }
    }
}
