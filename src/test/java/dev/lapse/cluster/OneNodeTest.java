package dev.lapse.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneNodeTest {
    /** Patroni names the standbys of the primary that leads; where it does not, somebody else wrote them. */
    @ParameterizedTest
    @CsvSource({
        "postgresql.syslog_ident, false, true",
        "postgresql.primary_conninfo, true, true",
        "postgresql.synchronous_standby_names, true, true",
        "postgresql.synchronous_standby_names, false, false",
        "postgresql.max_connections, true, false",
        "patroni.ttl, true, false"
    })
    void whatANodeTellsOfItselfIsNoSettingOfTheCluster(String setting, boolean synchronous, boolean told) {
        assertThat(OneNode.isTold(setting, synchronous)).isEqualTo(told);
    }
}
