package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DescribedCluster;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.MemoryDcs;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.cluster.Power;
import dev.lapse.cluster.Shell;
import dev.lapse.cluster.Sql;
import dev.lapse.cluster.WaitingClock;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Event;
import dev.lapse.history.FinalRead;
import dev.lapse.history.HistoryFile;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.Recorder;
import dev.lapse.history.Trouble;
import dev.lapse.observe.ClusterControl;
import dev.lapse.observe.FakePages;
import dev.lapse.observe.Observer;
import dev.lapse.probe.Clients;
import dev.lapse.probe.Ledger;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One scenario from its file to its verdict, on a cluster whose Patroni keeps its lock in a store that is not etcd. */
@Timeout(60)
class ScenarioOnAnotherDcsTest {
    private static final String SCENARIO = """
            name: another-dcs
            topology: reference
            patroni: {synchronous_mode: "on"}
            steps:
              - steady: 5s
              - inject: {crash: primary}
              - hold: 30s
              - heal: all
              - settle: 60s
            expect:
              failovers: {min: 1, max: 1}
            """;

    private static final NodeName PG1 = new NodeName("pg1");
    private static final NodeName PG2 = new NodeName("pg2");
    private static final NodeName PG3 = new NodeName("pg3");

    private final MemoryDcs dcs = new MemoryDcs(List.of(new NodeName("c1"), new NodeName("c2"), new NodeName("c3")));
    private final FakePages pages = new FakePages();
    private final BlockingQueue<Event> observed = new LinkedBlockingQueue<>();

    @Test
    void crashOfThePrimaryIsOneFailoverFromHolderToHolder(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("another-dcs.yaml"), SCENARIO);
        Scenario scenario = ScenarioFile.read(file, Profile.DEFAULT, List.of());
        Hosts cluster = new Hosts(scenario.cluster());
        pg1Leads();

        RunResult result;
        try (dcs;
                ClusterControl control = new ClusterControl(cluster, pages, dcs)) {
            Ports ports = new Ports(cluster, cluster, cluster, cluster, new Answering(), control, dcs);
            result = Conductor.run(
                    scenario,
                    new ListedSteps(scenario.steps()),
                    underTest(ports),
                    RunOptions.into(folder.resolve("reports")),
                    Progress.SILENT);
        }

