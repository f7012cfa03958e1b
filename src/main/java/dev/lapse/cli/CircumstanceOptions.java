package dev.lapse.cli;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.LapseException;
import dev.lapse.lint.ByteCount;
import dev.lapse.lint.Circumstances;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What rules of the linter need and no setting says. */
final class CircumstanceOptions {
    @Option(
            names = "--write-outage",
            paramLabel = "DURATION",
            description = "for how long writes may stop at most, such as 60s")
    private @Nullable String writeOutage;

    @Option(names = "--wal-rate", paramLabel = "SIZE/s", description = "how much WAL the load makes, such as 5MB/s")
    private @Nullable String walRate;

    @Option(
            names = "--replication-delay",
            paramLabel = "DURATION",
            description = "by how much replicas are behind, such as 200ms")
    private @Nullable String replicationDelay;

    @Option(
            names = "--replica-away",
            paramLabel = "DURATION",
            description = "for how long a replica may be away and come back by itself, such as 1h")
    private @Nullable String replicaAway;

    @Option(
            names = "--tcp-retries2",
            paramLabel = "N",
            description = "net.ipv4.tcp_retries2 on the hosts of etcd; default: ${DEFAULT-VALUE}, Linux's own")
    private int tcpRetries = Circumstances.USUAL_TCP_RETRIES;

    @Option(
            names = "--sites",
            paramLabel = "GROUPS",
            description = "the hosts of each site, such as 'db1+db2|db3+db4'; default: the sides of the scenario's"
                    + " partition")
    private @Nullable String sites;

    /** @throws LapseException of kind BAD_INPUT when an option is not in its form */
    Circumstances read() {
        if (tcpRetries < 1 || tcpRetries > 255) {
            throw bad("--tcp-retries2", Integer.toString(tcpRetries), "expected 1 to 255");
        }
        Optional<Long> rate = parsed("--wal-rate", walRate, CircumstanceOptions::rate);
        return new Circumstances(
                duration("--write-outage", writeOutage),
                rate.map(OptionalLong::of).orElse(OptionalLong.empty()),
                duration("--replication-delay", replicationDelay),
                duration("--replica-away", replicaAway),
                tcpRetries,
                Optional.ofNullable(sites));
    }

    private static long rate(String text) {
        if (!text.endsWith("/s")) {
            throw new IllegalArgumentException("\"" + text + "\" is no rate; write a size per second, such as 5MB/s");
        }
        return ByteCount.parse(text.substring(0, text.length() - "/s".length()));
    }

    private static Optional<Duration> duration(String option, @Nullable String text) {
        return parsed(option, text, DurationText::parse);
    }

    private static <T> Optional<T> parsed(String option, @Nullable String text, Function<String, T> form) {
        try {
            return Optional.ofNullable(text).map(form);
        } catch (IllegalArgumentException bad) {
            throw bad(option, String.valueOf(text), bad.getMessage());
        }
    }

    private static LapseException bad(String option, String text, String why) {
        return new LapseException(LapseException.Kind.BAD_INPUT, option + " " + text + ": " + why);
    }
}
