package dev.lapse.scenario;

import static dev.lapse.scenario.ScenarioFolder.HEAD;
import static dev.lapse.scenario.ScenarioFolder.STEPS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each component would refuse at its start, or take otherwise than was meant: the reader tells it, with its place. */
class SettingRulesTest {
    @TempDir
    private Path folder;

    private void isRefused(String lines, String message) {
        assertThat(new ScenarioFolder(folder).problems(HEAD + "timings: fixed\n" + lines + "\n" + STEPS))
                .startsWith("BAD_INPUT a.yaml:3:")
                .contains(message);
    }

    private void isTaken(String lines, String name, String value) {
        Optional<String> seen = new ScenarioFolder(folder)
                .read(HEAD + "timings: fixed\n" + lines + "\n" + STEPS).cluster().settings().values().values().stream()
                        .map(section -> Optional.ofNullable(((Map<String, String>) section).get(name)))
                        .flatMap(Optional::stream)
                        .findFirst();
        assertThat(seen).contains(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql: {parameters.max_connections: 50} | the parameters stand in the section itself; write postgresql: {max_connections: ...}",
                "postgresql: {parametres.max_connections: 50} | write postgresql: {max_connections: ...}",
                "postgresql: {parameters: {max_connections: 50}} | write postgresql: {max_connections: ...}",
                "postgresql: {wal_level: hot_standby} | \"hot_standby\" is called replica since PostgreSQL 9.6; write wal_level: replica",
                "postgresql: {wal_keep_segments: 8} | postgresql.wal_keep_segments is wal_keep_size since PostgreSQL 13; write wal_keep_size: 128MB",
                "postgresql: {unix_socket_permissions: 01000} | \"01000\" is out of range",
                "postgresql: {max_connections: 099} | with a zero before it PostgreSQL reads it in base 8",
                "postgresql: {max_connections: '0x5'} | \"0x5\" is out of range"
            })
    void whatPostgresqlWouldNotTake(String lines, String message) {
        isRefused(lines, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql: {unix_socket_permissions: 0777} | unix_socket_permissions | 0777",
                "postgresql: {log_file_mode: \"0600\"} | log_file_mode | 0600",
                "postgresql: {max_connections: '0x64'} | max_connections | 0x64",
                "postgresql: {myapp.user: 5} | myapp.user | 5"
            })
    void whatPostgresqlTakes(String lines, String name, String value) {
        isTaken(lines, name, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "etcd: {heartbeat-interval: 500ms} | a.yaml:3:8: etcd.election-timeout must be >= 5 * heartbeat-interval, was 1000ms (etcd's default) < 5 * 500ms",
                "etcd: {election-timeout: 400} | a.yaml:3:8: etcd.election-timeout must be >= 5 * heartbeat-interval, was 400ms < 5 * 100ms (etcd's default)",
                "etcd: {election-timeout: 60s} | a.yaml:3:26: etcd.election-timeout must be <= 50000ms, was 60000ms",
                "etcd: {heartbeat-interval: 0} | etcd.heartbeat-interval must be > 0ms, was 0ms",
                "etcd: {experimental-enable-lease-checkpoint-persist: true} | needs experimental-enable-lease-checkpoint: true beside it"
            })
    void whatEtcdWouldNotStartWith(String lines, String message) {
        isRefused(lines, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "haproxy: {fall: 0} | \"0\" must be a whole number from 1 up, or off",
                "haproxy: {rise: 0} | \"0\" must be a whole number from 1 up, or off",
                "haproxy: {read.error-limit: 0} | \"0\" must be a whole number from 1 up, or off",
                "haproxy: {inter: 0} | \"0\" is out of range: it must be above 0",
                "haproxy: {fastinter: 0s} | \"0s\" is out of range: it must be above 0",
                "haproxy: {inter: 30d} | \"30d\" is out of range: HAProxy takes no time above 2147483647ms",
                "haproxy: {timeout client: 999999999h} | HAProxy takes no time above 2147483647ms",
                "haproxy: {balance: roundrobbin} | \"roundrobbin\" must be one of roundrobin, static-rr, leastconn",
                "haproxy: {balance: uri} | read another protocol than PostgreSQL's, and do nothing here",
                "haproxy: {read.balance: hdr(host)} | read another protocol than PostgreSQL's",
                "haproxy: {hash-type: consistant} | \"consistant\" must be map-based or consistent",
                "haproxy: {http-check expect: stauts 200} | must be status, rstatus, string or rstring",
                "haproxy: {http-check expect: status 2000} | must be status, rstatus, string or rstring",
                "haproxy: {nbthread: 0} | \"0\" must be a whole number of threads from 1 to 64, or off",
                "haproxy: {nbthread: 65} | \"65\" is out of range",
                "haproxy: {spread-checks: 51} | \"51\" is out of range",
                "haproxy: {namespace: blue} | the containers have no network namespace of a name; leave it out",
                "haproxy: {stick on: src} | haproxy.stick on needs a table; write stick-table: type ip size 10k beside it",
                "haproxy: {write.stick on: src, read.stick-table: type ip size 10k} | haproxy.write.stick on needs a table",
                "haproxy: {default-server: inter 2s fall 2 backup on-marked-down shutdown-sessions} | write haproxy: {inter: 2s, fall: 2, backup: on, on-marked-down: shutdown-sessions}",
                "haproxy: {global: {maxconn: 5}} | maxconn of the process is global.maxconn: 5000",
                "haproxy: {defaults: {retries: 5}} | write its lines as settings, by their plain name, such as timeout connect: 4s",
                "haproxy: {timeout: {connect: 5s}} | such as timeout connect: 4s",
                "haproxy: {mode: tcp} | both ports are TCP",
                "haproxy: {log: global} | HAProxy logs to its output",
                "haproxy: {user: haproxy} | haproxy setting \"user\": HAProxy has it, and Lapse does not take it; leave it out",
                "haproxy: {tune.bufsize: 16384} | HAProxy has it, and Lapse does not take it",
                "haproxy: {stats enable: ''} | HAProxy has it, and Lapse does not take it",
                "haproxy: {timeout http-request: 5s} | HAProxy has it, and Lapse does not take it",
                "haproxy: {option httpclose: ''} | HAProxy has it, and Lapse does not take it",
                "haproxy: {write.cookie: a} | HAProxy has it, and Lapse does not take it"
            })
    void whatHaproxyWouldNotTake(String lines, String message) {
        isRefused(lines, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "haproxy: {balance: random(2)} | balance | random(2)",
                "haproxy: {balance: off} | balance | off",
                "haproxy: {hash-type: consistent sdbm avalanche} | hash-type | consistent sdbm avalanche",
                "haproxy: {http-check expect: '! rstatus 5..'} | http-check expect | ! rstatus 5..",
                "haproxy: {http-check expect: 'status 200,201,300-310'} | http-check expect | status 200,201,300-310",
                "haproxy: {http-check expect: string running} | http-check expect | string running",
                "haproxy: {inter: 500us} | inter | 500us",
                "haproxy: {fall: off} | fall | off",
                "haproxy: {nbthread: 64} | nbthread | 64",
                "haproxy: {spread-checks: 0} | spread-checks | 0",
                "haproxy: {stick-table: type ip size 10k, read.stick on: src} | read.stick on | src"
            })
    void whatHaproxyTakes(String lines, String name, String value) {
        isTaken(lines, name, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keepalived: {down_timer_adverts: 0} | \"0\" is out of range",
                "keepalived: {advert_int: 0} | \"0\" is out of range: expected seconds from 0.01 to 255",
                "keepalived: {advert_int: 300} | \"300\" is out of range",
                "keepalived: {advert_int: 60} | VRRP of version 3 takes no more than 40.95 seconds, was 60",
                "keepalived: {version: 2, advert_int: 0.5} | VRRP of version 2 has whole seconds, was 0.5",
                "keepalived: {fall: 0} | \"0\" is out of range",
                "keepalived: {interval: 0} | \"0\" is out of range: expected seconds from 0.001",
                "keepalived: {priority: 255} | \"255\" is out of range",
                "keepalived: {weight: 300 reverse} | \"300 reverse\" is out of range",
                "keepalived: {preempt: on, nopreempt: on} | preempt and nopreempt exclude each other; leave one out",
                "keepalived: {accept: on, no_accept: on} | accept and no_accept exclude each other; leave one out",
                "keepalived: {state: MASTER} | with state MASTER keepalived drops nopreempt, which Lapse writes; write nopreempt: off beside it",
                "keepalived: {version: 2, authentication: {auth_type: PASS}} | of version 2 Lapse takes none either",
                "keepalived: {vrrp_version: 2} | write version, such as version: 2",
                "keepalived: {use_vmac: on} | keepalived has it, and Lapse does not take it; leave it out",
                "etcd: {cors: '*'} | etcd setting \"cors\": etcd has it, and Lapse does not take it; leave it out",
                "etcd: {experimental-memory-mlock: true} | etcd has it, and Lapse does not take it"
            })
    void whatKeepalivedAndEtcdWouldNotTake(String lines, String message) {
        isRefused(lines, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keepalived: {interval: 0.5} | interval | 0.5",
                "keepalived: {interval: 500ms} | interval | 0.5",
                "keepalived: {weight: 2 reverse} | weight | 2 reverse",
                "keepalived: {weight: -20} | weight | -20",
                "keepalived: {state: MASTER, nopreempt: off} | state | MASTER",
                "keepalived: {priority: 254} | priority | 254"
            })
    void whatKeepalivedTakes(String lines, String name, String value) {
        isTaken(lines, name, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patroni: {postgresql: {pg_hba: [hots all all all md5]}} | unknown type \"hots\"; did you mean \"host\"?",
                "patroni: {postgresql: {pg_hba: [host all all all md55]}} | unknown method \"md55\"; did you mean \"md5\"?",
                "patroni: {postgresql: {pg_hba: [host all all md5]}} | expected host DATABASE USER ADDRESS METHOD, was 4 columns",
                "patroni: {postgresql: {pg_hba: [local all all all trust]}} | unknown method \"all\"",
                "patroni: {postgresql: {pg_hba: [host all all 192.0.2.1 md5]}} | an address needs its length, such as 192.0.2.1/32",
                "patroni: {postgresql: {pg_hba: [host all all all peer]}} | PostgreSQL takes peer for local alone",
                "patroni: {postgresql: {pg_hba: [{type: host, method: md5}]}} | an entry is a line",
                "patroni: {ignore_slots: [{nam: a}]} | unknown key \"nam\"; did you mean \"name\"?",
                "patroni: {ignore_slots: [{name: a, type: physicl}]} | unknown type \"physicl\"",
                "patroni: {ignore_slots: {name: a}} | expected a list, was a map",
                "patroni: {postgresql: null} | expected a map, was nothing",
                "patroni: {slots: {barman: }} | expected a map, was nothing",
                "patroni: {slots: } | expected a map, was nothing",
                "patroni: {citus: {group: 0}} | the image has no extension Citus; leave it out",
                "suite: trixi | unknown suite \"trixi\"; did you mean \"trixie\"?",
                "'probes: [{kind: write, every: 1us}]' | every must be >= 1ms, was 1us",
                "'probes: [{kind: write, vantage: pool, hikari: {maximumPoolSize: 0}}]' | hikari.maximumPoolSize must be >= 1, was 0",
                "'probes: [{kind: write, vantage: pool, hikari: {minimumIdle: 11}}]' | hikari.minimumIdle must be <= hikari.maximumPoolSize 10, was 11",
                "'probes: [{kind: write, vantage: pool, hikari: {validationTimeout: 100ms}}]' | hikari.validationTimeout must be >= 250ms",
                "'probes: [{kind: write, vantage: pool, hikari: {maxLifetime: 5s}}]' | hikari.maxLifetime must be 0 or >= 30s",
                "'probes: [{kind: write, vantage: pool, hikari: {keepaliveTime: 1s}}]' | hikari.keepaliveTime must be 0 or >= 30s"
            })
    void whatPatroniAndTheClientsWouldNotTake(String lines, String message) {
        isRefused(lines, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patroni: {synchronous_mode: Quorum} | synchronous_mode | quorum",
                "patroni: {log: {level: debug}} | log.level | DEBUG",
                "patroni: {postgresql: {pg_hba: ['# mine', 'hostssl all all 192.0.2.0 255.255.255.0 cert clientcert=verify-full']}} | postgresql.pg_hba | [\"# mine\", \"hostssl all all 192.0.2.0 255.255.255.0 cert clientcert=verify-full\"]",
                "patroni: {postgresql: {pg_hba: ['local a, b \"my user\" peer map=m']}} | postgresql.pg_hba | [\"local a, b \\\"my user\\\" peer map=m\"]"
            })
    void whatPatroniTakes(String lines, String name, String value) {
        isTaken(lines, name, value);
    }
}
