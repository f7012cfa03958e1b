package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Networks of 254 addresses each, taken from a pool of 256 of them. Docker itself hands out only the lower half, so
 * that fixed addresses above .128 (the virtual address) never collide.
 *
 * @param pool the first two octets, such as {@code 172.31}
 */
record Subnets(String pool) {
    /** Host part of the virtual address. */
    static final int VIP = 200;

    private static final int SIZE = 256;

    /** @throws LapseException of kind BAD_INPUT when it is not two octets of a private network */
    Subnets {
        AddressPool.require(pool);
    }

    /** A network that was made, and the first three octets of its addresses. */
    record Made(String id, String name, String prefix) {
        String address(int host) {
            return prefix + "." + host;
        }

        String subnet() {
            return prefix + ".0/24";
        }
    }

    /** Which way a network leads. */
    enum Reach {
        /** Reachable from the host, and with a default route out. */
        OPEN,
        /** Reachable from the host alone. */
        INTERNAL
    }

    /** Makes a network in the first free place of the pool, starting anywhere. */
    Made make(DockerClient client, String name, Reach reach, Map<String, String> labels) {
        return make(
                name,
                ThreadLocalRandom.current().nextInt(SIZE),
                prefix -> client.createNetworkCmd()
                        .withName(name)
                        .withDriver("bridge")
                        .withCheckDuplicate(true)
                        .withInternal(reach == Reach.INTERNAL)
                        .withLabels(labels)
                        .withIpam(new Network.Ipam()
                                .withConfig(new Network.Ipam.Config()
                                        .withSubnet(prefix + ".0/24")
                                        .withIpRange(prefix + ".0/25")
                                        .withGateway(prefix + ".1")))
                        .exec()
                        .getId());
    }

    /** @param create makes the network with this prefix and returns its id, or throws what the engine said */
    Made make(String name, int start, Function<String, String> create) {
        for (int i = 0; i < SIZE; i++) {
            String prefix = pool + "." + (start + i) % SIZE;
            try {
                return new Made(create.apply(prefix), name, prefix);
            } catch (DockerException e) {
                if (!isTaken(String.valueOf(e.getMessage()))) {
                    throw DockerErrors.map("make network " + name + " (" + prefix + ".0/24)", e);
                }
            }
        }
        throw new LapseException(
                Kind.NO_ENGINE,
                "make network " + name + ": none of the " + SIZE + " networks " + pool + ".0.0/24 to " + pool
                        + ".255.0/24 is free; remove unused ones (docker network prune) or choose another pool with"
                        + " --address-pool 10.99");
    }

    /** Another network has these addresses, or the one that had them has not quite gone. */
    private static boolean isTaken(String refusal) {
        return refusal.contains("verlap") || refusal.contains("already in use");
    }
}
