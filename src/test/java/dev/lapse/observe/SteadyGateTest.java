package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Control;
import dev.lapse.cluster.DescribedCluster;
import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Sql;
import dev.lapse.cluster.WaitingClock;
import dev.lapse.component.Carried;
import dev.lapse.component.PgBouncer;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SteadyGateTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void replicaThatHasEverythingIsSteady() throws InterruptedException {
        assertThat(gate("t", "t").await(Duration.ofSeconds(5))).isEmpty();
    }

    @Test
    void replicaThatStreamsInNameAloneIsNot() throws InterruptedException {
        assertThat(gate("f", "f").await(Duration.ZERO))
                .containsExactly("pg2: has not received the WAL that was written by 0/5000000");
    }

    @Test
    void replicaNeedNotOutrunThePrimary() throws InterruptedException {
        assertThat(gate("f", "t").await(Duration.ofSeconds(5))).isEmpty();
        assertThat(asked).hasValue(1);
    }

    @Test
    void readsComeFromReplicasWhereHaproxyAsksForThem() {
        assertThat(readers("reference")).containsExactly("t");
        assertThat(readers("no-pooler")).containsExactly("t");
    }

    @Test
    void primaryMayAnswerReadsWhereHaproxyAsksForHealth() {
        assertThat(readers("two-node")).containsExactlyInAnyOrder("t", "f");
    }

    @Test
    void poolerThatABalancerWouldAskSometimesHasToAnswer() throws InterruptedException {
        Sql sql = (address, port, timeout, statement) -> {
            if (address.equals("data-pg2") && port == PgBouncer.PORT) {
                throw new LapseException(LapseException.Kind.HARNESS, "server login has been failing");
            }
            return statement.contains("pg_current_wal_flush_lsn") ? "0/5000000" : "t";
        };

        assertThat(gate(sql, ComponentName.PGBOUNCER).await(Duration.ZERO))
                .containsExactly("pg2:6432: server login has been failing");
    }

    @Test
    void theFirstGateWantsTheLeaderThatTheTopologyNames() throws InterruptedException {
        ClusterSpec any = two(ComponentName.PATRONI);
        ClusterSpec named = new ClusterSpec(
                any.topology(),
                any.hosts(),
                any.vip(),
                any.suite(),
                any.settings(),
                any.auth(),
                new Layout(Optional.of(new NodeName("pg2")), List.of()));
        DescribedCluster cluster = () -> named;
        Sql sql = (address, port, timeout, statement) -> "0/5000000";
        Access access = new Access(cluster, null, null, null, sql, new Well(), null, FakeCluster.IN_TURN);

        assertThat(SteadyGate.first(access, WaitingClock.startingNow(), line -> {})
                        .await(Duration.ZERO))
                .containsExactly("pg1: is the primary, expected pg2, which the topology names as leader");
        assertThat(new SteadyGate(access, WaitingClock.startingNow(), line -> {}).await(Duration.ZERO))
                .noneMatch(missing -> missing.contains("leader"));
    }

    /** Where HAProxy asks for a replica, and there is none, nobody is waited for. */
    @Test
    void oneNodeAloneIsNoReader() {
        ClusterSpec three = ScenarioFile.topology(Path.of("scenarios", "topologies", "reference.yaml"));
        ClusterSpec one = three.withHosts(three.hosts().stream()
                .filter(host -> !host.name().value().matches("pg[23]"))
                .toList());
        Optional<NodeName> primary = Optional.of(new NodeName("pg1"));

        assertThat(SteadyGate.hasReader(three, primary)).isTrue();
        assertThat(SteadyGate.hasReader(one, primary)).isFalse();
        assertThat(SteadyGate.hasReader(
                        one.withSettings(one.settings().with(Section.HAPROXY, "check-read", "GET /health")), primary))
                .isTrue();
    }

    private static Iterable<String> readers(String topology) {
        return SteadyGate.readers(ScenarioFile.topology(Path.of("scenarios", "topologies", topology + ".yaml")));
    }

    private SteadyGate gate(String first, String later) {
        AtomicInteger looks = new AtomicInteger();
        Sql sql = (address, port, timeout, statement) -> {
            if (statement.contains("pg_current_wal_flush_lsn")) {
                asked.incrementAndGet();
                return "0/5000000";
            }
            return looks.getAndIncrement() == 0 ? first : later;
        };
        return gate(sql, ComponentName.PATRONI);
    }

    private static SteadyGate gate(Sql sql, ComponentName beside) {
        DescribedCluster cluster = () -> two(beside);
        return new SteadyGate(
                new Access(cluster, null, null, null, sql, new Well(), null, FakeCluster.IN_TURN),
                WaitingClock.startingNow(),
                line -> {});
    }

    /** Says that all is well. */
    private static final class Well implements Control {
        @Override
        public Optional<NodeName> primary() {
            return Optional.of(new NodeName("pg1"));
        }

        @Override
        public List<NodeName> replicas() {
            return List.of(new NodeName("pg2"));
        }

        @Override
        public Optional<NodeName> syncStandby() {
            return Optional.empty();
        }

        @Override
        public Optional<NodeName> dcsLeader() {
            return Optional.empty();
        }

        @Override
        public List<String> unsteady() {
            return List.of();
        }
    }

    /** Two nodes without a balancer; the second carries this, too. */
    private static ClusterSpec two(ComponentName beside) {
        return new ClusterSpec(
                "two",
                List.of(
                        new Host(new NodeName("pg1"), Carried.of(ComponentName.ETCD, ComponentName.PATRONI)),
                        new Host(new NodeName("pg2"), Carried.of(ComponentName.PATRONI, beside))),
                false,
                "trixie",
                Settings.NONE,
                Auth.MD5);
    }
}
