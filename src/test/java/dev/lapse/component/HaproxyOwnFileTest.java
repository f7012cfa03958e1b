package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Replaced;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of the user's own stays as it is but for the lines that cannot hold in a container, and those are told. */
class HaproxyOwnFileTest {
    private static final Map<String, String> NAMES =
            Map.of("db-a.orders.internal", "pg1", "db-b.orders.internal", "pg2", "db-c.orders.internal", "pg3");

    private static final List<Host> HOSTS = hosts(true);

    private static final String LISTENERS = """
            defaults
                mode tcp
            listen w
                bind *:5000
                option httpchk /primary
                server a 10.0.0.1:5432 check port 8008
                server b 10.0.0.2:5432 check port 8008
                server c 10.0.0.3:5432 check port 8008
            """;

    private static List<Host> hosts(boolean pooled) {
        List<Host> hosts = new ArrayList<>();
        hosts.add(new Host(new NodeName("etcd1"), Set.of(Components.SHIPPED.named(ComponentName.ETCD))));
        for (String name : List.of("pg1", "pg2", "pg3")) {
            hosts.add(new Host(
                    new NodeName(name),
                    pooled
                            ? Set.of(
                                    Components.SHIPPED.named(ComponentName.PATRONI),
                                    Components.SHIPPED.named(ComponentName.PGBOUNCER))
                            : Set.of(Components.SHIPPED.named(ComponentName.PATRONI))));
        }
        hosts.add(new Host(new NodeName("lb1"), Set.of(new Haproxy())));
        return hosts;
    }

    private static OwnFile.Fitted read(String text, Map<String, String> names) {
        OwnFile file = new OwnFile("mine/haproxy.cfg", HaproxySecrets.masked(text));
        return new Haproxy()
                .with(new OwnFile.Given(Map.of(new NodeName("lb1"), file), names, Map.of()), HOSTS)
                .orElseThrow();
    }

    private static HaproxyOwnFile own(String text, Map<String, String> names) {
        OwnFile.Fitted read = read(text, names);
        assertThat(read.unfit()).isEmpty();
        return ((Haproxy) read.component()).own().orElseThrow();
    }

    private static HaproxyOwnFile example() {
        return own(Recorded.answer("own-haproxy.cfg"), NAMES);
    }

    @Test
    void everyReplacedLineIsToldWithItsNumber() {
        HaproxyOwnFile own = example();

        assertThat(own.replaced(own.settings()).stream().map(Replaced::text))
                .containsExactly(
                        "mine/haproxy.cfg:2: log 10.20.0.9:514 local0 info -> log stdout format iso local0 notice",
                        "mine/haproxy.cfg:3: log 10.20.0.10:514 local1 -> left out",
                        "mine/haproxy.cfg:5: pidfile /var/run/haproxy/haproxy.pid -> pidfile /run/lapse/haproxy.pid",
                        "mine/haproxy.cfg:6: stats socket /var/run/haproxy/admin.sock mode 660 level admin -> stats"
                                + " socket /run/lapse/haproxy.sock mode 600 level admin",
                        "mine/haproxy.cfg:28: stats auth admin:*** -> stats auth lapse:lapse",
                        "mine/haproxy.cfg:31: bind 10.20.0.10:15432 -> bind *:15432",
                        "mine/haproxy.cfg:39: server db-a db-a.orders.internal:6432 maxconn 500 check port 8008 check-ssl"
                                + " verify none -> server db-a pg1:6432 maxconn 500 check port 8008",
                        "mine/haproxy.cfg:40: server db-b db-b.orders.internal:6432 maxconn 500 check port 8008 -> server"
                                + " db-b pg2:6432 maxconn 500 check port 8008",
                        "mine/haproxy.cfg:41: server db-c db-c.orders.internal:6432 maxconn 500 check port 8008 -> server"
                                + " db-c pg3:6432 maxconn 500 check port 8008",
                        "mine/haproxy.cfg:44: bind 10.20.0.10:15433 -> bind *:15433",
                        "mine/haproxy.cfg:49: server db-a db-a.orders.internal:6432 check port 8008 inter 1s fall 2 rise 1"
                                + " -> server db-a pg1:6432 check port 8008 inter 1s fall 2 rise 1",
                        "mine/haproxy.cfg:50: server db-b db-b.orders.internal:6432 check port 8008 inter 1s fall 2 rise 1"
                                + " backup -> server db-b pg2:6432 check port 8008 inter 1s fall 2 rise 1 backup",
                        "mine/haproxy.cfg: added: listen lapse-stats with bind *:7001");
    }

