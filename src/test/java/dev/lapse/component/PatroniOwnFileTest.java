package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Fitted;
import dev.lapse.cluster.OwnFile.Replaced;
import dev.lapse.cluster.OwnFile.Said;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A patroni.yml of the user's own stays as it is but for what cannot hold in a container, and that is told. */
class PatroniOwnFileTest {
    private static final List<NodeName> NODES = List.of(new NodeName("pg1"), new NodeName("pg2"), new NodeName("pg3"));

    private static List<Host> hosts(Set<dev.lapse.cluster.Component> ofNodes) {
        List<Host> hosts = new ArrayList<>();
        hosts.add(new Host(new NodeName("etcd1"), Set.of(new Etcd())));
        NODES.forEach(node -> hosts.add(new Host(node, ofNodes)));
        return hosts;
    }

    private static Fitted fitted(Map<NodeName, OwnFile> files) {
        return new Patroni()
                .with(new OwnFile.Given(files, Map.of(), Map.of()), hosts(Set.of(new Patroni())))
                .orElseThrow();
    }

    private static Fitted fitted(String text) {
        OwnFile file = new OwnFile("mine/patroni.yml", new Patroni().masked(text));
        return fitted(NODES.stream().collect(Collectors.toMap(node -> node, node -> file)));
    }

    private static ClusterSpec cluster(Fitted fitted) {
        Settings settings = Settings.NONE;
        for (Said said : fitted.says()) {
            if (said.host().isEmpty()) {
                settings = settings.with(said.section(), said.name(), said.value());
            }
        }
        return new ClusterSpec("own", hosts(Set.of(fitted.component())), false, "trixie", settings, Auth.MD5);
    }

    private static Deployment deployment(ClusterSpec cluster) {
        Map<NodeName, String> addresses =
                cluster.hosts().stream().collect(Collectors.toMap(Host::name, host -> "<" + host.name() + ">"));
        return new Deployment(
                cluster, addresses, Optional.empty(), new Credentials("superuser'secret", "r-secret", "l-secret"));
    }

    private static String running(Fitted fitted) {
        return running(fitted, cluster(fitted));
    }

    private static String running(Fitted fitted, ClusterSpec cluster) {
        assertThat(fitted.unfit()).isEmpty();
        return fitted.component()
                .files(deployment(cluster), new NodeName("pg2"))
                .get("LAPSE_PATRONI_YML");
    }

