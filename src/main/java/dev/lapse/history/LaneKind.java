package dev.lapse.history;

/** What a lane's attempts do. */
public enum LaneKind {
    /** Inserts {@code (lane, seq)} in one autocommit statement. */
    WRITE,
    /** Asks for the newest {@code seq} of the run's first write lane. */
    READ,
    /** Asks whether the server is writable; writes nothing. */
    STATE
}
