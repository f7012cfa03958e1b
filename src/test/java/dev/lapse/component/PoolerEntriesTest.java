package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What SHOW DATABASES of PgBouncer 1.24.1 has, columns that are not asked for left out. */
class PoolerEntriesTest {
    private static final String NAME = "pgbouncer.databases.lapse";

    private static List<Difference> differences(String asked, String row) {
        return PoolerEntries.differences(
                Map.of(NAME, asked), "name|host|port|database|pool_size|load_balance_hosts\n" + row + "\n(1 row)\n");
    }

    private static Host host(String name, ComponentName... carried) {
        return new Host(
                new NodeName(name),
                Arrays.stream(carried).map(Components.SHIPPED::named).collect(Collectors.toSet()));
    }

    @Test
    void poolerBesideABalancerLeadsToThatOneAlone() {
        ClusterSpec cluster = new ClusterSpec(
                "t",
                List.of(
                        host("etcd1", ComponentName.ETCD),
                        host("pg1", ComponentName.PATRONI),
                        host("lb1", ComponentName.HAPROXY),
                        host("app1", ComponentName.HAPROXY, ComponentName.PGBOUNCER),
                        host("pool1", ComponentName.PGBOUNCER)),
                false,
                "trixie",
                Settings.NONE,
                Auth.MD5);

        assertThat(PoolerEntries.balancers(cluster, new NodeName("app1"))).containsExactly(new NodeName("app1"));
        assertThat(PoolerEntries.balancers(cluster, new NodeName("pool1")))
                .containsExactly(new NodeName("lb1"), new NodeName("app1"));
    }

    @Test
    void poolerLeadsToThePortThatTheBalancersFileHas() {
        String file = """
                listen rw
                    mode tcp
                    bind *:6000
                    option httpchk /primary
                    server a pg1:5432 check port 8008
                """;
        List<Host> hosts = List.of(
                host("etcd1", ComponentName.ETCD),
                host("pg1", ComponentName.PATRONI),
                host("lb1", ComponentName.HAPROXY),
                host("pool1", ComponentName.PGBOUNCER));
        Component own = new Haproxy()
                .with(
                        new OwnFile.Given(Map.of(new NodeName("lb1"), new OwnFile("a.cfg", file)), Map.of(), Map.of()),
                        hosts)
                .orElseThrow()
                .component();
        ClusterSpec cluster = new ClusterSpec(
                "t",
                hosts.stream()
                        .map(host -> host.carries(ComponentName.HAPROXY) ? new Host(host.name(), Set.of(own)) : host)
                        .toList(),
                false,
                "trixie",
                Settings.NONE,
                Auth.MD5);
        Deployment deployment = new Deployment(
                cluster,
                hosts.stream().collect(Collectors.toMap(Host::name, host -> "<" + host.name() + ">")),
                Optional.empty(),
                new Credentials("", "", ""));

        assertThat(PoolerEntries.render(deployment, new NodeName("pool1")))
                .startsWith("lapse = host=<lb1> port=6000 dbname=lapse\n");
    }

    @Test
    void whatIsShownHolds() {
        assertThat(differences("host=pg2 port=5432 pool_size=20", "lapse|10.0.0.3|5432|lapse|20|"))
                .isEmpty();
        assertThat(differences(
                        "host=pg1,pg2 load_balance_hosts=disable", "lapse|10.0.0.2,10.0.0.3|5432|lapse|60|disable"))
                .isEmpty();
    }

    @Test
    void anotherValueIsTold() {
        assertThat(differences("pool_size=20", "lapse|10.0.0.3|5432|lapse|60|"))
                .containsExactly(Difference.of(NAME, "pool_size=60", "that is what SHOW DATABASES shows"));
        assertThat(differences(
                        "host=pg1,pg2 load_balance_hosts=disable", "lapse|10.0.0.2,10.0.0.3|5432|lapse|60|round-robin"))
                .extracting(Difference::seen)
                .containsExactly("load_balance_hosts=round-robin");
    }

    /** With one host there is nothing to balance, and the column is empty. */
    @Test
    void balancingIsNotShownOfOneHost() {
        assertThat(differences("load_balance_hosts=disable", "lapse|10.0.0.3|5432|lapse|60|"))
                .isEmpty();
    }

    @Test
    void aDatabaseThatIsNotThereIsNotKnown() {
        assertThat(differences("pool_size=20", "other|10.0.0.3|5432|lapse|20|"))
                .extracting(Difference::why)
                .containsExactly("SHOW DATABASES has no lapse");
    }
}