    @Test
    void theRunningFileDiffersInThoseLinesAlone() {
        HaproxyOwnFile own = example();
        List<String> written = own.file().text().lines().toList();
        List<String> running =
                own.render(own.settings(), host -> "172.30.0.9").lines().toList();
        Map<Integer, String> differing = new TreeMap<>();
        for (int i = 0; i < written.size(); i++) {
            if (!written.get(i).equals(running.get(i))) {
                differing.put(i + 1, written.get(i));
            }
        }

        assertThat(differing.keySet())
                .containsExactlyElementsOf(own.replaced(own.settings()).stream()
                        .map(Replaced::line)
                        .filter(line -> line > 0)
                        .toList());
        assertThat(running).contains("    server db-b 172.30.0.9:6432 maxconn 500 check port 8008 # second");
        assertThat(running.subList(written.size(), running.size())).contains("listen lapse-stats from lapse");
    }

    @Test
    void whatTheFileSaysIsWhatIsMeasured() {
        HaproxyOwnFile own = example();

        assertThat(own.port(Entrance.WRITE)).hasValue(15432);
        assertThat(own.port(Entrance.READ)).hasValue(15433);
        assertThat(own.statsPort()).isEqualTo(7001);
        assertThat(own.pools()).extracting(HaproxyOwnFile.Pool::proxy).containsExactly("orders-leader", "orders-ro");
        assertThat(own.settings())
                .containsEntry("inter", "2s")
                .containsEntry("read.inter", "1s")
                .containsEntry("fastinter", "500ms")
                .containsEntry("read.fastinter", "off")
                .containsEntry("fall", "3")
                .containsEntry("read.fall", "2")
                .containsEntry("on-marked-down", "shutdown-sessions")
                .containsEntry("read.on-marked-down", "off")
                .containsEntry("timeout check", "2000ms")
                .containsEntry("timeout client", "30m")
                .containsEntry("option redispatch", "off")
                .containsEntry("check-write", "OPTIONS /master")
                .containsEntry("check-read", "GET /replica?lag=16MB")
                .containsEntry("check-pooler", "off")
                .doesNotContainKey("read.timeout check");
    }

    @Test
    void theRunningFileTellsWhatHolds() {
        HaproxyOwnFile own = example();
        Map<String, String> settings = new TreeMap<>(own.settings());
        settings.put("timeout check", "900ms");
        String running = own.render(settings, host -> "172.30.0.9");

        assertThat(own.settingsOf(running)).isEqualTo(settings);
        assertThat(own.settingsOf(running.replace("fall 3", "fall 9"))).containsEntry("fall", "9");
    }

    @Test
    void whereNothingIsWrittenHaproxysOwnDefaultsHold() {
        assertThat(own(LISTENERS, Map.of()).settings())
                .containsEntry("inter", "2s")
                .containsEntry("fall", "3")
                .containsEntry("rise", "2")
                .containsEntry("retries", "3")
                .containsEntry("on-marked-down", "off")
                .containsEntry("timeout check", "off");
    }

