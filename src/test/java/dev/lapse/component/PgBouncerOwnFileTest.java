package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Replaced;
import dev.lapse.cluster.OwnFile.Said;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of the user's own stays as it is but for the lines that cannot hold in a container, and those are told. */
class PgBouncerOwnFileTest {
    private static final NodeName NODE = new NodeName("pg1");
    private static final NodeName POOL = new NodeName("pool1");

    private static final List<Host> HOSTS = hosts();

    private static final String BEFORE = """
            [databases]
            app = host=10.0.0.21,10.0.0.22 port=5000 dbname=app
            app_ro = host=10.0.0.21,10.0.0.22 port=5001 dbname=app
            [pgbouncer]
            auth_file = /etc/lapse/pgbouncer-users
            listen_addr = *
            unix_socket_dir = /var/run/postgresql
            ignore_startup_parameters = extra_float_digits
            """;

    private static List<Host> hosts() {
        List<Host> hosts = new ArrayList<>();
        for (String name : List.of("pg1", "pg2")) {
            hosts.add(new Host(
                    new NodeName(name), Set.of(Components.SHIPPED.named(ComponentName.PATRONI), new PgBouncer())));
        }
        for (String name : List.of("lb1", "lb2")) {
            hosts.add(new Host(new NodeName(name), Set.of(new Haproxy())));
        }
        hosts.add(new Host(POOL, Set.of(new PgBouncer())));
        return hosts;
    }

    private static OwnFile.Fitted read(Map<NodeName, String> texts, Map<String, String> names) {
        return read(texts, names, Map.of());
    }

    private static OwnFile.Fitted read(
            Map<NodeName, String> texts, Map<String, String> names, Map<Entrance, String> chosen) {
        Map<NodeName, OwnFile> files = new HashMap<>();
        texts.forEach((host, text) -> files.put(
                host, new OwnFile(texts.size() > 1 ? host + ".ini" : "mine/pgbouncer.ini", IniFile.masked(text))));
        return new PgBouncer()
                .with(new OwnFile.Given(files, names, chosen), HOSTS)
                .orElseThrow();
    }

    private static PgBouncerOwn own(NodeName host, String text) {
        OwnFile.Fitted read = read(Map.of(host, text), Map.of());
        assertThat(read.unfit()).isEmpty();
        return ((PgBouncer) read.component()).own().orElseThrow();
    }

    /** Its two entries are both none of Lapse's, so a probe names one. */
    private static PgBouncerOwn example() {
        OwnFile.Fitted read =
                read(Map.of(NODE, Recorded.answer("own-pgbouncer.ini")), Map.of(), Map.of(Entrance.WRITE, "orders"));
        assertThat(read.unfit()).isEmpty();
        return ((PgBouncer) read.component()).own().orElseThrow();
    }

    private static PgBouncerOwnFile exampleFile() {
        return example().files().get(NODE);
    }

    private static EditedFile edited(NodeName host, String text) {
        PgBouncerOwnFile file = own(host, text).files().get(host);
        return file.edited(file.settings(), Auth.MD5);
    }

    private static List<String> unfit(NodeName host, String text) {
        return read(Map.of(host, text), Map.of()).unfit().stream()
                .map(each -> each.line() + ": " + each.why())
                .toList();
    }

