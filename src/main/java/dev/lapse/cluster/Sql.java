package dev.lapse.cluster;

import java.time.Duration;

/** Asks PostgreSQL over a client's path. Any thread; a connection per call. */
public interface Sql {
    /** The host's wall clock, in microseconds since 1970. */
    String CLOCK_MICROS = "select (extract(epoch from clock_timestamp()) * 1000000)::bigint";

    String IS_IN_RECOVERY = "select pg_is_in_recovery()";

    /**
     * Runs one statement as the lanes' role and returns the first column of the first row, or an empty text.
     *
     * @param port the balancer's, pooler's or PostgreSQL's port
     * @throws LapseException when no answer came within the timeout
     */
    String ask(String address, int port, Duration timeout, String statement);

    /** Whether who answers is in recovery, which a replica is and a primary is not. */
    default boolean isInRecovery(String address, int port, Duration timeout) {
        return ask(address, port, timeout, IS_IN_RECOVERY).equals("t");
    }

    /**
     * The same where the database may go by another name, as it may at a pooler.
     *
     * @param database its name there
     */
    default boolean isInRecovery(String address, int port, String database, Duration timeout) {
        return isInRecovery(address, port, timeout);
    }

    /** How far a primary has written and flushed its WAL. */
    default Lsn flushed(String address, int port, Duration timeout) {
        return Lsn.parse(ask(address, port, timeout, "select pg_current_wal_flush_lsn()"));
    }

    /** Whether a replica has received or replayed the WAL up to there. */
    default boolean hasReceived(String address, int port, Duration timeout, Lsn written) {
        String statement = "select greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) >= '" + written + "'";
        return ask(address, port, timeout, statement).equals("t");
    }

    /** Reads the wall clock of the host. */
    default ClockReading readClock(String address, int port, Duration timeout, NanoClock clock) {
        long asked = clock.nanos();
        String told = ask(address, port, timeout, CLOCK_MICROS);
        return new ClockReading(asked, Long.parseLong(told), clock.nanos());
    }
}
