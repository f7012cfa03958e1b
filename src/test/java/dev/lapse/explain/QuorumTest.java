package dev.lapse.explain;

import static dev.lapse.explain.Tale.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.StoreSeen;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuorumTest {
    @Test
    void membersThatNameALeaderWhichHasDiedHaveNone() {
        Quorum.Leaderless gap = gap(
                        seen(1, "etcd1", "etcd1"),
                        seen(1, "etcd2", "etcd1"),
                        seen(1, "etcd3", "etcd1"),
                        silent(10, "etcd1"),
                        seen(17, "etcd2", "etcd3"),
                        seen(17.1, "etcd3", "etcd3"))
                .orElseThrow();

        assertThat(gap.lost()).isEqualTo(occurrence(9.75, 10, "store without a leader"));
        assertThat(gap.regained()).hasValue(occurrence(16.85, 17.1, "store led by etcd3"));
    }

    @Test
    void minorityThatLosesItsLeaderTakesNoneFromTheStore() {
        assertThat(gap(
                        seen(1, "etcd1", "etcd1"),
                        seen(1, "etcd2", "etcd1"),
                        seen(1, "etcd3", "etcd1"),
                        seen(10, "etcd3", null)))
                .isEmpty();
    }

    @Test
    void halfOfTheMembersIsNoQuorum() {
        assertThat(gap(
                        seen(1, "etcd1", "etcd1"),
                        seen(1, "etcd2", "etcd1"),
                        seen(1, "etcd3", "etcd1"),
                        seen(1, "etcd4", "etcd1"),
                        seen(10, "etcd3", null),
                        seen(10, "etcd4", null)))
                .hasValueSatisfying(open -> assertThat(open.regained()).isEmpty());
    }

    @Test
    void storeThatIsStillOnItsWayUpHasLostNothing() {
        assertThat(gap(seen(1, "etcd1", null), seen(2, "etcd2", null), seen(3, "etcd1", "etcd1")))
                .isEmpty();
    }

    private static Optional<Quorum.Leaderless> gap(StoreSeen... seen) {
        List<ObserverOpened> opened = List.of(seen).stream()
                .map(StoreSeen::member)
                .distinct()
                .map(member -> new ObserverOpened(0, "etcd-member-" + member, nanos(0.25)))
                .toList();
        return new Quorum(List.of(seen), new Watchers(opened, List.of())).during(0, nanos(60));
    }

    private static StoreSeen seen(double at, String member, @Nullable String leader) {
        return new StoreSeen(nanos(at), new NodeName(member), true, leader == null ? null : new NodeName(leader), 1);
    }

    private static StoreSeen silent(double at, String member) {
        return new StoreSeen(nanos(at), new NodeName(member), false, null, 0);
    }

    private static Occurrence occurrence(double earliest, double latest, String event) {
        return new Occurrence(nanos(earliest), nanos(latest), event, "what the store's members say");
    }
}
