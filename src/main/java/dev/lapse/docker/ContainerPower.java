package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Links.DeadMan;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Containers as hosts with a power switch. Any thread. */
final class ContainerPower implements Power {
    private static final Duration DOWN_WITHIN = Duration.ofSeconds(10);

    private final DockerClient client;
    private final Watchdog watchdog;
    private final Function<NodeName, String> containerId;

    ContainerPower(DockerClient client, Watchdog watchdog, Function<NodeName, String> containerId) {
        this.client = client;
        this.watchdog = watchdog;
        this.containerId = containerId;
    }

    @Override
    public void kill(NodeName host) {
        DockerErrors.tell(
                "kill " + host, () -> client.killContainerCmd(id(host)).exec());
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(DOWN_WITHIN)
                    .until(() -> state(host).status() == Status.EXITED);
        } catch (ConditionTimeoutException e) {
            throw new LapseException(
                    Kind.HARNESS,
                    "kill " + host + ": expected it down within " + DOWN_WITHIN.toSeconds() + "s, saw " + state(host),
                    e);
        }
    }

    @Override
    public void stop(NodeName host) {
        DockerErrors.tell(
                "stop " + host,
                () -> client.killContainerCmd(id(host)).withSignal("SIGTERM").exec());
    }

    @Override
    public void start(NodeName host) {
        DockerErrors.tell("start " + host, () -> start(client, id(host)));
    }

    @Override
    public void pause(NodeName host) {
        DockerErrors.tell(
                "pause " + host, () -> client.pauseContainerCmd(id(host)).exec());
    }

    @Override
    public void unpause(NodeName host) {
        DockerErrors.tell("unpause " + host, () -> unpause(client, id(host)));
    }

    @Override
    public State state(NodeName host) {
        return DockerErrors.ask("ask the engine for the state of " + host, () -> stateOf(id(host)));
    }

    private State stateOf(String container) {
        try {
            ContainerState state = client.inspectContainerCmd(container).exec().getState();
            Long exitCode = state.getExitCodeLong();
            return new State(
                    status(String.valueOf(state.getStatus())),
                    exitCode == null ? 0 : exitCode.intValue(),
                    String.valueOf(state.getStartedAt()));
        } catch (NotFoundException e) {
            return new State(Status.GONE, 0, "");
        }
    }

    private static Status status(String docker) {
        return switch (docker) {
            case "running" -> Status.RUNNING;
            case "paused" -> Status.PAUSED;
            case "exited" -> Status.EXITED;
            default -> Status.OTHER;
        };
    }

    @Override
    public DeadMan reviveAfter(NodeName host, Duration after) {
        return watchdog.reviveAfter(after, id(host));
    }

    /** Nothing happens when it runs; a paused one is thawed first, since the engine calls it running. */
    static void revive(DockerClient client, String containerId) {
        unpause(client, containerId);
        start(client, containerId);
    }

    private static void start(DockerClient client, String containerId) {
        try {
            client.startContainerCmd(containerId).exec();
        } catch (NotModifiedException running) {
            return;
        }
    }

    private static void unpause(DockerClient client, String containerId) {
        try {
            client.unpauseContainerCmd(containerId).exec();
        } catch (ConflictException | InternalServerErrorException e) {
            if (!String.valueOf(e.getMessage()).contains("not paused")
                    && Objects.equals(
                            true,
                            client.inspectContainerCmd(containerId)
                                    .exec()
                                    .getState()
                                    .getPaused())) {
                throw e;
            }
        }
    }

    private String id(NodeName host) {
        return containerId.apply(host);
    }
}
