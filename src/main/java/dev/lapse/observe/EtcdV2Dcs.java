package dev.lapse.observe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.PatroniTimings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * etcd as Patroni's DCS, with the keys in API v2. The leader key has a time to live instead of a lease; what it was
 * granted is {@code ttl} of Patroni's dynamic configuration. Who takes the lock makes the key anew, and who renews it
 * does not. Members tell of themselves by API v3. Any thread.
 */
final class EtcdV2Dcs implements Dcs {
    private final Cluster cluster;
    private final EtcdV2Api api;
    private final EtcdApi members;

    EtcdV2Dcs(Cluster cluster) {
        this.cluster = cluster;
        this.api = new EtcdV2Api(cluster);
        this.members = new EtcdApi(cluster);
    }

    @Override
    public Names names() {
        return EtcdDcs.NAMES;
    }

    @Override
    public List<NodeName> members() {
        return cluster.spec().hostsWith(ComponentName.ETCD);
    }

    @Override
    public Kept kept(NodeName member) throws IOException {
        return kept(api.keys(member));
    }

    static Kept kept(EtcdV2Api.Folder keys) throws IOException {
        return PatroniKeys.kept(
                keys.index(), lock(keys.nodes().get(PatroniKey.LEADER.text())), key -> value(keys, key));
    }

    private static @Nullable String value(EtcdV2Api.Folder keys, PatroniKey key) {
        EtcdV2Api.StoredKey node = keys.nodes().get(key.text());
        return node == null ? null : node.value();
    }

    static @Nullable LeaderLock lock(EtcdV2Api.@Nullable StoredKey node) throws IOException {
        return node == null ? null : new LeaderLock(PatroniKeys.holder(node.value()), Long.toString(node.created()));
    }

    @Override
    public Standing standing(NodeName member) throws IOException {
        return EtcdDcs.standing(members.status(member));
    }

    @Override
    public Optional<LeaseLeft> lease(NodeName member, LeaderLock lock) throws IOException {
        return lease(api.keys(member), lock);
    }

    /** etcd rounds up what is left, and rounds down what is left of a lease of v3: here it is rounded down. */
    static Optional<LeaseLeft> lease(EtcdV2Api.Folder keys, LeaderLock lock) throws IOException {
        EtcdV2Api.StoredKey node = keys.nodes().get(PatroniKey.LEADER.text());
        Map<String, String> config = PatroniKeys.config(value(keys, PatroniKey.CONFIG));
        if (node == null || !lock.equals(lock(node))) {
            return Optional.of(new LeaseLeft(Duration.ZERO, Duration.ZERO));
        }
        return Optional.of(new LeaseLeft(
                Duration.ofSeconds(Math.max(0, node.ttl() - 1)),
                Duration.ofSeconds(PatroniTimings.from(name -> Optional.ofNullable(config.get(name)))
                        .ttlSeconds())));
    }

    @Override
    public boolean leaderRenews() {
        return false;
    }

    @Override
    public Feed feed(NodeName member) {
        return new EtcdV2Feed(new EtcdV2Api(cluster), member);
    }

    @Override
    public void close() {
        api.close();
        members.close();
    }
}
