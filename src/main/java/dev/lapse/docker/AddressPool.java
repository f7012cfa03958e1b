package dev.lapse.docker;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;

/** The first two octets of a cluster's networks. */
public final class AddressPool {
    private static final String PRIVATE = "10\\.\\d{1,3}|172\\.(1[6-9]|2\\d|3[01])|192\\.168";

    private AddressPool() {}

    /** @throws LapseException of kind BAD_INPUT when these are not two octets of a private network */
    public static void require(String pool) {
        if (!pool.matches(PRIVATE) || Integer.parseInt(pool.substring(pool.indexOf('.') + 1)) > 255) {
            throw new LapseException(
                    Kind.BAD_INPUT,
                    "--address-pool: expected the first two octets of a private network, such as 172.31 or 10.99, was \""
                            + pool + "\"");
        }
    }
}
