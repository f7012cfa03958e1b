package dev.lapse.scenario;

import static dev.lapse.scenario.ScenarioFolder.HEAD;
import static dev.lapse.scenario.ScenarioFolder.STEPS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that bind several values: Patroni's timings, the order of the steps, targets, overrides, topologies. */
class ScenarioRulesTest {
    @TempDir
    private Path folder;

    private String problems(String yaml, String... overrides) {
        return new ScenarioFolder(folder).problems(yaml, overrides);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ttl: 19s | 11 | patroni.ttl must be >= 20s, was 19s; Patroni would run it as ttl 20, loop_wait 1, retry_timeout 9, and as-is: true at the top of the file, or --set as-is=true, runs it so",
                "loop_wait: 0 | 11 | patroni.loop_wait must be >= 1s, was 0s; Patroni would run it as ttl 30, loop_wait 1, retry_timeout 10, and as-is: true at the top of the file, or --set as-is=true, runs it so",
                "retry_timeout: 2s | 11 | patroni.retry_timeout must be >= 3s, was 2s; Patroni would run it as ttl 30, loop_wait 10, retry_timeout 3, and as-is: true at the top of the file, or --set as-is=true, runs it so",
                "ttl: 20s | 11 | patroni.loop_wait + 2*retry_timeout must be <= ttl, was 10s + 2*10s = 30s > 20s (Patroni's default: loop_wait, retry_timeout); Patroni would run it as ttl 20, loop_wait 1, retry_timeout 9, and as-is: true at the top of the file, or --set as-is=true, runs it so",
                "retry_timeout: 11s | 11 | patroni.loop_wait + 2*retry_timeout must be <= ttl, was 10s + 2*11s = 32s > 30s (Patroni's default: ttl, loop_wait); Patroni would run it as ttl 30, loop_wait 8, retry_timeout 11, and as-is: true at the top of the file, or --set as-is=true, runs it so",
                "'ttl: 40s, loop_wait: 11s, retry_timeout: 15s' | 11 | patroni.loop_wait + 2*retry_timeout must be <= ttl, was 11s + 2*15s = 41s > 40s; Patroni would run it as ttl 40, loop_wait 10, retry_timeout 15, and as-is: true at the top of the file, or --set as-is=true, runs it so"
            })
    void patronisRulesPointAtTheScenariosKey(String patroni, int column, String problem) {
        assertThat(problems(HEAD + "timings: fixed\npatroni: {" + patroni + "}\n" + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:3:" + column + ": " + problem);
    }

    @Test
    void patronisRulesHoldAfterTheProfileAndPointAtTheOverride() {
        assertThat(problems(HEAD + "patroni: {ttl: 60s}\n" + STEPS, "patroni.loop_wait=20s"))
                .isEqualTo(
                        "BAD_INPUT --set patroni.loop_wait=20s: patroni.loop_wait + 2*retry_timeout must be <= ttl,"
                                + " was 20s + 2*3s = 26s > 20s; Patroni would run it as ttl 20, loop_wait 14, retry_timeout 3, and as-is: true at the top of the file, or --set as-is=true, runs it so");
    }

    @Test
    void patronisRulesPointAtTheTopologyWhereItAloneSetsThem() {
        ScenarioFolder files = new ScenarioFolder(folder);
        files.topology("hosts: {a: [etcd, patroni, haproxy]}\npatroni: {ttl: 25s}\n");

        assertThat(files.problems(HEAD + "timings: fixed\n" + STEPS))
                .isEqualTo(
                        "BAD_INPUT topologies/reference.yaml:2:11: patroni.loop_wait + 2*retry_timeout must be <= ttl,"
                                + " was 10s + 2*10s = 30s > 25s (Patroni's default: loop_wait, retry_timeout); Patroni would run it as ttl 25, loop_wait 5, retry_timeout 10, and as-is: true at the top of the file, or --set as-is=true, runs it so");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patroni.tll=5s | unknown patroni setting \"tll\"; did you mean \"ttl\"? known: ttl, log.level, log.type, loop_wait, log.format, log.loggers, tags.nosync, ignore_slots and @MORE-PATRONI",
                "patron.ttl=5s | unknown section \"patron\"; did you mean \"patroni\"? known: @SECTIONS",
                "patroni.ttl=25x | \"25x\" must be whole seconds, such as 30 or 30s",
                "ttl=25s | expected section.name=value, such as patroni.ttl=25s",
                "patroni.ttl | expected section.name=value, such as patroni.ttl=25s"
            })
    void anOverridesErrorQuotesIt(String override, String problem) {
        assertThat(problems(HEAD + STEPS, override))
                .isEqualTo("BAD_INPUT --set " + override + ": " + KnownNames.in(problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hold: 3s | 2 | 5 | the first step must be steady, such as steady: 10s, was hold",
                "steady: 10s; heal: all | 3 | 5 | nothing is injected that could be healed",
                "steady: 10s; inject: {refuse: client-haproxy} | 3 | 5 | refuse of client-haproxy is never healed; add heal: all",
                "steady: 10s; inject: {refuse: client-haproxy}; steady: 1s; heal: all | 4 | 5 | the cluster cannot be steady while refuse is injected; heal before it",
                "steady: 10s; inject: {refuse: client-haproxy}; inject: {refuse: client-haproxy}; heal: all | 4 | 5 | refuse of client-haproxy is injected already; heal it first",
                "steady: 10s; inject: {refuse: client-haproxy}; heal: [refuze]; heal: all | 4 | 5 | unknown fault \"refuze\"; did you mean \"refuse\"? injected: refuse",
                "steady: 0s | 2 | 13 | steady must be > 0s, was 0s",
                "steady: [1] | 2 | 13 | expected a duration such as 60s, was a list",
                "steady: {fast: 3s} | 2 | 13 | key \"default\" is missing",
                "steady: {default: 3, fast: 3s} | 2 | 23 | \"3\" needs a unit, such as 3ms or 3s",
                "steady: 10s; inject: network-loss | 3 | 13 | expected a map of fault to target, such as {network-loss: primary}, was a text",
                "steady: 10s; inject: {kill: primary, phas: 0.5}; heal: all | 3 | 29 | unknown fault \"phas\"; did you mean \"phase\"?",
                "steady: 10s; inject: {kil: primary} | 3 | 14 | unknown fault \"kil\"; did you mean \"kill\"? known: @FAULTS",
                "steady: 10s; inject: {jitter: 1s} | 3 | 13 | inject must name at least one fault",
                "steady: 10s; inject: {phase: 0.5} | 3 | 13 | inject must name at least one fault",
                "steady: 10s; inject: {crash: pg1, phase: after-renwal}; heal: all | 3 | 33 | unknown phase \"after-renwal\"; did you mean \"after-renewal\"? known: after-renewal, before-renewal, or a number from 0 up to 1, such as 0.5",
                "steady: 10s; inject: {crash: pg1, phase: 1.5}; heal: all | 3 | 33 | phase must be >= 0 and < 1, was 1.5",
                "steady: 10s; inject: {crash: pg1, phase: [1]}; heal: all | 3 | 33 | expected after-renewal, before-renewal, or a number from 0 up to 1, such as 0.5, was a list",
                "steady: 10s; inject: {crash: pg1, phase: 0.5, jitter: 1s}; heal: all | 3 | 13 | jitter and phase exclude each other: jitter meets any phase of the lease, and phase a certain one",
                "steady: 10s; inject: {network-loss: pirmary} | 3 | 28 | unknown target \"pirmary\"; did you mean \"primary\"? known: primary, replica, sync-standby, all-replicas, etcd-leader, etcd-majority, vip-holder, etcd1, etcd2, etcd3, pg1, pg2, pg3, lb1, lb2",
                "steady: 10s; inject: {network-loss: client-haproxy} | 3 | 28 | unknown target \"client-haproxy\"; known: primary, replica, sync-standby, all-replicas, etcd-leader, etcd-majority, vip-holder, etcd1, etcd2, etcd3, pg1, pg2, pg3, lb1, lb2",
                "steady: 10s; inject: {refuse: primary} | 3 | 22 | refuse hits a link, and primary is a host; known: client-haproxy, haproxy-rest, haproxy-pooler, node-etcd, primary-etcd, primary-replica, replica-primary",
                "steady: 10s; inject: {refuse: primary-etdc} | 3 | 22 | unknown link \"primary-etdc\"; did you mean \"primary-etcd\"? known: client-haproxy, haproxy-rest, haproxy-pooler, node-etcd, primary-etcd, primary-replica, replica-primary",
                "steady: 10s; inject: {refuse: etcd-primary} | 3 | 22 | link etcd-primary: nothing connects from etcd to primary; did you mean \"primary-etcd\"?",
                "steady: 10s; inject: {latency: {target: primary-etcd, delay: 5ms}} | 3 | 23 | latency: delay less jitter must be >= 15ms, or no answer can show it, was 5ms",
                "steady: 10s; inject: {quorum-loss: etcd1} | 3 | 27 | quorum-loss of etcd1: one member is no quorum; its target is etcd-majority",
                "steady: 10s; inject: {link-loss: client-haproxy} | 3 | 25 | link-loss leaves clients alone; for client-haproxy take refuse or blackhole",
                "steady: 10s; inject: {partition: pg1} | 3 | 25 | partition hits a set of groups, and pg1 is a host; known: @GROUPS",
                "steady: 10s; inject: {network-loss: sync-standby} | 3 | 28 | sync-standby: patroni.synchronous_mode is not on, so there is none",
                "steady: 10s; inject: {network-loss: {target: pg1, flavour: disconect}} | 3 | 51 | unknown flavour of network-loss \"disconect\"; did you mean \"disconnect\"? known: interface-down, disconnect, drop, cable-pulled, toxiproxy",
                "steady: 10s; inject: {network-loss: {flavour: disconnect}} | 3 | 28 | key \"target\" is missing",
                "steady: 10s; inject: {kill: {target: primary, process: postgers}}; heal: all | 3 | 47 | unknown process of kill \"postgers\"; did you mean \"postgres\"? known: @PROCESSES",
                "steady: 10s; inject: {kill: {target: primary, process: haproxy}}; heal: all | 3 | 20 | kill needs a host with haproxy, and primary carries patroni, pgbouncer",
                "steady: 10s; inject: {kill: {target: pg1, process: postgres, restart: off}}; heal: all | 3 | 20 | kill of postgres with restart: off: its supervisor is Patroni, which restarts it; patroni-pause before it, or freeze it",
                "steady: 10s; inject: {slow-dcs: {target: etcd1, latency: 5}}; heal: all | 3 | 49 | \"5\" needs a unit, such as 5ms or 5s",
                "steady: 10s; inject: {crash: pg1}; inject: {freeze: pg1}; heal: all | 4 | 5 | freeze cannot be on a host together with crash, and both hit pg1; heal between them",
                "steady: 10s; inject: {network-loss: {host-of: pg1}} | 3 | 38 | unknown role \"pg1\"; known: primary, replica, sync-standby, all-replicas, etcd-leader, etcd-majority, vip-holder"
            })
    void saysWhatIsWrongWithTheSteps(String steps, int line, int column, String problem) {
        String yaml = "steps:\n  - " + steps.replace("; ", "\n  - ") + "\n";

        assertThat(problems(yaml + HEAD))
                .isEqualTo("BAD_INPUT a.yaml:" + line + ":" + column + ": "
                        + KnownNames.in(problem)
                                .replace("@GROUPS", "primary|others, pg1+etcd1|pg2+pg3+etcd2+etcd3, site-of primary"));
    }

    @Test
    void twoStepsInOneItemAreTold() {
        assertThat(problems(HEAD + "steps:\n  - steady: 10s\n    hold: 3s\n"))
                .isEqualTo(
                        "BAD_INPUT a.yaml:3:5: expected one step, was 2: steady, hold; begin each with a hyphen of its own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{a: [etcd]} | 3 | topology a has 0 hosts with patroni: there would be no PostgreSQL",
                "{a: [etcd, patroni], b: [keepalived]} | 3 | topology a: host b carries keepalived alone; the virtual address is that of the balancers, such as lb1: [haproxy, keepalived], or of the nodes, such as pg1: [patroni, keepalived]",
                "{a: [etcd, patroni, keepalived], b: [patroni, pgbouncer, keepalived]} | 3 | topology a: a and b may have the virtual address, and one of them alone carries pgbouncer; the virtual address must lead to the same port wherever it is",
                "{a: [etcd, patrony]} | 21 | unknown component \"patrony\"; did you mean \"patroni\"? known: @COMPONENTS",
                "{a: [etcd, etcd, patroni]} | 21 | component etcd is there twice",
                "{a: []} | 14 | host a must carry at least one component: @COMPONENTS",
                "{a: etcd} | 14 | expected a list of components, or a map of component to settings, was a text",
                "{A: [etcd]} | 11 | host name must match [a-z][a-z0-9-]{0,30}, was \"A\""
            })
    void saysWhatIsWrongWithATopology(String hosts, int column, String problem) {
        assertThat(problems(HEAD + "topology:\n  hosts: " + hosts + "\n" + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:3:" + column + ": " + KnownNames.in(problem));
    }

    @Test
    void aRoleNeedsATopologyThatHasIt() {
        String topology = "topology: {hosts: {a: [etcd, patroni, haproxy]}}\n";
        String steps = "steps:\n  - steady: 1s\n  - inject: {network-loss: %s}\n  - heal: all\n";

        assertThat(problems(HEAD + topology + steps.formatted("vip-holder")))
                .isEqualTo("BAD_INPUT a.yaml:5:28: vip-holder: topology a has vip: false");
        assertThat(problems(HEAD + topology + steps.formatted("replica")))
                .isEqualTo("BAD_INPUT a.yaml:5:28: replica: topology a has one node, which is the primary");
        assertThat(problems(HEAD + topology + "probes:\n  - {kind: write, via: vip}\n" + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:4:5: via vip: topology a has vip: false");
    }

    @Test
    void aTopologyFileIsReadAsStrictly() {
        ScenarioFolder files = new ScenarioFolder(folder);
        files.topology("name: other\nvipp: true\nvip: yes\n");

        assertThat(files.problems(HEAD + STEPS))
                .isEqualTo(KnownNames.in("BAD_INPUT topologies/reference.yaml:1:1: key \"hosts\" is missing\n"
                        + "topologies/reference.yaml:1:7: name must equal the file's name reference, was other\n"
                        + "topologies/reference.yaml:2:1: unknown key \"vipp\"; did you mean \"vip\"? known: name, suite,"
                        + " auth, vip, leader, sites, hosts, files, names, @SECTIONS\n"
                        + "topologies/reference.yaml:3:6: unknown value \"yes\"; known: true, false"));
    }
}
