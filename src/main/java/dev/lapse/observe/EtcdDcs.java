package dev.lapse.observe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * etcd as Patroni's DCS. Keys and standing are asked of one member without quorum ({@code serializable}), the lease in
 * whole seconds, changes by a watch. Any thread.
 */
final class EtcdDcs implements Dcs {
    static final Names NAMES = new Names("etcd", EtcdApi.PREFIX);

    private final Cluster cluster;
    private final EtcdApi api;

    EtcdDcs(Cluster cluster) {
        this.cluster = cluster;
        this.api = new EtcdApi(cluster);
    }

    @Override
    public Names names() {
        return NAMES;
    }

    @Override
    public List<NodeName> members() {
        return cluster.spec().hostsWith(ComponentName.ETCD);
    }

    @Override
    public Kept kept(NodeName member) throws IOException {
        return kept(api.keys(member));
    }

    static Kept kept(EtcdApi.Keys keys) throws IOException {
        return PatroniKeys.kept(
                keys.revision(), lock(keys.entries().get(PatroniKey.LEADER.text())), key -> value(keys, key));
    }

    private static @Nullable String value(EtcdApi.Keys keys, PatroniKey key) {
        EtcdApi.Entry entry = keys.entries().get(key.text());
        return entry == null ? null : entry.value();
    }

    static @Nullable LeaderLock lock(EtcdApi.@Nullable Entry entry) throws IOException {
        return entry == null ? null : new LeaderLock(PatroniKeys.holder(entry.value()), entry.leaseId());
    }

    @Override
    public Standing standing(NodeName member) throws IOException {
        return standing(api.status(member));
    }

    static Standing standing(EtcdApi.MemberStatus status) {
        List<String> troubles = new ArrayList<>();
        if (!status.errors().isEmpty()) {
            troubles.add("reports " + status.errors());
        }
        if (!status.knowsLeader()) {
            troubles.add("knows no leader, raft term " + status.raftTerm());
        }
        return new Standing(
                status.memberId(), status.knowsLeader() ? status.leaderId() : null, status.raftTerm(), troubles);
    }

    @Override
    public Optional<LeaseLeft> lease(NodeName member, LeaderLock lock) throws IOException {
        return Optional.of(lease(api.lease(member, lock.session())));
    }

    static LeaseLeft lease(EtcdApi.TimeToLive answer) {
        return new LeaseLeft(
                Duration.ofSeconds(Math.max(0, answer.leftSeconds())), Duration.ofSeconds(answer.grantedSeconds()));
    }

    @Override
    public Feed feed(NodeName member) {
        return new EtcdFeed(new EtcdApi(cluster), member);
    }

    @Override
    public void close() {
        api.close();
    }
}