    @Test
    void everyReplacedLineIsToldWithItsNumber() {
        assertThat(exampleFile().edited(exampleFile().settings(), Auth.MD5).replaced().stream()
                        .map(Replaced::text))
                .containsExactly(
                        "mine/pgbouncer.ini:3: orders = host=127.0.0.1 port=5432 dbname=orders_prod"
                                + " user=orders password=*** pool_size=40 connect_query='SET statement_timeout ="
                                + " ''30s''' -> orders = host=127.0.0.1 port=5432 dbname=lapse user=lapse pool_size=40"
                                + " connect_query='SET statement_timeout = ''30s'''",
                        "mine/pgbouncer.ini:8: logfile = /var/log/pgbouncer/pgbouncer.log -> left out",
                        "mine/pgbouncer.ini:9: pidfile = /var/run/pgbouncer/pgbouncer.pid -> left out",
                        "mine/pgbouncer.ini:10: listen_addr = 10.20.0.11 -> listen_addr = 0.0.0.0",
                        "mine/pgbouncer.ini:11: listen_port = 6543 -> listen_port = 6432",
                        "mine/pgbouncer.ini:12: unix_socket_dir = /tmp -> unix_socket_dir = /run/postgresql",
                        "mine/pgbouncer.ini:13: auth_type = hba -> auth_type = md5",
                        "mine/pgbouncer.ini:14: auth_hba_file = /etc/pgbouncer/pg_hba.conf -> left out",
                        "mine/pgbouncer.ini:15: auth_file = /etc/pgbouncer/userlist.txt -> auth_file ="
                                + " /etc/lapse/pgbouncer-users",
                        "mine/pgbouncer.ini:18: client_tls_sslmode = require -> client_tls_sslmode = disable",
                        "mine/pgbouncer.ini:19: client_tls_key_file = /etc/pgbouncer/server.key -> left out",
                        "mine/pgbouncer.ini:20: client_tls_cert_file = /etc/pgbouncer/server.crt -> left out",
                        "mine/pgbouncer.ini:21: server_tls_sslmode = verify-full -> server_tls_sslmode =" + " prefer",
                        "mine/pgbouncer.ini:22: syslog = 1 -> syslog = 0",
                        "mine/pgbouncer.ini:26: ignore_startup_parameters = options ->"
                                + " ignore_startup_parameters = options, extra_float_digits");
    }

    @Test
    void theRunningFileDiffersInThoseLinesAlone() {
        String text = IniFile.masked(Recorded.answer("own-pgbouncer.ini"));
        EditedFile edited = exampleFile().edited(exampleFile().settings(), Auth.SCRAM_SHA_256);
        List<String> written = text.lines().toList();
        List<String> running = edited.render(host -> "172.30.0.9").lines().toList();
        Map<Integer, String> differing = new TreeMap<>();
        for (int i = 0; i < written.size(); i++) {
            if (!written.get(i).equals(running.get(i))) {
                differing.put(i + 1, written.get(i));
            }
        }

        assertThat(differing.keySet())
                .containsExactlyElementsOf(
                        edited.replaced().stream().map(Replaced::line).toList());
    }

    @Test
    void aFileThatFitsStaysByteForByte() {
        String text = """
                [databases]
                * = host = localhost port=5432
                "odd name" = host=127.0.0.1

                [pgbouncer]
                listen_addr = 0.0.0.0,::
                unix_socket_dir = /var/run/postgresql
                auth_file = /etc/lapse/pgbouncer-users
                ignore_startup_parameters = extra_float_digits
                auth_type = scram-sha-256
                admin_users = dba
                """;
        PgBouncerOwnFile file =
                new PgBouncerOwnFile(new OwnFile("x", text), Map.of(), Map.of(Entrance.WRITE, "*", Entrance.READ, "*"));
        EditedFile edited = file.edited(file.settings(), Auth.MD5);

        assertThat(edited.replaced()).isEmpty();
        assertThat(edited.render(host -> host)).isEqualTo(text + "\n");
    }

    @Test
    void whatTheFileSaysIsWhatIsMeasured() {
        PgBouncerOwn own = example();

        assertThat(own.database(NODE, Entrance.WRITE)).isEqualTo("orders");
        assertThat(own.database(NODE, Entrance.READ)).isEqualTo("orders");
        assertThat(own.files().get(NODE).settings())
                .containsEntry("pool_mode", "session")
                .containsEntry("default_pool_size", "20")
                .containsEntry("max_client_conn", "500")
                .containsEntry("query_wait_timeout", "60")
                .doesNotContainKeys("server_tls_sslmode", "client_tls_sslmode", "syslog", "auth_type");
    }