        assertThat(result.end()).isEqualTo(RunResult.End.STEADY);
        assertThat(result.judgement().verdict())
                .as("%s", result.judgement().findings())
                .isEqualTo(Verdict.PASS);
        assertThat(result.judgement().measurements().failovers())
                .singleElement()
                .satisfies(failover -> {
                    assertThat(failover.from()).isEqualTo(PG1);
                    assertThat(failover.to()).isEqualTo(PG2);
                });
        assertThat(result.judgement().cluster().orElseThrow().versions()).containsEntry("memory", "1.0");
        List<Event> events = HistoryFile.read(result.report().resolve("history.jsonl.gz"))
                .events()
                .toList();
        assertThat(events).noneMatch(Trouble.class::isInstance).noneMatch(LeaseSeen.class::isInstance);
        assertThat(events)
                .anyMatch(event -> event instanceof ObserverOpened opened
                        && opened.observer().equals("memory-watch"));
    }

    private void pg1Leads() {
        dcs.config(Map.of("synchronous_mode", "on", "failsafe_mode", "true"));
        dcs.failsafe("pg1", "pg2", "pg3");
        dcs.lock(PG1);
        dcs.sync(PG1, PG2);
        pages.primary(PG1, 1, PG2, PG3);
        pages.replica(PG2, 1);
        pages.replica(PG3, 1);
    }

    private void pg2TakesOver() {
        await(event -> event instanceof LeaderSeen lock && PG1.equals(lock.holder()));
        pages.silence(PG1);
        dcs.expire();
        await(event -> event instanceof LeaderSeen lock && lock.holder() == null);
        dcs.lock(PG2);
        await(event -> event instanceof LeaderSeen lock && PG2.equals(lock.holder()));
        dcs.sync(PG2, PG3);
        pages.primary(PG2, 2, PG3);
        pages.replica(PG3, 2);
    }

    private void pg1Follows() {
        pages.replica(PG1, 2);
        pages.primary(PG2, 2, PG3, PG1);
    }

    private ClusterUnderTest underTest(Ports ports) {
        return new ClusterUnderTest(
                ports,
                folder -> {},
                new NoClients(),
                (recorder, clock) -> Observer.start(ports, pages, both(recorder), clock),
                (clock, primary, ledger, bringUp) -> ready(ports, clock, bringUp),
                Duration.ZERO,
                new HurriedClock());
    }

    private Recorder both(Recorder recorder) {
        return event -> {
            recorder.record(event);
            observed.add(event);
        };
    }

    private ClusterReady ready(Ports ports, NanoClock clock, Duration bringUp) {
        ClusterSpec spec = ports.cluster().spec();
        try {
            Map<String, String> versions =
                    Map.of(dcs.names().store(), dcs.version(dcs.members().get(0)));
            return new ClusterReady(
                    clock.nanos(), spec.topology(), versions, Map.of(), true, "md5", 0, bringUp.toNanos());
        } catch (IOException silent) {
            throw new AssertionError(silent);
        }
    }

    private void await(Predicate<Event> expected) {
        try {
            for (Event event = next(); !expected.test(event); event = next()) {
                assertThat(event).isNotInstanceOf(Trouble.class);
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private Event next() throws InterruptedException {
        Event event = observed.poll(10, TimeUnit.SECONDS);
        assertThat(event).as("observed within 10s").isNotNull();
        return event;
    }

    /** Hosts of which the primary's alone is killed and started; a log is empty, and who runs answers a knock. */
    private final class Hosts implements DescribedCluster, Shell, Power {
        private final ClusterSpec spec;
        private volatile State pg1 = new State(Status.RUNNING, 0, "first life");

        Hosts(ClusterSpec spec) {
            this.spec = spec;
        }

        @Override
        public ClusterSpec spec() {
            return spec;
        }

        @Override
        public Optional<String> vip() {
            return Optional.of("vip");
        }

        @Override
        public State state(NodeName host) {
            return host.equals(PG1) ? pg1 : new State(Status.RUNNING, 0, "first life");
        }

        @Override
        public void kill(NodeName host) {
            assertThat(host).isEqualTo(PG1);
            pg1 = new State(Status.EXITED, 137, "first life");
            pg2TakesOver();
        }

        @Override
        public void start(NodeName host) {
            assertThat(host).isEqualTo(PG1);
            pg1 = new State(Status.RUNNING, 0, "second life");
            pg1Follows();
        }

        @Override
        public void stop(NodeName host) {
            throw new AssertionError("stop " + host);
        }

        @Override
        public void pause(NodeName host) {
            throw new AssertionError("pause " + host);
        }

        @Override
        public void unpause(NodeName host) {
            throw new AssertionError("unpause " + host);
        }

        @Override
        public DeadMan reviveAfter(NodeName host, Duration after) {
            return () -> {};
        }

        @Override
        public void hostRestarted(NodeName host) {}

        @Override
        public Result run(NodeName host, Duration timeout, List<String> command) {
            String script = String.join(" ", command);
            if (!script.startsWith("timeout ")) {
                return new Result(0, script.startsWith("stat ") ? "0" : "", "");
            }
            return script.contains("data-pg1") && pg1.status() != Status.RUNNING
                    ? new Result(124, "", "")
                    : new Result(0, "0 connected 0\n0 answered 1\n", "");
        }
    }

    /** Time goes by as soon as somebody waits for it. */
    private static final class HurriedClock implements WaitingClock {
        private final AtomicLong now = new AtomicLong();

        @Override
        public long nanos() {
            return now.get();
        }

        @Override
        public void waitUntil(long nanos) {
            now.accumulateAndGet(nanos, Math::max);
        }
    }

    /** Each way in leads where it should, and every replica has all the WAL. */
    private static final class Answering implements Sql {
        @Override
        public String ask(String address, int port, Duration timeout, String statement) {
            throw new AssertionError(address + " is asked " + statement);
        }

        @Override
        public boolean isInRecovery(String address, int port, Duration timeout) {
            return port != Ports.WRITE;
        }

        @Override
        public Lsn flushed(String address, int port, Duration timeout) {
            return new Lsn(0x5000000);
        }

        @Override
        public boolean hasReceived(String address, int port, Duration timeout, Lsn written) {
            return true;
        }
    }

    /** Nobody writes or reads, and the tables are empty. */
    private static final class NoClients implements Clients, Ledger {
        @Override
        public OpenLanes open(List<Lane> lanes, Recorder recorder, NanoClock clock) {
            return () -> {};
        }

        @Override
        public Ledger ledger(NanoClock clock) {
            return this;
        }

        @Override
        public void create(String address, int port, Duration timeout) {}

        @Override
        public void drop(String address, int port, Duration timeout) {}

        @Override
        public List<FinalRead> finalRead(String address, int port, Duration timeout, List<LaneName> lanes) {
            return List.of();
        }

        @Override
        public long databaseBytes(String address, int port, Duration timeout) {
            return 0;
        }
    }
}
