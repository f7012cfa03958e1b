package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EtcdApiTest {
    @Test
    void keysAreDecodedWithoutTheirPrefix() throws IOException {
        EtcdApi.Keys keys = EtcdApi.parseKeys(Samples.json("etcd-range.json"));

        assertThat(keys.revision()).isEqualTo(31);
        assertThat(keys.entries()).containsKeys("config", "leader", "members/pg1", "sync", "failsafe");
        assertThat(keys.entries().get("leader")).isEqualTo(new EtcdApi.Entry("pg3", 12, "438716123855810565"));
        assertThat(keys.entries().get("sync").leaseId()).isEqualTo("0");
    }

    @Test
    void leaseTellsSecondsLeftAndGranted() throws IOException {
        assertThat(EtcdApi.parseLease(Samples.json("etcd-lease.json"))).isEqualTo(new EtcdApi.TimeToLive(21, 30));
        assertThat(EtcdApi.parseLease(Samples.json("etcd-lease-gone.json")).leftSeconds())
                .isEqualTo(-1);
    }

    @Test
    void memberIdsAboveTheSignedRangeCompare() throws IOException {
        assertThat(EtcdApi.parseStatus(Samples.json("etcd-status2.json")).isLeader())
                .isTrue();
        assertThat(EtcdApi.parseStatus(Samples.json("etcd-status1.json")).isLeader())
                .isFalse();
    }

    @Test
    void watchTellsWhatWentAndWhatCame() throws IOException {
        List<EtcdApi.Change> changes = Samples.changes("etcd-watch.jsonl");

        assertThat(changes).contains(new EtcdApi.Change("leader", 57, null));
        assertThat(changes)
                .contains(new EtcdApi.Change("leader", 58, new EtcdApi.Entry("pg1", 58, "9037495187389579268")));
    }

    @Test
    void compactedWatchSaysSo() {
        assertThatThrownBy(() -> Samples.changes("etcd-watch-compacted.jsonl")).isInstanceOf(EtcdApi.Compacted.class);
    }
}