    @Test
    void whereNothingIsWrittenPgBouncersOwnDefaultsHold() {
        assertThat(own(NODE, "[databases]\n* =\n[pgbouncer]\n")
                        .files()
                        .get(NODE)
                        .settings())
                .containsEntry("pool_mode", "session")
                .containsEntry("max_client_conn", "100")
                .containsEntry("default_pool_size", "20");
    }

    @Test
    void settingsThatLieOverItAreLinesOfIt() {
        PgBouncerOwnFile file = exampleFile();
        Map<String, String> settings = new TreeMap<>(file.settings());
        settings.put("max_client_conn", "900");
        settings.put("server_login_retry", "1");

        EditedFile edited = file.edited(settings, Auth.MD5);

        assertThat(edited.replaced().stream().map(Replaced::text))
                .contains(
                        "mine/pgbouncer.ini:25: max_client_conn =  500 -> max_client_conn =  900",
                        "mine/pgbouncer.ini:7: added below: server_login_retry = 1");
        PgBouncerOwnFile again =
                new PgBouncerOwnFile(new OwnFile("x", edited.render(host -> host)), file.names(), file.databases());
        assertThat(again.settings()).containsAllEntriesOf(settings);
        assertThat(file.judged(edited, "2026-11-30 19:32:50.713 UTC [18] ERROR x (/run/lapse/own.ini:26)"))
                .isEqualTo("ERROR x (mine/pgbouncer.ini:25)");
        assertThat(file.judged(edited, "ERROR invalid value \"pasword=s3cret host=a\" (/run/lapse/own.ini:26)"))
                .isEqualTo("ERROR invalid value \"pasword=*** host=a\" (mine/pgbouncer.ini:25)");
    }

    @Test
    void theLineThatPgBouncerMeansIsTheOneBeforeTheBlankOnes() {
        String text = "[databases]\n* =\n[pgbouncer]\nserver_lifetime = x\n\n\nmax_client_conn = 5\n";
        PgBouncerOwnFile file = new PgBouncerOwnFile(new OwnFile("p.ini", text), Map.of(), Map.of());
        EditedFile edited = file.edited(Map.of(), Auth.MD5);
        int added = (int) edited.replaced().stream()
                .filter(each -> each.before().isEmpty())
                .count();

        assertThat(file.judged(edited, "ERROR x (/run/lapse/own.ini:" + (6 + added) + ")"))
                .isEqualTo("ERROR x (p.ini:4)");
    }

    @Test
    void entriesBeforeTheBalancersAreToldByTheirPorts() {
        PgBouncerOwn own = own(POOL, BEFORE);

        assertThat(own.database(POOL, Entrance.WRITE)).isEqualTo("app");
        assertThat(own.database(POOL, Entrance.READ)).isEqualTo("app_ro");
        assertThat(own.given().names()).containsEntry("10.0.0.21", "lb1").containsEntry("10.0.0.22", "lb2");
        assertThat(own.sendsTo(5000)).isTrue();
        assertThat(own.sendsTo(5432)).isFalse();
        assertThat(edited(POOL, BEFORE).render(host -> host))
                .contains("app = host=lb1,lb2 port=5000 dbname=lapse\napp_ro = host=lb1,lb2 port=5001 dbname=lapse\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lapse = host=127.0.0.1 ; other = host=127.0.0.1 | lapse",
                "a = dbname=lapse ; b = dbname=x | a",
                "a = dbname=x ; * = host=127.0.0.1 | lapse",
                "a = dbname=x ; b = dbname=y ; * = | lapse",
                "a = dbname=lapse ; * = host=127.0.0.1 | a",
                "a = dbname=x | a",
                "* = host=127.0.0.1 | lapse",
                "a = dbname=x ; a = dbname=y | a"
            })
    void theEntryOfLapsesDatabaseIsFound(String entries, String database) {
        String text = "[databases]\n" + entries.replace(" ; ", "\n") + "\n[pgbouncer]\n";

        assertThat(own(NODE, text).database(NODE, Entrance.WRITE)).isEqualTo(database);
    }

