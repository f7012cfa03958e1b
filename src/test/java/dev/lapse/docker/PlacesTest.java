package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What hosts are told where poolers and the virtual address stand elsewhere than in the reference topology. */
class PlacesTest {
    private static Map<String, String> environment(String scenario, String host, String... set) {
        ClusterSpec spec = ScenarioFile.read(Path.of("scenarios", scenario + ".yaml"), Profile.DEFAULT, List.of(set))
                .cluster();
        Map<NodeName, String> addresses = new LinkedHashMap<>();
        spec.hosts().forEach(each -> addresses.put(each.name(), "10.0.0." + (addresses.size() + 1)));
        Deployment deployment = new Deployment(
                spec,
                addresses,
                spec.vip() ? Optional.of("10.0.0.200") : Optional.empty(),
                new Credentials("super", "replication", "lanes"));
        Host asked = spec.host(new NodeName(host));
        return new HostFiles(deployment).environment(asked);
    }

    @Test
    void aPoolerBeforeTheBalancerLeadsToBothItsPorts() {
        Map<String, String> pool = environment("primary-crash-pooler-before-balancer", "pool1");

        assertThat(pool.get("LAPSE_PGBOUNCER_INI").lines())
                .startsWith(
                        "[databases]",
                        "lapse = host=10.0.0.6 port=5000 pool_size=40 dbname=lapse",
                        "lapse_ro = host=10.0.0.6 port=5001 dbname=lapse");
        assertThat(environment("primary-crash-pooler-before-balancer", "lb1").get("LAPSE_HAPROXY_CFG"))
                .contains("server pg1 10.0.0.4:5432 check port 8008");
    }

    /** PostgreSQL of three nodes, and the two listeners of two balancers; the same ports at every client's place. */
    @Test
    void aClientsPlaceLeadsToEveryWayIn() {
        Map<String, String> app = environment("site-clients", "app1");

        assertThat(app).containsEntry("LAPSE_COMPONENTS", "client");
        assertThat(app.get("LAPSE_CLIENT_WAYS").lines())
                .containsExactly(
                        "20000 10.0.0.4:5432",
                        "20001 10.0.0.5:5432",
                        "20002 10.0.0.6:5432",
                        "20003 10.0.0.7:5000",
                        "20004 10.0.0.7:5001",
                        "20005 10.0.0.8:5000",
                        "20006 10.0.0.8:5001");
        assertThat(environment("site-clients", "app2").get("LAPSE_CLIENT_WAYS"))
                .isEqualTo(app.get("LAPSE_CLIENT_WAYS"));
    }

    @Test
    void aListOfHostsIsMappedToAddresses() {
        assertThat(environment(
                                "primary-crash-pooler-before-balancer",
                                "pool1",
                                "pgbouncer.databases.lapse=host=pg1,pg2 port=5432 load_balance_hosts=disable"
                                        + " connect_query='select 1'")
                        .get("LAPSE_PGBOUNCER_INI"))
                .contains("lapse = host=10.0.0.4,10.0.0.5 port=5432 load_balance_hosts=disable"
                        + " connect_query='select 1' dbname=lapse\n");
    }

    /** It reads keys of API v2 alone, which etcd has where it is told to, and Patroni by another section. */
    @Test
    void vipManagerFollowsTheLeaderKeyOfApiV2() {
        Map<String, String> node = environment("primary-crash-vip-manager", "pg2", "vip-manager.interval=500ms");

        assertThat(node)
                .containsEntry("LAPSE_COMPONENTS", "patroni vip-manager")
                .containsEntry("LAPSE_VIP", "10.0.0.200");
        assertThat(node.get("LAPSE_VIP_MANAGER_YML"))
                .contains(
                        "ip: '10.0.0.200'\n",
                        "trigger-key: '/service/lapse/leader'\n",
                        "trigger-value: pg2\n",
                        "dcs-endpoints: 'http://10.0.0.1:2379,http://10.0.0.2:2379,http://10.0.0.3:2379'\n",
                        "interval: 500\n",
                        "retry-num: 3\n");
        assertThat(node.get("LAPSE_PATRONI_YML")).contains("\netcd:\n").doesNotContain("etcd3");
        assertThat(environment("primary-crash-vip-manager", "etcd1").get("LAPSE_ETCD_YML"))
                .contains("enable-v2: true\n");
        assertThat(environment("primary-crash-vip-on-nodes", "pg1").get("LAPSE_PATRONI_YML"))
                .contains("\netcd3:\n");
        assertThat(environment("primary-crash-vip-on-nodes", "etcd1").get("LAPSE_ETCD_YML"))
                .doesNotContain("enable-v2");
    }

    @Test
    void theAddressOfTheNodesFollowsACommand() {
        Map<String, String> node = environment("primary-crash-vip-on-nodes", "pg1");

        assertThat(node.get("LAPSE_VIP_CHECK")).contains("http://localhost:8008/primary");
        assertThat(node.get("LAPSE_KEEPALIVED_CONF"))
                .contains("rise 1\n", "10.0.0.200/24")
                .doesNotContain("script curl");
        assertThat(environment("primary-crash-vip-on-nodes", "pg1", "keepalived.script=/bin/true"))
                .containsEntry("LAPSE_VIP_CHECK", "/bin/true");
    }
}
