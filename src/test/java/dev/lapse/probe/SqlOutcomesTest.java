package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.LaneKind;
import dev.lapse.history.Outcome;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

class SqlOutcomesTest {
    @ParameterizedTest(name = "{0} {1} on a sent write is {2}: {3}")
    @CsvSource(nullValues = "-", textBlock = """
                    ERROR, 25006, FAILED, read-only transaction
                    ERROR, 23505, FAILED, unique violation
                    ERROR, 42P01, FAILED, undefined table
                    ERROR, 42P05, FAILED, duplicate prepared statement
                    ERROR, 40001, FAILED, serialization failure
                    ERROR, 40P01, FAILED, deadlock
                    ERROR, 53100, FAILED, disk full
                    ERROR, 57014, FAILED, statement cancelled
                    ERROR, 55P03, FAILED, lock timeout
                    ERROR, 26000, FAILED, prepared statement unknown
                    ERROR, XX000, FAILED, internal error
                    ERROR, 40003, INDETERMINATE, completion unknown
                    ERROR, 08P01, INDETERMINATE, protocol violation
                    ERROR, 08006, INDETERMINATE, connection failure
                    ERROR, 57P01, INDETERMINATE, admin shutdown
                    ERROR, 57P05, INDETERMINATE, idle session timeout
                    ERROR, -, INDETERMINATE, no code at all
                    FATAL, 57P01, INDETERMINATE, admin shutdown
                    FATAL, 57P02, INDETERMINATE, crash shutdown
                    FATAL, 57P03, INDETERMINATE, cannot connect now
                    FATAL, 53300, INDETERMINATE, too many clients
                    FATAL, 08P01, INDETERMINATE, PgBouncer: server connection crashed
                    FATAL, 25P03, INDETERMINATE, idle in transaction timeout
                    FATAL, 25006, INDETERMINATE, whatever is fatal
                    PANIC, 53100, INDETERMINATE, disk full in WAL
                    ERREUR, 23505, INDETERMINATE, a severity that is not understood
                    -, 08006, INDETERMINATE, connection lost
                    -, 08003, INDETERMINATE, connection closed
                    -, -, INDETERMINATE, silence
                    """)
    void outcomeOfASentWrite(@Nullable String severity, @Nullable String sqlState, Outcome expected, String why) {
        assertThat(SqlOutcomes.ofError(LaneKind.WRITE, true, severity, sqlState))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1} before sending is FAILED")
    @CsvSource(nullValues = "-", textBlock = """
                    -, 08001
                    -, 08006
                    FATAL, 57P03
                    FATAL, 53300
                    FATAL, 08P01
                    FATAL, 28P01
                    -, -
                    """)
    void writeThatWasNotSentIsFailed(@Nullable String severity, @Nullable String sqlState) {
        assertThat(SqlOutcomes.ofError(LaneKind.WRITE, false, severity, sqlState))
                .isEqualTo(Outcome.FAILED);
    }

    @ParameterizedTest
    @EnumSource(
            value = LaneKind.class,
            names = {"READ", "STATE"})
    void whatHasNoEffectIsNeverIndeterminate(LaneKind kind) {
        assertThat(SqlOutcomes.ofError(kind, true, "FATAL", "57P01")).isEqualTo(Outcome.FAILED);
        assertThat(SqlOutcomes.ofSilence(kind, true)).isEqualTo(Outcome.FAILED);
        assertThat(SqlOutcomes.ofAnswer(kind, "01000")).isEqualTo(Outcome.OK);
    }

    @ParameterizedTest(name = "acknowledged with {0} is {1}")
    @CsvSource(nullValues = "-", textBlock = """
                    -, OK
                    01000, INDETERMINATE
                    57P01, INDETERMINATE
                    01007, OK
                    """)
    void outcomeOfAnAcknowledgedWrite(@Nullable String warningCode, Outcome expected) {
        assertThat(SqlOutcomes.ofAnswer(LaneKind.WRITE, warningCode)).isEqualTo(expected);
    }

    @Test
    void silenceBeforeSendingIsFailed() {
        assertThat(SqlOutcomes.ofSilence(LaneKind.WRITE, false)).isEqualTo(Outcome.FAILED);
    }

    @Test
    void severityAndCodeComeFromTheServersMessage() {
        assertThat(SqlOutcomes.ofError(LaneKind.WRITE, true, error("ERROR", "25006")))
                .isEqualTo(Outcome.FAILED);
        assertThat(SqlOutcomes.ofError(LaneKind.WRITE, true, error("FATAL", "57P01")))
                .isEqualTo(Outcome.INDETERMINATE);
    }

