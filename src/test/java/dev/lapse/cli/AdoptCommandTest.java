package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** adopt: files that somebody has become a topology and a scenario that every other command takes. */
class AdoptCommandTest {
    private static final String PATRONI = """
            scope: orders
            name: db-%1$d
            etcd3: {hosts: "10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379"}
            restapi: {listen: "10.0.0.%1$d:8008", connect_address: "10.0.0.%1$d:8008"}
            bootstrap: {dcs: {ttl: 40, loop_wait: 5, retry_timeout: 10}}
            postgresql:
              listen: 10.0.0.%1$d:5432
              connect_address: 10.0.0.%1$d:5432
              data_dir: /data
              authentication:
                superuser: {username: postgres, password: a}
                replication: {username: replicator, password: b}
            """;

    private static final String ETCD = """
            name: store-%1$d
            initial-advertise-peer-urls: http://10.0.0.%1$d:2380
            advertise-client-urls: http://10.0.0.%1$d:2379
            initial-cluster: store-1=http://10.0.0.1:2380,store-2=http://10.0.0.2:2380,store-3=http://10.0.0.3:2380
            election-timeout: 2000
            """;

    private static final String HAPROXY = """
            defaults
                mode tcp
                timeout connect 4s
                timeout client 30m
                timeout server 30m
                timeout check 2s
            listen rw
                bind *:6000
                option httpchk /primary
                default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
                server a 10.0.0.1:%1$d check port 8008
                server b 10.0.0.2:%1$d check port 8008
                server c 10.0.0.3:%1$d check port 8008
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int lapse(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String adopted(String from) throws IOException {
        String into = folder.resolve("out").toString();
        assertThat(lapse("adopt", folder.resolve(from).toString(), "--into", into))
                .as(err.toString())
                .isZero();
        String scenario = folder.resolve("out/own-cluster.yaml").toString();
        assertThat(lapse("validate", scenario)).as(err.toString()).isZero();
        assertThat(lapse("predict", scenario)).as(err.toString()).isZero();
        assertThat(lapse("lint", scenario)).as(err.toString()).isIn(0, 1);
        return Files.readString(folder.resolve("out/topologies/own-cluster.yaml"));
    }

    private static final String KEEPALIVED = """
            vrrp_script check {
                script "%s"
                interval 2
            }
            vrrp_instance V {
                interface eth0
                virtual_router_id 51
                priority %d
                unicast_src_ip 10.0.0.%d
                unicast_peer {
                    10.0.0.%d
                }
                virtual_ipaddress {
                    10.0.0.100
                }
                track_script {
                    check
                }
            }
            """;

    private String adoptedWithAddress(String script) throws IOException {
        for (int node = 1; node <= 2; node++) {
            file("in/" + node + "/p.conf", PATRONI.formatted(node));
            file("in/k" + (3 - node) + ".conf", KEEPALIVED.formatted(script, 100 - node, node, 3 - node));
        }
        return adopted("in");
    }

    /** Each has a folder of its own, with its number. */
    private void threeNodes() throws IOException {
        for (int node = 1; node <= 3; node++) {
            file("in/" + node + "/patroni.yml", PATRONI.formatted(node));
        }
    }

    /** The address of each file says which node it is for. */
    @Test
    void addressWithoutABalancerIsOnTheNodes() throws IOException {
        assertThat(adoptedWithAddress("/usr/local/bin/check_patroni.sh"))
                .contains("# guess: there is no haproxy.cfg, so keepalived is on the nodes\n")
                .containsPattern("  db-1: \\[.*patroni.*, keepalived]\n  db-2: \\[.*patroni.*, keepalived]\nfiles:")
                .contains("  keepalived:\n    db-1: ../../in/k2.conf\n    db-2: ../../in/k1.conf\n");
        assertThat(Files.readString(folder.resolve("out/own-cluster.yaml"))).contains("{kind: write, via: vip}");
    }

    @Test
    void addressWhoseScriptAsksForABalancerIsBesideOne() throws IOException {
        assertThat(adoptedWithAddress("/usr/bin/killall -0 haproxy"))
                .contains("  lb1: [haproxy, keepalived]\n  lb2: [haproxy, keepalived]\n")
                .contains("in/k1.conf binds an address of node db-2, yet keepalived gets a host of its own");
    }

    @Test
    void aFolderPerHostBecomesThatHost() throws IOException {
        for (int node = 1; node <= 3; node++) {
            file("in/" + node + "/p.conf", PATRONI.formatted(node));
            file("in/" + node + "/e.conf", ETCD.formatted(node));
        }
        file("in/lb/balancer", HAPROXY.formatted(5432));

        assertThat(adopted("in")).isEqualTo("""
                # Written by lapse adopt from configuration files as they are.
                # guess: member store-1 of etcd is on node db-1
                # guess: member store-2 of etcd is on node db-2
                # guess: member store-3 of etcd is on node db-3
                name: own-cluster
                vip: false
                hosts:
                  db-1: [etcd, patroni]
                  db-2: [etcd, patroni]
                  db-3: [etcd, patroni]
                  lb1: [haproxy]
                files:
                  patroni:
                    db-1: ../../in/1/p.conf
                    db-2: ../../in/2/p.conf
                    db-3: ../../in/3/p.conf
                  etcd:
                    db-1: ../../in/1/e.conf
                    db-2: ../../in/2/e.conf
                    db-3: ../../in/3/e.conf
                  haproxy: ../../in/lb/balancer
                names:
                  "10.0.0.1": db-1
                  "10.0.0.2": db-2
                  "10.0.0.3": db-3
                """);
        assertThat(out.toString())
                .contains(
                        "guess: member store-1 of etcd is on node db-1\n", "ttl 40s, loop_wait 5s, retry_timeout 10s");
    }

    @Test
    void oneFileIsThatOfAllNodesWhichTheBalancerTells() throws IOException {
        file(
                "in/patroni.yml",
                PATRONI.formatted(1).replace("10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379", "e1:2379,e2:2379"));
        file("in/haproxy.cfg", HAPROXY.formatted(6543));

        assertThat(adopted("in"))
                .contains("  a: [patroni]\n  b: [patroni]\n  c: [patroni]\n  lb1: [haproxy]\n")
                .contains("  etcd1: [etcd]\n  etcd2: [etcd]\n")
                .contains("  patroni: ../../in/patroni.yml\n")
                .contains("\"10.0.0.2\": b\n", "\":6543\": 5432\n")
                .contains("# guess: port 6543 of the balancer's servers is PostgreSQL's\n");
    }

    @Test
    void theDynamicConfigurationAloneIsEnough() throws IOException {
        file("in/config", "ttl: 60\nloop_wait: 10\nretry_timeout: 10\npostgresql:\n  use_pg_rewind: true\n");

        assertThat(adopted("in"))
                .contains(
                        "# guess: the files do not tell how many nodes there are: 3\n",
                        "# guess: there is no haproxy.cfg")
                .contains("  pg3: [patroni]\n", "  etcd3: [etcd]\n", "  patroni: ../../in/config\n");
        assertThat(out.toString()).contains("ttl 60s");
    }

    @Test
    void nothingIsWrittenOver() throws IOException {
        file("in/config", PATRONI.formatted(1));
        file("out/topologies/own-cluster.yaml", "mine");

        assertThat(lapse(
                        "adopt",
                        folder.resolve("in").toString(),
                        "--into",
                        folder.resolve("out").toString()))
                .isEqualTo(64);
        assertThat(err.toString()).contains("own-cluster.yaml is there already");
        assertThat(folder.resolve("out/topologies/own-cluster.yaml")).hasContent("mine");
        assertThat(folder.resolve("out/own-cluster.yaml")).doesNotExist();
    }

    private String refused(String from) {
        assertThat(lapse(
                        "adopt",
                        folder.resolve(from).toString(),
                        "--into",
                        folder.resolve("out").toString()))
                .isEqualTo(64);
        assertThat(folder.resolve("out")).doesNotExist();
        return err.toString();
    }

    @Test
    void aFileThatIsNoYamlIsNoFewerNode() throws IOException {
        file("in/1/patroni.yml", PATRONI.formatted(1));
        file("in/2/patroni.yml", PATRONI.formatted(2));
        file("in/3/patroni.yml", PATRONI.formatted(3).replace("  listen: 10", " listen: 10"));
        assertThat(refused("in")).contains("in/3/patroni.yml:8:18: mapping values are not allowed here");

        file("only/etcd.yml", ETCD.formatted(1).replace("election", " x: 1\n election"));
        file("only/notes.yml", "- a\n b: c\n");
        assertThat(refused("only")).contains("only/etcd.yml:5:").doesNotContain("notes.yml");
    }

    @Test
    void addressesOfSixAreThoseOfTheBalancerToo() throws IOException {
        for (int node = 1; node <= 3; node++) {
            file(
                    "in/" + node + ".yml",
                    PATRONI.formatted(node)
                            .replaceAll(": 10\\.0\\.0\\.(\\d):(\\d+)", ": '[2001:db8::$1]:$2'")
                            .replaceAll("10\\.0\\.0\\.(\\d)", "[2001:db8::$1]"));
        }
        file("in/haproxy.cfg", HAPROXY.formatted(5432).replaceAll("10\\.0\\.0\\.(\\d)", "[2001:db8::$1]"));

        assertThat(adopted("in"))
                .contains("  \"[2001:db8::2]\": db-2\n")
                .doesNotContain("by their order")
                .contains("  db-3: [etcd, patroni]\n");
    }

    @Test
    void filesOfTwoClustersAreRefused() throws IOException {
        file("in/1.yml", PATRONI.formatted(1));
        file("in/2.yml", PATRONI.formatted(2).replace("orders", "bills"));

        assertThat(refused("in"))
                .contains("files of 2 clusters: scope orders in ")
                .contains(", scope bills in ");
    }

    @Test
    void variablesOfEtcdAreAFileOfIts() throws IOException {
        for (int member = 1; member <= 3; member++) {
            file("in/" + member + ".env", """
                    ETCD_NAME=m%1$d
                    ETCD_INITIAL_ADVERTISE_PEER_URLS="http://10.0.0.%1$d:2380"
                    ETCD_INITIAL_CLUSTER="m1=http://10.0.0.1:2380,m2=http://10.0.0.2:2380,m3=http://10.0.0.3:2380"
                    """.formatted(member));
        }

        assertThat(adopted("in")).contains("  m1: [etcd]\n", "    m2: ../../in/2.env\n");
    }

    @Test
    void timingsThatPatroniChangesRunAsTheyAre() throws IOException {
        file("in/config", "ttl: 30\nloop_wait: 10\nretry_timeout: 30\npostgresql:\n  use_pg_rewind: true\n");

        assertThat(adopted("in"))
                .contains("# guess: ttl 30, loop_wait 10, retry_timeout 30 of ../../in/config break Patroni's rule,");
        assertThat(out.toString()).contains("ttl 30s, loop_wait 1s, retry_timeout 14s");
    }

    @Test
    void theSuiteIsTheOneWithTheVersionOfTheFiles() throws IOException {
        String patroni = PATRONI.formatted(1);
        String bin = "postgresql:\n  bin_dir: /usr/lib/postgresql/%d/bin\n";
        file("in/patroni.yml", patroni.replaceFirst("(?m)^postgresql:\n", bin.formatted(15)));
        file("old/patroni.yml", patroni.replaceFirst("(?m)^postgresql:\n", bin.formatted(14)));

        assertThat(adopted("in"))
                .contains("# guess: bin_dir is of PostgreSQL 15, which suite bookworm has\n", "\nsuite: bookworm\n");
        Files.delete(folder.resolve("out/own-cluster.yaml"));
        Files.delete(folder.resolve("out/topologies/own-cluster.yaml"));
        assertThat(adopted("old"))
                .contains("# guess: bin_dir is of PostgreSQL 14, which no suite has; that of suite trixie runs\n")
                .doesNotContain("\nsuite:");
    }

    @Test
    void ofSeveralEntriesOfAPoolerTheProbesNameOneByItsName() throws IOException {
        file("in/pgbouncer.ini", """
                [databases]
                shop_ro = host=127.0.0.1 port=5433
                shop = host=127.0.0.1 port=5433
                [pgbouncer]
                """);

        assertThat(adopted("in"))
                .contains(
                        "# guess: writes ask the pooler for the entry shop of ../../in/pgbouncer.ini;",
                        "# guess: port 5433 of the pooler's own host is PostgreSQL's\n",
                        "  \":5433\": 5432\n");
        assertThat(folder.resolve("out/own-cluster.yaml"))
                .content()
                .contains(
                        "  - {kind: write, via: haproxy, database: shop}\n",
                        "  - {kind: read, via: haproxy, database: shop_ro}\n");
    }

    @Test
    void aPortOfThePoolersHostThatMayBeABalancersIsNotGuessed() throws IOException {
        file("in/pgbouncer.ini", "[databases]\n* = host=127.0.0.1 port=5000\n[pgbouncer]\n");
        file("in/haproxy.cfg", HAPROXY.formatted(5432));

        assertThat(lapse(
                        "adopt",
                        folder.resolve("in").toString(),
                        "--into",
                        folder.resolve("out").toString()))
                .isEqualTo(64);
        assertThat(err.toString()).contains("in/pgbouncer.ini:2:1: *: nothing listens at port 5000 of host a;");
    }

    @Test
    void aPoolerWhoseEntriesLeadToTheBalancerIsBeforeIt() throws IOException {
        file("in/a/patroni.yml", PATRONI.formatted(1));
        file("in/b/patroni.yml", PATRONI.formatted(2));
        file("in/app/pgbouncer.ini", "[databases]\nshop = host=127.0.0.1 port=6000 dbname=shop\n[pgbouncer]\n");
        file("in/app/haproxy.cfg", HAPROXY.formatted(5432).replaceAll("(?m)^ +server c.*\n", ""));

        assertThat(adopted("in"))
                .contains(
                        "# guess: ../../in/app/pgbouncer.ini leads to the balancer of its own host,",
                        "  db-1: [etcd, patroni]\n",
                        "  lb1: [pgbouncer, haproxy]\n");
        assertThat(folder.resolve("out/own-cluster.yaml"))
                .content()
                .contains("probes:\n  - {kind: write, via: pooler}\n")
                .doesNotContain("kind: read");
        assertThat(out.toString()).contains("to lb1, by the poolers");
    }

    @Test
    void timingsOfAVersionThatDoesNotChangeThemAreToldAsTheyRun() throws IOException {
        file(
                "in/patroni.yml",
                PATRONI.formatted(1)
                        .replace("loop_wait: 5, retry_timeout: 10", "loop_wait: 10, retry_timeout: 19")
                        .replace("  data_dir", "  bin_dir: /usr/lib/postgresql/15/bin\n  data_dir"));

        assertThat(adopted("in")).contains("runs them as Patroni does: ttl 40, loop_wait 10, retry_timeout 19\n");
    }

    @Test
    void theFileOfTheAddressIsThatOfTheBalancerBesideIt() throws IOException {
        file("in/patroni.yml", PATRONI.formatted(1));
        for (String host : new String[] {"front-a", "front-b"}) {
            file("in/" + host + "/haproxy.cfg", HAPROXY.formatted(5432));
            file("in/" + host + "/keepalived.conf", KEEPALIVED.formatted("killall -0 haproxy", 100, 8, 9));
        }

        assertThat(adopted("in"))
                .contains("    front-a: ../../in/front-a/keepalived.conf\n")
                .contains("    front-b: ../../in/front-b/keepalived.conf\n")
                .doesNotContain("is the file of keepalived on");
    }

    @Test
    void whatMoreThanVariablesIsInAFileIsToldAndTheFileIsNotTaken() throws IOException {
        file("in/patroni.yml", PATRONI.formatted(1));
        file("in/etcd.sh", "ETCD_NAME=a\nETCD_ELECTION_TIMEOUT=5000\nset -e\n");
        file("only/etcd.sh", "ETCD_NAME=$(hostname)\n");

        assertThat(adopted("in"))
                .containsPattern("# guess: .*in/etcd.sh:3: expected a variable with its value in one line, as"
                        + " ETCD_NAME=etcd1; the file is not taken, and its ETCD_NAME, ETCD_ELECTION_TIMEOUT are lost");
        assertThat(lapse("adopt", folder.resolve("only").toString())).isEqualTo(64);
        assertThat(err.toString()).contains("only/etcd.sh:1: ETCD_NAME: expected the value itself");
    }

    @Test
    void anIncludeOfAnotherProgramIsNoneOfPgBouncers() throws IOException {
        file("in/pgbouncer.ini", "[databases]\napp = host=127.0.0.1 port=5432\n");
        file("in/lapse.spec", "Name: lapse\n%include macros.inc\n");

        assertThat(adopted("in"))
                .containsPattern("# guess: .*in/lapse.spec:2: %include macros.inc: expected such a file beside .*;"
                        + " the file is not taken\n");
    }

    @Test
    void anIncludedFileIsPartOfTheOneThatIncludesIt() throws IOException {
        file(
                "in/pgbouncer.ini",
                "[databases]\n%include /etc/pgbouncer/a.d/apps.ini\n[pgbouncer]\npool_mode = session\n");
        file("in/a.d/apps.ini", "[databases]\napp = host=127.0.0.1 port=5432\n");

        assertThat(adopted("in"))
                .contains("  pgbouncer: ../../in/pgbouncer.ini\n")
                .doesNotContain("apps.ini");
    }

    @Test
    void aBalancerThatMayBeOnANodeIsToldToBeElsewhere() throws IOException {
        threeNodes();
        file("in/1/haproxy.cfg", HAPROXY.formatted(5432));
        file("in/4/haproxy.cfg", HAPROXY.formatted(5432));
        file("in/haproxy.cfg", HAPROXY.formatted(5432).replace("*:6000", "10.0.0.2:6000"));

        assertThat(adopted("in"))
                .contains(
                        "in/1/haproxy.cfg stands beside ../../in/1/patroni.yml, yet haproxy gets a host of its own",
                        "in/haproxy.cfg binds an address of node db-2, yet haproxy gets")
                .contains("  db-1: [etcd, patroni]\n");
    }

    @Test
    void balancersThatStandEachOnANodeOfTheirOwnAreThere() throws IOException {
        threeNodes();
        file("in/3/haproxy.cfg", HAPROXY.formatted(5432));
        file("in/haproxy.cfg", HAPROXY.formatted(5432).replace("*:6000", "10.0.0.2:6000"));

        assertThat(adopted("in"))
                .contains(
                        "# guess: ../../in/3/haproxy.cfg is the balancer on node db-3\n",
                        "# guess: ../../in/haproxy.cfg is the balancer on node db-2\n",
                        "  db-2: [etcd, patroni, haproxy]\n  db-3: [etcd, patroni, haproxy]\n",
                        "  haproxy:\n    db-3: ../../in/3/haproxy.cfg\n    db-2: ../../in/haproxy.cfg\n")
                .doesNotContain("yet haproxy gets", "lb1");
    }

    @Test
    void whereAPortOfTheNodeIsTakenBalancersHaveHostsOfTheirOwn() throws IOException {
        for (int node = 1; node <= 3; node++) {
            file("in/" + node + "/patroni.yml", PATRONI.formatted(node));
            file("in/" + node + "/haproxy.cfg", HAPROXY.formatted(5432).replace("*:6000", "*:5432"));
        }

        assertThat(adopted("in")).contains("  db-1: [etcd, patroni]\n", "  lb1: [haproxy]\n  lb2: [haproxy]\n");
    }

    @Test
    void eachBalancerHasTheFileOfItsFolderOrName() throws IOException {
        file("in/patroni.yml", PATRONI.formatted(1));
        file("in/front-a/haproxy.cfg", HAPROXY.formatted(5432));
        file("in/front-b/haproxy.cfg", "# the other\n" + HAPROXY.formatted(5432));
        assertThat(adopted("in"))
                .contains(
                        "  front-a: [haproxy]\n  front-b: [haproxy]\n",
                        "    front-a: ../../in/front-a/haproxy.cfg\n    front-b: ../../in/front-b/haproxy.cfg\n");
    }

    @Test
    void ofOneFolderTheNamesOfTheFilesTell() throws IOException {
        file("in/patroni.yml", PATRONI.formatted(1));
        file("in/haproxy-lb7.cfg", HAPROXY.formatted(5432));
        file("in/haproxy.cfg", HAPROXY.formatted(5432));
        assertThat(adopted("in")).contains("    lb7: ../../in/haproxy-lb7.cfg\n    lb1: ../../in/haproxy.cfg\n");
    }

    @Test
    void ofSeveralListenersForReadsTheFirstIsTaken() throws IOException {
        file("in/patroni.yml", PATRONI.formatted(1));
        String write = HAPROXY.formatted(5432);
        String reads = write.substring(write.indexOf("listen rw")).replace("/primary", "/replica");
        file(
                "in/haproxy.cfg",
                write
                        + reads.replace("listen rw", "listen replicas").replace("6000", "6001")
                        + reads.replace("listen rw", "listen replicas_sync").replace("6000", "6002"));

        assertThat(adopted("in"))
                .contains(
                        "# guess: replicas, replicas_sync of ../../in/haproxy.cfg are all for reads by their checks; the"
                                + " probe of the scenario takes replicas\n");
        assertThat(folder.resolve("out/own-cluster.yaml"))
                .content()
                .contains("  - {kind: write, via: haproxy}\n  - {kind: read, via: haproxy, listener: replicas}\n");
    }

    @Test
    void whatIsNoSuchFileIsToldAndWhatCannotHoldHasItsLine() throws IOException {
        file("in/readme", "words");
        assertThat(lapse("adopt", folder.resolve("in").toString())).isEqualTo(64);
        assertThat(err.toString()).contains("expected a folder with a file of Patroni, etcd");

        file("bad/patroni.yml", PATRONI.formatted(1).replace("etcd3: {hosts: ", "consul: {host: "));
        assertThat(lapse(
                        "adopt",
                        folder.resolve("bad").toString(),
                        "--into",
                        folder.resolve("out").toString()))
                .isEqualTo(64);
        assertThat(err.toString()).contains("bad/patroni.yml:3:1: consul: the store is etcd here");
    }

    @Test
    void whatIsNotTakenIsTold() throws IOException {
        file("patroni.yml", PATRONI.formatted(1));
        file("notes.txt", "hello\n");

        assertThat(lapse("adopt", folder.toString(), "--into", folder.toString()))
                .isZero();
        assertThat(out.toString()).contains("not taken: " + folder.resolve("notes.txt"));
    }

    /** Its file, or its variables by their names of now and of before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "trigger-key: /service/orders/leader\ninterval: 2000 # ms\n",
                "export VIP_TRIGGER_KEY=\"/service/orders/leader\"\nVIP_INTERVAL='2000'\n",
                "VIP_IFACE=eth0\nVIP_KEY=\"/service/orders/leader\"\nVIP_HOST=db-1\nVIP_INTERVAL=2000\n",
                "iface: eth0\nkey: /service/orders/leader\nnodename: db-1\ninterval: 2000\n"
            })
    void vipManagerIsOnEachNode(String text) throws IOException {
        threeNodes();
        file("in/vip-manager.yml", text);

        assertThat(adopted("in"))
                .contains("vip-manager.yml is not taken: Lapse runs vip-manager with a file of its own; the section"
                        + " vip-manager has its timings")
                .contains("vip: true\n")
                .contains("vip-manager:\n  interval: 2000\n")
                .containsPattern("  db-1: \\[.*patroni.*, vip-manager]\n  db-2: \\[.*patroni.*, vip-manager]\n");
        assertThat(Files.readString(folder.resolve("out/own-cluster.yaml"))).contains("{kind: write, via: vip}");
        assertThat(out.toString()).doesNotContain("check: ").doesNotContain("haproxy.cfg");
    }

    /** Lapse puts its own names there, so that no run shows it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trigger-key: /service/order/leader | trigger-key /service/order/leader does not end with"
                        + " /orders/leader",
                "trigger-value: db-9 | trigger-value db-9 is the name of no node, those are db-1, db-2",
                "interval: 1s | interval 1s is no whole number",
                "dcs-type: patroni | dcs-type patroni does not ask etcd"
            })
    void whatCannotBeRightInVipManagerIsTold(String line, String told) throws IOException {
        threeNodes();
        file("in/vip-manager.yml", "trigger-key: /service/orders/leader\n" + line + "\n");

        adopted("in");

        assertThat(out.toString()).containsPattern("check: \\S*vip-manager.yml: " + told);
    }

    @Test
    void twoHostsOfOneNameAreTold() throws IOException {
        for (int node = 1; node <= 3; node++) {
            int named = Math.min(node, 2);
            file("in/" + node + "/patroni.yml", PATRONI.formatted(node).replace("db-" + node, "db-" + named));
            file(
                    "in/" + node + "/vip-manager.yml",
                    "trigger-key: /service/orders/leader\ntrigger-value: db-" + named + "\n");
        }

        adopted("in");

        assertThat(out.toString())
                .contains("check: ../../in/2/patroni.yml and ../../in/3/patroni.yml have one name, db-2")
                .contains("check: ../../in/2/vip-manager.yml and ../../in/3/vip-manager.yml have one trigger-value");
    }

    @Test
    void nodeWithoutVipManagerIsTold() throws IOException {
        for (int node = 1; node <= 3; node++) {
            file("in/" + node + "/patroni.yml", PATRONI.formatted(node));
            if (node < 3) {
                file("in/" + node + "/vip-manager.yml", "trigger-key: /service/orders/leader\n");
            }
        }

        adopted("in");

        assertThat(out.toString()).contains("check: there are 3 nodes and 2 files of vip-manager");
    }

    @Test
    void folderOfNodeWithoutItsPatroniIsTold() throws IOException {
        for (int node = 1; node <= 3; node++) {
            file("in/" + node + "/pgbouncer.ini", "[databases]\n* = host=127.0.0.1\n[pgbouncer]\n");
            file("in/" + node + "/etcd.conf.yml", ETCD.formatted(node));
            if (node < 3) {
                file("in/" + node + "/patroni.yml", PATRONI.formatted(node));
            }
        }

        adopted("in");

        assertThat(out.toString())
                .contains("check: ../../in/3/pgbouncer.ini has no patroni.yml beside, as those of other nodes have");
    }
}
