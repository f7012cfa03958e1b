package dev.lapse.fault;

import static dev.lapse.cluster.FakeCluster.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import dev.lapse.cluster.Target;
import dev.lapse.cluster.Target.Kind;
import dev.lapse.history.Event;
import dev.lapse.history.FaultSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class NemesisTest {
    private static final Duration DEAD_MAN = Duration.ofSeconds(60);
    private static final List<FaultSpec> CRASH_AND_POWER_LOSS =
            List.of(spec("crash", Target.host(host("pg1"))), spec("power-loss", Target.host(host("pg2"))));

    private final FakeCluster cluster = new FakeCluster();
    private final List<Event> events = new ArrayList<>();
    private final Nemesis nemesis = new Nemesis(cluster.access(), events::add, () -> 0, new Random(1));

    private static FaultSpec spec(String fault, Target target) {
        return new FaultSpec(FaultName.of(fault), FaultName.of(fault).flavours().get(0), target);
    }

    private List<String> phases() {
        return events.stream()
                .map(FaultSeen.class::cast)
                .map(seen -> seen.phase() + " " + seen.targets().get(0))
                .toList();
    }

    @Test
    void aTargetThatDoesNotExistInjectsNothing() {
        cluster.replicas = List.of();

        assertThatThrownBy(() -> nemesis.inject(
                        "inject#1",
                        List.of(spec("crash", Target.role(Kind.PRIMARY)), spec("crash", Target.role(Kind.REPLICA))),
                        DEAD_MAN))
                .isInstanceOf(LapseException.class)
                .hasMessage("inject at replica: the cluster has no replica now");
        nemesis.close();

        assertThat(cluster.calls).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void reinitializeTakesTheNodeThatDidNotComeBack() {
        cluster.replicas = List.of();

        cluster.prints.put("PG_VERSION", "inode 1");
        cluster.prints.put("cat /run/lapse/asked-", "reinitialize started 200");
        Nemesis reinitializing = new Nemesis(
                cluster.access(),
                event -> {
                    events.add(event);
                    cluster.prints.put("PG_VERSION", "inode 2"); // copied from the first record on
                    cluster.replicas = List.of(host("pg2"));
                },
                () -> 0,
                new Random(1));

        reinitializing.inject("inject#1", List.of(spec("reinitialize", Target.role(Kind.REPLICA))), DEAD_MAN);

        assertThat(phases()).containsExactly("REQUESTED pg2", "INJECTED pg2", "PROVEN pg2", "HEAL_PROVEN pg2");
    }

    @Test
    void twoRolesOfOneHostAreHitOnce() {
        nemesis.inject(
                "inject#1",
                List.of(spec("crash", Target.role(Kind.PRIMARY)), spec("crash", Target.host(host("pg1")))),
                DEAD_MAN);

        assertThat(cluster.calls).containsOnlyOnce("kill pg1");
    }

    @Test
    void faultsThatCannotShareAHostAreRefusedBeforeAnyIsInjected() {
        assertThatThrownBy(() -> nemesis.inject(
                        "inject#1",
                        List.of(spec("crash", Target.role(Kind.PRIMARY)), spec("pause", Target.host(host("pg1")))),
                        DEAD_MAN))
                .hasMessage("inject at pg1: pause cannot be on a host together with crash");

        assertThat(cluster.calls).isEmpty();
    }

    @Test
    void aFilterAndACrashCanBeOnOneHostAndTheFilterComesFirst() {
        FaultSpec cut = new FaultSpec(FaultName.LINK_LOSS, "drop", Target.link("primary-etcd"));

        nemesis.inject("inject#1", List.of(spec("crash", Target.role(Kind.PRIMARY)), cut), DEAD_MAN);

        assertThat(cluster.calls).containsSubsequence("rules stand on pg1", "kill pg1");
        cluster.calls.clear();
        nemesis.heal(List.of());
        assertThat(cluster.calls).containsSubsequence("nothing stands on pg1", "start pg1", "restarted pg1");
    }

    /** Looks at the cluster when it is asked, and refuses where it is told to. */
    private final class Looking implements Trigger {
        private final List<String> told = new ArrayList<>();
        private boolean refuses;

        @Override
        public String waitsFor() {
            return "a test";
        }

        @Override
        public void await(FaultSpec first, Optional<Runnable> rehearsal) {
            told.add(nemesis.doing());
            assertThat(cluster.calls).contains("join pg2").doesNotContain("kill pg1", "kill pg2");
            if (refuses) {
                throw new LapseException(LapseException.Kind.HARNESS, "the time does not come");
            }
        }

        @Override
        public void pulled(FaultSpec first, long calledNanos, long returnedNanos) {
            told.add("pulled " + first.target().name());
        }
    }

    @Test
    void triggerIsAskedWhenAllAreReadyAndNoneHasHit() {
        Looking trigger = new Looking();

        nemesis.inject("inject#1", CRASH_AND_POWER_LOSS, DEAD_MAN, trigger);

        assertThat(trigger.told).containsExactly("all is ready, waiting for a test", "pulled pg1");
        assertThat(cluster.calls).contains("kill pg1", "kill pg2");
    }

    @Test
    void whatIsReadyIsPutAwayWhenTheTriggerRefuses() {
        Looking trigger = new Looking();
        trigger.refuses = true;

        assertThatThrownBy(() -> nemesis.inject("inject#1", CRASH_AND_POWER_LOSS, DEAD_MAN, trigger))
                .hasMessage("the time does not come");

        assertThat(cluster.calls).contains("leave pg2").doesNotContain("kill pg1", "kill pg2");
        assertThat(events).isEmpty();
    }

    @Test
    void aLinkIsCutOnceInOneWay() {
        FaultSpec cut = new FaultSpec(FaultName.LINK_LOSS, "drop", Target.link("primary-etcd"));
        nemesis.inject("inject#1", List.of(cut), DEAD_MAN);

        assertThatThrownBy(() -> nemesis.inject("inject#2", List.of(cut), DEAD_MAN))
                .hasMessage("inject at primary-etcd: link-loss is injected already");
    }

    @Test
    void whatBecameReadyBeforeAnotherCouldNotIsPutAwayAtOnce() {
        assertThatThrownBy(() -> nemesis.inject(
                        "inject#1",
                        List.of(
                                spec("power-loss", Target.host(host("pg2"))),
                                spec("freeze", Target.host(host("lb1"))).with("process", "haproxy")),
                        DEAD_MAN))
                .isInstanceOf(LapseException.class);

        assertThat(cluster.calls).containsSubsequence("join pg2", "leave pg2");
        nemesis.inject("inject#2", List.of(spec("crash", Target.host(host("pg2")))), DEAD_MAN);
        assertThat(cluster.calls).contains("kill pg2");
    }

    @Test
    void aHealThatFailsLeavesNoOtherFaultUnhealedAndIsTriedAgain() {
        nemesis.inject(
                "inject#1",
                List.of(spec("crash", Target.role(Kind.PRIMARY)), spec("pause", Target.host(host("pg2")))),
                DEAD_MAN);
        cluster.linksWork = false;
        assertThatThrownBy(() -> nemesis.heal(List.of()))
                .hasMessage("crash of [pg1] is NOT healed, its healing failed: no sidecar");
        assertThat(phases()).contains("HEALED pg2", "HEAL_PROVEN pg2").doesNotContain("HEALED pg1");
        cluster.linksWork = true;

        nemesis.heal(List.of());

        assertThat(phases()).endsWith("HEALED pg1", "HEAL_PROVEN pg1");
    }

    @Test
    void theLatestStepIsHealedFirstAndItsFaultsInTheirOrder() {
        nemesis.inject("inject#1", List.of(spec("pause", Target.host(host("pg2")))), DEAD_MAN);
        nemesis.inject(
                "inject#2",
                List.of(spec("crash", Target.host(host("etcd1"))), spec("crash", Target.host(host("etcd2")))),
                DEAD_MAN);

        nemesis.heal(List.of());

        assertThat(phases().stream().filter(phase -> phase.startsWith("HEALED")))
                .containsExactly("HEALED etcd1", "HEALED etcd2", "HEALED pg2");
    }

    @Test
    void whatMayHaveEndedByItselfIsNotProvenHealed() {
        long[] now = {0};
        Nemesis slow = new Nemesis(cluster.access(), events::add, () -> now[0], new Random(1));
        slow.inject("inject#1", List.of(spec("pause", Target.host(host("pg2")))), DEAD_MAN);
        now[0] = DEAD_MAN.toNanos();

        slow.heal(List.of());

        assertThat(phases()).endsWith("HEALED pg2", "HEAL_UNPROVEN pg2");
        assertThat(((FaultSeen) events.get(events.size() - 1)).evidence()).startsWith("its timer had run out");
    }

    @Test
    void closeHealsWhatIsStillInjectedAndPutsAwayWhatNeverWas() {
        cluster.prints.put("head -n 1", "");
        nemesis.inject("inject#1", List.of(spec("crash", Target.role(Kind.PRIMARY))), DEAD_MAN);
        assertThatThrownBy(() -> nemesis.inject(
                        "inject#2",
                        List.of(
                                spec("power-loss", Target.host(host("pg2"))),
                                spec("freeze", Target.host(host("lb1"))).with("process", "haproxy")),
                        DEAD_MAN))
                .isInstanceOf(LapseException.class);

        nemesis.close();

        assertThat(cluster.calls).contains("start pg1", "join pg2", "leave pg2").doesNotContain("kill pg2");
        assertThat(phases()).containsExactly("REQUESTED pg1", "INJECTED pg1", "PROVEN pg1", "HEALED pg1");
    }

    @Test
    void aPlannedFaultTellsTheStateThatItLedToAndIsNeverHealed() {
        cluster.prints.put("member list", "8e9e05c52164694d");
        cluster.prints.put("move-leader", "Leadership transferred");
        cluster.etcdLeader = Optional.of(host("etcd2"));
        Nemesis moving = new Nemesis(
                cluster.access(),
                event -> {
                    events.add(event);
                    cluster.etcdLeader = Optional.of(host("etcd1")); // from the first record on
                },
                () -> 0,
                new Random(1));

        moving.inject("inject#1", List.of(spec("move-leader", Target.role(Kind.ETCD_LEADER))), DEAD_MAN);
        moving.heal(List.of());

        assertThat(phases()).containsExactly("REQUESTED etcd2", "INJECTED etcd2", "PROVEN etcd2", "HEAL_PROVEN etcd2");
        assertThat(((FaultSeen) events.get(3)).evidence()).isEqualTo("etcd1 leads etcd; etcd2 led before");
    }

    /** A cluster whose hosts stop when they have been looked at so often. */
    private static final class Slow extends FakeCluster {
        private final Map<NodeName, Integer> looks = new ConcurrentHashMap<>();
        private final int stopsAfter;

        Slow(int stopsAfter) {
            this.stopsAfter = stopsAfter;
        }

        @Override
        public void stop(NodeName host) {
            calls.add("stop " + host);
            looks.put(host, 0);
        }

        @Override
        public State state(NodeName host) {
            if (looks.containsKey(host) && looks.merge(host, 1, Integer::sum) == stopsAfter) {
                states.put(host, new State(Status.EXITED, 0, "life 0"));
            }
            return super.state(host);
        }
    }

    @Test
    void anOrderlyStopIsInjectedWhenTheHostHasStoppedAndTheHoldRunsFromThere() {
        Slow slow = new Slow(3);
        long[] now = {0};
        List<Status> seen = new ArrayList<>();
        Nemesis watching = new Nemesis(
                slow.access(),
                event -> {
                    events.add(event);
                    seen.add(slow.states.get(host("pg1")).status());
                },
                () -> now[0]++,
                new Random(1));

        long holdFrom = watching.inject("inject#1", List.of(spec("stop", Target.role(Kind.PRIMARY))), DEAD_MAN);

        assertThat(phases()).containsExactly("REQUESTED pg1", "INJECTED pg1", "PROVEN pg1");
        assertThat(seen).containsExactly(Status.RUNNING, Status.EXITED, Status.EXITED);
        assertThat(holdFrom).isBetween(events.get(1).atNanos(), events.get(2).atNanos());
    }

    @Test
    void hostsThatStopTogetherAreOrderedTogether() {
        Slow slow = new Slow(3);
        Nemesis stopping = new Nemesis(slow.access(), events::add, () -> 0, new Random(1));

        stopping.inject(
                "inject#1",
                List.of(spec("stop", Target.host(host("pg1"))), spec("stop", Target.host(host("pg2")))),
                DEAD_MAN);

        assertThat(phases())
                .containsExactly(
                        "REQUESTED pg1", "REQUESTED pg2", "INJECTED pg1", "INJECTED pg2", "PROVEN pg1", "PROVEN pg2");
    }

    @Test
    void aMajorityIsAsFewAsLeaveNoQuorumTheLeaderAmongThem() {
        cluster.prints.put("etcdctl", "refused");

        nemesis.inject("inject#1", List.of(spec("quorum-loss", Target.role(Kind.ETCD_MAJORITY))), DEAD_MAN);

        assertThat(cluster.calls.stream().filter(call -> call.startsWith("kill ")))
                .hasSize(2)
                .contains("kill etcd2");
    }
}
