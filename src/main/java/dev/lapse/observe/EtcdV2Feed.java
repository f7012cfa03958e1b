package dev.lapse.observe;

import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One etcd member's changes of the leader, the sync and the status key in API v2, each asked for by the index behind
 * the last one, so that none is missed.
 */
final class EtcdV2Feed implements Dcs.Feed {
    private static final List<Dcs.PatroniKey> LASTING = List.of(Dcs.PatroniKey.LEADER, Dcs.PatroniKey.SYNC);

    private final EtcdV2Api api;
    private final NodeName member;
    private long next;

    /** @param api closed with the feed */
    EtcdV2Feed(EtcdV2Api api, NodeName member) {
        this.api = api;
        this.member = member;
    }

    @Override
    public void follow(Dcs.Listener listener) throws IOException {
        try {
            if (next == 0) {
                EtcdV2Api.Folder keys = api.keys(member);
                LASTING.forEach(key -> {
                    EtcdV2Api.StoredKey node = keys.nodes().get(key.text());
                    tell(key, node == null ? keys.index() : node.modified(), node, listener);
                });
                next = keys.index() + 1;
            }
            while (true) {
                EtcdV2Api.NodeChange change = api.next(member, next, EtcdFeed.SILENCE);
                next = Math.max(next, change.index() + 1);
                tell(change, listener);
            }
        } catch (EtcdApi.Compacted compacted) {
            next = 0;
            throw compacted;
        }
    }

    static void tell(EtcdV2Api.NodeChange change, Dcs.Listener listener) {
        if (change.key().equals(Dcs.PatroniKey.STATUS.text())) {
            listener.status(change.index());
        }
        LASTING.stream()
                .filter(key -> key.text().equals(change.key()))
                .forEach(key -> tell(key, change.index(), change.node(), listener));
    }

    private static void tell(
            Dcs.PatroniKey key, long index, EtcdV2Api.@Nullable StoredKey node, Dcs.Listener listener) {
        try {
            if (key == Dcs.PatroniKey.LEADER) {
                listener.lock(index, EtcdV2Dcs.lock(node));
            } else {
                listener.sync(index, PatroniKeys.sync(node == null ? null : node.value()));
            }
        } catch (IOException unreadable) {
            listener.unreadable(
                    key,
                    index,
                    "etcd key " + EtcdDcs.NAMES.path(key) + ": cannot read " + node + ": " + unreadable.getMessage());
        }
    }

    @Override
    public void close() {
        api.close();
    }
}
