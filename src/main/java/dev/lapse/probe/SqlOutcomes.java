package dev.lapse.probe;

import dev.lapse.history.LaneKind;
import dev.lapse.history.Outcome;
import java.io.EOFException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/**
 * Decides what a client can know of an attempt that did not simply succeed, by severity, SQLSTATE and warning code
 * alone, never by message text.
 *
 * <p>A read or a state lane changes nothing, so whatever is not OK is FAILED. A write is
 *
 * <ul>
 *   <li>FAILED when it was not sent, or when a server answered with severity ERROR: a definite abort;
 *   <li>INDETERMINATE when it was sent and then came silence, a lost connection (no server message, class 08), FATAL or
 *       PANIC (the server or PgBouncer gave up this session; PgBouncer's own errors are FATAL 08P01), 57P0x (shutdown)
 *       or 40003 (completion unknown);
 *   <li>INDETERMINATE when it was acknowledged with warning 01000 or 57P01: the wait for synchronous replication was
 *       cancelled, so it is committed here and may not be anywhere else (syncrep.c).
 * </ul>
 */
final class SqlOutcomes {
    private static final Set<String> UNREPLICATED = Set.of("01000", "57P01");

    private static final int MOST_WORDS = 160;

    private SqlOutcomes() {}

    /**
     * The outcome of an attempt that ended with an error.
     *
     * @param severity what the server said ({@code ERROR}, {@code FATAL}), or null when no server said anything
     */
    static Outcome ofError(LaneKind kind, boolean sent, @Nullable String severity, @Nullable String sqlState) {
        if (kind != LaneKind.WRITE || !sent) {
            return Outcome.FAILED;
        }
        return isDefiniteAbort(severity, sqlState) ? Outcome.FAILED : Outcome.INDETERMINATE;
    }

    static Outcome ofError(LaneKind kind, boolean sent, SQLException error) {
        return ofError(kind, sent, severity(error), error.getSQLState());
    }

    /** The outcome of an attempt that got no answer in time. */
    static Outcome ofSilence(LaneKind kind, boolean sent) {
        return ofError(kind, sent, null, null);
    }

    /** The outcome of an attempt that was acknowledged, perhaps with a warning. */
    static Outcome ofAnswer(LaneKind kind, @Nullable String warningCode) {
        boolean unreplicated = kind == LaneKind.WRITE && warningCode != null && UNREPLICATED.contains(warningCode);
        return unreplicated ? Outcome.INDETERMINATE : Outcome.OK;
    }

    /**
     * Whether the session can go on after this error. So can one whose server has become read-only (25006): a pinned
     * client stays with an old primary until that closes the connection, as applications do.
     */
    static boolean keepsSession(SQLException error) {
        return isDefiniteAbort(severity(error), error.getSQLState());
    }

    /**
     * Code of the first warning that puts an acknowledgement in doubt, else of the first, else null; notices are none.
     */
    static @Nullable String warningCode(@Nullable SQLWarning first) {
        String code = null;
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            ServerErrorMessage said =
                    warning instanceof PSQLWarning psqlWarning ? psqlWarning.getServerErrorMessage() : null;
            if (said == null || !"WARNING".equals(said.getSeverity())) {
                continue;
            }
            String state = said.getSQLState();
            if (state != null && UNREPLICATED.contains(state)) {
                return state;
            }
            code = code == null ? state : code;
        }
        return code;
    }

    /** Severity as the server said it, or null when the error is the driver's or the network's own. */
    static @Nullable String severity(SQLException error) {
        ServerErrorMessage said = error instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        return said == null ? null : said.getSeverity();
    }

    /**
     * What went wrong, in one short line with its cause; a refused connection is called so, whatever the user's
     * language.
     */
    static String words(SQLException error) {
        Throwable cause = error.getCause();
        String why =
                cause instanceof EOFException ? "The other side closed it." : cause == null ? null : cause.getMessage();
        String text = error.getMessage() + (why == null ? "" : " " + why);
        String line = (cause instanceof ConnectException && !text.contains("refused") ? "connection refused: " : "")
                + text.lines().findFirst().orElse("");
        return line.length() <= MOST_WORDS ? line : line.substring(0, MOST_WORDS);
    }

    private static boolean isDefiniteAbort(@Nullable String severity, @Nullable String sqlState) {
        return "ERROR".equals(severity)
                && sqlState != null
                && !sqlState.startsWith("08")
                && !sqlState.startsWith("57P")
                && !sqlState.equals("40003");
    }
}