    private static Map<String, Object> yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private static Object at(Object yaml, String dotted) {
        for (String name : dotted.split("\\.")) {
            yaml = yaml instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return yaml;
    }

    @ParameterizedTest
    @ValueSource(strings = {"debian", "autobase", "postgres0", "flow", "spilo"})
    void theRunningFileDiffersByWhatIsToldAndByNothingElse(String sample) {
        Fitted fitted = fitted(Recorded.answer("own-patroni-" + sample + ".yml"));
        String running = running(fitted);
        List<Replaced> told = fitted.component().replaced(cluster(fitted), new NodeName("pg2"));
        WrittenAgainstRunning.assertSame(written(sample), running, told);
    }

    private static String written(String sample) {
        return new Patroni().masked(Recorded.answer("own-patroni-" + sample + ".yml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"debian", "autobase", "postgres0", "flow", "spilo"})
    void whatLapseCannotDoWithoutIsInTheRunningFile(String sample) {
        Map<String, Object> running = yaml(running(fitted(Recorded.answer("own-patroni-" + sample + ".yml"))));

        assertThat(at(running, "scope")).isEqualTo("lapse");
        assertThat(at(running, "name")).isEqualTo("pg2");
        assertThat(at(running, "etcd3.hosts")).isEqualTo("<etcd1>:2379");
        assertThat(at(running, "etcd")).isNull();
        assertThat(at(running, "restapi.listen")).isEqualTo("0.0.0.0:8008");
        assertThat(at(running, "postgresql.connect_address")).isEqualTo("<pg2>:5432");
        assertThat(at(running, "postgresql.data_dir")).isEqualTo("/var/lib/postgresql/lapse");
        assertThat(at(running, "postgresql.bin_dir")).isNull();
        assertThat(at(running, "postgresql.authentication.superuser"))
                .isEqualTo(Map.of("username", "postgres", "password", "superuser'secret"));
        assertThat(at(running, "postgresql.authentication.replication"))
                .isEqualTo(Map.of("username", "replicator", "password", "r-secret"));
        assertThat(at(running, "bootstrap.post_bootstrap")).isEqualTo("/etc/lapse/post-bootstrap");
        assertThat(at(running, "bootstrap.method")).isIn(null, "initdb");
        assertThat(at(running, "bootstrap.users")).isNull();
        assertThat(at(running, "postgresql.parameters.syslog_ident")).isEqualTo("lapse-pg2");
        Object own = at(running, "postgresql.pg_hba");
        assertThat(String.valueOf(own == null ? at(running, "bootstrap.dcs.postgresql.pg_hba") : own))
                .startsWith("[local all all trust, host all lapse all md5");
        assertThat(at(running, "postgresql.parameters.unix_socket_directories").toString())
                .matches("(/var)?/run/postgresql/?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"debian", "autobase", "postgres0", "flow", "spilo"})
    void noPasswordOfTheFileIsKept(String sample) {
        String text = Recorded.answer("own-patroni-" + sample + ".yml");

        assertThat(text).containsPattern("of.the.file");
        assertThat(written(sample)).doesNotContainPattern("of.the.file|not-this-one|admin%");
        assertThat(written(sample).lines()).hasSameSizeAs(text.lines().toList());
        assertThat(new Patroni().masked(written(sample))).isEqualTo(written(sample));
    }

    private static Map<String, String> said(Fitted fitted) {
        Map<String, String> said = new TreeMap<>();
        fitted.says().forEach(each -> said.put(each.section().text() + "." + each.name(), each.value()));
        return said;
    }

    @Test
    void theNodesOwnFileComesBeforeTheDcsButForWhatPatroniTakesFromThereAlone() {
        Fitted fitted = fitted(Recorded.answer("own-patroni-autobase.yml"));

        assertThat(said(fitted))
                .containsEntry("patroni.ttl", "30")
                .containsEntry("patroni.synchronous_mode", "true")
                .containsEntry("patroni.slots.barman.type", "physical")
                .containsEntry("patroni.watchdog.mode", "automatic")
                .containsEntry("patroni.tags.datacenter", "dc1")
                .containsEntry("patroni.postgresql.basebackup.max-rate", "1000M")
                .containsEntry("postgresql.work_mem", "64MB")
                .containsEntry("postgresql.max_connections", "500")
                .containsEntry("postgresql.archive_command", "/bin/true")
                .containsEntry("postgresql.shared_preload_libraries", "pg_stat_statements,auto_explain")
                .doesNotContainKeys(
                        "postgresql.cron.database_name", "patroni.postgresql.recovery_conf.restore_command");
        assertThat(fitted.says().stream()
                        .filter(each ->
                                each.name().equals("work_mem") || each.name().equals("max_connections"))
                        .map(each -> each.name() + " " + each.line()))
                .containsExactlyInAnyOrder("work_mem 117", "max_connections 60");
        assertThat(((Patroni) fitted.component()).own().orElseThrow().local(Section.PATRONI))
                .contains("tags.datacenter", "postgresql.remove_data_directory_on_rewind_failure")
                .doesNotContain("ttl", "postgresql.use_pg_rewind");
    }

    @Test
    void aNodeThatATagNamesIsTheOneWhoseFileHasThatName() {
        Map<NodeName, OwnFile> files = new TreeMap<>();
        String text = Recorded.answer("own-patroni-debian.yml").replaceAll("(?m)^name:.*$", "name: db_%s") + "%s";
        files.put(NODES.get(0), new OwnFile("1.yml", text.formatted(1, "")));
        files.put(NODES.get(1), new OwnFile("2.yml", text.formatted(2, "\ntags: {replicatefrom: db_3}\n")));
        files.put(NODES.get(2), new OwnFile("3.yml", text.formatted(3, "")));

        Fitted fitted = fitted(files);

        assertThat(fitted.says())
                .filteredOn(said -> said.name().equals("tags.replicatefrom"))
                .extracting(Said::value)
                .containsExactly("pg3");
        assertThat(fitted.component().replaced(cluster(fitted), NODES.get(1)))
                .extracting(Replaced::text)
                .anyMatch(told -> told.endsWith("tags: {replicatefrom: db_3} -> tags: {replicatefrom: pg3}"));
    }

    @Test
    void aTimingAtTheTopLevelDoesNothingAndIsNotSaid() {
        assertThat(said(fitted(FILE.replace("restapi:", "ttl: 77\nrestapi:"))))
                .doesNotContainEntry("patroni.ttl", "77");
        assertThat(said(fitted(FILE.replace("  data_dir", "  use_slots: false\n  use_pg_rewind: false\n  data_dir"))))
                .containsEntry("patroni.postgresql.use_pg_rewind", "false")
                .doesNotContainKey("patroni.postgresql.use_slots");
    }

    private static final String FILE = """
            scope: x
            name: y
            etcd3: {hosts: ['a:1']}
            restapi: {listen: '*:8008'}
            bootstrap:
              dcs:
                ttl: 40
                postgresql:
                  parameters:
                    work_mem: 5MB
            postgresql:
              listen: '*:5432'
              data_dir: /x
              authentication: {}
            """;

    @Test
    void settingsLieOverTheFileWhereTheyCount() {
        Fitted fitted = fitted(FILE.replace("  data_dir", "  parameters: {maintenance_work_mem: 9MB}\n  data_dir"));
        ClusterSpec cluster = cluster(fitted);
        Settings over = cluster.settings()
                .with(Section.PATRONI, "ttl", "25")
                .with(Section.PATRONI, "loop_wait", "3")
                .with(Section.PATRONI, "tags.noloadbalance", "on")
                .with(Section.PATRONI, "postgresql.recovery_conf.recovery_target_timeline", "latest")
                .with(Section.POSTGRESQL, "work_mem", "6MB")
                .with(Section.POSTGRESQL, "maintenance_work_mem", "7MB")
                .with(Section.POSTGRESQL, "max_connections", "70");

        Map<String, Object> running = yaml(running(fitted, cluster.withSettings(over)));

        assertThat(at(running, "bootstrap.dcs.ttl")).isEqualTo(25);
        assertThat(at(running, "bootstrap.dcs.loop_wait")).isEqualTo(3);
        assertThat(at(running, "tags.noloadbalance")).isEqualTo(true);
        assertThat(at(running, "bootstrap.dcs.postgresql.parameters"))
                .isEqualTo(Map.of("work_mem", "6MB", "max_connections", "70"));
        assertThat(at(running, "postgresql.parameters"))
                .isEqualTo(Map.of(
                        "maintenance_work_mem",
                        "7MB",
                        "unix_socket_directories",
                        "/run/postgresql",
                        "syslog_ident",
                        "lapse-pg2"));
        assertThat(fitted.component().replaced(cluster.withSettings(over), NODES.get(1)).stream()
                        .map(Replaced::text))
                .contains("mine/patroni.yml:7: ttl: 40 -> ttl: 25", "mine/patroni.yml:6: added below: loop_wait: 3");
        WrittenAgainstRunning.assertSame(
                ((Patroni) fitted.component())
                        .own()
                        .orElseThrow()
                        .of(NODES.get(1))
                        .file()
                        .text(),
                running(fitted, cluster.withSettings(over)),
                fitted.component().replaced(cluster.withSettings(over), NODES.get(1)));
    }

    @Test
    void theDynamicConfigurationAloneGoesIntoTheFileThatLapseWrites() {
        Fitted fitted = fitted(Recorded.answer("own-patroni-dynamic.yml"));
        Map<String, Object> running = yaml(running(fitted));

        assertThat(at(running, "bootstrap.dcs.ttl")).isEqualTo(30);
        assertThat(at(running, "bootstrap.dcs.maximum_lag_on_failover")).isEqualTo(33554432);
        assertThat(at(running, "bootstrap.dcs.postgresql.parameters.max_connections"))
                .isEqualTo(300);
        assertThat(at(running, "postgresql.data_dir")).isEqualTo("/var/lib/postgresql/lapse");
        assertThat(String.valueOf(at(running, "postgresql.pg_hba"))).endsWith("host all all 10.0.0.0/8 scram-sha-256]");
        assertThat(fitted.component().replaced(cluster(fitted), NODES.get(1)).stream()
                        .map(Replaced::text))
                .containsExactly(
                        "mine/patroni.yml:5: archive_command: wal-g wal-push %p -> archive_command: '/bin/true'");
        assertThat(running(fitted))
                .contains(written("dynamic")
                        .replace("wal-g wal-push %p", "'/bin/true'")
                        .indent(4));
        assertThat(at(yaml(running(fitted("---\n" + Recorded.answer("own-patroni-dynamic.yml")))), "bootstrap.dcs.ttl"))
                .isEqualTo(30);
    }

    @Test
    void slipOfThePenInOneFileIsToldWhereTheOthersDiffer() {
        String timed = FILE.replace("    ttl: 40\n", "    ttl: 40\n    loop_wait: 10\n");
        Map<NodeName, OwnFile> files = new TreeMap<>();
        NODES.forEach(node -> files.put(node, new OwnFile(node + ".yml", timed)));
        files.put(NODES.get(2), new OwnFile("pg3.yml", timed.replace("loop_wait", "loopwait")));

        assertThat(fitted(files).unfit())
                .extracting(Unfit::why)
                .isNotEmpty()
                .allMatch(why -> why.contains("10 here, nothing in pg3.yml, where line 8 has \"loopwait\";"));
    }

    @Test
    void aFilePerNodeMayDifferInWhatIsTheNodesOwn() {
        Map<NodeName, OwnFile> files = new TreeMap<>();
        NODES.forEach(node -> files.put(node, new OwnFile(node + ".yml", FILE)));
        files.put(NODES.get(2), new OwnFile("pg3.yml", FILE + "tags: {nofailover: true}\n"));

        Fitted fitted = fitted(files);

        assertThat(fitted.unfit()).isEmpty();
        assertThat(fitted.says())
                .contains(
                        new Said("pg3.yml", 15, Section.PATRONI, "tags.nofailover", "true", Optional.of(NODES.get(2))));

        files.put(NODES.get(2), new OwnFile("pg3.yml", FILE.replace("ttl: 40", "ttl: 41")));
        assertThat(fitted(files).unfit().stream().map(each -> each.file() + ":" + each.line() + " " + each.why()))
                .anyMatch(text -> text.startsWith(
                        "pg3.yml:7 patroni.ttl is not the same in the files of all nodes: 41 here, 40 in pg1.yml;"));

        files.put(NODES.get(2), new OwnFile("pg3.yml", FILE.replace("ttl: 40", "ttl: forty")));
        assertThat(fitted(files).unfit()).extracting(Unfit::file).containsExactly("pg3.yml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "etcd3:|consul:|3:1 consul: the store is etcd here",
                "etcd3:|zookeeper:|3:1 zookeeper: the store is etcd here",
                "etcd3:|raft:|3:1 raft: the store is etcd here",
                "etcd3:|kubernetes:|3:1 kubernetes: the store is etcd here",
                "ttl: 40|ttl: forty|7:10 patroni.ttl: ",
                "ttl: 40|ttl: 30s|7:10 patroni.ttl: Patroni takes whole seconds without a unit here, saw \"30s\"",
                "ttl: 40|ttl: '25s'|7:10 patroni.ttl: Patroni takes whole seconds without a unit here",
                "ttl: 40|ttl: ~|7:10 patroni.ttl: Patroni takes whole seconds without a unit here, saw null",
                "ttl: 40|ttl: [1]|7:10 patroni.ttl: Patroni takes whole seconds without a unit here, saw no number",
                "ttl: 40|primary_start_timeout: 2min|7:28 patroni.primary_start_timeout: Patroni takes whole seconds"
                        + " without a unit here, saw \"2min\"; it would take its default; write 120",
                "data_dir: /x|pg_ctl_timeout: 90s|13:19 patroni.postgresql.pg_ctl_timeout: Patroni takes whole seconds",
                "ttl: 40|standby_cluster: {host: z}|7:5 standby_cluster: it follows a primary outside",
                "ttl: 40|[ttl|8:15 ",
                "scope: x|scope: x%nscope: z|2:1 key \"scope\" is there twice",
                "restapi:|--- %nrestapi:|5:1 expected one document",
                "dcs:|dcs: &d%n    ttl: *d%n    more:|6:8 a value that contains itself",
                "data_dir: /x|data_dir: &d /x%n  pgpass: *d|13:3 data_dir has to be another one here",
            })
    void whatCannotHoldIsToldAtItsPlace(String text, String instead, String expected) {
        String file = FILE.replace(text, instead.formatted());

        assertThat(fitted(file).unfit().stream().map(PatroniOwnFileTest::told))
                .anyMatch(told -> told.startsWith(expected));
    }

    @Test
    void aFileThatIsNoYamlIsToldWhereItIsNoneAndIsNotHeldAgainstTheOthers() {
        Map<NodeName, OwnFile> files = new TreeMap<>();
        NODES.forEach(node -> files.put(node, new OwnFile(node + ".yml", FILE)));
        String broken = "ctl:\n  password: s3cr3t\n" + FILE.replace("    ttl: 40", "    ttl: 40\n   loop_wait: 5");
        files.put(NODES.get(0), new OwnFile("pg1.yml", new Patroni().masked(broken)));

        assertThat(files.get(NODES.get(0)).text()).doesNotContain("s3cr3t");
        assertThat(fitted(files).unfit().stream().map(each -> each.file() + ":" + told(each)))
                .singleElement()
                .asString()
                .startsWith("pg1.yml:10:4 ");
    }

    private static String told(Unfit unfit) {
        return unfit.line() + ":" + unfit.column() + " " + unfit.why();
    }

    @Test
    void optionsThatNameFoldersAreLeftOut() {
        Fitted block = fitted(FILE.replace("  dcs:", "  initdb:\n  - waldir: /wal\n  - encoding: UTF8\n  dcs:")
                .replace("  data_dir", "  basebackup:\n    waldir: /wal\n    max-rate: 100M\n  data_dir"));
        Fitted flow =
                fitted(FILE.replace("  dcs:", "  initdb: [data-checksums, {waldir: /wal}, {locale: xx_XX}]\n  dcs:")
                        .replace("  data_dir", "  basebackup: [{waldir: /wal}, verbose]\n  data_dir"));

        assertThat(at(yaml(running(block)), "bootstrap.initdb")).isEqualTo(List.of(Map.of("encoding", "UTF8")));
        assertThat(at(yaml(running(block)), "postgresql.basebackup"))
                .isEqualTo(Map.of("max-rate", "100M", "checkpoint", "fast"));
        assertThat(said(block)).doesNotContainKey("patroni.postgresql.basebackup.waldir");
        assertThat(at(yaml(running(flow)), "bootstrap.initdb"))
                .isEqualTo(List.of("data-checksums", Map.of("locale", "C.UTF-8")));
        assertThat(at(yaml(running(flow)), "postgresql.basebackup"))
                .isEqualTo(List.of(Map.of("checkpoint", "fast"), "verbose"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[auth-host: md5, auth-local: peer]|md5",
                "{auth: md5}|md5",
                "[auth-host: md5, auth-local: scram-sha-256]|scram-sha-256",
                "[auth-host: scram-sha-256, auth-local: peer]|scram-sha-256",
                "[data-checksums]|scram-sha-256",
            })
    void theRolesLogInByTheHashThatInitdbMakesTheDefault(String options, String method) {
        String running = running(fitted(FILE.replace("  dcs:", "  initdb: " + options + "\n  dcs:")));

        assertThat(running)
                .contains("host replication replicator all " + method)
                .contains("host all postgres all " + method);
    }

    @Test
    void bothTagsOfAFailoverAreTakenAsPatroniTakesThem() {
        Fitted fitted = fitted(FILE + "tags: {nofailover: false, failover_priority: 3}\n");

        assertThat(fitted.component().remarks(cluster(fitted)))
                .filteredOn(remark -> remark.setting().contains("failover_priority"))
                .isNotEmpty()
                .allSatisfy(remark -> assertThat(remark.weight()).isEqualTo(Remark.Weight.NOTE));
    }

    @Test
    void aParameterThatPatroniDropsStaysAndIsToldToDoNothing() {
        Fitted fitted = fitted(Recorded.answer("own-patroni-postgres0.yml"));

        assertThat(said(fitted)).doesNotContainKey("postgresql.wal_keep_segments");
        assertThat(running(fitted)).contains("        wal_keep_segments: 8\n");
        assertThat(fitted.component().remarks(cluster(fitted)).stream().map(remark -> remark.setting()))
                .contains("postgresql.wal_keep_segments");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ttl: 40|lop_wait: 5|patroni.lop_wait: it does nothing: Patroni has no such setting in the DCS; did you mean"
                        + " \"loop_wait\"? (mine/patroni.yml:7)",
                "ttl: 40|TTL: 50|patroni.TTL: it does nothing: Patroni has no such setting in the DCS; did you mean \"ttl\"?",
                "ttl: 40|tags: {nosync: true}|patroni.tags: it does nothing: Patroni takes it from each node's own",
                "restapi:|ttl: 60%nrestapi:|patroni.ttl: it does nothing: Patroni takes it from the DCS, and not from the top"
                        + " level of a file; write it below bootstrap.dcs (mine/patroni.yml:4)",
                "restapi:|bootstap: {}%nrestapi:|patroni.bootstap: it does nothing: Patroni has no such setting; did you mean"
                        + " \"bootstrap\"?",
                "  data_dir|  use_pg_rewnd: true%n  data_dir|patroni.postgresql.use_pg_rewnd: it does nothing: Patroni has no"
                        + " such setting; did you mean \"use_pg_rewind\"? (mine/patroni.yml:13)",
                "    parameters|    use_slot: true%n      parameters|patroni.postgresql.use_slot: it does nothing",
            })
    void aKeyThatPatroniReadsOverIsToldWithItsLine(String text, String instead, String expected) {
        Fitted fitted = fitted(FILE.replace(text, instead.formatted()));

        assertThat(fitted.unfit()).isEmpty();
        assertThat(notes(fitted)).hasSize(1).first().asString().startsWith(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"debian", "autobase", "postgres0", "flow", "spilo"})
    void aKeyThatPatroniReadsIsNoSuch(String sample) {
        assertThat(notes(fitted(Recorded.answer("own-patroni-" + sample + ".yml"))))
                .filteredOn(note -> note.contains("Patroni has no such"))
                .isEmpty();
    }

    private static List<String> notes(Fitted fitted) {
        return fitted.component().remarks(cluster(fitted)).stream()
                .map(remark -> remark.setting() + ": " + remark.message())
                .filter(note -> note.contains("it does nothing: Patroni"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "command: /usr/bin/pgbackrest --repo1-s3-key-secret=ZSEC restore|command: /usr/bin/pgbackrest"
                        + " --repo1-s3-key-secret=*** restore",
                "a: \"AWS_SECRET_ACCESS_KEY=ZSEC wal-g wal-push %p\"|a: \"AWS_SECRET_ACCESS_KEY=*** wal-g wal-push %p\"",
                "a: /opt/x.sh --password ZSEC|a: /opt/x.sh --password ***",
                "a: {b: /opt/cb.sh --token=ZSEC}|a: {b: /opt/cb.sh --token=***}",
                "a: 'x --password ''Z SEC'' y'|a: 'x --password *** y'",
                "a: [x, --password, ZSEC, y]|a: [x, --password, '***', y]",
                "a: curl -H \"Authorization: Bearer ZSEC\" b|a: curl -H \"Authorization: Bearer ***\" b",
                "# a: x --api-key=ZSEC y|# a: x --api-key=*** y",
                "AWS_SECRET_ACCESS_KEY: ZSEC|AWS_SECRET_ACCESS_KEY: '***'",
                "a: x -c password_encryption=md5|a: x -c password_encryption=md5",
            })
    void noSecretOfACommandIsKept(String line, String expected) {
        assertThat(new Patroni().masked("x: 1\n" + line + "\n")).isEqualTo("x: 1\n" + expected + "\n");
    }

    @Test
    void linesThatEndAsOnWindowsStay() {
        String text = FILE.replace("\n", "\r\n");
        Fitted fitted = fitted(text);

        WrittenAgainstRunning.assertSame(
                text, running(fitted), fitted.component().replaced(cluster(fitted), NODES.get(1)));
    }

    @Test
    void aFileOfAnotherKindIsRefused() {
        assertThat(fitted("global:\n  daemon\n").unfit().stream().map(Unfit::why))
                .anyMatch(why -> why.startsWith("expected a patroni.yml"));
        assertThat(fitted("just words").unfit().stream().map(Unfit::why))
                .anyMatch(why -> why.startsWith("expected a map"));
    }

    @Test
    void theWordsOfTheComponentsHaveTheLinesOfTheFile() {
        PatroniOwnFile own =
                ((Patroni) fitted(FILE).component()).own().orElseThrow().of(NODES.get(0));

        assertThat(PatroniJudge.judged(
                        own,
                        "bootstrap.dcs.ttl 40 didn't pass validation: Wrong value\n"
                                + "2026-12-01 14:59:23.877 UTC [62] LOG:  invalid value for parameter \"work_mem\": \"x\"\n"
                                + "2026-12-01 14:59:23.877 UTC [62] FATAL:  configuration file"
                                + " \"/tmp/judged/postgresql.conf\" contains errors"))
                .isEqualTo("mine/patroni.yml:7: bootstrap.dcs.ttl 40 didn't pass validation: Wrong value\n"
                        + "mine/patroni.yml:10: LOG:  invalid value for parameter \"work_mem\": \"x\"");
    }

    @Test
    void theWordsOfInitdbHaveTheLineOfTheOption() {
        PatroniOwnFile own = new PatroniOwnFile(
                new OwnFile("p.yml", "bootstrap:\n  initdb:\n  - encoding: UTF8\n  - data-chksums\n"));

        assertThat(PatroniJudge.judged(own, "initdb: unrecognized option '--data-chksums'\ninitdb: hint: try --help"))
                .isEqualTo("p.yml:4: initdb: unrecognized option '--data-chksums'\ninitdb: hint: try --help");
    }

    @Test
    void theFileThatPatroniWasStartedWithIsHeldAgainstTheUsersOwn() {
        Fitted fitted = fitted(FILE);
        ClusterSpec cluster = cluster(fitted);
        PatroniOwnFiles own = ((Patroni) fitted.component()).own().orElseThrow();
        String running = running(fitted)
                .replaceAll("<etcd1>", "10.0.0.1")
                .replaceAll("<pg2>", "10.0.0.2")
                .replaceAll("'(superuser''secret|r-secret)'", "'***'");

        assertThat(PatroniFileComparison.differences(own, cluster, running)).isEmpty();
        assertThat(PatroniFileComparison.differences(own, cluster, running.replace("ttl: 40", "ttl: 41"))
                        .orElseThrow()
                        .seen())
                .isEqualTo("line 8: ttl: 41");
        assertThat(PatroniFileComparison.differences(own, cluster, running.replace("name: pg2", "name: other")))
                .isPresent();
        assertThat(PatroniFileComparison.differences(own, cluster, "")
                        .orElseThrow()
                        .seen())
                .isEqualTo(NotInEffect.NOT_KNOWN);
    }
}
