package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.FaultName;
import org.junit.jupiter.api.Test;

class FaultsCommandTest {
    @Test
    void faultIsAtAHostAtALinkOrAtGroupsOfHosts() {
        assertThat(FaultsCommand.where(FaultName.Aim.HOST)).isEqualTo("at a host");
        assertThat(FaultsCommand.where(FaultName.Aim.LINK)).isEqualTo("at a link");
        assertThat(FaultsCommand.where(FaultName.Aim.GROUPS)).isEqualTo("at groups of hosts");
    }
}
