package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An etcd member that runs in bursts of 20 ms and stands still for {@code latency} between them: a disk or a CPU that
 * is not its own.
 *
 * <p>On the wire: connections live, the kernel acknowledges, answers come late by up to the latency for each step. A
 * slow leader makes every write of the cluster slow; beyond etcd's election timeout the others elect another, and the
 * slow one follows. Patroni's calls take longer; it demotes only when they outlast {@code retry_timeout}. Evidence is
 * that the process is seen standing still, and a linearizable read at that member that took a quarter of the latency
 * longer than the slowest of five before: a read may find the member running, so up to ten are made.
 */
final class EtcdSlow implements Fault {
    /** Reads $1 times, or until one takes $2 ms or more; prints mean and slowest, in ms. */
    private static final String READS = "export ETCDCTL_API=3; n=0; all=0; worst=0;"
            + " while [ $n -lt $1 ] && [ $worst -lt $2 ]; do from=$(date +%s%N);"
            + " etcdctl --endpoints=http://127.0.0.1:2379 --command-timeout=2s get lapse >/dev/null 2>&1;"
            + " took=$((($(date +%s%N) - from) / 1000000)); n=$((n + 1)); all=$((all + took));"
            + " [ $took -lt $worst ] || worst=$took; done; echo $((all / n)) $worst";

    private static final int NORMAL = 5;
    private static final int UNTIL_SLOW = 10;
    /** So many ms more than before are enough, however long it stands still: ten reads must not take 10 s. */
    private static final long SLOWER = 500;

    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final Duration latency;

    EtcdSlow(FaultSpec spec) {
        this.latency = DurationText.parse(spec.option("latency"));
    }

    /** How long linearizable reads take, in ms. */
    private record Reads(long mean, long slowest) {
        static Reads at(OnHost host, int times, long enough) {
            String[] words = host.run(READS, String.valueOf(times), String.valueOf(enough))
                    .strip()
                    .split(" ");
            return new Reads(Long.parseLong(words[0]), Long.parseLong(words[1]));
        }
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        ProcessLook look = new ProcessLook(
                ProcessLook.processes(access, ComponentName.ETCD).get(0), access, target, "slow-dcs");
        ProcessLook.ProcessState etcd = look.now();
        if (!etcd.runs()) {
            throw new LapseException(
                    Kind.HARNESS, "slow-dcs of " + look.name() + ": expected it to run, saw that it " + etcd.text());
        }
        Reads before = Reads.at(look.host(), NORMAL, NO_LIMIT);
        long slow = before.slowest() + Math.min(latency.toMillis() / 4, SLOWER);
        return new Injection() {
            private @Nullable String stutter;
            private @Nullable String timer;

            @Override
            public void inject() {
                String loop = "while kill -s STOP -- -" + etcd.pid() + "; do sleep " + latency.toMillis() / 1000.0
                        + "; kill -s CONT -- -" + etcd.pid() + "; sleep 0.02; done";
                stutter = look.host().leave(loop);
                timer = look.host().armed(deadMan, cure(stutter));
            }

            private String cure(String loop) {
                return "kill -s KILL -- -" + loop + "; kill -s CONT -- -" + etcd.pid();
            }

            @Override
            public String asks() {
                return look.name();
            }

            @Override
            public Evidence prove() {
                ProcessLook.ProcessState still = look.await(ProcessLook.ProcessState::isStopped);
                Reads now = Reads.at(look.host(), UNTIL_SLOW, slow);
                boolean same = still.isSameAs(etcd); // an etcd that died is slow, too
                return new Evidence(
                        same && still.isStopped() && now.slowest() >= slow,
                        look.name() + ": " + still.text() + (same ? "" : ", not the process that ran before") + "; "
                                + text(now));
            }

            private String text(Reads now) {
                return "the slowest linearizable read at it took " + now.slowest() + "ms, before " + before.slowest()
                        + "ms";
            }

            @Override
            public void heal() {
                if (stutter != null) {
                    look.host().tried(cure(stutter));
                    stutter = null;
                }
                if (timer != null) {
                    look.host().end(timer);
                    timer = null;
                }
            }

            @Override
            public Evidence proveHealed() {
                look.await(each -> each.runs() && !each.states().contains("T"));
                Reads now = Reads.at(look.host(), NORMAL, NO_LIMIT);
                ProcessLook.ProcessState seen = look.now(); // the reads gave it time to be stopped again
                return new Evidence(
                        seen.runs() && !seen.states().contains("T") && now.mean() < slow,
                        look.name() + ": " + seen.text() + "; " + text(now));
            }

            @Override
            public void close() {
                heal();
            }
        };
    }
}
