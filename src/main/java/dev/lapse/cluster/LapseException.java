package dev.lapse.cluster;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

/** What Lapse throws when it cannot go on: doing what, on whom, expected, seen. The kind decides the exit code. */
public class LapseException extends RuntimeException {
    /** Why, with the exit code of the command line (sysexits.h numbers). */
    public enum Kind {
        BAD_INPUT(64),
        NO_ENGINE(69),
        HARNESS(70),
        /** The engine answered before and does not any more. */
        ENGINE_LOST(70);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;

    public LapseException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public LapseException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether this happened because the thread was interrupted in what it did; a time that ran out is none. */
    public static boolean isOfAnInterrupt(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException
                    || cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException)) {
                return true;
            }
        }
        return false;
    }
}
