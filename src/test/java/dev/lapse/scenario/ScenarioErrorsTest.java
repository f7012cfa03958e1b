package dev.lapse.scenario;

import static dev.lapse.scenario.ScenarioFolder.HEAD;
import static dev.lapse.scenario.ScenarioFolder.STEPS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the reader says of files that are wrong: exact texts, since people read them. */
class ScenarioErrorsTest {
    @TempDir
    private Path folder;

    private String problems(String yaml, String... overrides) {
        return new ScenarioFolder(folder).problems(yaml, overrides);
    }

    @Test
    void namesTheNearestKeyAndAllKnown() {
        assertThat(problems(HEAD + "stepps:\n  - steady: 10s\n" + STEPS))
                .isEqualTo(
                        KnownNames.in(
                                "BAD_INPUT a.yaml:2:1: unknown key \"stepps\"; did you mean \"steps\"? known: name, observed,"
                                        + " topology, suite, auth, timings, as-is, @SECTIONS, probes, load, steps, expect, seed, table, salvage, incident, resolved, assumed"));
    }

    @Test
    void tellsAllProblemsAtOnceInTheOrderOfTheFile() {
        assertThat(problems("name: b\ntimings: fixd\nsteps:\n  - stedy: 10s\n  - hold: 60\n"))
                .isEqualTo("BAD_INPUT a.yaml:1:7: name must equal the file's name \"a\", was \"b\"\n"
                        + "a.yaml:2:10: unknown timings \"fixd\"; did you mean \"fixed\"? known: profile, fixed\n"
                        + "a.yaml:4:5: unknown step \"stedy\"; did you mean \"steady\"? known: steady, inject, hold, heal,"
                        + " settle\n"
                        + "a.yaml:5:11: \"60\" needs a unit, such as 60ms or 60s");
    }

    /** The lane is meant to be there: that no lane writes would be a second, false error. */
    @Test
    void aLaneThatIsWrongIsTheOnlyError() {
        assertThat(problems(HEAD
                        + "probes:\n  - {kind: write, via: haproxy, cancel: 2s}\n" + STEPS
                        + "expect: {write_outage: 45s}\n"))
                .isEqualTo("BAD_INPUT a.yaml:3:5: cancel must be > 0s and < timeout 1s, was 2s");
    }

    @Test
    void phaseOfTheCommandLineIsNoneOfAFile() {
        assertThat(problems(
                        HEAD + "steps:\n  - steady: 5s\n  - inject: {crash: primary, phase: worst}\n  - heal: all\n"))
                .isEqualTo("BAD_INPUT a.yaml:4:37: phase worst is for ./lapse run --phase worst; in a file write"
                        + " after-renewal, before-renewal, or a number from 0 up to 1, such as 0.5");
    }

    @Test
    void nothingIsPredictedWithoutAnInjection() {
        assertThat(problems(HEAD + "steps:\n  - steady: 5s\nexpect: {write_outage: predicted}\n"))
                .isEqualTo("BAD_INPUT a.yaml:4:24: write_outage: predicted is what the configuration predicts of"
                        + " injected faults, and no step injects one");
        assertThat(problems(HEAD + "steps:\n  - steady: 5s\n  - inject: {crash: primary}\n  - heal: all\n"
                        + "expect: {write_outage: {step: heal#1, max: predicted}}\n"))
                .endsWith("of injected faults, and heal#1 injects none");
    }

    @Test
    void placesASyntaxErrorOfYaml() {
        assertThat(problems("name: a\nsteps: [\n")).startsWith("BAD_INPUT a.yaml:3:1: ");
        assertThat(problems("")).isEqualTo("BAD_INPUT a.yaml:1:1: the file is empty");
        assertThat(problems("name: a\nsteps: \u0000\n"))
                .isEqualTo("BAD_INPUT a.yaml:2:8: character U+0000 is not allowed in YAML");
        assertThat(problems("name: a\n---\nname: b\n"))
                .isEqualTo("BAD_INPUT a.yaml:2:1: expected one document, saw the begin of a second one");
        assertThat(problems("[]")).isEqualTo("BAD_INPUT a.yaml:1:1: expected a map, was a list");
        assertThat(problems(HEAD + STEPS + "expect:\n"))
                .endsWith("expected a map of check to limit, such as {write_outage: 45s}, was nothing");
    }

