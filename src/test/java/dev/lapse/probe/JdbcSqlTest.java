package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.LapseException;
import dev.lapse.probe.FakePostgres.Mood;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JdbcSqlTest {
    private final JdbcSql sql = new JdbcSql(new Credentials("", "", "secret"));

    @Test
    void answersTheFirstColumnOfTheFirstRow() throws IOException {
        try (FakePostgres postgres = new FakePostgres(Mood.ANSWERS)) {
            assertThat(sql.ask("127.0.0.1", postgres.port(), Duration.ofSeconds(10), "select who()"))
                    .isEqualTo("pg1");
        }
    }

    @Test
    void serverThatSaysNothingEndsTheCallByItsTimeout() throws IOException {
        try (FakePostgres mute = new FakePostgres(Mood.MUTE)) {
            assertThatThrownBy(() -> sql.ask("127.0.0.1", mute.port(), Duration.ofMillis(50), "select 1"))
                    .isInstanceOf(LapseException.class)
                    .hasMessage("ask \"select 1\" at 127.0.0.1:" + mute.port()
                            + ": expected it done within 50ms, saw no answer");
        }
    }

    @Test
    void errorSaysWhatTheServerSaid() throws IOException {
        try (FakePostgres postgres = new FakePostgres(Mood.READ_ONLY)) {
            assertThatThrownBy(() -> sql.ask("127.0.0.1", postgres.port(), Duration.ofSeconds(10), "insert"))
                    .isInstanceOf(LapseException.class)
                    .hasMessageEndingWith("saw ERROR: cannot execute INSERT in a read-only transaction (25006)");
        }
    }
}
