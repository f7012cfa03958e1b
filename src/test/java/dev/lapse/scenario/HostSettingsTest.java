package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings and tags of a single host, and the first leader. */
class HostSettingsTest {
    private static final NodeName PG3 = new NodeName("pg3");

    @TempDir
    private Path folder;

    /** A scenario with a topology inside; {@code more} are lines of it, {@code pg3} is what stands behind that host. */
    private static String yaml(String more, String pg3) {
        return "name: a\ntopology:\n" + more + "  hosts:\n    etcd1: [etcd]\n    pg1: [patroni]\n    pg2: [patroni]\n"
                + "    pg3: " + pg3 + "\n    lb1: [haproxy]\nsteps:\n  - steady: 10s\n";
    }

    private ClusterSpec read(String more, String pg3) {
        Scenario scenario = new ScenarioFolder(folder).read(yaml(more, pg3));
        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
        return scenario.cluster();
    }

    @Test
    void aTagOfOneHostIsOnThatHostAlone() {
        ClusterSpec cluster = read("", "{patroni: {tags: {nofailover: true}}}");

        assertThat(cluster.host(PG3).own().of(Section.PATRONI)).isEqualTo(Map.of("tags.nofailover", "true"));
        assertThat(cluster.settings().get(Section.PATRONI, "tags.nofailover")).isEmpty();
        assertThat(cluster.candidates()).extracting(NodeName::value).containsExactly("pg1", "pg2");
        assertThat(cluster.at(PG3).settings().get(Section.PATRONI, "tags.nofailover"))
                .contains("true");
    }

    @Test
    void parametersOfOneHostAreThoseOfPostgresql() {
        ClusterSpec cluster = read("", "{patroni: {postgresql: {parameters: {work_mem: 8MB}}}, pgbouncer: }");

        assertThat(cluster.host(PG3).own().of(Section.POSTGRESQL)).isEqualTo(Map.of("work_mem", "8MB"));
        assertThat(cluster.pooled()).isTrue();
    }

    @Test
    void theFirstLeaderIsNamed() {
        assertThat(read("  leader: pg2\n", "[patroni]").layout().leader()).contains(new NodeName("pg2"));
    }

    @Test
    void nofailoverHasTheLastWordOverThePriority() {
        assertThat(read("", "{patroni: {tags: {failover_priority: 0}}}").isCandidate(PG3))
                .isFalse();
        assertThat(read("", "{patroni: {tags: {failover_priority: 5}}}").isCandidate(PG3))
                .isTrue();
        assertThat(read("", "{patroni: {tags: {nofailover: false}}}").isCandidate(PG3))
                .isTrue();
    }

    @Test
    void inSynchronousModeASynchronousStandbyAloneIsAnHeir() {
        NodeName pg1 = new NodeName("pg1");
        String nosync = "{patroni: {tags: {nosync: true}}}";
        String nostream = "{patroni: {tags: {nostream: true}}}";
        String cascading = "{patroni: {tags: {replicatefrom: pg2}}}";

        for (String pg3 : List.of(nosync, nostream, cascading)) {
            ClusterSpec on = mode("on", pg3);
            assertThat(on.heirs(pg1)).extracting(NodeName::value).containsExactly("pg2");
            assertThat(on.standbys(pg1)).extracting(NodeName::value).containsExactly("pg2");
            boolean streams = !pg3.equals(nostream);
            assertThat(mode("quorum", pg3).heirs(pg1).contains(PG3)).isEqualTo(streams);
            assertThat(mode("off", pg3).heirs(pg1).contains(PG3)).isEqualTo(streams);
        }
        assertThat(mode("on", nosync).heirs(PG3)).hasSize(2);
        assertThat(mode("on", nosync).fewestStandbys()).isEqualTo(1);
    }

    private ClusterSpec mode(String mode, String pg3) {
        return new ScenarioFolder(folder)
                .read(yaml("", pg3) + "patroni: {synchronous_mode: \"" + mode + "\"}\n")
                .cluster();
    }

