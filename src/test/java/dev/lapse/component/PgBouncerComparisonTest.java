package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against SHOW CONFIG of a PgBouncer 1.24.1. */
class PgBouncerComparisonTest {
    private static final String CONFIG = Recorded.answer("pgbouncer-show-config.txt");

    @Test
    void whatShowConfigTellsHolds() {
        assertThat(PgBouncerComparison.differences(
                        Map.of(
                                "pgbouncer.query_wait_timeout", "5",
                                "pgbouncer.server_check_delay", "30.0",
                                "pgbouncer.pool_mode", "Transaction",
                                "pgbouncer.server_round_robin", "off",
                                "pgbouncer.unix_socket_mode", "0777",
                                "pgbouncer.service_name", "pgbouncer",
                                "pgbouncer.logfile", ""),
                        CONFIG))
                .isEmpty();
    }

    @Test
    void whatItTellsOtherwiseDiffers() {
        assertThat(Recorded.seen(PgBouncerComparison.differences(
                        Map.of(
                                "pgbouncer.query_wait_timeout", "50",
                                "pgbouncer.transaction_timeout", "5",
                                "pgbouncer.unix_socket_mode", "0700"),
                        CONFIG)))
                .containsExactlyInAnyOrder(
                        "pgbouncer.query_wait_timeout: 5",
                        "pgbouncer.transaction_timeout: nothing",
                        "pgbouncer.unix_socket_mode: 511");
    }
}
