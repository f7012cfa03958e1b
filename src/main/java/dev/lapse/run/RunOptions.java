package dev.lapse.run;

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

    public static RunOptions into(Path reports) {
        return new RunOptions(reports, DEFAULT_POOL, OptionalLong.empty());
    }
}
