package dev.lapse.observe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.ObserverOpened;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches a cluster from the watch network and records what changes: Patroni on each node and HAProxy on each balancer
 * every 250 ms, the seconds left of the leader's lease every 500 ms where the DCS tells them, the leader lock and
 * {@code /sync} as the DCS tells them, and whether the engine answers every second. Each has a thread of its own, so a
 * host that hangs delays none of the others. An answer that does not come within 1.5 s is itself an event ({@code
 * unreachable}). Events carry the time at which the answer was complete.
 *
 * <p>It observes from {@link #start} until {@link #close()}, which takes 2 s at most.
 */
public final class Observer implements Observers.Watching {
    static final Duration PATRONI_PERIOD = Duration.ofMillis(250);
    static final Duration HAPROXY_PERIOD = Duration.ofMillis(250);
    static final Duration LEASE_PERIOD = Duration.ofMillis(500);
    private static final Duration REOPEN_PERIOD = Duration.ofMillis(250);

    private final Cluster cluster;
    private final Recorder recorder;
    private final NanoClock clock;
    private final StatusPages pages;
    private final Dcs dcs;
    private final Power power;
    private final List<Dcs.Feed> feeds;
    private final LockWatch lockWatch;
    private final Threads threads;

    private Observer(Access access, StatusPages pages, Recorder recorder, NanoClock clock) {
        this.cluster = access.cluster();
        this.recorder = recorder;
        this.clock = clock;
        this.pages = pages;
        this.dcs = access.dcs();
        this.power = access.power();
        this.feeds = dcs.members().stream().map(dcs::feed).toList();
        this.lockWatch = new LockWatch(recorder, clock);
        this.threads = new Threads(recorder, clock);
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
            poll("patroni-" + node, PATRONI_PERIOD, new PatroniPoll(node)::once);
        }
        for (NodeName balancer : cluster.spec().balancers()) {
            poll("haproxy-" + balancer, HAPROXY_PERIOD, new HaproxyPoll(balancer)::once);
        }
        String watch = dcs.names().store() + "-watch";
        opened(watch, Duration.ZERO);
        threads.every("observe-" + watch, REOPEN_PERIOD, lockWatch::recordAll);
        for (int i = 0; i < feeds.size(); i++) {
            Dcs.Feed feed = feeds.get(i);
            threads.every("observe-" + watch + "-" + dcs.members().get(i), REOPEN_PERIOD, () -> lockWatch.follow(feed));
        }
        poll(dcs.names().store() + "-lease", LEASE_PERIOD, new LeasePoll()::once);
        NodeName anyHost = cluster.spec().hosts().get(0).name();
        poll("engine", EngineWatch.PERIOD, new EngineWatch(power, anyHost, recorder, clock)::once);
    }

    private void poll(String name, Duration period, Threads.Work work) {
        opened(name, period);
        threads.every("observe-" + name, period, work);
    }

    private void opened(String name, Duration period) {
        recorder.record(new ObserverOpened(clock.nanos(), name, period.toNanos()));
    }

    /** One node's Patroni. One thread. */
    private final class PatroniPoll {
        private final NodeName node;
        private @Nullable PatroniSeen last;

        PatroniPoll(NodeName node) {
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
                recorder.record(seen);
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
        private final Map<String, HaproxyStats.Server> last = new HashMap<>();

        HaproxyPoll(NodeName balancer) {
            this.balancer = balancer;
            for (String proxy : List.of(HaproxyStats.WRITE_PROXY, HaproxyStats.READ_PROXY)) {
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
                    recorder.record(new HaproxySeen(
                            now, balancer, server.proxy(), server.name(), server.status(), server.check()));
                }
            }
        }

        private String key(HaproxyStats.Server server) {
            return server.proxy() + "/" + server.name();
        }
    }

    /** The lease behind the leader lock, asked of one member until it fails, then of the next. One thread. */
    private final class LeasePoll {
        private final List<NodeName> members = new ArrayList<>(dcs.members());
        private @Nullable LeaseSeen last;

        void once() {
            Optional<Dcs.LeaderLock> lock = lockWatch.lock();
            if (lock.isEmpty()) {
                return;
            }
            try {
                dcs.lease(members.get(0), lock.get()).ifPresent(lease -> record(lock.get(), lease));
            } catch (IOException silent) {
                members.add(members.remove(0));
            }
        }

        private void record(Dcs.LeaderLock lock, Dcs.LeaseLeft lease) {
            LeaseSeen seen = new LeaseSeen(
                    clock.nanos(),
                    lock.holder(),
                    lease.left().toSeconds(),
                    lease.granted().toSeconds());
            if (!threads.isClosed() && changed(seen)) {
                recorder.record(seen);
                last = seen;
            }
        }

        private boolean changed(LeaseSeen seen) {
            return last == null
                    || last.leftSeconds() != seen.leftSeconds()
                    || last.grantedSeconds() != seen.grantedSeconds()
                    || !Objects.equals(last.holder(), seen.holder());
        }
    }

    /** Ends what is in flight and joins the threads; nothing is recorded after it returns. Idempotent. */
    @Override
    public void close() {
        threads.stop();
        pages.close();
        feeds.forEach(Dcs.Feed::close);
        threads.close();
    }
}
