package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A planned change of etcd's leader: {@code etcdctl move-leader} at the member that leads, to the next member by name.
 *
 * <p>On the wire: no connection ends. A write that is under way may be answered "etcdserver: leader changed"; every
 * lease starts anew with its full time to live. Patroni tries again within {@code retry_timeout}; versions before 4.1.3
 * may take that error for a lost DCS and demote the primary (patroni#3407).
 */
final class EtcdMoveLeader implements Fault {
    private static final String CTL =
            "export ETCDCTL_API=3; etcdctl --endpoints=http://127.0.0.1:2379 --command-timeout=5s ";

    /** What etcd says of a member that cannot lead. */
    private static final String BAD_HEIR = "etcdserver: bad leader transferee";

    /** What etcd and etcdctl say where another member leads: no refusal by the one that does. */
    private static final List<String> NOT_LEADER = List.of("etcdserver: not leader", "no leader endpoint given");

    private final FaultSpec spec;

    EtcdMoveLeader(FaultSpec spec) {
        this.spec = spec;
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        OnHost host = new OnHost(access.shell(), target, "move-leader");
        NodeName heir = access.cluster().spec().hostsWith(ComponentName.ETCD).stream()
                .filter(member -> !member.equals(target))
                .findFirst()
                .orElseThrow(() -> new LapseException(
                        Kind.BAD_INPUT, "move-leader needs two etcd members, and " + target + " is alone"));
        String id = host.run(CTL + "member list | awk -F', ' -v n=$1 '$3 == n {print $1}'", heir.value());
        if (id.isEmpty()) {
            throw new LapseException(
                    Kind.HARNESS, "move-leader of " + target + ": its member list does not name " + heir);
        }
        Optional<NodeName> before = access.control().dcsLeader();
        return new Planned(spec) {
            private Optional<Shell.Result> answer = Optional.empty();

            @Override
            public void inject() {
                Shell.Result result = host.tried(CTL + "move-leader $1 2>&1", id);
                answer = Optional.of(result);
                if (!result.succeeded() && !spec.isRefused()) {
                    throw new LapseException(Kind.HARNESS, "move-leader of " + target + ": etcdctl says: " + said());
                }
            }

            @Override
            Reply reply() {
                if (answer.isEmpty()) {
                    return Reply.NONE;
                }
                if (answer.get().succeeded()) {
                    return Reply.ACCEPTED;
                }
                boolean leads = before.equals(Optional.of(target));
                return said().contains(BAD_HEIR)
                                || !leads && NOT_LEADER.stream().anyMatch(said()::contains)
                        ? Reply.REFUSED
                        : Reply.UNCLEAR;
            }

            @Override
            String said() {
                return answer.map(result -> result.stdout().strip()).orElse("etcd was not asked");
            }

            /** The command returns when it is done. */
            @Override
            public Duration patience() {
                return Duration.ZERO;
            }

            @Override
            Evidence happened() {
                return leads(said());
            }

            @Override
            Evidence unchanged() {
                Optional<NodeName> leader = access.control().dcsLeader();
                return new Evidence(
                        leader.isPresent() && leader.equals(before),
                        leader.map(member -> member + " leads etcd").orElse("etcd has no leader"));
            }

            @Override
            Evidence ledTo() {
                return await(() -> leads(target + " led before"));
            }

            private Evidence leads(String more) {
                Optional<NodeName> leader = access.control().dcsLeader();
                return new Evidence(
                        leader.filter(member -> !member.equals(target)).isPresent(),
                        leader.map(member -> member + " leads etcd").orElse("etcd has no leader") + "; " + more);
            }
        };
    }
}
