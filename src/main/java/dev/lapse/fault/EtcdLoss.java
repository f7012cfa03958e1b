package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One etcd member of several that go, by {@link Crash} or {@link Pause} of its host; those say what the wire looks
 * like.
 *
 * <p>While the others keep quorum ({@code etcd-member-loss}), Patroni moves to another member when its connection ends
 * or times out, and nothing else notices; was it etcd's leader, the others elect one within some election timeouts, and
 * every lease then starts anew with its full time to live. Without quorum ({@code quorum-loss}) no write and no
 * linearizable read is answered: Patroni cannot renew the leader lock, and the primary demotes itself after
 * {@code retry_timeout}, unless failsafe mode lets it ask all members and stay. Leases do not expire while etcd has no
 * leader; after heal the same node takes the lock again, as a rule.
 *
 * <p>Evidence is the host's state, and what a surviving member says to a linearizable read, which was answered before.
 */
final class EtcdLoss implements Fault {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
    private static final String READ =
            "ETCDCTL_API=3 etcdctl --endpoints=http://127.0.0.1:2379 --command-timeout=1s get lapse >/dev/null 2>&1"
                    + " && echo answered || echo refused";

    private final FaultName name;
    private final Fault how;

    EtcdLoss(FaultSpec spec) {
        this.name = spec.fault();
        this.how = spec.flavour().equals("pause") ? new Pause() : new Crash();
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        return new Lost(access, target, how.ready(access, target, deadMan));
    }

    private final class Lost implements Injection {
        private final Access access;
        private final NodeName target;
        private final Injection host;
        private final String before;

        Lost(Access access, NodeName target, Injection host) {
            this.access = access;
            this.target = target;
            this.host = host;
            this.before = ask();
        }

        @Override
        public void inject() {
            host.inject();
        }

        @Override
        public Optional<Runnable> rehearsal() {
            return host.rehearsal();
        }

        @Override
        public String asks() {
            return host.asks() + ", and who is left of etcd";
        }

        @Override
        public Evidence prove() {
            boolean keeps = name == FaultName.ETCD_MEMBER_LOSS;
            List<Evidence> both =
                    access.atOnce().all(List.of(host::prove, () -> quorum(keeps ? "answered" : "refused")));
            Evidence evidence = both.get(0);
            Evidence quorum = both.get(1);
            return new Evidence(
                    evidence.proves() && quorum.proves() && before.endsWith("answered"),
                    evidence.text() + "; " + quorum.text() + " (before: " + before + ")");
        }

        @Override
        public void heal() {
            host.heal();
        }

        @Override
        public Evidence proveHealed() {
            Evidence evidence = host.proveHealed();
            Evidence quorum = quorum("answered");
            return new Evidence(evidence.proves() && quorum.proves(), evidence.text() + "; " + quorum.text());
        }

        /** Waits for this answer to a linearizable read; with no member left there is no quorum either. */
        private Evidence quorum(String wanted) {
            String[] last = {"no member was asked"};
            try {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(100))
                        .atMost(ANSWER_WITHIN)
                        .until(() -> (last[0] = ask()).endsWith(wanted));
                return Evidence.proof(last[0]);
            } catch (ConditionTimeoutException e) {
                return Evidence.none(last[0] + " after " + ANSWER_WITHIN.toSeconds() + "s, expected " + wanted);
            }
        }

        private String ask() {
            List<NodeName> running = access.cluster().spec().hostsWith(ComponentName.ETCD).stream()
                    .filter(member -> access.power().state(member).status() == Status.RUNNING)
                    .toList();
            if (running.isEmpty()) {
                return "no etcd member runs: a read is refused";
            }
            NodeName member = running.get(0);
            return "linearizable read at " + member + ": " + new OnHost(access.shell(), member, name.text()).run(READ);
        }

        @Override
        public void close() {
            host.close();
        }
    }
}
