package dev.lapse.history;

import java.util.List;

/** What a lane's attempts do. */
public enum LaneKind {
    /** Inserts {@code (lane, seq)} in one autocommit statement. */
    WRITE,
    /** Asks for the newest {@code seq} of the run's first write lane. */
    READ,
    /** Asks whether the server is writable; writes nothing. */
    STATE,
    /** Calls the user's own code; what that does is not known. */
    CALL;

    /** Those of Lapse's own clients. */
    public static final List<LaneKind> OF_PROBES = List.of(WRITE, READ, STATE);
}
