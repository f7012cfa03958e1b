package dev.lapse.observe;

import static dev.lapse.observe.Samples.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.DescribedCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EtcdDcsTest {
    @Test
    void stateOfPatroniIsReadFromItsKeys() throws IOException {
        Dcs.Kept kept = EtcdDcs.kept(EtcdApi.parseKeys(Samples.json("etcd-range.json")));

        assertThat(kept.position()).isEqualTo(31);
        assertThat(kept.lock()).isEqualTo(new Dcs.LeaderLock(node("pg3"), "438716123855810565"));
        assertThat(kept.sync()).isEqualTo(new Dcs.SyncNames(node("pg3"), List.of(node("pg2"))));
        assertThat(kept.failsafe()).containsExactly("pg1", "pg2", "pg3");
        assertThat(kept.isSynchronous()).isTrue();
        assertThat(kept.isFailsafe()).isTrue();
    }

    @Test
    void stateBeforeBootstrapIsEmpty() throws IOException {
        Dcs.Kept kept = EtcdDcs.kept(EtcdApi.parseKeys(Http.json("{\"header\":{\"revision\":\"1\"}}")));

        assertThat(kept.holder()).isEmpty();
        assertThat(kept.sync()).isEqualTo(Dcs.SyncNames.NONE);
        assertThat(kept.isSynchronous()).isFalse();
    }

    @Test
    void leaderThatIsNoHostNameCannotBeRead() {
        assertThatThrownBy(() -> EtcdDcs.lock(new EtcdApi.Entry("PG 3", 12, "7")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("host name must match");
    }

    @Test
    void memberTellsItsLeaderAndThatItHasQuorum() throws IOException {
        Dcs.Standing follower = EtcdDcs.standing(EtcdApi.parseStatus(Samples.json("etcd-status1.json")));
        Dcs.Standing leader = EtcdDcs.standing(EtcdApi.parseStatus(Samples.json("etcd-status2.json")));

        assertThat(leader.leaderId()).isEqualTo(leader.id());
        assertThat(follower.leaderId()).isEqualTo(leader.id());
        assertThat(follower.hasQuorum()).isTrue();
        assertThat(follower.troubles()).isEmpty();
    }

    @Test
    void memberWithoutLeaderHasNoQuorum() {
        Dcs.Standing alone = EtcdDcs.standing(new EtcdApi.MemberStatus("7", "0", 3, 40, "3.5.16", List.of()));

        assertThat(alone.hasQuorum()).isFalse();
        assertThat(alone.troubles()).containsExactly("knows no leader, raft term 3");
    }

    @Test
    void leaseThatIsGoneHasNothingLeft() throws IOException {
        assertThat(EtcdDcs.lease(EtcdApi.parseLease(Samples.json("etcd-lease.json"))))
                .isEqualTo(new Dcs.LeaseLeft(Duration.ofSeconds(21), Duration.ofSeconds(30)));
        assertThat(EtcdDcs.lease(EtcdApi.parseLease(Samples.json("etcd-lease-gone.json"))))
                .isEqualTo(new Dcs.LeaseLeft(Duration.ZERO, Duration.ZERO));
    }

    @Test
    void keysAndMembersHaveEtcdsNames() {
        DescribedCluster cluster = Samples::spec;
        try (Dcs dcs = DcsChoice.of(cluster)) {
            assertThat(dcs.names().store()).isEqualTo("etcd");
            assertThat(dcs.names().path(Dcs.PatroniKey.LEADER)).isEqualTo("/service/lapse/leader");
            assertThat(dcs.members()).containsExactly(node("etcd1"), node("etcd2"), node("etcd3"));
        }
    }
}
