package dev.lapse.run;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.MemoryDcs;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Timeline;
import dev.lapse.component.Patroni;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.SettingsAtEnd;
import dev.lapse.observe.ClusterControl;
import dev.lapse.observe.FakePages;
import dev.lapse.observe.Lookout;
import dev.lapse.observe.Observer;
import dev.lapse.observe.Observers;
import dev.lapse.probe.Ledger;
import dev.lapse.probe.Salvage;
import dev.lapse.scenario.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fake cluster that lives: when its primary's host is down for a lease, a replica takes the leader lock in the DCS
 * and a new timeline begins; a host that comes back streams a second later. Its lanes, ledger and observers tell what
 * so becomes of it, in a time that goes by at once. One run; close it in the end.
 */
final class FakeRun implements AutoCloseable {
    private static final Duration BEAT = Duration.ofMillis(50);
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration BACK = Duration.ofSeconds(1);

    final ManualTime time = new ManualTime();
    final FakeCluster cluster;
    final FakePages pages = new FakePages();
    final MemoryDcs dcs;
    final FakeClients clients = new FakeClients(this);
    final LeadTimes leads = new LeadTimes();

    /** What Patroni tells of its ttl at the end; when the cluster is ready it is 30. */
    String ttlAtEnd = "30";

    /** What is found not to be in effect. */
    List<NotInEffect> differing = List.of();

    /** Nothing is kept, and nothing read. */
    Salvage.Salvages salvages = (recorder, clock, limit, lanes) -> new Salvage() {
        @Override
        public void beforeHeal() {}

        @Override
        public void read(Map<NodeName, String> cameBackBy) {}
    };

    /** Whether the run goes on in spite of that. */
    boolean despite;

    private final Scenario scenario;
    private final ClusterControl control;
    private final Map<NodeName, Long> downSince = new HashMap<>();
    private final Map<NodeName, Long> upSince = new HashMap<>();
    private NodeName primary;
    private int timeline = 1;
    private Observers observers = new PagesWatch(this);

    FakeRun(Scenario scenario) {
        this.scenario = scenario;
        cluster = new FakeCluster(scenario.cluster());
        dcs = new MemoryDcs(scenario.cluster().hostsWith(ComponentName.ETCD));
        control = new ClusterControl(cluster, pages, dcs);
        primary = cluster.spec().nodes().get(0);
        dcs.config(Map.of("ttl", "30"));
        dcs.lock(primary);
        cluster.spec().nodes().forEach(node -> upSince.put(node, Long.MIN_VALUE / 2));
        tellPages();
        time.every(BEAT, this::live);
    }

    /**
     * Watched by the observer itself, in the place of one in the run's time. Its threads live in a time of their own,
     * so the run's time stands still until it has told who holds the leader lock.
     */
    FakeRun watchedForReal() {
        observers = (recorder, clock) -> {
            LockTold told = new LockTold(recorder);
            Observer observer = Observer.start(access(), pages, told, clock);
            ManualTime.Running waiting = time.every(BEAT, now -> told.await(kept().holder()));
            return () -> {
                waiting.close();
                observer.close();
            };
        };
        return this;
    }

    /** The holder of the leader lock renews its lease so often, and that is seen. */
    FakeRun renewing(Duration loop) {
        Observers others = observers;
        observers = (recorder, clock) -> {
            Observers.Watching watching = others.start(recorder, clock);
            Lookout lookout = Lookout.open("memory-lease", BEAT, recorder, clock);
            ManualTime.Running renewals = time.every(
                    loop,
                    now -> kept().holder()
                            .ifPresent(holder -> lookout.record(
                                    new LeaseRenewed(now, holder, LeaseRenewed.By.HOLDER, BEAT.toNanos()))));
            return () -> {
                renewals.close();
                lookout.close();
                watching.close();
            };
        };
        return this;
    }

    Access access() {
        return new Access(cluster, cluster, cluster, cluster, new FakeSql(this), control, dcs, FakeCluster.IN_TURN);
    }

    /** Conducts the scenario's steps. */
    RunResult run(Path reports) {
        return Conductor.run(
                scenario,
                new ListedSteps(scenario.steps()),
                underTest(),
                despite ? RunOptions.into(reports).despiteDifferences() : RunOptions.into(reports),
                Progress.SILENT);
    }

    /** Conducts the steps of a guest. */
    GuidedRun.Lender lender(Path reports) {
        return (asked, guest, progress) ->
                Conductor.run(asked, guest.steps(), guest.joined(underTest()), RunOptions.into(reports), progress);
    }

    private ClusterUnderTest underTest() {
        return new ClusterUnderTest(
                access(), cluster, clients, observers, inspection(), salvages, leads, Duration.ofSeconds(20), time);
    }

    private Inspection inspection() {
        return new Inspection() {
            @Override
            public ClusterReady read(NanoClock clock, String address, Ledger ledger, Duration bringUp) {
                return ready(
                        clock,
                        Map.of("patroni.ttl", "30"),
                        ledger.databaseBytes(address, Patroni.POSTGRES_PORT, BEAT),
                        bringUp);
            }

            @Override
            public SettingsAtEnd again(NanoClock clock, String address, ClusterReady ready) {
                return SettingsAtEnd.since(ready, Map.of("patroni.ttl", ttlAtEnd), clock.nanos(), name -> false);
            }

            @Override
            public ClusterReady differences(NanoClock clock, Duration bringUp) {
                return ready(clock, Map.of(), 0, bringUp);
            }
        };
    }

    private ClusterReady ready(NanoClock clock, Map<String, String> effective, long bytes, Duration bringUp) {
        return new ClusterReady(
                clock.nanos(),
                cluster.spec().topology(),
                Map.of(),
                effective,
                cluster.spec().synchronous(),
                cluster.spec().auth().text(),
                bytes,
                bringUp.toNanos(),
                differing);
    }

    /** Who takes writes now: a node whose host runs and that holds the lock. */
    Optional<NodeName> primary() {
        return Optional.of(primary)
                .filter(cluster::runs)
                .filter(node -> kept().holder().isPresent());
    }

    /** Whose host runs and who streams from the primary. */
    List<NodeName> replicas() {
        return cluster.spec().nodes().stream()
                .filter(node -> !node.equals(primary) && streams(node))
                .toList();
    }

    Timeline timeline() {
        return new Timeline(timeline);
    }

    Dcs.Kept kept() {
        return dcs.now();
    }

    private boolean streams(NodeName node) {
        return cluster.runs(node) && time.nanos() - upSince.getOrDefault(node, time.nanos()) >= BACK.toNanos();
    }

    private void live(long now) {
        for (NodeName node : cluster.spec().nodes()) {
            if (cluster.runs(node)) {
                downSince.remove(node);
                upSince.putIfAbsent(node, now);
            } else {
                upSince.remove(node);
                downSince.putIfAbsent(node, now);
            }
        }
        boolean expired = downSince.containsKey(primary) && now - downSince.get(primary) >= LEASE.toNanos();
        if (expired && !replicas().isEmpty()) {
            dcs.expire();
            primary = replicas().get(0);
            timeline++;
            dcs.lock(primary);
        }
        tellPages();
    }

    private void tellPages() {
        NodeName[] standbys = replicas().toArray(NodeName[]::new);
        for (NodeName node : cluster.spec().nodes()) {
            if (!cluster.runs(node)) {
                pages.silence(node);
            } else if (node.equals(primary)) {
                pages.primary(node, timeline, standbys);
            } else if (streams(node)) {
                pages.replica(node, timeline);
            }
        }
    }

    @Override
    public void close() {
        control.close();
        dcs.close();
    }
}
