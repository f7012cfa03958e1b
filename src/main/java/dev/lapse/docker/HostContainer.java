package dev.lapse.docker;

import com.github.dockerjava.api.model.Capability;
import dev.lapse.cluster.Host;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** The container of one host: fixed addresses on data and watch, both there before its first process starts. */
final class HostContainer extends GenericContainer<HostContainer> {
    /** Where a host sits on a network. */
    record Seat(Subnets.Made network, String address) {}

    private final Host host;
    private final Seat watch;

    HostContainer(String image, Host host, String name, Seat data, Seat watch, HostFiles files, Owner owner) {
        super(DockerImageName.parse(image));
        this.host = host;
        this.watch = watch;
        withNetworkMode(data.network().name());
        withEnv(files.environment(host));
        withSharedMemorySize(256L * 1024 * 1024);
        withCreateContainerCmdModifier(command -> {
            command.withName(name).withHostName(host.name().value()).withIpv4Address(data.address());
            command.getLabels().putAll(owner.labels());
            command.getHostConfig()
                    .withCapAdd(files.capabilities(host).stream()
                            .map(Capability::valueOf)
                            .toArray(Capability[]::new));
        });
    }

    Host host() {
        return host;
    }

    @Override
    protected void containerIsCreated(String containerId) {
        Attachment.connect(getDockerClient(), watch.network().id(), containerId, watch.address());
    }
}
