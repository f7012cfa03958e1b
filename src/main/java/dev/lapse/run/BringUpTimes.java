package dev.lapse.run;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.WaitingClock;
import dev.lapse.component.Haproxy;
import dev.lapse.component.Patroni;
import dev.lapse.docker.Engine;
import dev.lapse.docker.Images;
import dev.lapse.observe.SteadyGate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/**
 * How long a cluster takes to come up and to go, from before its networks exist, to within the 50 ms of each poll.
 *
 * @param firstWrite first row acknowledged through the first balancer, asked for as soon as the cluster sees itself
 *     steady
 * @param streaming all replicas streaming
 * @param steady all that the gate of a run asks for
 * @param removed how long the removal of everything took
 */
public record BringUpTimes(Duration firstWrite, Duration streaming, Duration steady, Duration removed) {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration ANSWER = Duration.ofSeconds(1);

    /** Brings a cluster up and removes it again; the images are built before the clock starts. */
    public static BringUpTimes measure(Engine engine, ClusterSpec spec, String addressPool, Progress progress)
            throws InterruptedException {
        Images images = new Images(engine, progress::say);
        images.host(spec.suite());
        long begun = System.nanoTime();
        Duration firstWrite;
        Duration streaming;
        Duration steady;
        RunningCluster cluster = RunningCluster.bringUp(engine, images, spec, addressPool, progress);
        try {
            Access access = cluster.access();
            String balancer = access.cluster().dataAddress(spec.balancers().get(0));
            int writes = Haproxy.in(spec).portFor(Entrance.WRITE);
            until("a row is acknowledged", () -> {
                access.sql().ask(balancer, writes, ANSWER, "create table if not exists lapse_bench (n int)");
                access.sql().ask(balancer, writes, ANSWER, "insert into lapse_bench values (1)");
                return true;
            });
            firstWrite = since(begun);
            int replicas = spec.nodes().size() - 1;
            NodeName primary = access.control().primary().orElseThrow();
            until(
                    "all replicas stream",
                    () -> access.sql()
                            .ask(
                                    access.cluster().watchAddress(primary),
                                    Patroni.POSTGRES_PORT,
                                    ANSWER,
                                    "select count(*) from pg_stat_replication where state = 'streaming' and application_name <> 'pg_basebackup'")
                            .equals(Integer.toString(replicas)));
            streaming = since(begun);
            List<String> missing = new SteadyGate(access, WaitingClock.startingNow(), progress::say).await(PATIENCE);
            if (!missing.isEmpty()) {
                throw new LapseException(
                        LapseException.Kind.HARNESS,
                        "the cluster did not become steady: " + String.join("; ", missing));
            }
            steady = since(begun);
        } finally {
            begun = System.nanoTime();
            cluster.close();
        }
        return new BringUpTimes(firstWrite, streaming, steady, since(begun));
    }

    private static void until(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .pollInterval(POLL)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(condition);
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