    @Test
    void aMapThatContainsItselfEnds() {
        assertThat(problems(HEAD + "patroni: &a {tags: *a}\n" + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:2:14: a setting's name must have at most 200 characters");
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(problems("seed: 1\n"))
                .isEqualTo("BAD_INPUT a.yaml:1:1: key \"name\" is missing\na.yaml:1:1: key \"steps\" is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed: 1\\nseed: 2 | a.yaml:3:1: key \"seed\" is there twice, first at line 2",
                "seed: many | a.yaml:2:7: \"many\" is not a whole number of 64 bits",
                "observed: [a] | a.yaml:2:11: expected one line of text, was a list",
                "table: keeps | a.yaml:2:8: unknown table \"keeps\"; did you mean \"keep\"? known: drop, keep",
                "auth: scram | a.yaml:2:7: unknown auth \"scram\"; known: md5, scram-sha-256",
                "suite: 13 | a.yaml:2:8: \"13\" is not the name of a Debian suite, such as trixie",
                "topology: refrence | a.yaml:2:11: unknown topology \"refrence\"; did you mean \"reference\"? known: reference, all-in-one, no-pooler, two-node, two-node-strict; a file in topologies adds one",
                "topology: [x] | a.yaml:2:11: expected the name of a topology, or a map, was a list",
                "patroni: 30s | a.yaml:2:10: expected a map of patroni settings, was a text",
                "patroni: {ttl: soon} | a.yaml:2:16: \"soon\" must be whole seconds, such as 30 or 30s",
                "patroni: {ttl: 20500ms} | a.yaml:2:16: \"20500ms\" must be whole seconds, such as 30 or 30s",
                "patroni: {synchronous_mode: maybe} | a.yaml:2:29: unknown value \"maybe\"; known: on, off, quorum, true, false",
                "patroni: {postgresql: {parameters: {wal_level: x}}} | a.yaml:2:48: unknown value \"x\"; known: replica, logical",
                "patroni: {tags.a: 1, tags: {a: 2}} | a.yaml:2:29: key \"tags.a\" is there twice",
                "postgresql: {wal-level: x} | a.yaml:2:14: \"wal-level\" cannot be the name of a PostgreSQL parameter",
                "haproxy: {timeout conect: 1s} | a.yaml:2:11: unknown haproxy setting \"timeout conect\"; did you mean \"timeout connect\"? known: timeout connect, timeout check, timeout client, timeout queue, timeout tunnel, timeout server, timeout client-fin, timeout server-fin and @MORE-HAPROXY",
                "haproxy: {inter: 3 s} | a.yaml:2:18: \"3 s\" must be @HAPROXY-TIME",
                "haproxy: {inter: 1.5s} | a.yaml:2:18: \"1.5s\" must be @HAPROXY-TIME",
                "haproxy: {fall: few} | a.yaml:2:17: \"few\" must be a whole number from 1 up, or off",
                "pgbouncer: {server_login_retries: 1} | a.yaml:2:13: unknown pgbouncer setting \"server_login_retries\"; did you mean \"server_login_retry\"? known: server_login_retry, server_lifetime, server_round_robin, server_tls_ciphers, server_check_delay, server_check_query, server_fast_close, server_reset_query and @MORE-PGBOUNCER",
                "etcd: {heartbeat-intervall: 100} | a.yaml:2:8: unknown etcd setting \"heartbeat-intervall\"; did you mean \"heartbeat-interval\"? known: heartbeat-interval, backend-batch-interval, grpc-keepalive-interval, auth-token-ttl, pre-vote, election-timeout, enable-pprof, enable-v2 and @MORE-ETCD"
            })
    void saysWhatIsWrongWithAKey(String line, String problem) {
        assertThat(problems(HEAD + line.replace("\\n", "\n") + "\n" + STEPS))
                .isEqualTo("BAD_INPUT " + KnownNames.in(problem));
    }

    @Test
    void whatWasObservedIsOneLine() {
        assertThat(problems(HEAD + "observed: \"\"\n" + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:2:11: expected one line of text, was nothing");
        assertThat(problems(HEAD + "observed: |\n  one\n  two\n" + STEPS))
                .startsWith(
                        "BAD_INPUT a.yaml:2:11: observed must be one line of 1 to 200 characters, was 8 characters: ");
        assertThat(problems(HEAD + "observed: \" 25 s\"\n" + STEPS))
                .contains("observed must be one line of 1 to 200 characters, was 5 characters: \" 25 s\"");
        assertThat(problems(HEAD + "observed: " + "x".repeat(201) + "\n" + STEPS))
                .contains("observed must be one line of 1 to 200 characters, was 201 characters: ");
        assertThat(problems(HEAD + "observed: " + "x".repeat(200) + "\n" + STEPS))
                .isEqualTo("no problem");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: wirte | unknown kind \"wirte\"; did you mean \"write\"? known: write, read, state | 12",
                "kind: write, via: pooler2 | unknown via \"pooler2\"; did you mean \"pooler\"? known: vip, haproxy, pooler, postgres | 24",
                "kind: write, vantage: multi-host | vantage multi-host takes via postgres or pooler, and no node: its client is given every node | 5",
                "kind: write, via: pooler | via pooler, vantage new-connection: which node? give node, or take vantage multi-host or pool, which are given every node | 5",
                "kind: write, hikari: {maximumPoolSize: 5} | hikari is for vantage pool, was new-connection | 5",
                "kind: write, vantage: pool, hikari: {maximumPoolSze: 5} | unknown hikari setting \"maximumPoolSze\"; did you mean \"maximumPoolSize\"? known: connectionTimeout, exceptionOverride, idleTimeout, keepaliveTime, maxLifetime, maximumPoolSize, minimumIdle, validationTimeout | 43",
                "kind: write, vantage: pool, hikari: {connectionTimeout: soon} | \"soon\" is not a duration; write a number and one of us, ms, s, m, min, h, such as 60s | 62",
                "kind: write, vantage: pool, hikari: {connectionTimeout: 2s} | hikari.connectionTimeout must be >= 250ms (HikariCP's floor) and <= timeout 1s, was 2s | 5",
                "kind: write, vantage: pool, hikari: {exceptionOverride: read-only} | \"read-only\" must be SQLSTATEs such as \"25006, 57P01\" | 62",
                "kind: write, pgjdbc: {connectTimeout: 1500ms} | \"1500ms\" must be a whole number of seconds | 44",
                "kind: write, via: postgres, vantage: multi-host, timeout: 1s | timeout must be > pgjdbc.connectTimeout 1s, or the client never comes to its second host; was 1s | 5",
                "kind: write, via: vip, balancer: all | balancer is for via haproxy, was via vip | 39",
                "kind: write, balancer: lb3 | node lb3 does not run HAProxy; those that do: lb1, lb2 | 5",
                "kind: write, vantage: direct | unknown vantage \"direct\"; known: new-connection, pinned, pool, multi-host | 28",
                "kind: write, via: postgres, vantage: pinned | via postgres takes vantage multi-host or pool, or none: then its lanes hold one session to each node | 43",
                "kind: write, every: 20 | \"20\" needs a unit, such as 20ms or 20s | 26",
                "kind: write, every: 0s | every must be > 0s, was 0s | 5",
                "kind: write, timeout: 0s | timeout must be > 0s, was 0s | 5",
                "kind: write, timeout: 1min | timeout must be <= 1000 * every, since so many attempts are under way at once when all of them hang; was 60s > 20s | 5",
                "kind: write, hold: 2s | hold must be > 0s and < timeout 1s, was 2s | 5",
                "kind: write, hold: 20 | \"20\" needs a unit, such as 20ms or 20s | 25",
                "kind: write, hold: 500ms, cancel: 300ms | hold and cancel exclude each other: what is held is no statement that takes too long | 5",
                "kind: state, hold: 500ms | hold is for clients; the lanes straight to each node only ask | 5",
                "kind: write, vantage: pinned, hold: 500ms | hold must be <= every, since a pinned client has one session, or attempts wait for each other in a cluster that is well; was 500ms > 20ms | 5",
                "kind: write, vantage: pool, hold: 500ms | hold must be <= every * hikari.maximumPoolSize 10, or attempts wait for each other in a cluster that is well; was 500ms > 200ms | 5",
                "kind: write, pgjdbc: driver-default | unknown word for pgjdbc \"driver-default\"; did you mean \"driver-defaults\"? known: driver-defaults | 27",
                "kind: write, pgjdbc: {gssEncMode: require} | \"require\" needs GSSAPI, which no server speaks here; write disable, allow, prefer | 40",
                "kind: write, pgjdbc: {assumeMinServerVersion: new} | \"new\" must be a version of PostgreSQL such as 14, or none | 52",
                "kind: write, via: postgres, vantage: multi-host, pgjdbc: driver-defaults | timeout must be > pgjdbc.connectTimeout 10s, or the client never comes to its second host; was 3s | 5",
                "kind: state, via: haproxy | via haproxy takes kind write or read, was state | 5",
                "kind: read, via: postgres | via postgres takes kind state or write, was read | 5",
                "kind: state, node: pg9 | node pg9 does not run PostgreSQL; those that do: pg1, pg2, pg3 | 5",
                "kind: write, node: pg1 | node is for via postgres or pooler, was via haproxy | 25",
                "'kind: write, name: w, vantage: [pinned, new-connection]' | name \"w\" is for one lane, and 2 vantages make as many; write one probe per vantage | 5",
                "kind: write, name: W | lane name must match [a-z][a-z0-9-]{0,40}, was \"W\" | 5",
                "via: haproxy | key \"kind\" is missing | 5"
            })
    void saysWhatIsWrongWithAProbe(String probe, String problem, int column) {
        assertThat(problems(HEAD + "probes:\n  - {" + probe + "}\n" + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:3:" + column + ": " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "switchover: {to: pg9} | 31 | unknown to of switchover \"pg9\"; did you mean \"pg1\"? known: any, replica, sync-standby, async-replica, pg1, pg2, pg3",
                "switchover: {candidate: pg2} | 27 | unknown key \"candidate\"; write to, such as to: pg2",
                "'switchover: {target: pg2, to: pg2}' | 26 | switchover of pg2 to pg2: to must name another node",
                "switchover: {to: sync-standby} | 26 | switchover to sync-standby: patroni.synchronous_mode is not on, so there is none",
                "'restart: {target: primary, refused: maybe}' | 50 | unknown refused of restart \"maybe\"; known: false, true",
                "'crash: {target: primary, refused: true}' | 39 | unknown key \"refused\"; known: target, host-of, flavour",
                "'latency: {target: [primary-etcd, primary-etdc]}' | 47 | unknown link \"primary-etdc\"; did you mean \"primary-etcd\"? known: @LINKS",
                "'latency: {target: []}' | 32 | expected a target or a list of them, was an empty list"
            })
    void saysWhatIsWrongWithAFault(String fault, int column, String problem) {
        assertThat(problems(HEAD + "steps:\n  - steady: 1s\n  - inject: {" + fault + "}\n  - heal: all\n"))
                .startsWith("BAD_INPUT a.yaml:4:" + column + ": " + problem.replace("@LINKS", ""));
    }

    @Test
    void whatIsRefusedOrPlannedNeedsNoHeal() {
        assertThat(problems(HEAD + "steps:\n  - steady: 1s\n  - inject: {switchover: {to: pg2}}\n"
                        + "  - inject: {patroni-pause: {target: primary, refused: true}}\n  - settle: 9s\n"))
                .isEqualTo("no problem");
    }

    @Test
    void twoLanesCannotHaveOneName() {
        assertThat(problems(HEAD + "probes:\n  - {kind: write}\n  - {kind: write, every: 10ms}\n" + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:4:5: lane write-haproxy is there twice; give one of them a name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rto: 4s | 10 | unknown check \"rto\"; known: @CHECKS",
                "write_outage: 45 | 24 | write_outage takes a duration such as 45s, {min: 1ms, max: 30s}, predicted, or unchecked; \"45\" needs a unit, such as 45ms or 45s",
                "'write_outage: {min: 2s, max: 1s}' | 24 | write_outage takes a duration such as 45s, {min: 1ms, max: 30s}, predicted, or unchecked; min must be <= max, was 2s > 1s",
                "'write_outage: {min: predicted}' | 24 | write_outage takes a duration such as 45s, {min: 1ms, max: 30s}, predicted, or unchecked; \"predicted\" is not a duration; write a number and one of us, ms, s, m, min, h, such as 60s; predicted is a whole limit, with no min beside it",
                "write_outage: {fast: 1s} | 24 | key \"default\" is missing",
                "'write_outage: {default: 1s, max: 1s}' | 24 | expected min and max, or a limit per profile, not both; write default: {min: ..., max: ...}",
                "write_outage: {} | 24 | expected a limit: max, min, or default and fast",
                "'write_outage: {lane: read-haproxy, max: 1s}' | 31 | unknown write lane \"read-haproxy\"; did you mean \"write-haproxy\"? known: write-haproxy, write-haproxy-pinned",
                "'lost_writes: {lane: write-haproxy, max: 0}' | 30 | lost_writes is of the whole run and names no lane, was lane write-haproxy",
                "'write_outage: [1s, 2s]' | 29 | write_outage of all lanes is there twice",
                "lost_writes: never | 23 | lost_writes takes a count such as 0, {min: 1}, or unchecked; \"never\" is not a whole number",
                "'write_outage: {step: inject#2, max: 9s}' | 31 | unknown step \"inject#2\"; did you mean \"inject#1\"? known: @ACTIVE",
                "'write_outage: {lane: write-haproxy, step: injct#1, max: 9s}' | 52 | unknown step \"injct#1\"; did you mean \"inject#1\"? known: @ACTIVE",
                "'write_outage: {step: hold#1, max: 9s}' | 31 | what happens in hold#1 belongs to the step before it that injects or heals, or to the steady one; known: @ACTIVE",
                "'lost_writes: {step: inject#1, max: 0}' | 30 | lost_writes is of the whole run and names no step, was step inject#1",
                "'write_outage: [{step: inject#1, max: 1s}, {step: inject#1, max: 2s}]' | 52 | write_outage of all lanes in inject#1 is there twice",
                "dual_primary: uncheckt | 24 | dual_primary takes never, a duration such as {min: 1ms, max: 30s}, or unchecked; \"uncheckt\" is not a duration; write a number and one of us, ms, s, m, min, h, such as 60s; did you mean \"unchecked\"?",
                "two_routed: nevr | 22 | two_routed takes never, a duration such as {min: 1ms, max: 30s}, or unchecked; \"nevr\" is not a duration; write a number and one of us, ms, s, m, min, h, such as 60s; did you mean \"never\"?",
                "write_outage: [] | 24 | expected a limit, was an empty list; the limit unchecked takes a check out",
                "'write_outage: {step: inject#1, max: {default: 9s, fast: 5s}}' | 46 | expected a limit, was a map; for each profile write default and fast in place of max",
                "rejoined: most | 20 | rejoined takes all or unchecked; was \"most\""
            })
    void saysWhatIsWrongWithAnExpectation(String expect, int column, String problem) {
        String steps = "steps: [{steady: 5s}, {inject: {crash: primary}}, {hold: 5s}, {heal: all}]\n";

        assertThat(problems(HEAD + "expect: {" + expect + "}\n" + steps))
                .isEqualTo("BAD_INPUT a.yaml:2:" + column + ": "
                        + KnownNames.in(problem).replace("@ACTIVE", "steady#1, inject#1, heal#1"));
    }

    @Test
    void aWrongStepHidesNoneOfTheNamesThatExpectUses() {
        assertThat(problems(HEAD
                        + "steps: [{steady: 5s}, {injct: {crash: primary}}, {heal: all}]\n"
                        + "expect: {write_outage: {step: inject#1, max: 9s}}\n"))
                .isEqualTo("BAD_INPUT a.yaml:2:24: unknown step \"injct\"; did you mean \"inject\"? known: steady,"
                        + " inject, hold, heal, settle");
    }

    @Test
    void onlyLapseSaysWhatIsAssumed() {
        assertThat(problems(HEAD + "assumed: [rejoined]\n" + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:2:1: assumed is written by Lapse, beside resolved");
    }

    @Test
    void anOutageIsExpectedOnlyOfLanesThatAreThere() {
        assertThat(problems(HEAD + "probes:\n  - {kind: read}\nexpect: {write_outage: 1s}\n" + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:4:24: write_outage: no client lane has kind write");
    }
}