    @Test
    void settingsThatLieOverItAreLinesOfIt() {
        HaproxyOwnFile own = example();
        Map<String, String> settings = new TreeMap<>(own.settings());
        settings.put("rise", "1");
        settings.remove("read.rise");
        settings.put("timeout check", "900ms");
        settings.put("timeout queue", "7s");
        settings.put("read.inter", "300ms");

        List<String> running =
                own.render(settings, host -> host).lines().map(String::strip).toList();

        assertThat(running)
                .contains(
                        "server db-a pg1:6432 maxconn 500 check port 8008 rise 1",
                        "server db-a pg1:6432 check port 8008 inter 300ms fall 2 rise 1");
        assertThat(running.subList(running.indexOf("backend orders-leader"), running.indexOf("listen orders-ro")))
                .contains("timeout check 900ms", "timeout queue 7s");
        HaproxyOwnFile again = own(String.join("\n", running), Map.of());
        assertThat(again.settings()).isEqualTo(settings);
    }

    @Test
    void haproxysWordsAreAboutTheLinesThatWereWritten() {
        HaproxyOwnFile own = example();
        Map<String, String> settings = new TreeMap<>(own.settings());
        settings.put("timeout queue", "7s"); // a line more, below line 33

        assertThat(own.judged(settings, """
                [NOTICE]   (15) : haproxy version is 3.0.11-1+deb13u5
                [NOTICE]   (15) : path to executable is /usr/sbin/haproxy
                [WARNING]  (15) : [/run/lapse/own.cfg:11] : resolvers 'a': can't connect socket for nameserver 'ns1'.
                [ALERT]    (15) : config : parsing [/run/lapse/own.cfg:20] : unknown keyword 'a' in 'global' section
                [ALERT]    (15) : config : [/run/lapse/own.cfg:40] : unknown keyword 'fal'; see line 7
                [WARNING]  (15) : config : parsing [/run/lapse/own.cfg:41]: 'option httplog' not usable
                [ALERT]    (15) : config : Error(s) found in configuration file : /run/lapse/own.cfg
                [ALERT]    (15) : config : Fatal errors found in configuration.""")).isEqualTo("""
                mine/haproxy.cfg:20: unknown keyword 'a' in 'global' section
                mine/haproxy.cfg:39: unknown keyword 'fal'; see line 7
                [WARNING] mine/haproxy.cfg:40: 'option httplog' not usable""");
    }

    @Test
    void aSlipAtTheBeginOfASectionIsToldWithTheWordThatWasMeant() {
        String slip = Recorded.answer("own-haproxy.cfg").replace("frontend orders-rw", "fronted orders-rw");

        assertThat(read(slip, NAMES).unfit())
                .extracting(OwnFile.Unfit::why)
                .contains("\"fronted\" begins no section; did you mean \"frontend\"?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "option httpchk /primary",
                "option httpchk GET /leader",
                "option httpchk HEAD /master HTTP/1.1\\r\\nHost:\\ x",
                "option tcp-check\n    option httpchk OPTIONS /read-write",
                "option httpchk\n    http-check send meth GET uri /primary ver HTTP/1.1 hdr Host x",
                "option httpchk GET /\n    http-check expect status 200",
                "option httpchk\n    http-check connect port 8008\n    http-check send meth OPTIONS uri /primary\n"
                        + "    http-check expect status 200\n    http-check connect port 6432",
                "option tcp-check\n    tcp-check connect port 8008\n    tcp-check send GET\\ /primary\\ HTTP/1.0\\r\\n\\r\\n\n"
                        + "    tcp-check expect string 200",
                "option tcp-check\n    tcp-check connect port 8008\n    tcp-check send \"HEAD /leader HTTP/1.0\\r\\n\\r\\n\"\n"
                        + "    tcp-check expect rstring ^HTTP/1..\\ 200"
            })
    void aWriterIsToldByItsCheck(String check) {
        assertThat(own(LISTENERS.replace("option httpchk /primary", check), Map.of())
                        .port(Entrance.WRITE))
                .hasValue(5000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"option pgsql-check user checker", "option tcp-check", "balance roundrobin"})
    void readersThatAnyNodePassesAreTakenWhereTheyAreNamed(String check) {
        String text = LISTENERS
                + LISTENERS
                        .substring(LISTENERS.indexOf("listen"))
                        .replace("listen w", "listen r")
                        .replace("*:5000", "*:5001")
                        .replace("check port 8008", "check")
                        .replace("option httpchk /primary", check);
        OwnFile file = new OwnFile("mine/haproxy.cfg", text);
        OwnFile.Given given =
                new OwnFile.Given(Map.of(new NodeName("lb1"), file), Map.of(), Map.of(Entrance.READ, "r"));
        OwnFile.Fitted read = new Haproxy().with(given, HOSTS).orElseThrow();
        HaproxyOwnFile own = ((Haproxy) read.component()).own().orElseThrow();

        assertThat(read.unfit()).isEmpty();
        assertThat(own.port(Entrance.READ)).hasValue(5001);
        assertThat(own.settings()).containsEntry("check-read", "OPTIONS /health");
        assertThat(own.readsOfAnyNode().orElseThrow())
                .contains("the check of r is a ")
                .contains("-check");
        assertThat(own(LISTENERS, Map.of()).readsOfAnyNode()).isEmpty();
    }

