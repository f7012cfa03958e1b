package dev.lapse.fault;

import static dev.lapse.fault.WireCluster.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Carried;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsTest {
    private final ClusterSpec cluster = new WireCluster().spec();

    @Test
    void othersAreTheHostsThatNoSideNames() {
        List<List<NodeName>> sides = Groups.of("primary+etcd1|others")
                .resolve(cluster, word -> List.of(node(word.equals("primary") ? "pg2" : word)));

        assertThat(sides.get(0)).containsExactly(node("pg2"), node("etcd1"));
        assertThat(sides.get(1)).hasSize(6).doesNotContain(node("pg2"), node("etcd1"));
    }

    @Test
    void aHostIsOnTheFirstSideThatMeansIt() {
        List<List<NodeName>> sides = Groups.of("primary | pg1+pg2")
                .resolve(cluster, word -> List.of(node(word.equals("primary") ? "pg1" : word)));

        assertThat(sides).containsExactly(List.of(node("pg1")), List.of(node("pg2")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "pg1; a partition needs two sides or more, such as pg1+etcd1|pg2+pg3, was pg1",
                "pg1|pg9; partition pg1|pg9: unknown host, role or site \"pg9\"",
                "pg1|pg2+pg1; partition pg1|pg2+pg1: pg1 is there twice",
                "pg1|others+pg2; others must be alone on its side, was with 1 more",
                "pg1|; partition pg1|: unknown host, role or site \"\""
            })
    void saysWhatIsWrong(String text, String problem) {
        assertThat(Groups.problem(text, cluster)).contains(problem);
    }

    @Test
    void filtersStandOnEverySideButTheLargest() {
        assertThat(Partition.filtered(
                        List.of(List.of(node("pg1")), List.of(node("pg2"), node("pg3")), List.of(node("etcd1"))),
                        cluster))
                .containsExactly(node("pg1"), node("etcd1"));
    }

    /** The address is in no rule of the smaller side, and its client would reach it on the other one. */
    @Test
    void filtersStandOnEverySideWhereClientsOnHostsMayGoToAVirtualAddress() {
        List<Host> hosts = new ArrayList<>(cluster.hosts());
        hosts.add(new Host(node("app1"), Carried.of(ComponentName.CLIENT)));
        hosts.add(new Host(node("lb9"), Carried.of(ComponentName.HAPROXY, ComponentName.KEEPALIVED)));
        ClusterSpec withClient =
                new ClusterSpec("clients", hosts, true, cluster.suite(), cluster.settings(), cluster.auth());

        assertThat(Partition.filtered(List.of(List.of(node("app1")), List.of(node("pg2"), node("lb9"))), withClient))
                .containsExactly(node("app1"), node("pg2"), node("lb9"));
    }
}
