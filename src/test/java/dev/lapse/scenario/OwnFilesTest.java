package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.component.Haproxy;
import dev.lapse.component.PgBouncer;
import dev.lapse.history.LaneKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topology may name a haproxy.cfg beside it. */
class OwnFilesTest {
    private static final String FILE = """
            defaults
                mode tcp
                timeout connect 4s
            listen app-rw
                bind *:6000
                option httpchk /primary
                default-server inter 2s fall 5 rise 3
                server one 10.0.0.1:6432 check port 8008
                server two 10.0.0.2:6432 check port 8008
            listen app-ro
                bind *:6001
                option httpchk /replica
                default-server inter 4s
                server one 10.0.0.1:6432 check port 8008
                server two 10.0.0.2:6432 check port 8008
            listen all
                bind *:6002
                option httpchk /health
                server one 10.0.0.1:6432 check port 8008
                server two 10.0.0.2:6432 check port 8008
            """;

    private static final String TOPOLOGY = """
            topology:
              hosts:
                etcd1: [etcd]
                pg1: [patroni, pgbouncer]
                pg2: [patroni, pgbouncer]
                lb1: [haproxy]
              files: {haproxy: mine/haproxy.cfg}
            """;

    private static final String PROBES = """
            probes:
              - {kind: write, via: haproxy}
              - {kind: read, via: haproxy, listener: app-ro}
            """;

    private static final String SCENARIO = ScenarioFolder.HEAD + TOPOLOGY + PROBES + ScenarioFolder.STEPS;

    @TempDir
    Path folder;

    @BeforeEach
    void file() throws IOException {
        write(FILE);
    }

    private void write(String text) throws IOException {
        Files.createDirectories(folder.resolve("mine"));
        Files.writeString(folder.resolve("mine/haproxy.cfg"), text);
    }

    private Scenario read(String yaml, Profile profile, String... overrides) {
        return new ScenarioFolder(folder).read(yaml, profile, overrides);
    }

    private String problems(String yaml) {
        return new ScenarioFolder(folder).problems(yaml).replace(folder + "/", "");
    }

    private static String haproxy(Scenario scenario, String name) {
        return scenario.cluster().settings().get(Section.HAPROXY, name).orElse("nothing");
    }

    @Test
    void theFileIsBesideTheScenarioAndItsListenersAreFound() {
        Haproxy haproxy = Haproxy.in(read(SCENARIO, Profile.DEFAULT).cluster());

        assertThat(haproxy.port(Entrance.WRITE)).hasValue(6000);
        assertThat(haproxy.port(Entrance.READ)).hasValue(6001);
        assertThat(haproxy.statsPort()).isEqualTo(7000);
    }

    @Test
    void aTopologyOfItsOwnFileNamesItBesideThatFile() {
        ScenarioFolder scenarios = new ScenarioFolder(folder);
        scenarios.topology(TOPOLOGY.replace("topology:\n", "").indent(-2).replace("mine/", "../mine/"));

        Scenario scenario = scenarios.read(ScenarioFolder.HEAD + PROBES + ScenarioFolder.STEPS);

        assertThat(Haproxy.in(scenario.cluster()).port(Entrance.WRITE)).hasValue(6000);
        assertThat(scenario.replaced()).anyMatch(text -> text.startsWith("../mine/haproxy.cfg:8: server one"));
    }

    @Test
    void aRecordedScenarioNeedsNoOtherFile() throws IOException {
        Scenario scenario = read(SCENARIO, Profile.DEFAULT);
        Files.delete(folder.resolve("mine/haproxy.cfg"));

        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
    }

    @Test
    void theMapLiesOverTheFileTheProfileOverTheMapAndSetOverAll() {
        String map = SCENARIO + "haproxy: {inter: 1500ms, fall: 2}\n";

        Scenario file = read(SCENARIO, Profile.DEFAULT);
        assertThat(haproxy(file, "inter")).isEqualTo("2s");
        assertThat(haproxy(file, "read.inter")).isEqualTo("4s");
        assertThat(haproxy(file, "rise")).isEqualTo("3");

        Scenario over = read(map, Profile.DEFAULT);
        assertThat(haproxy(over, "inter")).isEqualTo("1500ms");
        assertThat(haproxy(over, "read.inter")).isEqualTo("nothing");
        assertThat(haproxy(over, "fall")).isEqualTo("2");
        assertThat(over.replaced())
                .anyMatch(
                        text -> text.startsWith("mine/haproxy.cfg:8: server one 10.0.0.1:6432 check port 8008 -> server"
                                        + " one pg1:6432 check port 8008")
                                && text.contains("inter 1500ms")
                                && text.contains("fall 2"));

        assertThat(haproxy(read(map, Profile.FAST), "inter")).isEqualTo("1s");
        assertThat(read(SCENARIO, Profile.FAST).replaced())
                .contains("mine/haproxy.cfg:7: haproxy.fall 5 -> 4 by profile fast");
        assertThat(over.replaced()).contains("mine/haproxy.cfg:7: haproxy.fall 5 -> 2 by a setting");
        assertThat(file.replaced()).noneMatch(line -> line.contains(" by a setting") || line.contains(" by profile "));
        assertThat(haproxy(read(map, Profile.FAST, "haproxy.inter=700ms"), "inter"))
                .isEqualTo("700ms");
        assertThat(haproxy(read(SCENARIO, Profile.DEFAULT, "haproxy.read.inter=700ms"), "read.inter"))
                .isEqualTo("700ms");
    }

