package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DescribedCluster;
import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Shell;
import dev.lapse.cluster.Sql;
import dev.lapse.component.Carried;
import dev.lapse.component.Exporter;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelfReportTest {
    private final Map<String, String> shown = new HashMap<>(Map.of(
            "exporter --version", "1.2\n",
            "cat /etc/lapse/exporter.yml", "listen: 10.0.0.3:9187\nscrape_timeout: 3\n",
            "haproxy -v | awk 'NR == 1 {print $3}'", "3.0.11\n",
            "cat /etc/lapse/haproxy.cfg", """
            global
              maxconn 5000
            defaults
              timeout connect 4s
            listen write
              default-server inter 3s fall 3 rise 4
            listen read
              default-server inter 3s fall 3 rise 2
            """));

    private final Map<String, String> pages = new HashMap<>(Map.of(
            "2379/version", "{\"etcdserver\": \"3.5.16\"}",
            "8008/config", "{\"ttl\": 20, \"loop_wait\": 10, \"retry_timeout\": 9}",
            "8008/patroni", "{\"server_version\": 170011, \"patroni\": {\"version\": \"4.0.7\"}}"));

    @Test
    void everyComponentTellsItsVersionAndItsSettings() {
        SelfReport report = read();

        assertThat(report.versions())
                .containsOnly(
                        Map.entry("etcd", "3.5.16"),
                        Map.entry("exporter", "1.2"),
                        Map.entry("haproxy", "3.0.11"),
                        Map.entry("patroni", "4.0.7"),
                        Map.entry("postgresql", "17.11"));
        assertThat(report.effective())
                .containsEntry("exporter.scrape_timeout", "3")
                .containsEntry("haproxy.timeout connect", "4s")
                .containsEntry("haproxy.fall", "3")
                .containsEntry("haproxy.write.rise", "4")
                .containsEntry("haproxy.read.rise", "2")
                .containsEntry("haproxy.global maxconn", "5000")
                .doesNotContainKeys("haproxy.rise", "haproxy.maxconn")
                .containsEntry("patroni.loop_wait", "2") // what Patroni makes of 20/10/9
                .containsEntry("postgresql.fsync", "on");
    }

    @Test
    void whatHoldsWhereNothingIsSetIsToldToo() {
        assertThat(read().defaults())
                .containsEntry("patroni.ttl", "30")
                .containsEntry("patroni.failsafe_mode", "false")
                .containsEntry("haproxy.fall", "3")
                .containsEntry("haproxy.write.rise", "2")
                .containsEntry("etcd.election-timeout", "1000")
                .containsEntry("postgresql.max_connections", "100")
                .doesNotContainKeys("haproxy.rise", "haproxy.timeout connect");
    }

    @Test
    void theNextHostIsAskedWhereOneIsSilent() {
        pages.put("pg1 8008/config", "silent");

        assertThat(read().effective()).containsEntry("patroni.ttl", "20");
    }

    @Test
    void aComponentThatDoesNotAnswerIsNamed() {
        shown.remove("cat /etc/lapse/haproxy.cfg");

        assertThatThrownBy(this::read)
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("read settings of haproxy from [lb1]: expected one to answer");
    }

    private SelfReport read() {
        DescribedCluster cluster = SelfReportTest::spec;
        Shell shell = (host, timeout, command) -> {
            String answer = shown.get(command.get(command.size() - 1));
            return answer == null ? new Shell.Result(1, "", "no such file") : new Shell.Result(0, answer, "");
        };
        Sql sql = (address, port, timeout, statement) ->
                statement.contains("boot_val") ? "fsync=on\nmax_connections=100" : "fsync=on\nmax_connections=200";
        return SelfReport.read(
                new Access(cluster, shell, cluster, null, sql, null, null, FakeCluster.IN_TURN),
                "watch-pg1",
                (host, page) -> {
                    if (pages.containsKey(host + " " + page)) {
                        throw new IOException(host + " is silent");
                    }
                    return new SelfReport.Page(200, pages.get(page));
                });
    }

    private static ClusterSpec spec() {
        return new ClusterSpec(
                "watched",
                List.of(
                        new Host(new NodeName("etcd1"), Carried.of(ComponentName.ETCD)),
                        new Host(new NodeName("pg1"), Carried.of(ComponentName.PATRONI)),
                        new Host(new NodeName("pg2"), Carried.of(ComponentName.PATRONI)),
                        new Host(new NodeName("lb1"), Carried.of(ComponentName.HAPROXY)),
                        new Host(new NodeName("watcher1"), Set.of(new Exporter()))),
                false,
                "trixie",
                Settings.NONE,
                Auth.MD5);
    }
}
