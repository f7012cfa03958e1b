package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Replaced;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules send clients to one pool or another; what the file does not tell of that is said, and not guessed. */
class HaproxyRouteTest {
    private static final String POOLS = """
            backend leader
                option httpchk GET /primary
                http-check expect status 200
                server a 10.0.0.1:5432 check port 8008
                server b 10.0.0.2:5432 check port 8008
                server c 10.0.0.3:5432 check port 8008
            backend standbys
                option httpchk GET /replica
                http-check expect status 200
                server a 10.0.0.1:5432 check port 8008
                server b 10.0.0.2:5432 check port 8008
                server c 10.0.0.3:5432 check port 8008
            """;

    private static final List<Host> HOSTS = List.of(
            new Host(new NodeName("etcd1"), Set.of(Components.SHIPPED.named(ComponentName.ETCD))),
            node("pg1"),
            node("pg2"),
            node("pg3"),
            new Host(new NodeName("lb1"), Set.of(new Haproxy())));

    private static Host node(String name) {
        return new Host(new NodeName(name), Set.of(Components.SHIPPED.named(ComponentName.PATRONI)));
    }

    /** With the frontend from line 3 on. */
    private static OwnFile.Fitted read(String frontends, Map<Entrance, String> chosen) {
        OwnFile file = new OwnFile("mine.cfg", "defaults\n    mode tcp\n" + frontends + POOLS);
        return new Haproxy()
                .with(new OwnFile.Given(Map.of(new NodeName("lb1"), file), Map.of(), chosen), HOSTS)
                .orElseThrow();
    }

    private static HaproxyOwnFile own(String frontends, Map<Entrance, String> chosen) {
        OwnFile.Fitted read = read(frontends, chosen);
        assertThat(read.unfit()).isEmpty();
        return ((Haproxy) read.component()).own().orElseThrow();
    }

    private static List<String> unfit(String frontends, Map<Entrance, String> chosen) {
        return read(frontends, chosen).unfit().stream()
                .map(each -> each.line() + ": " + each.why())
                .toList();
    }

    private static String pool(HaproxyOwnFile own, Entrance entrance) {
        return own.pools().stream()
                .filter(pool -> pool.entrance() == entrance)
                .map(HaproxyOwnFile.Pool::proxy)
                .findFirst()
                .orElse("none");
    }