    @Test
    void errorOfTheDriverIsNoDefiniteAbort() {
        assertThat(SqlOutcomes.ofError(LaneKind.WRITE, true, new SQLException("ERROR: looks like one", "23505")))
                .isEqualTo(Outcome.INDETERMINATE);
    }

    @Test
    void readOnlyServerKeepsThePinnedSession() {
        assertThat(SqlOutcomes.keepsSession(error("ERROR", "25006"))).isTrue();
        assertThat(SqlOutcomes.keepsSession(error("FATAL", "57P01"))).isFalse();
        assertThat(SqlOutcomes.keepsSession(new SQLException("eof", "08006"))).isFalse();
    }

    /** The same table is made against real servers. */
    @ParameterizedTest
    @EnumSource(SqlCase.class)
    void everyRowOfTheTableIsDecidedByItsCodes(SqlCase row) {
        boolean sent = row.sent() == SqlCase.Sent.YES;
        String state = row.sqlState().orElse(null);
        Outcome outcome;
        if (row.severity().filter("WARNING"::equals).isPresent()) {
            outcome = SqlOutcomes.ofAnswer(LaneKind.WRITE, SqlOutcomes.warningCode(warning("WARNING", state)));
        } else if (state == null) {
            outcome = SqlOutcomes.ofSilence(LaneKind.WRITE, sent);
        } else {
            SQLException said = row.severity().isPresent()
                    ? error(row.severity().get(), state)
                    : new PSQLException("the driver's own", PSQLState.CONNECTION_FAILURE) {
                        @Override
                        public String getSQLState() {
                            return state;
                        }
                    };
            outcome = SqlOutcomes.ofError(LaneKind.WRITE, sent, said);
        }
        assertThat(outcome).isEqualTo(row.outcome());
    }

    /** Whatever pgjdbc says by itself of a write that has left, it does not know that the server gave it up. */
    @ParameterizedTest
    @EnumSource(PSQLState.class)
    void noCodeOfTheDriversOwnIsADefiniteAbort(PSQLState state) {
        PSQLException own = new PSQLException("the driver's own", state);

        assertThat(SqlOutcomes.ofError(LaneKind.WRITE, true, own)).isEqualTo(Outcome.INDETERMINATE);
        assertThat(SqlOutcomes.ofError(LaneKind.WRITE, false, own)).isEqualTo(Outcome.FAILED);
        assertThat(SqlOutcomes.keepsSession(own)).isFalse();
    }

    @Test
    void noticesAreNoWarnings() {
        assertThat(SqlOutcomes.warningCode(warning("NOTICE", "00000"))).isNull();
        assertThat(SqlOutcomes.warningCode(null)).isNull();
    }

    @Test
    void warningThatPutsTheCommitInDoubtWinsOverOthers() {
        SQLWarning first = warning("WARNING", "01007");
        first.setNextWarning(warning("WARNING", "57P01"));

        assertThat(SqlOutcomes.warningCode(first)).isEqualTo("57P01");
    }

    private static PSQLException error(String severity, String sqlState) {
        return new PSQLException(message(severity, sqlState));
    }

    private static SQLWarning warning(String severity, String sqlState) {
        return new PSQLWarning(message(severity, sqlState));
    }

    private static ServerErrorMessage message(String severity, String sqlState) {
        return new ServerErrorMessage("S" + severity + "\0C" + sqlState + "\0Msaid so\0");
    }

    @Test
    void refusedConnectionIsCalledSoInEveryLanguage() {
        ConnectException refused = new ConnectException("Verbindungsaufbau abgelehnt");

        assertThat(SqlOutcomes.words(new SQLException("Verbindung zu 10.0.0.1:5432 verweigert.", "08001", refused)))
                .startsWith("connection refused: Verbindung");
        assertThat(SqlOutcomes.words(new SQLException("Connection to 10.0.0.1:5432 refused.", "08001", refused)))
                .startsWith("Connection to 10.0.0.1:5432 refused.");
        assertThat(SqlOutcomes.words(new SQLException(
                        "The connection attempt failed.", "08001", new NoRouteToHostException("No route to host"))))
                .doesNotContain("refused");
    }

    @Test
    void connectionThatTheOtherSideClosedIsCalledSo() {
        assertThat(SqlOutcomes.words(new SQLException("The connection attempt failed.", "08001", new EOFException())))
                .isEqualTo("The connection attempt failed. The other side closed it.");
    }
}
