package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.FakeCluster;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationUrlTest {
    @TempDir
    private Path folder;

    @Test
    void leadsToTheVirtualAddressWhereThereIsOne() {
        FakeCluster cluster = cluster("reference");

        assertThat(ApplicationUrl.of(cluster, Entrance.WRITE).url())
                .isEqualTo("jdbc:postgresql://" + cluster.vip().orElseThrow() + ":5000/lapse");
        assertThat(ApplicationUrl.of(cluster, Entrance.READ).url()).endsWith(":5001/lapse");
    }

    @Test
    void leadsToTheBalancerWhereThereIsNoVirtualAddress() {
        assertThat(ApplicationUrl.of(cluster("no-pooler"), Entrance.WRITE).url())
                .isEqualTo("jdbc:postgresql://data-lb1:5000/lapse");
    }

    @Test
    void namesEveryNodeWhereThereIsNoBalancer() throws IOException {
        Path topology = folder.resolve("bare.yaml");
        Files.writeString(topology, "hosts: {etcd1: [etcd], pg1: [patroni, pgbouncer], pg2: [patroni]}\nvip: false\n");
        FakeCluster cluster = new FakeCluster(ScenarioFile.topology(topology));

        assertThat(ApplicationUrl.of(cluster, Entrance.READ).url())
                .isEqualTo("jdbc:postgresql://data-pg1:6432,data-pg2:5432/lapse?targetServerType=preferSecondary");
        assertThat(ApplicationUrl.of(cluster, Entrance.WRITE).url()).endsWith("?targetServerType=primary");
    }

    @Test
    void showsNoPassword() {
        ApplicationUrl way = ApplicationUrl.of(cluster("reference"), Entrance.WRITE);

        assertThat(way.password()).isNotEmpty();
        assertThat(way.toString()).doesNotContain(way.password());
    }

    private static FakeCluster cluster(String topology) {
        return new FakeCluster(
                ScenarioFile.byHand(topology, Profile.FAST, List.of()).cluster());
    }
}