    @Test
    void writersThatAnyNodePassesAreNot() {
        OwnFile file = new OwnFile(
                "mine/haproxy.cfg", LISTENERS.replace("option httpchk /primary", "option pgsql-check user x"));
        OwnFile.Given given =
                new OwnFile.Given(Map.of(new NodeName("lb1"), file), Map.of(), Map.of(Entrance.WRITE, "w"));

        assertThat(new Haproxy().with(given, HOSTS).orElseThrow().unfit())
                .singleElement()
                .satisfies(unfit -> assertThat(unfit.why()).contains("writes would go to replicas"))
                .satisfies(unfit -> assertThat(unfit.line()).isEqualTo(5));
    }

    @Test
    void timingsOfOneServerAreNotThoseOfTheOthers() {
        String slow = LISTENERS.replace(
                "server b 10.0.0.2:5432 check port 8008", "server b 10.0.0.2:5432 check port" + " 8008 inter 20s");

        assertThat(HaproxyUnlike.of(own(LISTENERS, Map.of()))).isEmpty();
        assertThat(HaproxyUnlike.of(own(slow, Map.of())))
                .containsExactly("servers of w differ in inter: a 2s, b 20s, c 2s");
        assertThat(HaproxyUnlike.of(own(
                        LISTENERS.replace("server c 10.0.0.3:5432 check", "server c 10.0.0.3:5432" + " disabled check"),
                        Map.of())))
                .containsExactly("servers of w are disabled: c");
        assertThat(HaproxyUnlike.of(own("global\n    spread-checks 50\n" + LISTENERS, Map.of())))
                .containsExactly("mine/haproxy.cfg:2: spread-checks 50 varies the time between checks");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check port 8008~    server b | check port 8008 fall three~    server b | 6: fall three: ",
                "check port 8008~    server b | check port 8008 inter abc~    server b | 6: inter abc: ",
                "check port 8008~    server b | check port 8008 inter 99999999999~    server b | 6: inter 99999999999: ",
                "mode tcp | mode tcp~    timeout check 5 s | 3: timeout check 5 s: "
            })
    void valuesThatNobodyCanCountWithAreErrorsAtTheirLines(String before, String after, String error) {
        assertThat(unfit(LISTENERS.replace(before.replace("~", "\n"), after.replace("~", "\n"))))
                .anyMatch(text -> text.startsWith(error));
    }

    @Test
    void aHostIsBehindOneServerOfAPool() {
        assertThat(read(LISTENERS, Map.of("10.0.0.1", "pg1", "10.0.0.2", "pg1", "10.0.0.3", "pg3"))
                        .unfit())
                .singleElement()
                .satisfies(unfit -> assertThat(unfit.why()).startsWith("server b is host pg1, and so is server a"));
    }

    @Test
    void addressesAreTakenByOrderWhereNothingElseTells() {
        HaproxyOwnFile own = own(LISTENERS, Map.of());

        assertThat(own.names()).containsEntry("10.0.0.1", "pg1").containsEntry("10.0.0.3", "pg3");
        assertThat(own.guesses()).hasValueSatisfying(guess -> assertThat(guess).contains("10.0.0.2 for pg2"));
        assertThat(own(LISTENERS.replace("server a", "server pg3").replace("server c", "server pg1"), Map.of())
                        .names())
                .containsEntry("10.0.0.1", "pg3")
                .containsEntry("10.0.0.3", "pg1");
    }

    @Test
    void anotherPortStandsForOneThatIsHere() {
        HaproxyOwnFile own = own(LISTENERS.replace(":5432", ":6543"), Map.of(":6543", "6432"));

        assertThat(own.render(own.settings(), host -> host)).contains("server a pg1:6432 check port 8008");
    }

    @Test
    void whatCanNeitherBeKeptNorReplacedIsAnErrorAtItsLine() {
        assertThat(unfit(LISTENERS.replace(":5432", ":5555")))
                .anyMatch(text -> text.startsWith(
                        "6: server a: nothing listens at port 5555 of host pg1; there are [5432, 6432, 8008]"));
        assertThat(unfit(LISTENERS + "    server d 10.0.0.4:5432 check port 8008\n"))
                .anyMatch(text -> text.startsWith("9: server d: 10.0.0.4 is none of the hosts of the topology"));
        assertThat(unfit(LISTENERS.replace("10.0.0.1:", "[2001:db8::1]:")
                        + "    server d 10.0.0.4:5432 check port 8008\n"))
                .anyMatch(text -> text.contains("write names: {'[2001:db8::1]': "));
        assertThat(unfit(LISTENERS.replace("10.0.0.1:5432", "10.0.0.1:5432 addr 2001:db8::9")))
                .anyMatch(text -> text.contains("write names: {'2001:db8::9': "));
        assertThat(unfit(LISTENERS.replace("check port 8008\n    server b", "\n    server b")))
                .singleElement()
                .asString()
                .startsWith("6: server a is not checked");
        assertThat(unfit(LISTENERS.replace("option httpchk /primary", "option external-check")))
                .anyMatch(text -> text.startsWith("5: not supported: external-check runs a program"));
        assertThat(unfit(LISTENERS.replace("option httpchk /primary", "option pgsql-check user x")))
                .singleElement()
                .asString()
                .startsWith("5: no listener for writes: none has a check that Patroni's leader alone passes");
        assertThat(unfit(LISTENERS.replace("bind *:5000", "bind *:5000 ssl crt /etc/x.pem")))
                .anyMatch(text -> text.startsWith("4: not supported: bind with ssl"));
        assertThat(unfit(LISTENERS
                        + LISTENERS.substring(LISTENERS.indexOf("listen")).replace("w\n", "w2\n")))
                .anyMatch(
                        text -> text.startsWith("9: w and w2 are both for writes by their checks; write listener: w"));
        assertThat(unfit(LISTENERS + "ring r\n    server s 10.0.0.9:1024\n"))
                .containsExactly("9: not supported: a section ring; take it out");
        assertThat(unfit(LISTENERS.replace("check port 8008", "check port 8008 send-proxy")))
                .anyMatch(text -> text.startsWith("6: send-proxy: neither"));
    }

    private static List<String> unfit(String text) {
        return read(text, Map.of()).unfit().stream()
                .flatMap((Unfit each) -> Stream.of(each.line() + ": " + each.why()))
                .toList();
    }

    @Test
    void whoeverIsToldOfSticksAndTroublesIsLeftOut() {
        HaproxyOwnFile own = own(
                LISTENERS.replace(
                                "listen w\n",
                                "listen w\n    stick-table type ip size 1 peers lbs expire 1h # one\n    stick on dst\n"
                                        + "    email-alert mailers post\n")
                        + "peers lbs\n    peer lb1 10.0.0.8:1024\n    bind :1024 ssl\n"
                        + "mailers post\n    mailer m 10.0.0.9:25\n",
                Map.of());

        assertThat(own.replaced(own.settings()).stream().map(Replaced::text))
                .contains(
                        "mine/haproxy.cfg:4: stick-table type ip size 1 peers lbs expire 1h -> stick-table type ip size"
                                + " 1 expire 1h",
                        "mine/haproxy.cfg:6: email-alert mailers post -> left out",
                        "mine/haproxy.cfg:12: peers lbs -> left out",
                        "mine/haproxy.cfg:13: peer lb1 10.0.0.8:1024 -> left out",
                        "mine/haproxy.cfg:14: bind :1024 ssl -> left out",
                        "mine/haproxy.cfg:15: mailers post -> left out",
                        "mine/haproxy.cfg:16: mailer m 10.0.0.9:25 -> left out")
                .noneMatch(text -> text.contains("stick on dst"));
    }

    @Test
    void eachBalancerMayHaveAFileOfItsOwnThatClientsMeetAlike() {
        String other = LISTENERS.replace("defaults\n", "# the other one\ndefaults\n    maxconn 7\n");
        OwnFile.Fitted read = readBoth(LISTENERS, other);
        Haproxy haproxy = (Haproxy) read.component();

        assertThat(read.unfit()).isEmpty();
        assertThat(haproxy.files().get(new NodeName("lb2")).file().text()).isEqualTo(other);
        assertThat(haproxy.given().orElseThrow().files()).hasSize(2);
        assertThat(haproxy.port(Entrance.WRITE)).hasValue(5000);
    }

    @Test
    void whatHasNoFormulaInTheFileOfOneBalancerHasNoneInAll() {
        Haproxy haproxy = (Haproxy)
                readBoth(LISTENERS, "global\n    spread-checks 5\n" + LISTENERS).component();
        ClusterSpec cluster = new ClusterSpec(
                "t",
                Stream.concat(
                                HOSTS.stream().filter(host -> !host.carries(ComponentName.HAPROXY)),
                                Stream.of("lb1", "lb2").map(lb -> new Host(new NodeName(lb), Set.of(haproxy))))
                        .toList(),
                false,
                "trixie",
                new Settings(Map.of()),
                Auth.MD5);

        assertThat(HaproxyUnlike.of(cluster, Entrance.WRITE))
                .hasValue("b.cfg:2: spread-checks 5 varies the time between checks");
        assertThat(haproxy.remarks(cluster)).anyMatch(remark -> remark.message().contains("b.cfg:2: spread-checks 5"));
    }

    private static OwnFile.Fitted readBoth(String one, String other) {
        Map<NodeName, OwnFile> files = Map.of(
                new NodeName("lb1"), new OwnFile("a.cfg", one), new NodeName("lb2"), new OwnFile("b.cfg", other));
        return new Haproxy()
                .with(new OwnFile.Given(files, Map.of(), Map.of()), HOSTS)
                .orElseThrow();
    }

    @Test
    void noSecretStaysInTheText() {
        String masked = HaproxySecrets.masked("""
                userlist u
                    user bob password $5$secret
                    user eve insecure-password secret groups x
                listen s
                    stats auth admin:secret
                    # stats auth admin:secret
                    http-check send meth GET uri / hdr Authorization "Basic secret"
                    tcp-check send AUTH\\ secret
                """);

        assertThat(masked).doesNotContain("secret").contains("stats auth admin:***", "user bob password ***");
        assertThat(masked.lines()).hasSize(8);
    }

    @Test
    void quotesEscapesAndCommentsAreThoseOfHaproxy() {
        HaproxyLine line = HaproxyLine.of(1, "  a\\ b 'c # d' \"e\\\" f\"g # h");

        assertThat(line.words()).extracting(HaproxyLine.Token::value).containsExactly("a b", "c # d", "e\" fg");
        assertThat(line.bare()).isEqualTo("a\\ b 'c # d' \"e\\\" f\"g");
    }
}
