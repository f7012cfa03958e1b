package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SettingsCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int lapse(String... arguments) {
        CommandLine commands =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return Main.exitCode(commands, arguments);
    }

    @Test
    void everyComponentAndTheClientsAreListed() {
        assertThat(lapse("settings")).isZero();

        assertThat(out.toString())
                .contains("patroni -> DCS\n", "patroni -> patroni.yml of each node\n")
                .contains("postgresql -> postgresql.parameters in the DCS\n")
                .contains("haproxy -> haproxy.cfg, defaults\n", "haproxy -> haproxy.cfg, global\n")
                .contains("haproxy -> haproxy.cfg, default-server of listen write and read\n")
                .contains("pgbouncer -> pgbouncer.ini, [pgbouncer]\n")
                .contains("keepalived -> keepalived.conf, vrrp_instance\n", "etcd -> etcd.yml\n")
                .contains("hikari -> the clients of a probe\n", "pgjdbc -> the clients of a probe\n")
                .containsPattern("  ttl +30 +whole seconds, such as 30 or 30s\n");
    }

    @Test
    void aWordPicksSomeOfOneComponent() {
        assertThat(lapse("settings", "postgresql", "wal_sender")).isZero();

        assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" {2,}", " ")))
                .containsExactly(
                        "name default form",
                        "postgresql -> postgresql.parameters in the DCS",
                        "max_wal_senders 10 (Patroni) a whole number from 3 to 262143 (Patroni takes no less than 3)",
                        "wal_sender_timeout 60000ms a whole number from 0 to 2147483647 ms, or with a unit: us, ms, s,"
                                + " min, h, d");
    }

    @Test
    void theSuiteHasItsOwnVersions() {
        assertThat(lapse("settings", "postgresql", "io_method")).isEqualTo(64);
        assertThat(err.toString()).isEqualTo("lapse: no setting has \"io_method\" in its name\n");
        assertThat(lapse("settings", "--suite", "forky", "postgresql", "io_method"))
                .isZero();
        assertThat(out.toString()).contains("one of sync, worker, io_uring");
    }

    @Test
    void anUnknownComponentIsBadInput() {
        assertThat(lapse("settings", "patrony")).isEqualTo(64);

        assertThat(err.toString())
                .isEqualTo("lapse: unknown component \"patrony\"; did you mean \"patroni\"? known: patroni, postgresql,"
                        + " haproxy, pgbouncer, keepalived, vip-manager, etcd, hikari, pgjdbc\n");
    }
}
