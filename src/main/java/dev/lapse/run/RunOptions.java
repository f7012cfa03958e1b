package dev.lapse.run;

import dev.lapse.docker.AddressPool;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How to run, beside what the scenario says.
 *
 * @param reports folder of all reports
 * @param addressPool first two octets of the networks, such as {@code 172.31}
 * @param seed of the run's random choices; chosen when absent
 */
public record RunOptions(Path reports, String addressPool, OptionalLong seed) {
    public static final String DEFAULT_POOL = "172.31";

    /** @throws dev.lapse.cluster.LapseException of kind BAD_INPUT when the pool is no private network */
    public RunOptions {
        AddressPool.require(addressPool);
    }

    public static RunOptions into(Path reports) {
        return new RunOptions(reports, DEFAULT_POOL, OptionalLong.empty());
    }
}
