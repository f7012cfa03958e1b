package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.lapse.cluster.Links;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;

/** A container in a host's network namespace, with the right to change its interfaces and packet filters. */
final class SidecarContainer implements Links.Sidecar {
    private final DockerClient client;
    private final String id;
    private final String name;

    private SidecarContainer(DockerClient client, String id, String name) {
        this.client = client;
        this.id = id;
        this.name = name;
    }

    /** @param entrypoint what it runs; it must not end by itself */
    static SidecarContainer start(
            DockerClient client,
            Owner owner,
            NodeName host,
            String hostContainerId,
            String name,
            String image,
            List<String> entrypoint) {
        try {
            String id = client.createContainerCmd(image)
                    .withName(name)
                    .withLabels(owner.labels())
                    .withEntrypoint(entrypoint)
                    .withHostConfig(HostConfig.newHostConfig()
                            .withNetworkMode("container:" + hostContainerId)
                            .withCapAdd(Capability.NET_ADMIN, Capability.NET_RAW)
                            .withInit(true))
                    .exec()
                    .getId();
            client.startContainerCmd(id).exec();
            return new SidecarContainer(client, id, name);
        } catch (DockerException e) {
            throw DockerErrors.map("start a sidecar in the network namespace of " + host, e);
        }
    }

    @Override
    public Shell.Result run(Duration timeout, List<String> command) {
        return Exec.run(client, id, name, timeout, command);
    }

    @Override
    public void close() {
        Removal.container(client, id);
    }
}
