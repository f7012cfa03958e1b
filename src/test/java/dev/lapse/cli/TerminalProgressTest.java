package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.ObserverBlind;
import dev.lapse.history.PhaseReached;
import dev.lapse.history.PoolerSeen;
import dev.lapse.history.StoreSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    private static final NodeName PG1 = new NodeName("pg1");

    private final List<String> lines = new ArrayList<>();
    private final TerminalProgress progress = new TerminalProgress(lines::add);

    private static ClusterReady ready(Map<String, String> effective) {
        NotInEffect dropped = new NotInEffect("postgresql.work_mem", "64kb", "4MB", "Patroni changed or dropped it");
        return new ClusterReady(1_500_000_000L, "reference", Map.of(), effective, false, "md5", 0, 0, List.of(dropped));
    }

    @Test
    void readyClusterTellsItsReplicationAndWhatIsNotInEffect() {
        progress.event(ready(Map.of("patroni.synchronous_mode", "quorum")));

        assertThat(lines)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("t+1.500 replication: quorum"),
                        line -> assertThat(line)
                                .isEqualTo("t+1.500 NOT IN EFFECT: postgresql.work_mem: asked 64kb, seen 4MB:"
                                        + " Patroni changed or dropped it"));
    }

    @Test
    void clusterThatNeverGotSteadyTellsOnlyWhatIsNotInEffect() {
        progress.event(ready(Map.of()));

        assertThat(lines).singleElement().asString().contains("NOT IN EFFECT");
    }

    @Test
    void storePoolerAndObserverTellTheirChanges() {
        NodeName etcd1 = new NodeName("etcd1");
        progress.event(new StoreSeen(1, etcd1, true, etcd1, 2));
        progress.event(new PoolerSeen(1, PG1, true));

        progress.event(new StoreSeen(1_000_000_000L, etcd1, true, null, 3));
        progress.event(new StoreSeen(2_000_000_000L, etcd1, true, new NodeName("etcd2"), 4));
        progress.event(new StoreSeen(3_000_000_000L, etcd1, false, null, 0));
        progress.event(new PoolerSeen(4_000_000_000L, PG1, false));
        progress.event(new ObserverBlind(5_000_000_000L, "pooler-pg1", 3_000_000_000L));
        progress.event(new ObserverBlind(9_000_000_000L, "pooler-pg1", 5_000_000_000L));

        assertThat(lines)
                .containsExactly(
                        "t+1.000 etcd1: store no leader",
                        "t+2.000 etcd1: store leader etcd2, term 4",
                        "t+3.000 etcd1: store does not answer",
                        "t+4.000 pg1: pooler down",
                        "t+9.000 observer pooler-pg1 could not look since t+5.000");
    }

    @Test
    void factOfALogNamesTheNodeThatItIsAboutWhereThatIsAnother() {
        NodeName lb1 = new NodeName("lb1");
        progress.logged(new LogSeen(1_000_000_000L, PG1, LoggedFact.PROMOTION_RECEIVED, PG1, 5, "line"));
        progress.logged(new LogSeen(2_000_000_000L, lb1, LoggedFact.BALANCER_UP, PG1, 5, "line"));

        assertThat(lines)
                .containsExactly(
                        "t+1.000 pg1 logged: promotion received", "t+2.000 lb1 logged: now sends writes to pg1");
    }

    @Test
    void onlyARenewalByTheStoreIsWorthALine() {
        progress.event(new LeaseRenewed(1_000_000_000L, PG1, LeaseRenewed.By.HOLDER, 5));
        progress.event(new LeaseRenewed(2_000_000_000L, PG1, LeaseRenewed.By.STORE_LEADER, 5));

        assertThat(lines).containsExactly("t+2.000 leader lease: granted anew by a new leader of the store");
    }

    @Test
    void phaseThatWasMissedIsToldAsSuch() {
        progress.event(phase(5_040));
        progress.event(phase(5_140));

        assertThat(lines)
                .containsExactly(
                        "t+9.000 phase 0.5: asked for 5.00s after a renewal of the lease, reached 5.04s (give or take"
                                + " 0.03s; injecting took 0.09s)",
                        "t+9.000 phase 0.5: asked for 5.00s after a renewal of the lease, reached 5.14s (give or take"
                                + " 0.03s; injecting took 0.09s): MISSED by more than 0.1s");
    }

    private static PhaseReached phase(long reachedMillis) {
        return new PhaseReached(
                9_000_000_000L, "inject#1/1", "0.5", 5_000_000_000L, reachedMillis * 1_000_000, 26_000_000, 90_000_000);
    }
}