    @Test
    void aTagOfTheSectionYieldsToThatOfTheHost() {
        Scenario scenario = new ScenarioFolder(folder)
                .read(yaml("", "{patroni: {tags: {nofailover: false}}}") + "patroni: {tags: {nofailover: true}}\n");

        assertThat(scenario.cluster().candidates()).containsExactly(PG3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {patroni: {tags: {nofailver: true}}}                     | 7:28: patroni setting "tags.nofailver": no such tag
            {patroni: {ttl: 25}}                                     | 7:21: patroni.ttl: it is kept in the DCS, for all nodes alike; write it in the section patroni
            {patroni: {postgresql: {parameters: {max_connections: 50}}}} | 7:47: postgresql.max_connections: Patroni takes it from the DCS alone, for all nodes alike; write it in the section postgresql
            {patroni: {tags: {replicatefrom: pg9}}}                  | 7:43: unknown node "pg9"; did you mean "pg1"? known: pg1, pg2, pg3
            {patroni: {tags: {nofailover: true, failover_priority: 1}}} | 7:46: patroni.tags.failover_priority: Patroni takes either nofailover or failover_priority; leave one out
            {patroni: {}, haproxy: {inter: 1s}}                      | 7:34: haproxy.inter of a single host is not there yet; in the section haproxy it holds for every host
            {}                                                       | 7:10: expected a component at least, such as {patroni: {tags: {nosync: true}}}, was nothing
            {patroni: {}, patrony: {}}                               | 7:24: unknown component "patrony"; did you mean "patroni"? known: etcd, patroni, pgbouncer, haproxy, keepalived, vip-manager, client
            {patroni: off}                                           | 7:20: expected the settings of patroni on this host, such as {} or {tags: {nosync: true}}, was a text
            """)
    void whatCannotBeOnOneHostIsToldAtItsPlace(String pg3, String expected) {
        String problems = new ScenarioFolder(folder).problems(yaml("", pg3));

        if (expected.contains("no such tag")) {
            assertThat(problems).contains("a.yaml:7:28").contains("nofailver").contains("nofailover");
        } else {
            assertThat(problems).isEqualTo("BAD_INPUT a.yaml:" + expected);
        }
    }

    @Test
    void someNodeMustBeAbleToLead() {
        String all = yaml("", "{patroni: {tags: {failover_priority: 0}}}") + "patroni: {tags: {nofailover: true}}\n";

        assertThat(new ScenarioFolder(folder).problems(all))
                .contains(
                        "patroni.tags.nofailover: every node has it or a failover_priority of 0: none could become the"
                                + " primary");
    }

    @Test
    void theFirstLeaderMustBeANodeThatMayLead() {
        assertThat(new ScenarioFolder(folder).problems(yaml("  leader: lb1\n", "[patroni]")))
                .isEqualTo("BAD_INPUT a.yaml:3:11: leader: unknown node \"lb1\"; did you mean \"pg1\"? known: pg1, pg2,"
                        + " pg3");
        assertThat(new ScenarioFolder(folder)
                        .problems(yaml("  leader: pg3\n", "{patroni: {tags: {nofailover: true}}}")))
                .endsWith("patroni.tags.nofailover: pg3 shall be the first leader, and with this tag it cannot");
    }

    @Test
    void nodesDoNotStreamInACircle() {
        String circle = yaml("", "{patroni: {tags: {replicatefrom: pg2}}}")
                .replace("pg2: [patroni]", "pg2: {patroni: {tags: {replicatefrom: pg3}}}");

        assertThat(new ScenarioFolder(folder).problems(circle))
                .contains("patroni.tags.replicatefrom: pg3 would stream from itself, by way of pg2");
    }

    @Test
    void whatDoesNothingIsSaid() {
        Scenario scenario =
                new ScenarioFolder(folder).read(yaml("", "{patroni: {tags: {nosync: true, nostream: true}}}"));

        assertThat(ScenarioRules.notes(scenario))
                .contains(
                        "hosts.pg3.patroni.tags.nosync: it does nothing while synchronous_mode is off",
                        "hosts.pg3.patroni.tags.nostream: it takes WAL by restore_command alone, and there is none: as a"
                                + " replica it stays where it began",
                        "hosts.pg3.patroni.tags.nostream: balancers send readers there all the same, and they read what"
                                + " it has; noloadbalance keeps them away");
    }

    @Test
    void aPriorityDoesNothingWhereASynchronousStandbyAloneTakesOver() {
        String note =
                "hosts.pg3.patroni.tags.failover_priority: with synchronous_mode on, Patroni compares no priorities,"
                        + " and a value above 0 does nothing; with quorum it compares those of the voters";

        assertThat(notes("on", 5)).contains(note);
        assertThat(notes("on", 0)).doesNotContain(note);
        assertThat(notes("quorum", 5)).doesNotContain(note);
    }

    private List<String> notes(String mode, int priority) {
        String pg3 = "{patroni: {tags: {failover_priority: " + priority + "}}}";
        return ScenarioRules.notes(
                new ScenarioFolder(folder).read(yaml("", pg3) + "patroni: {synchronous_mode: \"" + mode + "\"}\n"));
    }

    @Test
    void theExpectedNewPrimaryIsANode() {
        ScenarioFolder files = new ScenarioFolder(folder);

        assertThat(files.problems(yaml("", "[patroni]") + "expect: {new_primary: lb1}\n"))
                .contains("new_primary: unknown node \"lb1\"");
        assertThat(files.problems(yaml("", "[patroni]") + "expect: {new_primary: 3}\n"))
                .contains("new_primary takes the name of a node such as pg2, or unchecked");
        assertThat(files.read(yaml("", "[patroni]") + "expect: {new_primary: pg3}\n")
                        .expectations())
                .anySatisfy(one -> assertThat(one.limit().text()).isEqualTo("pg3"));
    }

    @Test
    void aTagOfALaterVersionIsRefusedWhereTheSuiteIsOlder() {
        assertThat(new ScenarioFolder(folder)
                        .problems(yaml("  suite: bookworm\n", "{patroni: {tags: {failover_priority: 2}}}")))
                .contains("of suite bookworm has no tags.failover_priority; 4.0 has");
    }
}
