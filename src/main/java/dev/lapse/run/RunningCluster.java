package dev.lapse.run;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.WaitingClock;
import dev.lapse.docker.DockerCluster;
import dev.lapse.docker.Engine;
import dev.lapse.docker.Images;
import dev.lapse.observe.ClusterControl;
import dev.lapse.observe.DcsChoice;
import dev.lapse.observe.Observer;
import dev.lapse.observe.PatroniApi;
import dev.lapse.probe.JdbcClients;
import dev.lapse.probe.JdbcSql;
import dev.lapse.probe.NodeSalvage;
import dev.lapse.scenario.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A cluster that is up, and the ways to touch it. The one that brings it up closes it: everything is removed. */
public final class RunningCluster implements AutoCloseable {
    private static final Duration LEADER_WITHIN = Duration.ofSeconds(60);
    private static final Duration STEADY_WITHIN = Duration.ofSeconds(30);

    private final DockerCluster docker;
    private final Dcs dcs;
    private final ClusterControl control;
    private final AskingThreads threads = new AskingThreads();
    private final Access access;
    private final LeadTimes leads = new LeadTimes();
    private final Duration bringUp;

    private RunningCluster(DockerCluster docker, Dcs dcs, ClusterControl control, Duration bringUp) {
        this.docker = docker;
        this.dcs = dcs;
        this.control = control;
        this.access = new Access(
                docker, docker, docker, docker.power(), new JdbcSql(docker.credentials()), control, dcs, threads);
        this.bringUp = bringUp;
    }

    /**
     * Brings a cluster up and hurries it towards steady; whether it is steady is for the gate of the run to say. When
     * it does not return, nothing is left.
     *
     * @throws LapseException when an image, network or container cannot be made
     * @throws InterruptedException when it was told to stop
     */
    public static RunningCluster bringUp(
            Engine engine, Images images, ClusterSpec spec, String addressPool, Progress progress)
            throws InterruptedException {
        try {
            return started(engine, images, spec, addressPool, progress);
        } catch (LapseException e) {
            if (LapseException.isOfAnInterrupt(e) && e.getSuppressed().length == 0 && Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            throw e;
        }
    }

    private static RunningCluster started(
            Engine engine, Images images, ClusterSpec spec, String addressPool, Progress progress) {
        images.host(spec.suite()); // what it takes is told by itself
        long begun = System.nanoTime();
        DockerCluster docker = DockerCluster.prepare(engine, images, spec, addressPool);
        Dcs dcs = DcsChoice.of(docker);
        ClusterControl control = new ClusterControl(docker, dcs);
        boolean up = false;
        try {
            docker.judged().forEach(note -> progress.say("note: " + note));
            progress.say("starting " + spec.hosts().size() + " hosts of topology " + spec.topology() + " (cluster "
                    + docker.id() + ")");
            docker.startDatabases();
            Optional<NodeName> leader = awaitLeader(control);
            progress.say(leader.map(node -> "leader is " + node)
                    .orElse("no leader within " + LEADER_WITHIN.toSeconds() + "s; going on to see why"));
            docker.startBalancers();
            if (leader.isPresent()) {
                wakeUntilSteady(docker, control);
            }
            up = true;
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            progress.say(String.format(Locale.ROOT, "cluster is up after %.1fs", taken.toMillis() / 1e3));
            return new RunningCluster(docker, dcs, control, taken);
        } finally {
            if (!up) {
                close(docker, dcs, control);
            }
        }
    }

    private static Optional<NodeName> awaitLeader(ClusterControl control) {
        try {
            return Awaitility.await("a leader")
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(LEADER_WITHIN)
                    .until(control::primary, Optional::isPresent);
        } catch (ConditionTimeoutException e) {
            return Optional.empty();
        }
    }

    /** Patroni naps for loop_wait between its steps towards steady; a new cluster is woken once a second. */
    private static void wakeUntilSteady(DockerCluster docker, ClusterControl control) {
        try (PatroniApi patroni = new PatroniApi(docker)) {
            Awaitility.await("steady, as the cluster sees itself")
                    .pollInterval(Duration.ofMillis(500))
                    .atMost(STEADY_WITHIN)
                    .until(() -> {
                        if (control.unsteady().isEmpty()) {
                            return true;
                        }
                        docker.spec().nodes().forEach(node -> wake(patroni, node));
                        return false;
                    });
        } catch (ConditionTimeoutException e) {
            return; // the gate of the run looks on, and says what is missing
        }
    }

    private static void wake(PatroniApi patroni, NodeName node) {
        try {
            patroni.wake(node);
        } catch (IOException e) {
            return; // it has not started yet, and looks by itself when it has
        }
    }

    public Access access() {
        return access;
    }

    /** Short and unique; it is in the names of the containers. */
    public String id() {
        return docker.id();
    }

    /** The id of the container that the host is. */
    public String containerOf(NodeName host) {
        return docker.containerId(host);
    }

    /** The id of a container with clients such as psql, which reaches the cluster as the lanes do. */
    public String clientContainer() {
        return docker.clientContainer();
    }

    /** What the conductor needs of it for one run of the scenario that begins now. */
    ClusterUnderTest underTest(Scenario scenario, Progress progress) {
        return new ClusterUnderTest(
                access,
                docker::copyLogs,
                new JdbcClients(docker),
                (recorder, clock) -> Observer.start(access, recorder, clock),
                Inspection.of(access, scenario.replaced(), progress::say),
                NodeSalvage.of(access, docker),
                leads,
                bringUp,
                WaitingClock.startingNow());
    }

    @Override
    public void close() {
        threads.close();
        close(docker, dcs, control);
    }

    private static void close(DockerCluster docker, Dcs dcs, ClusterControl control) {
        try {
            control.close();
            dcs.close();
        } finally {
            docker.close();
        }
    }
}
