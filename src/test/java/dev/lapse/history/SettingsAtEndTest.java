package dev.lapse.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NotInEffect;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsAtEndTest {
    private static final ClusterReady READY = new ClusterReady(
            1,
            "reference",
            Map.of(),
            Map.of(
                    "patroni.ttl", "20",
                    "patroni.loop_wait", "5",
                    "postgresql.work_mem", "8MB",
                    "haproxy.asked_only", "1",
                    "pgbouncer.pool_mode", "session",
                    "postgresql.syslog_ident", "lapse-pg1"),
            false,
            "md5",
            0,
            0,
            List.of(new NotInEffect("postgresql.port", "1", "2", "")),
            Map.of("patroni.ttl", "30", "postgresql.work_mem", "4MB", "pgbouncer.pool_mode", "session"),
            null);

    @Test
    void whatIsOtherwiseAtTheEndIsChangedAndNothingElse() {
        SettingsAtEnd end = SettingsAtEnd.since(
                READY,
                Map.of(
                        "patroni.ttl", "60",
                        "patroni.loop_wait", "5",
                        "postgresql.max_wal_size", "2GB",
                        "postgresql.port", "2",
                        "postgresql.syslog_ident", "lapse-pg2"),
                9,
                name -> name.endsWith("syslog_ident"));

        assertThat(end.changed())
                .extracting(SettingsAtEnd.ChangedSetting::text)
                .containsExactly(
                        "patroni.ttl 20, at the end 60",
                        "postgresql.max_wal_size not set, at the end 2GB",
                        "postgresql.work_mem 8MB, at the end not set");
    }
}
