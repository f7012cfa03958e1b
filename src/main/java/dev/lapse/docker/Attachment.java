package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;

/** A container's place on a network, with a fixed address: Docker forgets both on disconnect. */
final class Attachment {
    private Attachment() {}

    static boolean isConnected(DockerClient client, String networkId, String containerId) {
        return client.inspectContainerCmd(containerId).exec().getNetworkSettings().getNetworks().values().stream()
                .anyMatch(network -> networkId.equals(network.getNetworkID()));
    }

    /** Nothing happens when it is connected already. */
    static void connect(DockerClient client, String networkId, String containerId, String address) {
        if (isConnected(client, networkId, containerId)) {
            return;
        }
        client.connectToNetworkCmd()
                .withNetworkId(networkId)
                .withContainerId(containerId)
                .withContainerNetwork(
                        new ContainerNetwork().withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
                .exec();
    }

    static void disconnect(DockerClient client, String networkId, String containerId) {
        client.disconnectFromNetworkCmd()
                .withNetworkId(networkId)
                .withContainerId(containerId)
                .exec();
    }
}