    @Test
    void theEntryThatWasTakenForAllDatabasesIsToldAsAGuess() {
        String text = "[databases]\nreports = dbname=postgres pool_size=1\n* = pool_size=50\n[pgbouncer]\n";
        OwnFile.Fitted named = read(Map.of(NODE, text), Map.of(), Map.of(Entrance.WRITE, "reports"));

        assertThat(own(NODE, text).guesses())
                .containsExactly(
                        "mine/pgbouncer.ini: writes and reads go by the entry *, as does every database without"
                                + " one; write database: reports beside via of a probe if clients ask for that");
        assertThat(edited(NODE, text).render(host -> host)).contains("reports = dbname=postgres pool_size=1\n");
        assertThat(((PgBouncer) named.component()).own().orElseThrow().database(NODE, Entrance.WRITE))
                .isEqualTo("reports");
        assertThat(own(NODE, "[databases]\n* = pool_size=50\n[pgbouncer]\n").guesses())
                .isEmpty();
    }

    @Test
    void linesMayEndAsOnWindowsAndStaySo() {
        String text =
                "[databases]\r\n* = host=127.0.0.1\r\n[pgbouncer]\r\nlisten_port = 6543\r\nmax_client_conn = 7\r\n";
        PgBouncerOwn own = own(NODE, text);

        assertThat(own.files().get(NODE).settings()).containsEntry("max_client_conn", "7");
        assertThat(edited(NODE, text).render(host -> host))
                .startsWith("[databases]\r\n* = host=127.0.0.1\r\n[pgbouncer]\r\n")
                .contains("\nlisten_port = 6432\r\nmax_client_conn = 7\r\n");
        assertThat(own.idle()).isEmpty();
    }

    @Test
    void aNumberThatIsNoneIsAnErrorAtItsLine() {
        assertThat(unfit(NODE, "[databases]\n* =\n[pgbouncer]\nserver_login_retry = abc\ndefault_pool_size =\n"))
                .containsExactlyInAnyOrder(
                        "4: server_login_retry: \"abc\" must be seconds, such as 5, 0.5 or 500ms",
                        "5: default_pool_size: \"\" must be a whole number");
    }

    @Test
    void aNameThatIsNotKnownIsTold() {
        String text =
                "[databases]\n* = pool_sise=2\n[pgbouncer]\nquery_wait_timout = 5\n[user]\nx = pool_mode=session\n";

        assertThat(own(NODE, text).idle())
                .extracting(each -> each.substring(0, each.indexOf('?')))
                .containsExactly(
                        "mine/pgbouncer.ini:5: \"user\" is not known here; did you mean \"users\"",
                        "mine/pgbouncer.ini:4: \"query_wait_timout\" is not known here; did you mean \"query_wait_timeout\"",
                        "mine/pgbouncer.ini:2: \"pool_sise\" is not known here; did you mean \"pool_size\"");
        assertThat(example().idle()).isEmpty();
    }

    @Test
    void aProbeNamesTheEntry() {
        OwnFile.Fitted read = read(
                Map.of(NODE, "[databases]\na = dbname=x\nb = dbname=y\n[pgbouncer]\n"),
                Map.of(),
                Map.of(Entrance.WRITE, "b"));
        PgBouncerOwn own = ((PgBouncer) read.component()).own().orElseThrow();

        assertThat(read.unfit()).isEmpty();
        assertThat(own.database(NODE, Entrance.WRITE)).isEqualTo("b");
        assertThat(own.database(NODE, Entrance.READ)).isEqualTo("b");
    }

    @Test
    void whatFilesSayDifferentlyIsOfEachHost() {
        String text = "[databases]\n* =\n[pgbouncer]\nmax_client_conn = 300\ndefault_pool_size = 30\n";
        List<Said> says = read(Map.of(NODE, text, new NodeName("pg2"), text.replace("= 30\n", "= 31\n")), Map.of())
                .says();

        assertThat(says)
                .filteredOn(said -> said.name().equals("max_client_conn"))
                .singleElement()
                .matches(said -> said.host().isEmpty() && said.line() == 4);
        assertThat(says)
                .filteredOn(said -> said.name().equals("default_pool_size"))
                .extracting(said -> said.file() + ":" + said.line() + " " + said.value())
                .containsExactlyInAnyOrder("pg1.ini:5 30", "pg2.ini:5 31");
    }

