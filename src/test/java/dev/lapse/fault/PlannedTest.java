package dev.lapse.fault;

import static dev.lapse.cluster.FakeCluster.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.history.Event;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannedTest {
    private static final String REPLY = "cat /run/lapse/asked";
    private static final String NO = "candidate name does not match with sync_standby 412";

    private final FakeCluster cluster = new FakeCluster();

    private static FaultSpec spec(String fault, Map<String, String> options) {
        FaultName name = FaultName.of(fault);
        return new FaultSpec(name, name.flavours().get(0), Target.host(host("pg1")), options);
    }

    private Injection injected(FaultSpec spec) {
        Injection injection = Faults.of(spec).ready(cluster.access(), host("pg1"), Duration.ofSeconds(60));
        injection.inject();
        return injection;
    }

    @Test
    void aSwitchoverToANodeIsProvenWhenThatNodeLeadsAndNoOther() {
        cluster.replicas = List.of(host("pg2"), host("pg3"));
        Injection switchover = injected(spec("switchover", Map.of("to", "pg2")));
        cluster.prints.put(REPLY, "Switched over 200");

        assertThat(cluster.calls).anyMatch(call -> call.contains("{\"leader\": \"pg1\", \"candidate\": \"pg2\"}"));
        cluster.primary = Optional.of(host("pg3"));
        assertThat(switchover.isUnderWay()).isTrue();
        cluster.primary = Optional.of(host("pg2"));
        assertThat(switchover.isUnderWay()).isFalse();
        assertThat(switchover.prove()).isEqualTo(Evidence.proof("pg2 leads; Patroni says: Switched over 200"));
    }

    @ParameterizedTest
    @CsvSource({
        "pg1, switchover to pg1: pg1 is the primary already; name a replica",
        "sync-standby, switchover of pg1 to sync-standby: the cluster has no sync-standby now"
    })
    void aNodeThatCannotTakeOverIsToldBeforePatroniIsAsked(String to, String message) {
        FaultSpec spec =
                new FaultSpec(FaultName.SWITCHOVER, "rest", Target.role(Target.Kind.PRIMARY), Map.of("to", to));

        assertThatThrownBy(() -> injected(spec)).hasMessage(message);
        assertThat(cluster.calls).noneMatch(call -> call.contains("curl"));
    }

    @Test
    void whatMustBeRefusedIsProvenByTheWordsOfTheRefusal() {
        cluster.prints.put(REPLY, NO);
        Injection switchover = injected(spec("switchover", Map.of("to", "async-replica", "refused", "true")));

        assertThat(switchover.isUnderWay()).isFalse();
        assertThat(switchover.prove())
                .isEqualTo(Evidence.proof("refused: Patroni says: " + NO + "; pg1 leads, as before"));
        assertThat(switchover.needsHealing()).isFalse();
        assertThat(switchover.proveHealed().proves()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', pg1, UNPROVEN",
        "curl: (28) timed out 000, pg1, UNPROVEN",
        "Failover status unknown 503, pg1, UNPROVEN",
        "candidate does not match 412, pg2, UNPROVEN",
        "Successfully switched over 200, pg2, NOT_REFUSED"
    })
    void anythingElseIsNoProofOfARefusal(String reply, String leader, FaultPhase phase) {
        cluster.prints.put(REPLY, reply == null ? "" : reply);
        Injection switchover = injected(spec("switchover", Map.of("refused", "true")));
        cluster.primary = Optional.of(host(leader));

        assertThat(switchover.prove().proves()).isFalse();
        assertThat(switchover.withoutEvidence()).isEqualTo(phase);
    }

    /** The words and codes are those of Patroni 4.0: api.py and ha.py. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "switchover | candidate name does not match with sync_standby 412 | true",
                "switchover | switchover is not possible: no good candidates have been found 412 | true",
                "switchover | Switchover is possible only to a specific candidate in a paused state 400 | true",
                "switchover | leader name does not match 412 | false",
                "switchover | no auth header received 401 | false",
                "switchover | Access is denied 403 | false",
                "switchover | Not Found 404 | false",
                "switchover | Request Timeout 408 | false",
                "switchover | Conflict 409 | false",
                "switchover | too many 429 | false",
                "switchover | Bad request syntax 400 | false",
                "switchover | Traceback Internal Server Error 500 | false",
                "switchover | Service Unavailable 503 | false",
                "switchover | Switchover failed 503 | false",
                "switchover | failed to write failover key into DCS 503 | false",
                "reinitialize | I am the leader, can not reinitialize 503 | true",
                "reinitialize | restart already in progress 503 | true",
                "reinitialize | Service Unavailable 503 | false",
                "patroni-pause | Error code: 409 409 | true",
                "patroni-pause | no auth header received 401 | false",
                "patroni-pause | Error code: 503 503 | false",
            })
    void onlyWhatPatroniWillNotDoIsARefusal(String fault, String reply, boolean refused) {
        cluster.prints.put(REPLY, reply);
        cluster.prints.put("stat -c", "12, changed 1");
        cluster.prints.put("/patroni", "{\"state\": \"running\"}");
        Injection injection = injected(spec(fault, Map.of("refused", "true")));

        assertThat(injection.isUnderWay()).as("it is answered").isFalse();
        assertThat(injection.prove().proves()).isEqualTo(refused);
        assertThat(injection.withoutEvidence()).isEqualTo(FaultPhase.UNPROVEN);
    }

    @ParameterizedTest
    @CsvSource({
        "etcd2, Error: etcdserver: bad leader transferee, etcd2, true",
        "etcd2, Error: etcdserver: bad leader transferee, '', false",
        "etcd2, Error: etcdserver: bad leader transferee, etcd3, false",
        "'', Error: etcdserver: bad leader transferee, '', false",
        "etcd1, Error: etcdserver: not leader, etcd1, true",
        "etcd1, Error: no leader endpoint given at [http://127.0.0.1:2379], etcd1, true",
        "etcd2, Error: etcdserver: not leader, etcd2, false",
        "etcd2, Error: context deadline exceeded, etcd2, false",
        "etcd2, Error: etcdserver: request timed out, etcd2, false",
        "etcd2, dial tcp 127.0.0.1:2379: connect: connection refused, etcd2, false",
        "etcd2, sh: etcdctl: not found, etcd2, false"
    })
    void onlyEtcdsOwnWordsAreItsRefusalAndItHasALeaderBeforeAndAfter(
            String before, String said, String after, boolean refused) {
        FakeCluster etcd = new FakeCluster() {
            @Override
            public Result run(NodeName host, Duration timeout, List<String> command) {
                return String.join(" ", command).contains("move-leader $1")
                        ? new Result(1, said, "")
                        : super.run(host, timeout, command);
            }
        };
        etcd.prints.put("member list", "abc");
        etcd.etcdLeader = before.isEmpty() ? Optional.empty() : Optional.of(host(before));
        FaultName name = FaultName.MOVE_LEADER;
        FaultSpec spec =
                new FaultSpec(name, name.flavours().get(0), Target.host(host("etcd2")), Map.of("refused", "true"));
        Injection move = Faults.of(spec).ready(etcd.access(), host("etcd2"), Duration.ofSeconds(60));
        move.inject();
        etcd.etcdLeader = after.isEmpty() ? Optional.empty() : Optional.of(host(after));

        assertThat(move.prove().proves()).isEqualTo(refused);
    }

    @Test
    void maintenanceModeThatWasNotRefusedIsTakenBackAndTold() {
        cluster.prints.put(REPLY, "{\"pause\": true} 200");
        List<Event> events = new ArrayList<>();
        Nemesis nemesis = new Nemesis(cluster.access(), events::add, () -> 0, new Random(1));
        cluster.prints.put("/patroni", "{\"state\": \"running\", \"pause\": true}");

        nemesis.inject("inject#1", List.of(spec("patroni-pause", Map.of("refused", "true"))), Duration.ofSeconds(60));

        assertThat(events)
                .extracting(event -> ((FaultSeen) event).phase())
                .containsExactly(
                        FaultPhase.REQUESTED, FaultPhase.INJECTED, FaultPhase.NOT_REFUSED, FaultPhase.HEAL_PROVEN);
        assertThat(cluster.calls.get(cluster.calls.size() - 1)).contains("{\"pause\": null}");
    }

    @Test
    void whatMustBeRefusedMayBeWhatPatroniRefusesAlways() {
        Target primary = Target.role(Target.Kind.PRIMARY);

        assertThat(new FaultSpec(FaultName.REINITIALIZE, "rest", primary, Map.of("refused", "true")).problem())
                .isEmpty();
        assertThat(new FaultSpec(FaultName.REINITIALIZE, "rest", primary).problem())
                .isPresent();
        assertThat(spec("patroni-pause", Map.of("refused", "true")).isPlanned()).isTrue();
        assertThat(spec("patroni-pause", Map.of()).isPlanned()).isFalse();
    }
}
