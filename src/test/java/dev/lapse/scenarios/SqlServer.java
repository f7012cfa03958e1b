package dev.lapse.scenarios;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.docker.Engine;
import dev.lapse.docker.ImageNames;
import dev.lapse.docker.Images;
import dev.lapse.probe.JdbcClients;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One container of the host image with a PostgreSQL (5432), a PgBouncer before it (6432) and a plain relay in the place
 * of a balancer (5000): the smallest thing that answers as a cluster does. Removed on close.
 */
final class SqlServer implements Cluster, AutoCloseable {
    private static final String UP = """
            set -e
            mkdir -p /tmp/pg && chown postgres /tmp/pg && cd /tmp/pg
            as="s6-setuidgid postgres"
            $as initdb -D data -A trust -U postgres > /dev/null
            echo "host all all all trust" >> data/pg_hba.conf
            printf '[databases]\\nlapse = host=127.0.0.1\\n[pgbouncer]\\nlisten_addr=*\\nlisten_port=6432\\n' > bouncer.ini
            printf 'unix_socket_dir=\\nauth_type=trust\\nauth_file=users\\nadmin_users=pgbouncer\\n' >> bouncer.ini
            printf 'pool_mode=transaction\\nlogfile=bouncer.log\\npidfile=bouncer.pid\\n' >> bouncer.ini
            printf 'server_login_retry=1\\n' >> bouncer.ini
            printf '"lapse" ""\\n"pgbouncer" ""\\n' > users
            chown postgres bouncer.ini users
            """;

    private static final String CONTROL = "cd /tmp/pg && s6-setuidgid postgres pg_ctl -D data ";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ClusterSpec spec =
            ScenarioFile.byHand("reference", Profile.DEFAULT, List.of()).cluster();
    private final JdbcClients clients = new JdbcClients(this);
    private final String container;
    private final String address;

    JdbcClients clients() {
        return clients;
    }

    SqlServer() {
        String image = new Images(Engine.open(), ImageNames.fromEnvironment(), line -> {}).host("trixie");
        container = docker("run", "-d", "--rm", "--init", "--entrypoint", "sleep", image, "infinity");
        try {
            address = docker("inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container);
            run(UP);
            start("");
            run("psql -q -h /tmp -U postgres -c 'create role lapse login' -c 'create database lapse owner lapse'");
            startPooler();
            relay("");
            clients.ledger(NanoClock.startingNow()).create(address, 5432, PATIENCE);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Relays port 5000 from now on. @param options of the listener, such as {@code ,linger=0} */
    void relay(String options) {
        stopRelay();
        run("socat TCP-LISTEN:5000,fork,reuseaddr" + options + " TCP:127.0.0.1:5432 > /dev/null 2>&1 &");
        waitFor("ss -Hltn 'sport = 5000' | grep -q .");
    }

    /** Accepts on port 5000 and closes at once, as a balancer without a server does. */
    void relayToNowhere() {
        stopRelay();
        run("socat TCP-LISTEN:5000,fork,reuseaddr EXEC:true > /dev/null 2>&1 &");
        waitFor("ss -Hltn 'sport = 5000' | grep -q .");
    }

    /** Nobody listens on port 5000, and what was connected is cut. */
    void stopRelay() {
        run("pkill -9 socat || true");
        waitFor("! pgrep socat");
    }

    void waitFor(String condition) {
        run("for i in $(seq 200); do if " + condition + "; then exit 0; fi; sleep 0.05; done; exit 1");
    }

    /** Runs a script in the container, as root; it must succeed. */
    String run(String script) {
        return docker("exec", container, "sh", "-c", script);
    }

    /** Starts PostgreSQL, and waits until it listens. @param settings more of them, such as {@code -c a=b} */
    void start(String settings) {
        run(CONTROL + "-W -l log -o '-c listen_addresses=* -k /tmp -c syslog_ident=lapse-pg1 " + settings
                + "' start > /dev/null");
        waitFor("ss -Hltn 'sport = 5432' | grep -q .");
        if (settings.isEmpty()) {
            waitUntilItAnswers();
        }
    }

    void waitUntilItAnswers() {
        waitFor("psql -h /tmp -U postgres -qc 'select 1' > /dev/null 2>&1");
    }

    /** Stops PostgreSQL. @param mode as pg_ctl has it */
    void stop(String mode) {
        run(CONTROL + "-w -m " + mode + " stop > /dev/null");
    }

    void startPooler() {
        run("cd /tmp/pg && chown postgres bouncer.ini && s6-setuidgid postgres pgbouncer -q -d bouncer.ini");
    }

    /** @param signal TERM waits for its clients, QUIT does not */
    void stopPooler(String signal) {
        run("kill -" + signal + " $(cat /tmp/pg/bouncer.pid)");
        waitFor("! pgrep pgbouncer");
    }

    void freeze() {
        docker("pause", container);
    }

    void thaw() {
        docker("unpause", container);
    }

    /** A session of the superuser, which waits for no standby. */
    Connection admin() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + address
                + "/lapse?user=postgres&sslmode=disable&options=-csynchronous_commit%3Dlocal%20-clock_timeout%3D0"
                + "%20-cstatement_timeout%3D0%20-cdefault_transaction_read_only%3Doff%20-cidle_session_timeout%3D0"
                + "%20-cdefault_transaction_isolation%3Dread%5C%20committed");
    }

    void sql(String... statements) throws SQLException {
        try (Connection connection = admin();
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    long number(String query) throws SQLException {
        try (Connection connection = admin();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public ClusterSpec spec() {
        return spec;
    }

    @Override
    public String dataAddress(NodeName host) {
        return address;
    }

    @Override
    public String watchAddress(NodeName host) {
        return address;
    }

    @Override
    public Optional<String> vip() {
        return Optional.empty();
    }

    @Override
    public Credentials credentials() {
        return new Credentials("none", "none", "none");
    }

    @Override
    public void close() {
        docker("rm", "-f", container);
    }

    private static String docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": exit code " + process.exitValue() + ", said " + said);
            }
            return said;
        } catch (IOException e) {
            throw new IllegalStateException(command + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + ": interrupted", e);
        }
    }
}
