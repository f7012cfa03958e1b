package dev.lapse.scenario;

import static dev.lapse.scenario.ScenarioFolder.HEAD;
import static dev.lapse.scenario.ScenarioFolder.STEPS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.lapse.cluster.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings as people copy them from the components' own files: what is taken, and what the reader and editors refuse. */
class SettingValuesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @TempDir
    private Path folder;

    private String problems(String yaml) {
        return new ScenarioFolder(folder).problems(yaml);
    }

    private static boolean schemaTakes(String yaml) throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(YAML.readTree(Files.readString(Path.of("scenarios", "scenario.schema.json"))));
        return schema.validate(YAML.readTree(yaml)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patroni: {ttl: 45} | ttl | 45",
                "patroni: {ttl: 1min} | ttl | 60",
                "patroni: {member_slots_ttl: 30min} | member_slots_ttl | 1800",
                "patroni: {synchronous_mode: off} | synchronous_mode | off",
                "patroni: {failsafe_mode: yes} | failsafe_mode | on",
                "patroni: {synchronous_mode: quorum} | synchronous_mode | quorum",
                "patroni: {maximum_lag_on_syncnode: -1} | maximum_lag_on_syncnode | -1",
                "patroni: {bootstrap: {dcs: {loop_wait: 5}}} | loop_wait | 5",
                "patroni: {postgresql: {pg_hba: [host all all all md5]}} | postgresql.pg_hba | [\"host all all all md5\"]",
                "patroni: {ignore_slots: [{name: a, type: physical}]} | ignore_slots | [{\"name\": \"a\", \"type\": \"physical\"}]",
                "patroni: {postgresql: {basebackup: [verbose, {max-rate: 10M}]}} | postgresql.basebackup | [\"verbose\", {\"max-rate\": \"10M\"}]",
                "patroni: {log: {loggers: {patroni.postmaster: WARNING}}} | log.loggers | {\"patroni.postmaster\": \"WARNING\"}",
                "patroni: {slots: {barman: {type: physical}}} | slots.barman.type | physical",
                "patroni: {tags: {zone: a}} | tags.zone | a",
                "patroni: {watchdog: {safety_margin: -1}} | watchdog.safety_margin | -1",
                "patroni: {postgresql: {recovery_conf: {recovery_min_apply_delay: 5min}}} | postgresql.recovery_conf.recovery_min_apply_delay | 5min",
                "patroni: {postgresql: {parameters: {max_connections: 100}}} | max_connections | 100",
                "postgresql: {timezone: UTC} | TimeZone | UTC",
                "postgresql: {auto_explain.log_min_duration: 5s} | auto_explain.log_min_duration | 5s",
                "postgresql: {synchronous_commit: off} | synchronous_commit | off",
                "postgresql: {shared_buffers: 128MB} | shared_buffers | 128MB",
                "postgresql: {zero_damaged_pages: on} | zero_damaged_pages | on",
                "postgresql: {random_page_cost: 1.1} | random_page_cost | 1.1",
                "postgresql: {jit_expressions: off} | jit_expressions | off",
                "haproxy: {inter: 10000} | inter | 10000ms",
                "haproxy: {timeout connect: 5000} | timeout connect | 5000ms",
                "haproxy: {timeout check: off} | timeout check | off",
                "haproxy: {timeout check: false} | timeout check | off",
                "haproxy: {read.timeout client: 1h} | read.timeout client | 1h",
                "haproxy: {backup: ''} | backup | ''",
                "haproxy: {read.backup: on} | read.backup | ''",
                "haproxy: {check-write: GET /primary} | check-write | GET /primary",
                "haproxy: {check-read: \"HEAD /replica?lag=1MB\"} | check-read | HEAD /replica?lag=1MB",
                "haproxy: {write.option httpchk: OPTIONS /leader} | check-write | OPTIONS /leader",
                "haproxy: {option httpchk: GET /primary, check-read: /replica} | option httpchk | GET /primary",
                "haproxy: {option redispatch: 1} | option redispatch | 1",
                "haproxy: {option redispatch: on} | option redispatch | ''",
                "haproxy: {stats timeout: 30s} | stats timeout | 30s",
                "haproxy: {global.maxconn: 100} | global.maxconn | 100",
                "haproxy: {weight: 0} | weight | 0",
                "haproxy: {check-pooler: yes} | check-pooler | on",
                "pgbouncer: {query_wait_timeout: 5} | query_wait_timeout | 5",
                "pgbouncer: {log_connections: yes} | log_connections | 1",
                "keepalived: {advert_int: 0.3} | advert_int | 0.3",
                "keepalived: {nopreempt: off} | nopreempt | off",
                "keepalived: {fall: 3, interval: 2} | interval | 2",
                "etcd: {heartbeat-interval: 1s, election-timeout: 5s} | heartbeat-interval | 1000",
                "etcd: {grpc-keepalive-timeout: 20s} | grpc-keepalive-timeout | 20000000000"
            })
    void whatPeopleCopyIsTakenByTheReaderAndByEditors(String line, String name, String value) throws IOException {
        String yaml = HEAD + "timings: fixed\n" + line + "\n" + STEPS;

        Map<Section, Map<String, String>> settings =
                new ScenarioFolder(folder).read(yaml).cluster().settings().values();

        Optional<String> seen = settings.values().stream()
                .flatMap(section -> Optional.ofNullable(section.get(name)).stream())
                .findFirst();
        assertThat(seen).contains(value);
        assertThat(schemaTakes(yaml)).as("the schema takes %s", line).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql: {wal_sender_timout: 5s} | unknown postgresql setting \"wal_sender_timout\"; did you mean \"wal_sender_timeout\"?",
                "patroni: {postgresql: {parameters: {wal_sender_timout: 5s}}} | unknown postgresql setting \"wal_sender_timout\"; did you mean \"wal_sender_timeout\"?",
                "postgresql: {wal_level: minimal} | unknown value \"minimal\"; known: replica, logical",
                "postgresql: {hot_standby_feedback: maybe} | unknown value \"maybe\"",
                "postgresql: {wal_sender_timeout: 5 sec} | \"5 sec\" must be a whole number from 0 to 2147483647 ms, or with a unit: us, ms, s, min, h, d",
                "postgresql: {max_connections: many} | \"many\" must be a whole number from 25 to 262143 (Patroni takes no less than 25)",
                "postgresql: {max_connections: 10} | \"10\" is out of range",
                "postgresql: {checkpoint_completion_target: 1.5} | \"1.5\" is out of range: expected a number from 0 to 1",
                "patroni: {ttl: soon} | \"soon\" must be whole seconds, such as 30 or 30s",
                "patroni: {ttl: -5} | \"-5\" must be whole seconds",
                "patroni: {failsafe_mode: maybe} | unknown value \"maybe\"; known: on, off, true, false",
                "patroni: {synchronous_node_count: 0} | \"0\" is out of range",
                "patroni: {primary_race_backoff: 60s} | no release of Patroni up to 4.1.5 has it",
                "patroni: {standby_cluster: {host: 192.0.2.1}} | a standby cluster follows a primary outside",
                "patroni: {watchdog: {mode: always}} | unknown value \"always\"; known: off, automatic, required",
                "patroni: {log: {levle: DEBUG}} | unknown patroni setting \"log.levle\"; did you mean \"log.level\"?",
                "patroni: {restapi: {listen: 0.0.0.0}} | Lapse sets it itself on each node",
                "patroni: {postgresql: {pg_hba: host all all all md5}} | expected a list, was a text",
                "patroni: {slots: {barman: {type: physicl}}} | unknown value \"physicl\"; did you mean \"physical\"?",
                "haproxy: {inter: 1.5s} | \"1.5s\" must be a time of HAProxy: milliseconds, such as 10000",
                "haproxy: {check-write: PUT /primary} | \"PUT /primary\" must be what is asked of Patroni, such as /primary, GET /primary",
                "haproxy: {weight: 300} | \"300\" is out of range",
                "haproxy: {on-marked-down: shutdown} | \"shutdown\" must be one of shutdown-sessions, off",
                "haproxy: {agent-check: ''} | an agent check asks an agent on each node, and none runs there",
                "haproxy: {resolvers: docker} | the servers are given by address",
                "haproxy: {option tcp-check: ''} | the servers are checked by a request to Patroni's REST API; write check-write",
                "haproxy: {option pgsql-check: user postgres} | the servers are checked by a request",
                "haproxy: {bind: '*:5432'} | Lapse writes it itself",
                "haproxy: {wirte.inter: 1s} | unknown haproxy setting \"wirte.inter\"",
                "pgbouncer: {'* = host': lb1 port=5000} | Lapse writes [databases] itself",
                "pgbouncer: {pool_mode: sesion} | unknown value \"sesion\"; did you mean \"session\"?",
                "keepalived: {track_script: a} | Lapse tracks a script of its own",
                "keepalived: {state: MASTRE} | unknown value \"MASTRE\"; did you mean \"MASTER\"?",
                "etcd: {data-dir: /tmp} | Lapse sets it itself",
                "etcd: {grpc-keepalive-timeout: 20} | \"20\" must be a duration with a unit",
                "as-is: perhaps | unknown value \"perhaps\""
            })
    void whatIsRefusedIsMarkedByEditorsToo(String line, String message) throws IOException {
        String yaml = HEAD + "timings: fixed\n" + line + "\n" + STEPS;

        assertThat(problems(yaml)).startsWith("BAD_INPUT a.yaml:3:").contains(message);
        assertThat(schemaTakes(yaml)).as("the schema takes %s", line).isFalse();
    }

    /** What depends on the suite, on other settings, or on a number with a unit: no schema holds it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql: {wal_keep_size: 1MB} | a.yaml:2:29: \"1MB\" is out of range: expected a whole number from 16 to 2147483647 MB (Patroni takes no less than 16), or with a unit: B, kB, MB, GB, TB",
                "'suite: bookworm\npostgresql: {io_method: worker}' | a.yaml:3:14: PostgreSQL 15 of suite bookworm has no io_method; 18 has",
                "'suite: bookworm\npgbouncer: {max_prepared_statements: 5}' | a.yaml:3:13: PgBouncer 1.18 of suite bookworm has no max_prepared_statements; 1.24, 1.26 have",
                "'suite: bookworm\npatroni: {synchronous_mode: quorum}' | a.yaml:3:29: Patroni 3.0 of suite bookworm has no quorum, and would replicate asynchronously; 4.0 has",
                "'suite: bookworm\npatroni: {member_slots_ttl: 60}' | a.yaml:3:11: Patroni 3.0 of suite bookworm has no member_slots_ttl; 4.0 has",
                "postgresql: {listen_addresses: '*'} | a.yaml:2:14: postgresql.listen_addresses: Patroni sets it from its own configuration; leave it out",
                "postgresql: {block_size: 8192} | a.yaml:2:14: postgresql.block_size is preset, and no file can set it",
                "postgresql: {recovery_min_apply_delay: 5min} | recovery_min_apply_delay is of recovery, and Patroni drops it here; write patroni: {postgresql: {recovery_conf: {recovery_min_apply_delay: ...}}}",
                "patroni: {tags: {nofailover: true}} | a.yaml:2:18: patroni.tags.nofailover: every node has it",
                "patroni: {tags: {failover_priority: 0}} | patroni.tags.failover_priority: every node has it",
                "patroni: {tags: {nofailovr: true}} | unknown patroni setting \"tags.nofailovr\"; did you mean \"tags.nofailover\"?",
                "patroni: {watchdog: {mode: required}} | a.yaml:2:28: the containers have no watchdog device",
                "patroni: {slots: {s: {type: logical, database: lapse, plugin: pgoutput}}} | a.yaml:2:23: patroni.slots.s.type: a logical slot needs PostgreSQL's wal_level logical",
                "patroni: {postgresql: {pgbackrest: {command: /bin/x}}} | or is pgbackrest a way to make replicas? Then name it",
                "haproxy: {option httpchk: GET /primary} | a.yaml:2:11: haproxy.option httpchk would be the check of both ports, and 5001 would lead to the same node as 5000; write check-write: GET /primary",
                "haproxy: {check-write: GET /primry} | unknown page of Patroni \"/primry\"; did you mean \"/primary\"?"
            })
    void whatTheReaderAloneHolds(String lines, String message) {
        assertThat(problems(HEAD + lines + "\n" + STEPS)).contains(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patroni: {slots: {s: {type: logical, database: lapse, plugin: pgoutput}}}\npostgresql: {wal_level: logical}",
                "suite: forky\npatroni: {tags: {sync_priority: 2}}",
                "patroni: {postgresql: {create_replica_methods: [pgbackrest, basebackup], pgbackrest: {command: /bin/x}}}"
            })
    void isTakenWithWhatItNeeds(String lines) {
        assertThat(problems(HEAD + lines + "\n" + STEPS)).isEqualTo("no problem");
    }

    @Test
    void timingsThatBreakPatronisRuleRunAsTheyAreOnRequest() throws IOException {
        String yaml = HEAD + "as-is: true\npatroni: {ttl: 30, loop_wait: 10, retry_timeout: 30}\n" + STEPS;
        ScenarioFolder files = new ScenarioFolder(folder);

        Scenario scenario = files.read(yaml, Profile.FAST);

        assertThat(scenario.cluster().settings().of(Section.PATRONI)).containsEntry("retry_timeout", "30");
        assertThat(scenario.notes())
                .containsExactly("as-is: Patroni is given ttl 30, loop_wait 10, retry_timeout 30 and runs it as ttl 30,"
                        + " loop_wait 1, retry_timeout 14");
        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
        assertThat(schemaTakes(yaml)).isTrue();
        assertThat(files.problems(HEAD + "timings: profile\nas-is: true\n" + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:3:8: as-is: true keeps the file's own timings, so it cannot be beside"
                        + " timings: profile");
        assertThat(files.read(HEAD + "suite: bookworm\nas-is: true\npatroni: {ttl: 10}\n" + STEPS)
                        .notes())
                .containsExactly(
                        "as-is: Patroni runs these timings as they are: ttl 10, loop_wait 10, retry_timeout 10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patroni: {watchdog: {safety_margin: 5}} | patroni.watchdog.safety_margin: it does nothing here: the containers have no watchdog device",
                "patroni: {synchronous_mode_strict: true} | patroni.synchronous_mode_strict: it does nothing while synchronous_mode is off",
                "patroni: {synchronous_mode: true, synchronous_node_count: 5} | patroni.synchronous_node_count: the cluster has 2 replicas, and Patroni counts no more than there are",
                "'topology: no-pooler\nkeepalived: {advert_int: 2}' | keepalived.advert_int: it does nothing here: the topology has vip: false",
                "'suite: duke\npostgresql: {new_parameter: 2}' | postgresql.new_parameter: whether PostgreSQL of suite duke has it is not known; versions 15, 17, 18 have not",
                "suite: duke | suite duke: Lapse knows the versions of bookworm, trixie, forky, sid; which names and values those of duke take is not checked"
            })
    void whatDoesNothingHereIsSaid(String lines, String note) {
        assertThat(new ScenarioFolder(folder).read(HEAD + lines + "\n" + STEPS).notes())
                .contains(note);
    }

    @Test
    void whatTheProfileSetsIsNoNote() {
        Scenario scenario = new ScenarioFolder(folder).read(HEAD + "topology: no-pooler\n" + STEPS, Profile.FAST);

        assertThat(scenario.cluster().settings().of(Section.KEEPALIVED)).isNotEmpty();
        assertThat(scenario.notes()).isEmpty();
    }

    @Test
    void whatAnOlderLapseTookIsStillRead() {
        String resolved = new ScenarioFolder(folder)
                        .read(HEAD + "timings: fixed\n" + STEPS)
                        .toYaml()
                + "patroni: {nowhere: 1, ttl: 30s, watchdog.mode: required}\n"
                + "postgresql: {wal_sender_timout: 5s, wal_level: minimal}\nhaproxy: {inter: 3 s}\n";

        Map<Section, Map<String, String>> settings =
                ScenarioFile.parse(resolved).cluster().settings().values();

        assertThat(settings.get(Section.PATRONI)).containsEntry("nowhere", "1").containsEntry("ttl", "30");
        assertThat(settings.get(Section.POSTGRESQL))
                .containsEntry("wal_sender_timout", "5s")
                .containsEntry("wal_level", "minimal");
        assertThat(settings.get(Section.HAPROXY)).containsEntry("inter", "3 s");
        assertThat(ScenarioFile.parse(ScenarioFile.parse(resolved).toYaml())).isEqualTo(ScenarioFile.parse(resolved));
    }
}
