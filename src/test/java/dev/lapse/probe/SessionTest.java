package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lapse.cluster.Credentials;
import dev.lapse.probe.FakePostgres.Mood;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.postgresql.PGProperty;

class SessionTest {
    private final Session session = new Session();

    @Test
    void closingEndsAHandshakeThatHangs() throws IOException {
        try (FakePostgres mute = new FakePostgres(Mood.MUTE)) {
            CompletableFuture<Connection> connecting = CompletableFuture.supplyAsync(() -> {
                try {
                    return to(mute).connect(session);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> mute.connections() == 1);

            session.close();

            await().atMost(Duration.ofSeconds(1)).until(connecting::isCompletedExceptionally);
        }
    }

    @Test
    void aLoginTimeoutOfTheDriverConnectsToo() throws Exception {
        try (FakePostgres postgres = new FakePostgres(Mood.ANSWERS)) {
            Address address = to(postgres);
            PGProperty.LOGIN_TIMEOUT.set(address.properties(), 5);

            assertThat(address.connect(session).isClosed()).isFalse();

            session.close();
            assertThat(session.isClosed()).isTrue();
        }
    }

    @Test
    void closedSessionConnectsNoMore() throws IOException {
        try (FakePostgres postgres = new FakePostgres(Mood.ANSWERS)) {
            session.close();

            assertThatThrownBy(() -> to(postgres).connect(session)).isInstanceOf(SQLException.class);
            assertThat(postgres.connections()).isZero();
        }
    }

    @Test
    void failedConnectLeavesTheSessionClosed() throws IOException {
        try (Socket held = new Socket()) { // bound and not listening: refused, and nobody else gets the port
            held.bind(new InetSocketAddress("127.0.0.1", 0));

            assertThatThrownBy(() -> to(held.getLocalPort()).connect(session)).isInstanceOf(SQLException.class);
        }

        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void hangingUpOnASilentServerReturns() throws Exception {
        try (FakePostgres postgres = new FakePostgres(Mood.ANSWERS)) {
            to(postgres).connect(session);
            postgres.become(Mood.MUTE_ON_STATEMENT);

            session.hangUp();

            assertThat(session.isClosed()).isTrue();
        }
    }

    @Test
    void socketOutsideOfASessionIsRefused() {
        assertThatThrownBy(() -> new SessionSocketFactory().createSocket()).isInstanceOf(SocketException.class);
    }

    private static Address to(FakePostgres server) {
        return to(server.port());
    }

    private static Address to(int port) {
        return Address.of(new Credentials("", "", "secret"), "127.0.0.1", port, Duration.ofSeconds(5));
    }
}
