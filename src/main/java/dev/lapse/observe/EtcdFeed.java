package dev.lapse.observe;

import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One etcd member's watch of the leader, the sync and the status key. etcd tells each change with its revision, so a
 * watch that broke goes on behind the last one told; only when etcd has dropped those revisions are the keys read anew.
 */
final class EtcdFeed implements Dcs.Feed {
    /** After so long without a word a watch is opened anew: the member may have died without a FIN. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    private static final List<Dcs.PatroniKey> LASTING = List.of(Dcs.PatroniKey.LEADER, Dcs.PatroniKey.SYNC);

    private final EtcdApi api;
    private final NodeName member;
    private long next;

    /** @param api closed with the feed */
    EtcdFeed(EtcdApi api, NodeName member) {
        this.api = api;
        this.member = member;
    }

    @Override
    public void follow(Dcs.Listener listener) throws IOException {
        if (next == 0) {
            EtcdApi.Keys keys = api.keys(member);
            tellAll(keys, listener);
            next = keys.revision() + 1;
        }
        try {
            api.watch(member, next, SILENCE, change -> {
                next = Math.max(next, change.revision() + 1);
                tell(change, listener);
            });
        } catch (EtcdApi.Compacted compacted) {
            next = 0;
            throw compacted;
        }
    }

    private static void tellAll(EtcdApi.Keys keys, Dcs.Listener listener) {
        for (Dcs.PatroniKey key : LASTING) {
            EtcdApi.Entry entry = keys.entries().get(key.text());
            long revision = entry == null ? keys.revision() : entry.modRevision();
            tell(new EtcdApi.Change(key.text(), revision, entry), listener);
        }
    }

    static void tell(EtcdApi.Change change, Dcs.Listener listener) {
        if (change.key().equals(Dcs.PatroniKey.STATUS.text())) {
            listener.status(change.revision());
        }
        LASTING.stream().filter(key -> key.text().equals(change.key())).forEach(key -> tell(key, change, listener));
    }

    private static void tell(Dcs.PatroniKey key, EtcdApi.Change change, Dcs.Listener listener) {
        EtcdApi.Entry entry = change.entry();
        try {
            if (key == Dcs.PatroniKey.LEADER) {
                listener.lock(change.revision(), EtcdDcs.lock(entry));
            } else {
                listener.sync(change.revision(), PatroniKeys.sync(entry == null ? null : entry.value()));
            }
        } catch (IOException unreadable) {
            listener.unreadable(
                    key,
                    change.revision(),
                    "etcd key " + EtcdDcs.NAMES.path(key) + ": cannot read " + entry + ": " + unreadable.getMessage());
        }
    }

    @Override
    public void close() {
        api.close();
    }
}
