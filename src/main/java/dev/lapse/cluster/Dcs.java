package dev.lapse.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The store in which Patroni keeps who leads (its DCS), asked member by member over the watch network.
 *
 * <p>It speaks of what Patroni keeps and of the store's members. How a member is asked, and what it takes to follow a
 * change, is for the implementation. Words that each store has under a name of its own:
 *
 * <table>
 *   <caption>Words of the stores</caption>
 *   <tr><th>here</th><th>etcd</th><th>Consul</th><th>ZooKeeper</th></tr>
 *   <tr><td>position</td><td>revision</td><td>index</td><td>zxid</td></tr>
 *   <tr><td>session</td><td>lease</td><td>session</td><td>session of an ephemeral node</td></tr>
 *   <tr><td>term</td><td>raft term</td><td>raft term</td><td>epoch</td></tr>
 *   <tr><td>feed</td><td>watch</td><td>blocking query</td><td>one-time watch, then a read</td></tr>
 * </table>
 *
 * A call that gets no answer within 1.5 s, or one that cannot be read, ends in an IOException. Any thread.
 */
public interface Dcs extends AutoCloseable {
    /** What the store and its keys are called in messages and observers. */
    Names names();

    /** The hosts that are members of the store, in the order of the topology. */
    List<NodeName> members();

    /**
     * What Patroni keeps, as this member knows it. A member without quorum answers with what it last knew, where the
     * store allows that. Of several answers the one with the highest position is the newest.
     */
    Kept kept(NodeName member) throws IOException;

    /** What this member says of itself and of who leads the store. */
    Standing standing(NodeName member) throws IOException;

    /**
     * How long the holder's session lasts without being renewed. Empty when the store does not tell, as Consul and
     * ZooKeeper do: the observer then records no lease.
     */
    Optional<LeaseLeft> lease(NodeName member, LeaderLock lock) throws IOException;

    /** Whether a new leader of the store makes sessions last anew, as that of etcd does with its leases. */
    default boolean leaderRenews() {
        return true;
    }

    /** A way to follow this member; nothing is asked before {@link Feed#follow}. The caller closes it. */
    Feed feed(NodeName member);

    /** Ends every call in flight, and every later one, with an IOException. Feeds are closed by who has them. */
    @Override
    void close();

    /** What Patroni keeps under a key of its own. */
    enum PatroniKey {
        LEADER,
        SYNC,
        /** Where the WAL of the holder of the leader lock ends; written after its renewals. */
        STATUS,
        FAILSAFE,
        CONFIG;

        /** Patroni's word for the key, which is the same in every store. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Names for messages.
     *
     * @param store the kind of store, such as {@code etcd}
     * @param folder where Patroni keeps its keys, such as {@code /service/lapse/}
     */
    record Names(String store, String folder) {
        public String path(PatroniKey key) {
            return folder + key.text();
        }
    }

    /** Who holds the leader lock, and the session in the store that keeps it. */
    record LeaderLock(NodeName holder, String session) {}

    /** The primary and the synchronous standbys that the sync key names. */
    record SyncNames(@Nullable NodeName leader, List<NodeName> standbys) {
        public static final SyncNames NONE = new SyncNames(null, List.of());

        public SyncNames {
            standbys = List.copyOf(standbys);
        }
    }

    /**
     * All that Patroni keeps, at one position.
     *
     * @param position grows with every change and is the same on all members
     * @param lock null when it is free
     * @param failsafe the members that the failsafe key names
     * @param config top-level settings of the dynamic configuration as text; empty before bootstrap
     */
    record Kept(
            long position,
            @Nullable LeaderLock lock,
            SyncNames sync,
            List<String> failsafe,
            Map<String, String> config) {
        private static final List<String> OFF = List.of("", "null", "false", "off", "no", "0");

        public Kept {
            failsafe = List.copyOf(failsafe);
            config = Map.copyOf(new TreeMap<>(config));
        }

        /** Who holds the leader lock. */
        public Optional<NodeName> holder() {
            return Optional.ofNullable(lock).map(LeaderLock::holder);
        }

        /** Whether synchronous mode is on, in any of its values ({@code true}, {@code "on"}, {@code "quorum"}). */
        public boolean isSynchronous() {
            return isOn("synchronous_mode");
        }

        public boolean isFailsafe() {
            return isOn("failsafe_mode");
        }

        private boolean isOn(String setting) {
            return !OFF.contains(config.getOrDefault(setting, "").toLowerCase(Locale.ROOT));
        }
    }

    /**
     * One member of the store by its own word.
     *
     * @param id the member, as the store names its members
     * @param leaderId whom it takes for the leader, itself perhaps; null when it knows none
     * @param term the term of that leadership: of two members that disagree, the one in the higher term is right
     * @param troubles what is wrong with it, each to be read after the store's name: {@code reports [NOSPACE]}
     */
    record Standing(String id, @Nullable String leaderId, long term, List<String> troubles) {
        public Standing {
            troubles = List.copyOf(troubles);
        }

        /** As the member sees it: one that has no quorum forgets its leader within an election timeout. */
        public boolean hasQuorum() {
            return leaderId != null;
        }
    }

    /** What is left of a session, and what it is renewed to. Both are zero when it is gone. */
    record LeaseLeft(Duration left, Duration granted) {}

    /** Follows one member. One thread follows, any thread closes. */
    interface Feed extends AutoCloseable {
        /**
         * Tells what is there, and then each change, until the member falls silent, breaks off or this is closed; it
         * ends by throwing. The next call goes on where this one broke, or begins anew where the store cannot do that.
         */
        void follow(Listener listener) throws IOException;

        @Override
        void close();
    }

    /**
     * Takes what a feed tells. A store that tells each change is told of each; one that only wakes who waits gives
     * what it finds then, and what came and went in between stays unknown. The same may be told more than once, and
     * by a member that lags: the position tells what is new.
     */
    interface Listener {
        /** @param lock null when it is free */
        void lock(long position, @Nullable LeaderLock lock);

        void sync(long position, SyncNames sync);

        /** The status key was written just now; what was there before is not told. */
        void status(long position);

        /** @param what the key, its value, and what is wrong with it */
        void unreadable(PatroniKey key, long position, String what);
    }
}