    @Test
    void aPoolWithoutAConditionIsThatOfTheListener() {
        HaproxyOwnFile own = own("""
                frontend w
                    bind *:5000
                    use_backend leader
                frontend r
                    bind *:5001
                    use_backend standbys if TRUE
                    default_backend leader
                """, Map.of());

        assertThat(own.port(Entrance.WRITE)).hasValue(5000);
        assertThat(own.port(Entrance.READ)).hasValue(5001);
        assertThat(HaproxyUnlike.of(own)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "use_backend leader if { dst_port 5000 }\n    use_backend standbys if { dst_port 5001 }",
                "acl w dst_port eq 5000\n    use_backend leader if w\n    default_backend standbys",
                "acl w dst_port 4999:5000\n    use_backend standbys unless w\n    default_backend leader",
                "acl w dst_port le 5000\n    use_backend leader if !!w\n    default_backend standbys",
                "use_backend leader if { always_true } { dst_port 5000 }\n    default_backend standbys",
                "acl w dst_port lt 5001\n    use_backend standbys if !w\n    default_backend leader",
                "use_backend standbys if { dst_port 1 } or { dst_port gt 5000 }\n    use_backend leader if ! FALSE"
            })
    void eachPortHasThePoolThatItsRulesTell(String rules) {
        HaproxyOwnFile own = own("frontend pg\n    bind *:5000\n    bind *:5001\n    " + rules + "\n", Map.of());

        assertThat(own.port(Entrance.WRITE)).hasValue(5000);
        assertThat(own.port(Entrance.READ)).hasValue(5001);
        assertThat(pool(own, Entrance.WRITE)).isEqualTo("leader");
        assertThat(pool(own, Entrance.READ)).isEqualTo("standbys");
        assertThat(HaproxyUnlike.of(own)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nbsrv(standbys) ge 1; standbys; leader; READ",
                "nbsrv(standbys) gt 0; standbys; leader; READ",
                "nbsrv(leader) lt 1; standbys; leader; WRITE",
                "nbsrv(leader) eq 0; standbys; leader; WRITE"
            })
    void thePoolOfAWholeClusterCountsAndTheOtherIsTold(String test, String pool, String other, Entrance entrance) {
        String rules = "acl some " + test + "\n    use_backend " + pool + " if some\n    default_backend " + other;
        String kind = entrance == Entrance.WRITE ? "frontend r\n    bind *:5001\n    default_backend standbys\n" : """
                frontend w
                    bind *:5002
                    default_backend leader
                """;
        HaproxyOwnFile own = own(kind + "frontend pg\n    bind *:5000\n    " + rules + "\n", Map.of());
        String usual = entrance == Entrance.READ ? pool : other;

        assertThat(own.port(entrance)).hasValue(5000);
        assertThat(pool(own, entrance)).isEqualTo(usual);
        assertThat(HaproxyUnlike.of(own))
                .containsExactly("mine.cfg:9: who connects to pg is sent to " + usual
                        + ", and by this rule at times to " + (usual.equals(pool) ? other : pool));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "use_backend standbys if { src 10.0.0.0/8 }",
                "use_backend standbys if { nbsrv(standbys) ge 2 }",
                "use_backend standbys if { dst_port 5000 } { req.ssl_sni -i ro.example.org }",
                "use_backend standbys if UNKNOWN",
                "use_backend standbys if { dst_port -f /etc/haproxy/ports 5001 }",
                "use_backend %[src,map(/etc/haproxy/pools.map,standbys)]"
            })
    void whereNoFileTellsThePoolTheListenerIsNamed(String rule) {
        String frontend = "frontend pg\n    bind *:5000\n    " + rule + "\n    default_backend leader\n";

        assertThat(unfit(frontend, Map.of()))
                .singleElement()
                .asString()
                .contains("no listener for writes")
                .contains("or another by the rule in line 5");

        HaproxyOwnFile own = own(frontend, Map.of(Entrance.WRITE, "pg"));
        assertThat(pool(own, Entrance.WRITE)).isEqualTo("leader");
        assertThat(HaproxyUnlike.of(own))
                .singleElement()
                .asString()
                .startsWith(
                        "mine.cfg:5: it hangs on this rule whether who connects to pg is sent to leader or standbys");
        assertThat(pool(own(frontend, Map.of(Entrance.WRITE, "pg", Entrance.READ, "pg")), Entrance.READ))
                .isEqualTo("standbys");
    }

    @Test
    void aRuleThatOnlyKnowsPoolsOfOneKindLeavesTheKindKnown() {
        HaproxyOwnFile own = own("""
                frontend pg
                    bind *:5000
                    use_backend other if { src 10.1.0.0/16 }
                    default_backend leader
                backend other
                    option httpchk GET /leader
                    server a 10.0.0.1:5432 check port 8008
                    server b 10.0.0.2:5432 check port 8008
                """, Map.of());

        assertThat(own.port(Entrance.WRITE)).hasValue(5000);
        assertThat(HaproxyUnlike.of(own)).hasSize(1);
    }

    @Test
    void writesDoNotGoWhereReplicasPass() {
        assertThat(unfit("frontend pg\n    bind *:5000\n    default_backend standbys\n", Map.of(Entrance.WRITE, "pg")))
                .containsExactly("13: not supported: GET /replica, expect status 200 as the check of the listener for"
                        + " writes, since other nodes than the leader pass it, and writes would go to replicas; /primary"
                        + " is for the leader alone");
    }

    @Test
    void rulesThatLookAtTheClientsAddressAreLeftOut() {
        HaproxyOwnFile own = own("""
                frontend pg
                    bind *:5000
                    acl internal src 10.0.0.0/8
                    acl flood src_conn_rate gt 50
                    tcp-request connection reject if flood
                    tcp-request connection accept if internal
                    tcp-request connection reject
                    tcp-request inspect-delay 2s
                    tcp-request content reject if { dst_port 1 }
                    default_backend leader
                """, Map.of());

        assertThat(own.replaced(own.settings()).stream().map(Replaced::text))
                .filteredOn(text -> text.contains("left out"))
                .containsExactly(
                        "mine.cfg:7: tcp-request connection reject if flood -> left out",
                        "mine.cfg:8: tcp-request connection accept if internal -> left out",
                        "mine.cfg:9: tcp-request connection reject -> left out");
    }

    @Test
    void aRuleThatLetsNobodyInIsAnError() {
        assertThat(unfit("""
                frontend pg
                    bind *:5000
                    tcp-request connection reject
                    default_backend leader
                """, Map.of()))
                .containsExactly("5: this rule lets nobody into the listener for writes; take it out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reject if { dst_port 5000 }", "silent-drop unless { dst_port 5001 }"})
    void aRuleThatLetsNobodyInAtThisPortIsAnError(String rule) {
        assertThat(unfit("""
                frontend pg
                    bind *:5000
                    tcp-request connection %s
                    default_backend leader
                """.formatted(rule), Map.of()))
                .containsExactly("5: this rule lets nobody into the listener for writes; take it out");
    }

    @Test
    void aRuleOfThePoolThatLetsNobodyInIsAnError() {
        assertThat(unfit("""
                frontend pg
                    bind *:5000
                    default_backend closed
                backend closed
                    tcp-request content reject
                    option httpchk GET /primary
                    server 1 10.0.0.1:5432 check port 8008
                    server 2 10.0.0.2:5432 check port 8008
                    server 3 10.0.0.3:5432 check port 8008
                """, Map.of()))
                .containsExactly("7: this rule lets nobody into the listener for writes; take it out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp-request connection reject if { fe_conn gt 100 }|true",
                "tcp-request content silent-drop unless { req.len gt 0 }|true",
                "tcp-request connection reject if { dst_port 5001 }|false",
                "tcp-request connection reject if { src 10.0.0.0/8 }|false"
            })
    void aRuleThatMayTurnClientsAwayLeavesNoFormula(String rule, boolean open) {
        List<String> unlike = HaproxyUnlike.of(
                own("frontend pg\n    bind *:5000\n    " + rule + "\n    default_backend leader\n", Map.of()));

        assertThat(unlike.stream()
                        .anyMatch(
                                why -> why.contains(":5: it hangs on this rule whether who connects to pg is let in")))
                .as("%s", unlike)
                .isEqualTo(open);
    }

    @Test
    void aRuleForAllIsThatOfItsOwnKindAlone() {
        assertThat(unfit("""
                frontend pg
                    bind *:5000
                    acl internal src 10.0.0.0/8
                    tcp-request content accept if internal
                    tcp-request connection reject
                    default_backend leader
                """, Map.of()))
                .containsExactly("7: this rule lets nobody into the listener for writes; take it out");
    }

    @Test
    void serversOfTheListenerItselfCountWhereNoPoolIsNamed() {
        HaproxyOwnFile own = own("""
                listen pg
                    bind *:5000
                    use_backend standbys if { nbsrv lt 1 }
                    option httpchk GET /primary
                    server a 10.0.0.1:5432 check port 8008
                    server b 10.0.0.2:5432 check port 8008
                    server c 10.0.0.3:5432 check port 8008
                """, Map.of());

        assertThat(pool(own, Entrance.WRITE)).isEqualTo("pg");
    }

    @Test
    void howManyLiveInAPoolThatPatroniDoesNotFillIsNotKnown() {
        assertThat(unfit("""
                frontend pg
                    bind *:5000
                    use_backend leader if { nbsrv(other) gt 0 }
                    default_backend standbys
                backend other
                    option ssl-hello-chk
                    server a 10.0.0.1:5432 check
                """, Map.of())).singleElement().asString().contains("no listener for writes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp-request connection reject unless { dst_port 5000 }",
                "tcp-request connection reject if !{ dst_port 5000 }",
                "tcp-request content accept if { nbsrv(leader) gt 0 }\n    tcp-request content reject",
                "tcp-request content accept if { dst_port 5000 }\n    tcp-request content reject"
            })
    void aRuleForOtherConnectionsIsNone(String rules) {
        assertThat(unfit("frontend pg\n    bind *:5000\n    " + rules + "\n    default_backend leader\n", Map.of()))
                .isEmpty();
    }

    @Test
    void theRuleForAllOtherClientsOfOnePortGoesWithThatForSome() {
        HaproxyOwnFile own = own("""
                frontend pg
                    bind *:5000
                    bind *:5001
                    acl internal src 10.0.0.0/8
                    tcp-request connection accept if internal { dst_port 5001 }
                    tcp-request connection reject if { dst_port 5001 }
                    tcp-request connection reject unless { dst_port 5000:5001 }
                    use_backend standbys if { dst_port 5001 }
                    default_backend leader
                """, Map.of());

        assertThat(own.replaced(own.settings()).stream().map(Replaced::text))
                .filteredOn(text -> text.contains("left out"))
                .containsExactly(
                        "mine.cfg:7: tcp-request connection accept if internal { dst_port 5001 } -> left out",
                        "mine.cfg:8: tcp-request connection reject if { dst_port 5001 } -> left out");
    }

    @Test
    void noReadersAreTold() {
        HaproxyOwnFile own = own("""
                frontend w
                    bind *:5000
                    default_backend leader
                frontend r
                    bind *:5001
                    default_backend typo
                backend typo
                    option httpchk GET /standby
                    server a 10.0.0.1:5432 check port 8008
                """, Map.of());

        assertThat(own.noReads().orElseThrow()).contains("there are [r (GET /standby)]; write listener: NAME");
        assertThat(own("frontend w\n    bind *:5000\n    default_backend leader\n", Map.of())
                        .noReads())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET /primary; string running; false",
                "GET /primary; ! string x; false",
                "GET /primary; status 200-599; false",
                "GET /primary; status 206; false",
                "GET /primary; status 200,206; true",
                "GET /primary; status 200-399; true",
                "GET /primary; rstatus (2|3)[0-9][0-9]; true",
                "GET /primary; rstatus [0-9]+; false",
                "GET /patroni; string master; false"
            })
    void whoPassesIsToldByTheStatusAlone(String request, String expected, boolean told) {
        String section = "defaults\n    mode tcp\nlisten w\n    bind *:5000\n    option httpchk " + request
                + "\n    http-check expect " + expected + "\n    server a 10.0.0.1:5432 check port 8008\n";

        assertThat(HaproxyOwnFile.fitting(section).get(Entrance.WRITE)).isEqualTo(told ? List.of("w") : List.of());
        assertThat(HaproxyOwnFile.fitting(section).get(Entrance.READ)).isEmpty();
    }

    @Test
    void aCheckThatConnectsWithTlsGoesWithout() {
        HaproxyOwnFile own = own("""
                listen w
                    bind *:5000
                    option httpchk
                    http-check connect linger port 8008 ssl sni patroni.example.org alpn h2
                    http-check send meth GET uri /primary
                    server a 10.0.0.1:5432 check check-ssl verify none
                    server b 10.0.0.2:5432 check check-ssl verify none
                """, Map.of());

        assertThat(own.replaced(own.settings()).stream().map(Replaced::text))
                .contains("mine.cfg:6: http-check connect linger port 8008 ssl sni patroni.example.org alpn h2 ->"
                        + " http-check connect linger port 8008");
    }

    @Test
    void aCheckThatReadsWhatPostgresqlAnswersIsNotTakenForOneThatAnyNodePasses() {
        assertThat(unfit("""
                frontend w
                    bind *:5000
                    default_backend leader
                listen r
                    bind *:5001
                    option tcp-check
                    tcp-check connect
                    tcp-check send-binary 0000000804d2162f
                    tcp-check expect binary 4e
                    server a 10.0.0.1:5432 check
                    server b 10.0.0.2:5432 check
                """, Map.of(Entrance.READ, "r")))
                .singleElement()
                .asString()
                .startsWith("8: not supported: a tcp-check that looks at what PostgreSQL or a pooler answers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "global\\n    maxconn 100; timeout connect 4s\\n    retries 2; 600; 370",
                "global\\n    maxconn 100; timeout connect 1000; 200; 130",
                "global\\n    maxconn 599; timeout connect 4s\\n    retries 2; 600; 70",
                "global\\n    maxconn 600; timeout connect 4s\\n    retries 2; ; 70",
                "global\\n    maxconn 5000; timeout connect 4s\\n    maxconn 90; 800; 540",
                "global\\n    maxconn 100; timeout connect 4s\\n    option abortonclose; 800; 490",
                "global\\n    maxconn 100; option tcplog; ; ",
                "global\\n    daemon; timeout connect 4s; ; "
            })
    void aListenerIsFullOfClientsThatSilentServersLeave(
            String global, String defaults, Integer waiting, Integer leastMillis) {
        String text = global.replace("\\n", "\n") + "\ndefaults\n    mode tcp\n    " + defaults.replace("\\n", "\n")
                + "\nfrontend w\n    bind *:5000\n    default_backend leader\n" + POOLS;
        OwnFile file = new OwnFile("mine.cfg", text);
        OwnFile.Fitted read = new Haproxy()
                .with(new OwnFile.Given(Map.of(new NodeName("lb1"), file), Map.of(), Map.of()), HOSTS)
                .orElseThrow();
        Optional<HaproxyFull> full =
                HaproxyFull.of(((Haproxy) read.component()).own().orElseThrow(), Entrance.WRITE);

        assertThat(full.map(HaproxyFull::leastPeriod))
                .isEqualTo(Optional.ofNullable(leastMillis).map(Duration::ofMillis));
        assertThat(full.flatMap(room -> room.filledBy(Duration.ofMillis(20))).isPresent())
                .isEqualTo(waiting != null);
        full.flatMap(room -> room.filledBy(Duration.ofMillis(20)))
                .ifPresent(words -> assertThat(words)
                        .startsWith("mine.cfg:")
                        .contains(" is full while no server answers", " leaves " + waiting + " clients"));
        assertThat(full.flatMap(room -> room.filledBy(room.leastPeriod()))).isEmpty();
    }
}