    @Test
    void whereTheSectionBeginsAgainWhatCameBeforeDoesNothing() {
        String text = "[pgbouncer]\ndefault_pool_size = 33\n[databases]\n* =\n[pgbouncer]\nmin_pool_size = 3\n";
        PgBouncerOwn own = own(NODE, text);

        assertThat(own.files().get(NODE).settings())
                .containsEntry("default_pool_size", "20")
                .containsEntry("min_pool_size", "3");
        assertThat(own.idle())
                .containsExactly("mine/pgbouncer.ini:2: default_pool_size does nothing: at mine/pgbouncer.ini:5"
                        + " [pgbouncer] begins again, and PgBouncer forgets what it had of it");
        assertThat(edited(NODE, text).replaced()).extracting(Replaced::line).containsOnly(5);
    }

    @Test
    void aPortOfTheBalancerOnAHostWithoutOneIsToldAsSuch() {
        assertThat(unfit(NODE, "[databases]\n* = host=127.0.0.1 port=5000\n[pgbouncer]\n"))
                .singleElement()
                .asString()
                .startsWith("2: *: nothing listens at port 5000 of host pg1; there are [")
                .endsWith(
                        "; it is the balancer's at host lb1; write haproxy into the list of host pg1 too where one runs"
                                + " there");
    }

    @Test
    void whatCanNeitherBeKeptNorReplacedIsAnErrorAtItsLine() {
        assertThat(unfit(NODE, "[databases]\na =\nb =\n[pgbouncer]\n"))
                .containsExactly(
                        "3: which of a, b do clients ask for? write database: a beside via of a probe of kind write");
        assertThat(unfit(NODE, "[pgbouncer]\n[databases]\n"))
                .singleElement()
                .asString()
                .startsWith("2: no entry");
        assertThat(unfit(NODE, "[databases]\n* = port=5433\n"))
                .singleElement()
                .asString()
                .startsWith("2: *: nothing listens at port 5433 of host pg1; there are [5432, 8008]");
        assertThat(unfit(POOL, "[databases]\n* = dbname=x\n"))
                .singleElement()
                .asString()
                .startsWith("2: *: no PostgreSQL runs beside the pooler of host pool1");
        assertThat(unfit(POOL, BEFORE.replace("10.0.0.22", "10.0.0.22,10.0.0.23")))
                .anyMatch(text -> text.startsWith("2: app: 10.0.0.23 is none of the hosts of the topology, and 3"));
        assertThat(unfit(NODE, "[databases]\n* =\n[peers]\n1 = host=/tmp/pool1\n"))
                .containsExactly("4: not supported: a peer on the same host; one PgBouncer runs on each host");
    }

    @Test
    void noSecretStaysInTheText() {
        String masked = IniFile.masked(Recorded.answer("own-pgbouncer.ini"))
                + IniFile.masked("auth_ldap_options = ldapserver=x ldapbindpasswd=\"hunter 3\"\n");

        masked += IniFile.masked("a = host=db password='hunter 2\nb = host=db password=\"hunter 2\n");

        assertThat(masked).doesNotContain("s3cret", "hunter", " 2").contains("password=*** pool_size=40");
        assertThat(IniFile.masked(masked)).isEqualTo(masked);
    }

    @Test
    void noSecretOfAConnectionStringIsKept() {
        assertThat(new PgBouncer().masked("; x = a --token=s3cret b\nq = SELECT 1 WHERE rolpassword=$1 AND a='$2'\n"))
                .isEqualTo("; x = a --token=*** b\nq = SELECT 1 WHERE rolpassword=$1 AND a='$2'\n");
    }
}
