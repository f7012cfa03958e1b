package dev.lapse.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A DCS in memory, after the manner of Consul: an index that counts every change, sessions whose age is told to nobody,
 * and a feed that sleeps until the index grows and then looks what is there. The first member leads until it is lost.
 */
public final class MemoryDcs implements Dcs {
    public static final Names NAMES = new Names("memory", "lapse/");

    private final List<NodeName> members;
    private final Set<NodeName> lost = new HashSet<>();
    private NodeName leader;
    private long term = 1;
    private int sessions;
    private Kept kept = new Kept(1, null, SyncNames.NONE, List.of(), Map.of());
    private long lockIndex = 1;
    private long syncIndex = 1;
    private boolean closed;

    public MemoryDcs(List<NodeName> members) {
        this.members = List.copyOf(members);
        this.leader = members.get(0);
    }

    /** The node takes the leader lock in a new session. */
    public synchronized void lock(NodeName holder) {
        lockIndex = put(new LeaderLock(holder, "session-" + ++sessions), kept.sync(), kept.failsafe(), kept.config());
    }

    /** The holder's session has run out. */
    public synchronized void expire() {
        lockIndex = put(null, kept.sync(), kept.failsafe(), kept.config());
    }

    public synchronized void sync(NodeName primary, NodeName... standbys) {
        syncIndex = put(kept.lock(), new SyncNames(primary, List.of(standbys)), kept.failsafe(), kept.config());
    }

    public synchronized void failsafe(String... names) {
        put(kept.lock(), kept.sync(), List.of(names), kept.config());
    }

    public synchronized void config(Map<String, String> settings) {
        put(kept.lock(), kept.sync(), kept.failsafe(), settings);
    }

    private long put(@Nullable LeaderLock lock, SyncNames sync, List<String> failsafe, Map<String, String> config) {
        kept = new Kept(kept.position() + 1, lock, sync, failsafe, config);
        notifyAll();
        return kept.position();
    }

    /** The member answers no more; was it the leader, the next one leads. */
    public synchronized void lose(NodeName member) {
        lost.add(member);
        if (member.equals(leader)) {
            members.stream().filter(other -> !lost.contains(other)).findFirst().ifPresent(next -> {
                leader = next;
                term++;
            });
        }
        notifyAll();
    }

    /** What Patroni keeps, whoever of the members is lost. */
    public synchronized Kept now() {
        return kept;
    }

    public synchronized void bringBack(NodeName member) {
        lost.remove(member);
    }

    @Override
    public Names names() {
        return NAMES;
    }

    @Override
    public List<NodeName> members() {
        return members;
    }

    @Override
    public synchronized Kept kept(NodeName member) throws IOException {
        answer(member);
        return kept;
    }

    @Override
    public synchronized Standing standing(NodeName member) throws IOException {
        answer(member);
        boolean quorum = 2 * (members.size() - lost.size()) > members.size();
        return new Standing(
                id(member), quorum ? id(leader) : null, term, quorum ? List.of() : List.of("has no cluster leader"));
    }

    private static String id(NodeName member) {
        return member + ":8300";
    }

    @Override
    public synchronized Optional<LeaseLeft> lease(NodeName member, LeaderLock lock) throws IOException {
        answer(member);
        return Optional.empty();
    }

    private void answer(NodeName member) throws IOException {
        if (closed || lost.contains(member)) {
            throw new IOException("no answer");
        }
    }

    @Override
    public Feed feed(NodeName member) {
        return new BlockingQuery(member);
    }

    private final class BlockingQuery implements Feed {
        private final NodeName member;
        private long lockTold;
        private long syncTold;
        private boolean ended;

        BlockingQuery(NodeName member) {
            this.member = member;
        }

        @Override
        public void follow(Listener listener) throws IOException {
            while (true) {
                next(listener).forEach(Runnable::run);
            }
        }

        private List<Runnable> next(Listener listener) throws IOException {
            synchronized (MemoryDcs.this) {
                while (!ended && !closed && !lost.contains(member) && lockTold == lockIndex && syncTold == syncIndex) {
                    await();
                }
                answer(member);
                if (ended) {
                    throw new IOException("closed");
                }
                List<Runnable> told = new ArrayList<>();
                if (lockTold != lockIndex) {
                    long index = lockIndex;
                    LeaderLock lock = kept.lock();
                    told.add(() -> listener.lock(index, lock));
                }
                if (syncTold != syncIndex) {
                    long index = syncIndex;
                    SyncNames sync = kept.sync();
                    told.add(() -> listener.sync(index, sync));
                }
                lockTold = lockIndex;
                syncTold = syncIndex;
                return told;
            }
        }

        private void await() throws IOException {
            try {
                MemoryDcs.this.wait();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupted);
            }
        }

        @Override
        public void close() {
            synchronized (MemoryDcs.this) {
                ended = true;
                MemoryDcs.this.notifyAll();
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
