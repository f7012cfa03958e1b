package dev.lapse.observe;

import static dev.lapse.observe.Samples.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.MemoryDcs;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.history.PatroniSeen;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SteadinessTest {
    private final Map<NodeName, Seen<PatroniStatus>> patroni = new HashMap<>();
    private final Map<NodeName, Seen<Dcs.Standing>> members = new HashMap<>();
    private final Map<NodeName, Seen<List<HaproxyStats.Server>>> haproxy = new HashMap<>();
    private Seen<Dcs.Kept> kept;
    private ClusterSpec spec = Samples.spec();

    SteadinessTest() throws IOException {
        patroni.put(node("pg1"), Seen.of(Samples.status("patroni-replica.json")));
        patroni.put(node("pg2"), Seen.of(Samples.status("patroni-sync-standby.json")));
        patroni.put(node("pg3"), Seen.of(Samples.status("patroni-primary.json")));
        for (int i = 1; i <= 3; i++) {
            etcd("etcd" + i, EtcdApi.parseStatus(Samples.json("etcd-status" + i + ".json")));
        }
        haproxy.put(node("lb1"), Seen.of(HaproxyStats.parse(Samples.text("haproxy.csv"))));
        kept = kept(Samples.text("etcd-range.json"));
    }

    @Test
    void clusterAsCapturedIsSteady() {
        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES)).isEmpty();
        assertThat(view().primary()).contains(node("pg3"));
        assertThat(view().replicas()).containsExactly(node("pg1"), node("pg2"));
        assertThat(view().syncStandby()).contains(node("pg2"));
        assertThat(view().dcsLeader()).contains(node("etcd2"));
    }

    @Test
    void silentNodeIsNamedWithWhatWentWrong() {
        patroni.put(node("pg1"), Seen.nothing("connect timed out"));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES))
                .containsExactly("pg1: Patroni gave no answer: connect timed out");
    }

    @Test
    void standbyMissingFromPrimaryIsUnsteady() throws IOException {
        String without = Samples.text("patroni-primary.json").replace("\"pg1\"", "\"other\"");
        patroni.put(node("pg3"), Seen.of(PatroniStatus.parse(Http.json(without), Samples.NODES)));
        patroni.put(node("pg1"), Seen.of(Samples.status("patroni-stopped.json")));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES))
                .containsExactly(
                        "pg1: state stopped, not in pg_stat_replication of pg3",
                        "pg1: state stopped, role null, not a running replica");
    }

    @Test
    void standbyThatCatchesUpIsUnsteady() throws IOException {
        String catchup = Samples.text("patroni-primary.json").replace("streaming", "catchup");
        patroni.put(node("pg3"), Seen.of(PatroniStatus.parse(Http.json(catchup), Samples.NODES)));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES))
                .containsExactly(
                        "pg1: state catchup in pg_stat_replication of pg3, not streaming",
                        "pg2: state catchup in pg_stat_replication of pg3, not streaming",
                        "/sync names [pg2], none of which streams as sync or quorum; the primary has "
                                + "[pg1 catchup async, pg2 catchup sync]");
    }

    @Test
    void secondPrimaryAndOldTimelineAreUnsteady() throws IOException {
        patroni.put(node("pg1"), Seen.of(Samples.status("patroni-primary.json")));
        String promoted = Samples.text("patroni-primary.json").replace("\"timeline\": 1", "\"timeline\": 2");
        patroni.put(node("pg3"), Seen.of(PatroniStatus.parse(Http.json(promoted), Samples.NODES)));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES))
                .containsExactly(
                        "pg1: runs as primary without the leader lock, which pg3 holds",
                        "pg1: timeline 1, pg3 is on 2",
                        "pg2: timeline 1, pg3 is on 2");
    }

    @Test
    void absentLeaderKeyIsUnsteadyAndNobodyIsPrimary() throws IOException {
        kept = kept(Samples.text("etcd-range.json")
                .replace("L3NlcnZpY2UvbGFwc2UvbGVhZGVy", "L3NlcnZpY2UvbGFwc2UvZ29uZQ=="));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES)).contains("no leader: /service/lapse/leader is not held");
        assertThat(view().primary()).isEmpty();
    }

    @Test
    void leaderThatIsNoNodeOfTheClusterIsUnsteady() {
        Dcs.Kept keys = kept.answer();
        Dcs.LeaderLock lock = new Dcs.LeaderLock(node("pg9"), "7");
        kept = Seen.of(new Dcs.Kept(keys.position(), lock, keys.sync(), keys.failsafe(), keys.config()));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES))
                .contains("pg9: holds the leader lock, expected one of [pg1, pg2, pg3]");
    }

    @Test
    void memberAbsentFromFailsafeIsUnsteady() {
        Dcs.Kept keys = kept.answer();
        kept = Seen.of(new Dcs.Kept(keys.position(), keys.lock(), keys.sync(), List.of("pg2", "pg3"), keys.config()));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES))
                .containsExactly("pg1: not in /service/lapse/failsafe, which names [pg2, pg3]");
    }

    @Test
    void etcdMembersMustAnswerAndAgreeWithoutAlarm() {
        members.put(node("etcd1"), Seen.nothing("connect timed out"));
        etcd("etcd2", new EtcdApi.MemberStatus("16194472247121151510", "0", 3, 40, "3.5.16", List.of()));
        etcd("etcd3", new EtcdApi.MemberStatus("3", "3", 2, 40, "3.5.16", List.of("memberID:3 alarm:NOSPACE")));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES))
                .containsExactly(
                        "etcd1: etcd gave no answer: connect timed out",
                        "etcd2: etcd knows no leader, raft term 3",
                        "etcd3: etcd reports [memberID:3 alarm:NOSPACE]");
    }

    @Test
    void etcdMembersThatFollowTwoLeadersAreUnsteady() {
        etcd("etcd1", new EtcdApi.MemberStatus("1", "3", 4, 40, "3.5.16", List.of()));
        etcd("etcd2", new EtcdApi.MemberStatus("2", "2", 3, 40, "3.5.16", List.of()));
        etcd("etcd3", new EtcdApi.MemberStatus("3", "3", 4, 40, "3.5.16", List.of()));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES))
                .containsExactly("etcd members disagree on their leader: {etcd1=3, etcd2=2, etcd3=3}");
        assertThat(view().dcsLeader()).contains(node("etcd3"));
    }

    @Test
    void leaderThatDoesNotAnswerItselfIsNone() {
        members.put(node("etcd2"), Seen.nothing("connect timed out"));

        assertThat(view().dcsLeader()).isEmpty();
    }

    @Test
    void anotherStoreIsCalledByItsOwnNames() {
        kept = Seen.of(
                new Dcs.Kept(7, null, kept.answer().sync(), List.of("pg1", "pg2"), Map.of("failsafe_mode", "on")));
        members.clear();
        members.put(node("c1"), Seen.of(new Dcs.Standing("a", null, 2, List.of("has no cluster leader"))));
        members.put(node("c2"), Seen.nothing("connect timed out"));

        assertThat(Steadiness.reasons(view(), MemoryDcs.NAMES))
                .containsSubsequence(
                        "no leader: lapse/leader is not held",
                        "pg3: not in lapse/failsafe, which names [pg1, pg2]",
                        "c1: memory has no cluster leader",
                        "c2: memory gave no answer: connect timed out");
    }

    @Test
    void balancerThatSendsWritesNowhereIsUnsteady() throws IOException {
        haproxy.put(node("lb1"), Seen.of(HaproxyStats.parse(Samples.text("haproxy-primary-down.csv"))));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES)).containsExactly("lb1: write has pg3 DOWN L4TOUT, not UP");
    }

    @Test
    void balancerThatSendsWritesToAReplicaIsUnsteady() {
        haproxy.put(
                node("lb1"),
                Seen.of(haproxy.get(node("lb1")).answer().stream()
                        .map(server -> new HaproxyStats.Server(server.proxy(), server.name(), "UP", "L7OK"))
                        .toList()));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES))
                .containsExactly(
                        "lb1: write has pg1 UP, expected only [pg3]",
                        "lb1: write has pg2 UP, expected only [pg3]",
                        "lb1: read has pg3 UP, expected only [pg1, pg2]");
    }

    @Test
    void aCascadingReplicaStreamsFromTheOneThatItsTagNames() throws IOException {
        String without = Samples.text("patroni-primary.json").replace("\"pg1\"", "\"other\"");
        patroni.put(node("pg3"), Seen.of(PatroniStatus.parse(Http.json(without), Samples.NODES)));
        PatroniStatus upstream = Samples.status("patroni-sync-standby.json");
        tag("replicatefrom", "pg2");

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES))
                .containsExactly("pg1: state running, not in pg_stat_replication of pg3");

        patroni.put(
                node("pg2"),
                Seen.of(new PatroniStatus(
                        upstream.state(),
                        upstream.role(),
                        upstream.timeline(),
                        upstream.lsn(),
                        List.of(new PatroniSeen.Standby(node("pg1"), "streaming", "async")),
                        true,
                        false,
                        null,
                        null,
                        null)));

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES)).isEmpty();
    }

    @Test
    void aReplicaThatDoesNotStreamNeedNotBeListed() throws IOException {
        String without = Samples.text("patroni-primary.json").replace("\"pg1\"", "\"other\"");
        patroni.put(node("pg3"), Seen.of(PatroniStatus.parse(Http.json(without), Samples.NODES)));
        tag("nostream", "on");

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES)).isEmpty();
    }

    @Test
    void aReplicaThatDoesNotStreamMayBeOnAnOldTimeline() throws IOException {
        String promoted = Samples.text("patroni-primary.json")
                .replace("\"timeline\": 1", "\"timeline\": 2")
                .replace("\"pg1\"", "\"other\"");
        patroni.put(node("pg3"), Seen.of(PatroniStatus.parse(Http.json(promoted), Samples.NODES)));

        tag("nostream", "on");

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES)).containsExactly("pg2: timeline 1, pg3 is on 2");
    }

    @Test
    void readersAreNotSentToANodeThatIsNotBalanced() {
        tag("noloadbalance", "on");

        assertThat(Steadiness.reasons(view(), EtcdDcs.NAMES))
                .containsExactly("lb1: read has pg1 UP, expected only [pg2]");
    }

    /** On pg1 alone. */
    private void tag(String name, String value) {
        ClusterSpec plain = Samples.spec();
        Settings own = Settings.NONE.with(Section.PATRONI, "tags." + name, value);
        spec = new ClusterSpec(
                plain.topology(),
                plain.hosts().stream()
                        .map(host ->
                                host.name().equals(node("pg1")) ? new Host(host.name(), host.carries(), own) : host)
                        .toList(),
                plain.vip(),
                plain.suite(),
                plain.settings(),
                plain.auth());
    }

    private ClusterView view() {
        return new ClusterView(spec, patroni, haproxy, members, kept);
    }

    private void etcd(String member, EtcdApi.MemberStatus status) {
        members.put(node(member), Seen.of(EtcdDcs.standing(status)));
    }

    private static Seen<Dcs.Kept> kept(String range) throws IOException {
        return Seen.of(EtcdDcs.kept(EtcdApi.parseKeys(Http.json(range))));
    }
}
