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
 * @param differing what becomes of a run whose cluster has settings that are not in effect
 */
public record RunOptions(Path reports, String addressPool, OptionalLong seed, Differing differing) {
    public static final String DEFAULT_POOL = "172.31";

    /** A run that ends where settings are not in effect. */
    public RunOptions(Path reports, String addressPool, OptionalLong seed) {
        this(reports, addressPool, seed, Differing.ENDS_THE_RUN);
    }

    /** @throws dev.lapse.cluster.LapseException of kind BAD_INPUT when the pool is no private network */
    public RunOptions {
        AddressPool.require(addressPool);
    }

    public static RunOptions into(Path reports) {
        return new RunOptions(reports, DEFAULT_POOL, OptionalLong.empty());
    }

    /** The same, for a cluster that is worth a look although settings are not in effect. */
    public RunOptions despiteDifferences() {
        return new RunOptions(reports, addressPool, seed, Differing.IS_TOLD);
    }

    /** What becomes of a run whose cluster has settings that are not in effect. It is UNKNOWN in any case. */
    public enum Differing {
        /** Nothing is injected. */
        ENDS_THE_RUN,
        /** It goes on. */
        IS_TOLD
    }
}
