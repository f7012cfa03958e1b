package dev.lapse.observe;

import static dev.lapse.observe.Samples.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.PatroniSeen.Standby;
import dev.lapse.history.PatroniState;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PatroniStatusTest {
    @Test
    void primaryNamesItsStandbysByApplicationName() throws IOException {
        PatroniStatus primary = Samples.status("patroni-primary.json");

        assertThat(primary.runsAsPrimary()).isTrue();
        assertThat(primary.standbys())
                .containsExactly(
                        new Standby(node("pg1"), "streaming", "async"), new Standby(node("pg2"), "streaming", "sync"));
        assertThat(primary.lsn()).isEqualTo(new Lsn(67109056));
        assertThat(primary.timeline()).isEqualTo(new Timeline(1));
        assertThat(primary.patroniVersion()).isEqualTo("4.0.7");
        assertThat(primary.serverVersion()).isEqualTo(170012);
        assertThat(primary.dcsLastSeen()).isEqualTo(1795254436L);
    }

    @Test
    void replicaTellsItsReplayedPosition() throws IOException {
        PatroniStatus replica = Samples.status("patroni-replica.json");

        assertThat(replica.runsAsReplica()).isTrue();
        assertThat(replica.lsn()).isEqualTo(new Lsn(67109056));
        assertThat(replica.syncStandby()).isFalse();
        assertThat(Samples.status("patroni-sync-standby.json").syncStandby()).isTrue();
    }

    @Test
    void stoppedNodeHasNoRoleAndNoTimeline() throws IOException {
        PatroniStatus stopped = Samples.status("patroni-stopped.json");

        assertThat(stopped.state()).isEqualTo(new PatroniState("stopped"));
        assertThat(stopped.role()).isNull();
        assertThat(stopped.timeline()).isNull();
        assertThat(stopped.lsn()).isNull();
    }

    @Test
    void oldWordMasterIsReadAsPrimary() throws IOException {
        PatroniStatus primary = Samples.status("patroni-3.0-primary.json");

        assertThat(primary.runsAsPrimary()).isTrue();
        assertThat(primary.patroniVersion()).isEqualTo("3.0.2");
        assertThat(primary.serverVersion()).isEqualTo(150018);
        assertThat(primary.standbys())
                .containsExactly(
                        new Standby(node("pg2"), "streaming", "async"), new Standby(node("pg3"), "streaming", "sync"));
        assertThat(Samples.status("patroni-3.0-replica.json").runsAsReplica()).isTrue();
    }

    @Test
    void baseBackupIsNoStandby() throws IOException {
        String copying = Samples.text("patroni-primary.json")
                .replace("\"application_name\": \"pg1\"", "\"application_name\": \"pg_basebackup\"");

        assertThat(PatroniStatus.parse(Http.json(copying), Samples.NODES).standbys())
                .extracting(Standby::node)
                .containsExactly(node("pg2"));
    }
}
