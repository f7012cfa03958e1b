package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.util.List;

/** Removes containers and networks, running, paused or already half gone. */
final class Removal {
    private Removal() {}

    /** Everything with this owner's label; asks again until nothing is left or nothing more can be removed. */
    static void everythingOf(DockerClient client, String ownerId) {
        List<String> label = List.of(Owner.ID + "=" + ownerId);
        for (int round = 0; round < 5; round++) {
            List<Container> containers = client.listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(label)
                    .exec();
            containers.parallelStream().forEach(container -> container(client, container.getId()));
            List<Network> networks =
                    client.listNetworksCmd().withFilter("label", label).exec();
            networks.forEach(network -> network(client, network.getId()));
            if (containers.isEmpty() && networks.isEmpty()) {
                return;
            }
        }
    }

    /** @return whether it is gone because of this call */
    static boolean container(DockerClient client, String id) {
        try {
            client.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
            return true;
        } catch (NotFoundException | ConflictException e) {
            return false; // gone, or on its way out by another hand
        }
    }

    /** @return whether it is gone because of this call */
    static boolean network(DockerClient client, String id) {
        try {
            client.removeNetworkCmd(id).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        } catch (DockerException e) {
            if (String.valueOf(e.getMessage()).contains("active endpoints")) {
                return false; // a container is still leaving; the next round sees it gone
            }
            throw e;
        }
    }
}
