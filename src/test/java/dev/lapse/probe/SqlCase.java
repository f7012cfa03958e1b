package dev.lapse.probe;

import dev.lapse.history.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table of what a write can end with: what a server or the driver says then, and what its client can know. The
 * README shows it; each row is made against a real server, but for those that say why not.
 */
public enum SqlCase {
    TERMINATED_IDLE("57P01", "FATAL", Sent.YES, Outcome.INDETERMINATE, Row.ABSENT),
    TERMINATED_IN_STATEMENT("57P01", "FATAL", Sent.YES, Outcome.INDETERMINATE, Row.ABSENT),
    TERMINATED_IN_COMMIT("08006", null, Sent.YES, Outcome.INDETERMINATE, Row.PRESENT),
    SHUT_DOWN("57P01", "FATAL", Sent.YES, Outcome.INDETERMINATE, Row.ABSENT),
    CRASHED("08006", null, Sent.YES, Outcome.INDETERMINATE, Row.ABSENT),
    IDLE_TOO_LONG("57P05", "FATAL", Sent.YES, Outcome.INDETERMINATE, Row.ABSENT),
    CUT_IN_STATEMENT("08006", null, Sent.YES, Outcome.INDETERMINATE, Row.PRESENT),
    CUT_IN_COMMIT("08006", null, Sent.YES, Outcome.INDETERMINATE, Row.PRESENT),
    RESET_IN_COMMIT("08006", null, Sent.YES, Outcome.INDETERMINATE, Row.PRESENT),
    DEADLINE_IN_STATEMENT(null, null, Sent.YES, Outcome.INDETERMINATE, Row.PRESENT),
    COMMIT_CANCELLED("01000", "WARNING", Sent.YES, Outcome.INDETERMINATE, Row.PRESENT),
    CANCELLED("57014", "ERROR", Sent.YES, Outcome.FAILED, Row.ABSENT),
    STATEMENT_TIMEOUT("57014", "ERROR", Sent.YES, Outcome.FAILED, Row.ABSENT),
    LOCK_TIMEOUT("55P03", "ERROR", Sent.YES, Outcome.FAILED, Row.ABSENT),
    READ_ONLY("25006", "ERROR", Sent.YES, Outcome.FAILED, Row.ABSENT),
    NOT_SERIALIZABLE("40001", "ERROR", Sent.YES, Outcome.FAILED, Row.ABSENT),
    AGAINST_A_CHECK("23514", "ERROR", Sent.YES, Outcome.FAILED, Row.ABSENT),
    REFUSED("08001", null, Sent.NO, Outcome.FAILED, Row.ABSENT),
    CLOSED_ON_CONNECT("08001", null, Sent.NO, Outcome.FAILED, Row.ABSENT),
    SILENT_ON_CONNECT(null, null, Sent.NO, Outcome.FAILED, Row.ABSENT),
    TOO_MANY("53300", "FATAL", Sent.NO, Outcome.FAILED, Row.ABSENT),
    NOT_ACCEPTING("57P03", "FATAL", Sent.NO, Outcome.FAILED, Row.ABSENT),
    POOLER_HAS_NO_DATABASE("08P01", "FATAL", Sent.NO, Outcome.FAILED, Row.ABSENT),
    POOLER_CANNOT_LOG_IN("3D000", "FATAL", Sent.NO, Outcome.FAILED, Row.ABSENT),
    POOLER_WAITED_TOO_LONG("08P01", "FATAL", Sent.YES, Outcome.INDETERMINATE, Row.ABSENT),
    POOLER_LOST_ITS_SERVER("57P01", "FATAL", Sent.YES, Outcome.INDETERMINATE, Row.ABSENT),
    POOLER_STOPPED("08006", null, Sent.YES, Outcome.INDETERMINATE, Row.PRESENT);

    /** Whether the statement had left when it ended. */
    public enum Sent {
        YES,
        NO
    }

    /** What became of the row. */
    public enum Row {
        PRESENT,
        ABSENT
    }

    private final Optional<String> sqlState;
    private final Optional<String> severity;
    private final Sent sent;
    private final Outcome outcome;
    private final Row row;

    /**
     * @param sqlState null: nothing was said in time
     * @param severity null: no server said anything; the driver did
     */
    SqlCase(@Nullable String sqlState, @Nullable String severity, Sent sent, Outcome outcome, Row row) {
        this.sqlState = Optional.ofNullable(sqlState);
        this.severity = Optional.ofNullable(severity);
        this.sent = sent;
        this.outcome = outcome;
        this.row = row;
    }

    public Optional<String> sqlState() {
        return sqlState;
    }

    public Optional<String> severity() {
        return severity;
    }

    public Sent sent() {
        return sent;
    }

    public Outcome outcome() {
        return outcome;
    }

    public Row row() {
        return row;
    }
}
