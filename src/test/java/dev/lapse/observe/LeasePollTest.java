package dev.lapse.observe;

import static dev.lapse.observe.Samples.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.LeaseRenewed.By;
import dev.lapse.history.LeaseSeen;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A lease of 30 s, asked every 50 ms; an answer takes 2 ms. */
class LeasePollTest {
    private static final NodeName PG1 = node("pg1");
    private static final Dcs.LeaderLock OF_PG1 = new Dcs.LeaderLock(PG1, "1");
    private static final long MILLI = 1_000_000;
    private static final long POLL = 50 * MILLI;
    private static final long LATENCY = 2 * MILLI;

    private final List<Event> events = new ArrayList<>();
    private final LeasingDcs store = new LeasingDcs();
    private Optional<Dcs.LeaderLock> lock = Optional.of(OF_PG1);
    private long now;
    private final LeasePoll poll = new LeasePoll(store, () -> lock, events::add, () -> now);

    /** Rounds down what is left, as etcd does. */
    private final class LeasingDcs implements Dcs {
        private long armedNanos;
        private String leader = "e1";
        private boolean silent;

        @Override
        public Optional<LeaseLeft> lease(NodeName member, LeaderLock held) throws IOException {
            now += LATENCY;
            if (silent) {
                throw new IOException("no answer");
            }
            long seconds = Math.floorDiv(armedNanos + 30_000 * MILLI - now, 1_000 * MILLI);
            return Optional.of(new LeaseLeft(Duration.ofSeconds(seconds), Duration.ofSeconds(30)));
        }

        @Override
        public Standing standing(NodeName member) {
            return new Standing(member.value(), leader, 1, List.of());
        }

        @Override
        public Names names() {
            return EtcdDcs.NAMES;
        }

        @Override
        public List<NodeName> members() {
            return List.of(node("etcd1"), node("etcd2"));
        }

        @Override
        public Kept kept(NodeName member) {
            throw new UnsupportedOperationException("the lease alone is asked for");
        }

        @Override
        public Feed feed(NodeName member) {
            throw new UnsupportedOperationException("the lease alone is asked for");
        }

        @Override
        public void close() {}
    }

    private void pollUntil(long millis) {
        for (long due = (now / POLL + 1) * POLL; due <= millis * MILLI; due += POLL) {
            now = due;
            poll.once();
        }
    }

    private List<LeaseRenewed> renewals() {
        return events.stream()
                .filter(LeaseRenewed.class::isInstance)
                .map(LeaseRenewed.class::cast)
                .toList();
    }

    @Test
    void jumpOfWhatIsLeftIsARenewalSinceTheLastQuestionThatSawTheOldRun() {
        pollUntil(10_000);
        store.armedNanos = 10_020 * MILLI;
        pollUntil(12_000);

        assertThat(renewals())
                .containsExactly(new LeaseRenewed(10_050 * MILLI + LATENCY, PG1, By.HOLDER, POLL + LATENCY));
    }

    @Test
    void wholeSecondsAreRecordedWhenTheyChange() {
        pollUntil(10_000);
        store.armedNanos = 10_020 * MILLI;
        pollUntil(12_000);

        assertThat(events)
                .filteredOn(LeaseSeen.class::isInstance)
                .extracting(event -> ((LeaseSeen) event).leftSeconds())
                .containsExactly(29L, 28L, 27L, 26L, 25L, 24L, 23L, 22L, 21L, 20L, 19L, 29L, 28L);
    }

    @Test
    void renewalWithinTheSecondDoesNotShow() {
        pollUntil(900);
        store.armedNanos = 920 * MILLI;
        pollUntil(1_500);

        assertThat(renewals()).isEmpty();
    }

    @Test
    void questionsWithoutAnAnswerWidenTheResolution() {
        pollUntil(10_000);
        store.silent = true;
        store.armedNanos = 10_020 * MILLI;
        pollUntil(10_500);
        store.silent = false;
        pollUntil(11_000);

        assertThat(renewals())
                .containsExactly(new LeaseRenewed(10_550 * MILLI + LATENCY, PG1, By.HOLDER, 550 * MILLI + LATENCY));
    }

    @Test
    void leaseThatIsFullAndMoreWasArmedByANewLeaderOfTheStore() {
        pollUntil(3_000);
        store.armedNanos = 4_020 * MILLI; // an election timeout on top of 3.02 s
        pollUntil(3_200);

        assertThat(renewals()).extracting(LeaseRenewed::by).containsExactly(By.STORE_LEADER);
    }

    @Test
    void leaderOfTheStoreThatChangedWhileNobodyCouldAskArmedTheLease() {
        pollUntil(5_000);
        store.silent = true;
        pollUntil(7_000);
        store.silent = false;
        store.leader = "e2";
        store.armedNanos = 5_500 * MILLI;
        pollUntil(10_000);
        store.armedNanos = 10_020 * MILLI;
        pollUntil(11_000);

        assertThat(renewals()).extracting(LeaseRenewed::by).containsExactly(By.STORE_LEADER, By.HOLDER);
    }

    @Test
    void newLeaderThatArmedTheLeaseWithoutAJumpIsNotTakenForTheNextRenewal() {
        pollUntil(1_500);
        store.leader = "e2";
        pollUntil(10_000);
        store.armedNanos = 10_020 * MILLI;
        pollUntil(11_000);

        assertThat(renewals()).extracting(LeaseRenewed::by).containsExactly(By.HOLDER);
    }

    @Test
    void leaseOfTheNextHolderIsNoRenewal() {
        pollUntil(10_000);
        lock = Optional.empty();
        pollUntil(12_000);
        lock = Optional.of(new Dcs.LeaderLock(node("pg2"), "2"));
        store.armedNanos = 12_000 * MILLI;
        pollUntil(13_500);

        assertThat(renewals()).isEmpty();
        assertThat(events)
                .filteredOn(
                        event -> event instanceof LeaseSeen seen && node("pg2").equals(seen.holder()))
                .isNotEmpty();
    }

    @Test
    void leaseWithoutEndOfALeaderThatWasDeposedIsNotSeen() {
        pollUntil(1_000);
        int before = events.size();
        store.armedNanos = Long.MAX_VALUE / 2;
        pollUntil(1_200);

        assertThat(events).hasSize(before);
    }
}
