package dev.lapse.fault;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An etcd member that runs in bursts of 20 ms and stands still for {@code latency} between them: a disk or a CPU that
 * is not its own.
 *
 * <p>On the wire: connections live, the kernel acknowledges, answers come late by up to the latency for each step. A slow
 * leader makes every write of the cluster slow; beyond etcd's election timeout the others elect another, and the slow
 * one follows. Patroni's calls take longer; it demotes only when they outlast {@code retry_timeout}. Evidence is how long a
 * linearizable read at that member takes, before and now.
 */
final class SlowDcs implements Fault {
    private static final String READS = "export ETCDCTL_API=3; from=$(date +%s%N); for i in 1 2 3; do"
            + " etcdctl --endpoints=http://127.0.0.1:2379 --command-timeout=2s get lapse >/dev/null 2>&1; done;"
            + " echo $((($(date +%s%N) - from) / 3000000))";

    private final Duration latency;

    SlowDcs(FaultSpec spec) {
        this.latency = DurationText.parse(spec.option("latency"));
    }

    @Override
    public Injection ready(Ports ports, NodeName target, Duration deadMan) {
        ProcessLook look = new ProcessLook(HostProcess.ETCD, ports, target, "slow-dcs");
        ProcessLook.Seen etcd = look.now();
        if (!etcd.runs()) {
            throw new LapseException(
                    Kind.HARNESS, "slow-dcs of " + look.name() + ": expected it to run, saw that it " + etcd.text());
        }
        long before = Long.parseLong(look.host().run(READS));
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
            public Evidence prove() {
                long now = Long.parseLong(look.host().run(READS));
                boolean same = look.now().isSameAs(etcd); // an etcd that died is slow, too
                return new Evidence(
                        same && now >= before + latency.toMillis() / 4,
                        text(now) + (same ? "" : "; it is not the process that ran before"));
            }

            private String text(long now) {
                return "a linearizable read at " + look.name() + " takes " + now + "ms, was " + before
                        + "ms before (mean of 3)";
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
                ProcessLook.Seen seen =
                        look.await(each -> each.runs() && !each.states().contains("T"));
                long now = Long.parseLong(look.host().run(READS));
                return new Evidence(
                        !seen.states().contains("T") && now < before + latency.toMillis() / 4 + 50, text(now));
            }

            @Override
            public void close() {
                heal();
            }
        };
    }
}