    @Test
    void whatIsWrongInTheFileIsToldAtItsLine() throws IOException {
        write(FILE.replace("two 10.0.0.2:6432", "two 10.0.0.2:7777"));

        assertThat(problems(SCENARIO))
                .contains("BAD_INPUT mine/haproxy.cfg:9:1: server two: nothing listens at port 7777 of host pg2");
    }

    @Test
    void whatIsWrongInTheScenarioIsToldThere() {
        assertThat(problems(SCENARIO.replace("listener: app-ro", "listener: app-or")))
                .contains("a.yaml:11:42: unknown listener of mine/haproxy.cfg \"app-or\"", "did you mean \"app-ro\"");
        assertThat(problems(SCENARIO.replace(", listener: app-ro", "")))
                .contains(
                        "mine/haproxy.cfg:16:1: app-ro and all are both for reads by their checks; write listener: app-ro"
                                + " beside via: haproxy of a probe of kind read");
        assertThat(problems(SCENARIO.replace("mine/haproxy.cfg", "mine/no.cfg")))
                .contains("a.yaml:8:20: mine/no.cfg: cannot be read: there is no such file")
                .doesNotContain("did you mean");
        assertThat(problems(SCENARIO.replace("mine/haproxy.cfg", "mine/haproxi.cfg")))
                .contains("mine/haproxi.cfg: cannot be read: there is no such file; did you mean mine/haproxy.cfg?");
        assertThat(problems(SCENARIO.replace("haproxy: mine/haproxy.cfg", "postgresql: mine/postgresql.conf")))
                .contains("a.yaml:8:11: not supported: a file of postgresql; write its lines as settings");
        assertThat(problems(SCENARIO.replace("  files:", "  names: {10.0.0.1: pg9}\n  files:")))
                .contains("a.yaml:8:21: unknown host \"pg9\"");
        assertThat(problems(SCENARIO.replace("    pg1: [patroni, pgbouncer]\n    pg2: [patroni, pgbouncer]\n", "")))
                .contains("mine/haproxy.cfg:8:1: server one: 10.0.0.1 is none of the hosts of the topology");
        assertThat(problems(SCENARIO + "haproxy: {nbthread: 2}\n"))
                .contains(
                        "a.yaml:14:11: haproxy.nbthread: 2 cannot be laid over the file; write it in mine/haproxy.cfg");
        assertThat(problems(ScenarioFolder.HEAD + PROBES + ScenarioFolder.STEPS))
                .contains("a.yaml:4:42: listener is for topologies with files");
    }

    @Test
    void whereNobodyIsLetInForReadsThereAreNoReadLanes() throws IOException {
        write(FILE.substring(0, FILE.indexOf("listen app-ro")));
        String without = SCENARIO.replace(PROBES, "");

        assertThat(read(without, Profile.DEFAULT).lanes()).isNotEmpty().noneMatch(lane -> lane.kind() == LaneKind.READ);
        assertThat(problems(without.replace("steps:", "probes: [{kind: read, via: haproxy}]\nsteps:")))
                .contains("kind read: no listener of the file of haproxy is for reads by its check");
    }

    private static final String POOLERS = """
            [databases]
            app = host=127.0.0.1 dbname=app
            log = host=127.0.0.1 dbname=log
            [pgbouncer]
            default_pool_size = 25
            query_wait_timeout = 90
            """;

    private static final String POOLED = SCENARIO.replace(
                    "{haproxy: mine/haproxy.cfg}",
                    "{haproxy: mine/haproxy.cfg, pgbouncer: {pg1: mine/a.ini, pg2: mine/b.ini}}")
            .replace("{kind: write, via: haproxy}", "{kind: write, via: haproxy, database: app}");

    private void poolers(String one, String other) throws IOException {
        Files.writeString(folder.resolve("mine/a.ini"), one);
        Files.writeString(folder.resolve("mine/b.ini"), other);
    }

    private static String pgbouncer(Scenario scenario, String host, String name) {
        return scenario.cluster()
                .at(new NodeName(host))
                .settings()
                .get(Section.PGBOUNCER, name)
                .orElse("nothing");
    }

