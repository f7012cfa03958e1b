package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was found in a file is held against the PgBouncer that runs with it. */
class PgBouncerFileComparisonTest {
    private static final NodeName NODE = new NodeName("pg1");

    private static final String FILE = """
            [databases]
            app = host=10.0.0.1 port=5432 pool_size=5 pool_mode=session
            other = host=127.0.0.1 dbname=lapse max_db_connections=7
            [pgbouncer]
            listen_addr = *
            unix_socket_dir = /run/postgresql
            auth_file = /etc/lapse/pgbouncer-users
            ignore_startup_parameters = extra_float_digits
            auth_query = SELECT a||'|' FROM b
            max_client_conn = 300
            """;

    private static final String CONFIG = """
            listen_addr|*||no
            unix_socket_dir|/run/postgresql|/tmp|no
            auth_file|/etc/lapse/pgbouncer-users||yes
            ignore_startup_parameters|extra_float_digits||yes
            auth_query|SELECT a||'|' FROM b|SELECT c|yes
            max_client_conn|300|100|yes
            """;

    private static final String DATABASES = """
            name|host|port|database|force_user|pool_size|pool_mode|load_balance_hosts|max_connections
            app|172.30.0.5|5432|app||5|session||0
            other|127.0.0.1|5432|lapse||20|||7
            pgbouncer||6432|pgbouncer|pgbouncer|2|statement||0
            """;

    private static final List<Host> HOSTS = List.of(
            new Host(new NodeName("etcd1"), Set.of(Components.SHIPPED.named(ComponentName.ETCD))),
            new Host(NODE, Set.of(Components.SHIPPED.named(ComponentName.PATRONI), new PgBouncer())));

    private final PgBouncerOwn own = ((PgBouncer) new PgBouncer()
                    .with(
                            new OwnFile.Given(
                                    Map.of(NODE, new OwnFile("mine.ini", FILE)), Map.of("10.0.0.1", "pg1"), Map.of()),
                            HOSTS)
                    .orElseThrow()
                    .component())
            .own()
            .orElseThrow();
    private final ClusterSpec cluster = new ClusterSpec(
            "t",
            HOSTS,
            false,
            "trixie",
            new Settings(Map.of(Section.PGBOUNCER, own.files().get(NODE).settings())),
            Auth.MD5);
    private final String running = own.edited(cluster, NODE).render(host -> "172.30.0.5");

    private List<Difference> differences(String config, String databases, String file) {
        return new PgBouncerFileComparison(own, cluster, NODE).differences(List.of(config, databases, file), "x.ini");
    }

    @Test
    void whatWasFoundIsWhatRuns() {
        assertThat(own.database(NODE, Entrance.WRITE)).isEqualTo("other");
        assertThat(differences(CONFIG, DATABASES, running)).isEmpty();
    }

    @Test
    void anotherSettingIsToldWithWhatIsShown() {
        assertThat(differences(CONFIG.replace("|300|", "|30|"), DATABASES, running))
                .containsExactly(Difference.of("pgbouncer.max_client_conn", "30", "that is what SHOW CONFIG shows"));
        assertThat(differences(CONFIG.replace("a||'|'", "a||'x'"), DATABASES, running))
                .extracting(Difference::name)
                .containsExactly("pgbouncer.auth_query");
    }

    @Test
    void anotherEntryIsToldWithWhatIsShown() {
        assertThat(differences(CONFIG, DATABASES.replace("|lapse||20", "|orders||20"), running))
                .containsExactly(Difference.of(
                        "pgbouncer.[databases] other", "dbname=orders", "that is what SHOW DATABASES shows of other"));
        assertThat(differences(CONFIG, DATABASES.replace("app|172.30.0.5", "app|172.30.0.6"), running))
                .extracting(Difference::seen)
                .containsExactly("host=172.30.0.6");
        assertThat(differences(CONFIG, DATABASES.replace("|||7\n", "|||8\n"), running))
                .extracting(Difference::seen)
                .containsExactly("max_db_connections=8");
        assertThat(differences(CONFIG, DATABASES.replace("other|", "another|"), running))
                .extracting(Difference::why)
                .containsExactly("SHOW DATABASES has no other");
    }

    @Test
    void anotherLineOfTheRunningFileIsTold() {
        assertThat(differences(CONFIG, DATABASES, running.replace("listen_addr = *", "listen_addr = 0.0.0.0")))
                .extracting(Difference::name, Difference::seen, Difference::why)
                .containsExactly(
                        tuple("pgbouncer.file", "line 5: listen_addr = 0.0.0.0", "it should be: listen_addr = *"));
        assertThat(differences(CONFIG, DATABASES, ""))
                .hasSize(9)
                .allMatch(difference -> difference.why().equals("x.ini was empty"));
    }
}
