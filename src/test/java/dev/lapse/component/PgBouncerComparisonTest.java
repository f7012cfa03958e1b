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
    void inEffectIsWhatDiffersAndTheDefaultsAreToldOfAll() {
        var told = PgBouncer.changed(CONFIG);

        assertThat(told.effective())
                .containsEntry("pgbouncer.pool_mode", "transaction")
                .doesNotContainKey("pgbouncer.server_round_robin");
        assertThat(told.defaults())
                .containsEntry("pgbouncer.pool_mode", "session")
                .containsEntry("pgbouncer.server_round_robin", "0")
                .containsEntry("pgbouncer.unix_socket_mode", told.effective().get("pgbouncer.unix_socket_mode"));
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

    @Test
    void aValueMayHaveABarOfItsOwn() {
        String config = "auth_query|select a||b from c where d=$1|SELECT usename|yes\n";

        assertThat(PgBouncerComparison.differences(
                        Map.of("pgbouncer.auth_query", "select a||b from c where d=$1"), config))
                .isEmpty();
        assertThat(Recorded.seen(PgBouncerComparison.differences(
                        Map.of("pgbouncer.auth_query", "select a from c where d=$1"), config)))
                .containsExactly("pgbouncer.auth_query: select a||b from c where d=$1");
    }

    @Test
    void onlyKeywordsAreCaseBlindAndOnlySwitchesAreSwitches() {
        String config = "server_check_query|select 'a'|select 1|yes\nserver_lifetime|1|3600|yes\n"
                + "auth_user|yes||yes\nserver_tls_sslmode|prefer|disable|yes\nlog_stats|1|1|yes\n"
                + "syslog_facility|daemon|daemon|yes\nverbose|0||yes\n";

        assertThat(PgBouncerComparison.differences(
                        Map.of(
                                "pgbouncer.server_tls_sslmode", "Prefer",
                                "pgbouncer.server_lifetime", "1.0",
                                "pgbouncer.log_stats", "on",
                                "pgbouncer.syslog_facility", "Daemon",
                                "pgbouncer.verbose", "0"),
                        config))
                .isEmpty();
        assertThat(Recorded.seen(PgBouncerComparison.differences(
                        Map.of(
                                "pgbouncer.server_check_query", "SELECT 'A'",
                                "pgbouncer.server_lifetime", "yes",
                                "pgbouncer.auth_user", "1",
                                "pgbouncer.syslog_facility", "local0"),
                        config)))
                .containsExactlyInAnyOrder(
                        "pgbouncer.server_check_query: select 'a'",
                        "pgbouncer.server_lifetime: 1",
                        "pgbouncer.auth_user: yes",
                        "pgbouncer.syslog_facility: daemon");
    }

    @Test
    void anEmptyAnswerIsNotKnown() {
        assertThat(Recorded.seen(PgBouncerComparison.differences(Map.of("pgbouncer.pool_mode", "session"), "")))
                .containsExactly("pgbouncer.pool_mode: not known");
    }
}