    @Test
    void aMapLiesOverWhatTheFilesOfSingleHostsSay() throws IOException {
        poolers(POOLERS, POOLERS.replace("= 25", "= 26"));

        Scenario files = read(POOLED, Profile.DEFAULT);
        assertThat(pgbouncer(files, "pg1", "default_pool_size")).isEqualTo("25");
        assertThat(pgbouncer(files, "pg2", "default_pool_size")).isEqualTo("26");
        assertThat(pgbouncer(files, "pg1", "pool_mode")).isEqualTo("session");
        assertThat(ScenarioFile.parse(files.toYaml())).isEqualTo(files);

        Scenario map = read(POOLED + "pgbouncer: {default_pool_size: 30, query_wait_timeout: 80}\n", Profile.DEFAULT);
        assertThat(pgbouncer(map, "pg1", "default_pool_size")).isEqualTo("30");
        assertThat(pgbouncer(map, "pg2", "default_pool_size")).isEqualTo("30");
        assertThat(map.replaced())
                .contains(
                        "mine/a.ini:5: default_pool_size = 25 -> default_pool_size = 30",
                        "mine/b.ini:5: default_pool_size = 26 -> default_pool_size = 30",
                        "mine/b.ini:6: query_wait_timeout = 90 -> query_wait_timeout = 80");
        assertThat(ScenarioFile.parse(map.toYaml())).isEqualTo(map);

        Scenario set = read(POOLED, Profile.FAST, "pgbouncer.default_pool_size=7");
        assertThat(pgbouncer(set, "pg2", "default_pool_size")).isEqualTo("7");
        assertThat(pgbouncer(set, "pg2", "query_wait_timeout")).isEqualTo("5");
    }

    @Test
    void whatAFileIncludesIsPartOfItAndToldAtItsOwnLines() throws IOException {
        String file = """
                [databases]
                %include /etc/pgbouncer/apps.ini
                [pgbouncer]
                default_pool_size = 25
                %include d/more.ini
                auth_type = hba
                """;
        poolers(file, file);
        Files.createDirectories(folder.resolve("mine/d"));
        Files.writeString(folder.resolve("mine/apps.ini"), "; ours\napp = host=127.0.0.1 port=5432 password=x\n");
        Files.writeString(folder.resolve("mine/d/more.ini"), "query_wait_timeout = 90\nlisten_addr = 10.1.1.1");

        Scenario scenario = read(POOLED, Profile.DEFAULT);

        assertThat(pgbouncer(scenario, "pg1", "query_wait_timeout")).isEqualTo("90");
        assertThat(scenario.replaced())
                .contains(
                        "mine/a.ini:2: %include /etc/pgbouncer/apps.ini -> the lines of mine/apps.ini",
                        "mine/apps.ini:2: app = host=127.0.0.1 port=5432 password=*** -> app = host=127.0.0.1 port=5432"
                                + " dbname=lapse",
                        "mine/d/more.ini:2: listen_addr = 10.1.1.1 -> listen_addr = 0.0.0.0",
                        "mine/a.ini:6: auth_type = hba -> auth_type = md5");
        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);

        Files.writeString(folder.resolve("mine/d/more.ini"), "\nquery_wait_timeout = long\n");
        assertThat(problems(POOLED)).contains("mine/d/more.ini:2:1: query_wait_timeout: ");

        Files.delete(folder.resolve("mine/apps.ini"));
        assertThat(problems(POOLED))
                .contains("mine/a.ini:2: %include /etc/pgbouncer/apps.ini: expected such a file beside mine/a.ini");
    }

    @Test
    void aProbeNamesTheEntryOfThePoolers() throws IOException {
        poolers(POOLERS, POOLERS);

        assertThat(PgBouncer.databaseAt(
                        read(POOLED, Profile.DEFAULT).cluster(), new NodeName("lb1"), 6000, Entrance.WRITE))
                .isEqualTo("app");
        assertThat(PgBouncer.databaseAt(
                        read(POOLED, Profile.DEFAULT).cluster(), new NodeName("pg1"), 5432, Entrance.WRITE))
                .isEqualTo("lapse");
        assertThat(problems(POOLED.replace("database: app", "database: ap")))
                .contains("a.yaml:10:43: unknown entry of mine/a.ini, mine/b.ini \"ap\"; did you mean \"app\"?");
        assertThat(problems(POOLED.replace(", database: app", "")))
                .contains("mine/a.ini:3:1: which of app, log do clients ask for? write database: app beside via");
        assertThat(problems(SCENARIO.replace("via: haproxy}", "via: haproxy, database: app}")))
                .contains("a.yaml:10:43: database is for topologies with files: {pgbouncer: …}");
    }

    @Test
    void aNameThatStandsInNoFileIsToldAtItsPlace() {
        String named = TOPOLOGY.replace("haproxy.cfg}\n", "haproxy.cfg}\n  names: {10.0.0.11: pg1}\n");

        assertThat(problems(ScenarioFolder.HEAD + named + PROBES + ScenarioFolder.STEPS))
                .contains(": names: 10.0.0.11 stands in none of the files");
    }
}
