package dev.lapse.lint;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What no setting of the components says, and rules need.
 *
 * @param writeOutage for how long writes may stop at most, as it was asked
 * @param walPerSecond bytes of WAL that the load makes in a second
 * @param replicationDelay by how much replicas are behind
 * @param replicaAway for how long a replica may be away and come back by itself
 * @param tcpRetries {@code net.ipv4.tcp_retries2} on the hosts of the store
 * @param sites the hosts of each site, as a partition names them: {@code db1+db2|db3+db4}
 */
public record Circumstances(
        Optional<Duration> writeOutage,
        OptionalLong walPerSecond,
        Optional<Duration> replicationDelay,
        Optional<Duration> replicaAway,
        int tcpRetries,
        Optional<String> sites) {
    /** What Linux has where nobody changed it. */
    public static final int USUAL_TCP_RETRIES = 15;

    /** Nothing is known. */
    public static final Circumstances UNKNOWN = new Circumstances(
            Optional.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            USUAL_TCP_RETRIES,
            Optional.empty());

    public Circumstances withWriteOutage(Duration limit) {
        return new Circumstances(Optional.of(limit), walPerSecond, replicationDelay, replicaAway, tcpRetries, sites);
    }

    public Circumstances withWal(long bytesPerSecond) {
        return new Circumstances(
                writeOutage, OptionalLong.of(bytesPerSecond), replicationDelay, replicaAway, tcpRetries, sites);
    }

    public Circumstances withReplicationDelay(Duration delay) {
        return new Circumstances(writeOutage, walPerSecond, Optional.of(delay), replicaAway, tcpRetries, sites);
    }

    public Circumstances withReplicaAway(Duration away) {
        return new Circumstances(writeOutage, walPerSecond, replicationDelay, Optional.of(away), tcpRetries, sites);
    }

    public Circumstances withTcpRetries(int retries) {
        return new Circumstances(writeOutage, walPerSecond, replicationDelay, replicaAway, retries, sites);
    }

    public Circumstances withSites(String newSites) {
        return new Circumstances(
                writeOutage, walPerSecond, replicationDelay, replicaAway, tcpRetries, Optional.of(newSites));
    }
}
