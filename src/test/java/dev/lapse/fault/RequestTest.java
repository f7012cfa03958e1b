package dev.lapse.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Speech;
import dev.lapse.fault.PeerAnswer.Reaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts as bash runs them, against a peer on the loopback. */
class RequestTest {
    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final Speech HTTP = Speech.http("/health");

    private ServerSocket peer;

    @BeforeEach
    void open() throws IOException {
        peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
    }

    private Process start(Request request) throws IOException {
        String script = request.script("127.0.0.1", peer.getLocalPort(), HTTP, PATIENCE);
        return new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .start();
    }

    private PeerAnswer answer(Request request, Process asking) throws IOException {
        String said = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return PeerAnswer.of(
                new PeerQuestion(new NodeName("pg1"), new NodeName("pg2"), peer.getLocalPort(), request, PATIENCE),
                said);
    }

    private static void answer(Socket connection) throws IOException {
        assertThat(connection.getInputStream().read()).isEqualTo('G');
        connection.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void connectionThatStaysOpenIsNotToldAsClosed() throws IOException {
        Process asking = start(Request.CALL);
        try (Socket connection = peer.accept()) {
            answer(connection);

            PeerAnswer answer = answer(Request.CALL, asking);

            assertThat(answer.reaction()).isEqualTo(Reaction.ANSWERED);
            assertThat(answer.closedMillis()).isEmpty();
        }
    }

    @Test
    void endOfTheConnectionIsTold() throws IOException {
        Process asking = start(Request.CALL_TO_END);
        try (Socket connection = peer.accept()) {
            answer(connection);
            connection.shutdownOutput();

            PeerAnswer answer = answer(Request.CALL_TO_END, asking);

            assertThat(answer.reaction()).isEqualTo(Reaction.ANSWERED);
            assertThat(answer.closedMillis()).isPresent();
            assertThat(answer.openMillis()).isEmpty();
        }
    }

    @Test
    void connectionThatStaysOpenIsToldAsThat() throws IOException {
        Process asking = start(Request.CALL_TO_END);
        try (Socket connection = peer.accept()) {
            answer(connection);

            PeerAnswer answer = answer(Request.CALL_TO_END, asking);

            assertThat(answer.closedMillis()).isEmpty();
            assertThat(answer.openMillis()).isPresent();
            assertThat(answer.words()).contains(", still open after ");
        }
    }

    @Test
    void connectionWithoutAByteIsSilent() throws IOException {
        Process asking = start(Request.CALL);
        try (Socket connection = peer.accept()) {
            assertThat(answer(Request.CALL, asking).reaction()).isEqualTo(Reaction.SILENT);
        }
    }

    @Test
    void connectionThatEndsWithoutAByteIsEnded() throws IOException {
        Process asking = start(Request.CALL);
        try (Socket connection = peer.accept()) {
            connection.shutdownOutput();

            assertThat(answer(Request.CALL, asking).reaction()).isEqualTo(Reaction.ENDED);
        }
    }

    @Test
    void greetingEndsAtTheFirstByte() throws IOException {
        Process asking = start(Request.GREETING);
        try (Socket connection = peer.accept()) {
            answer(connection);

            assertThat(answer(Request.GREETING, asking).words()).isEqualTo("answered");
        }
    }

    @Test
    void connectIsAnsweredByTheKernelAlone() throws IOException {
        Process asking = start(Request.CONNECT);

        assertThat(answer(Request.CONNECT, asking).words()).isEqualTo("answers");
    }

    @Test
    void portAtWhichNoProcessListensRefuses() throws IOException {
        peer.close();

        assertThat(answer(Request.CALL, start(Request.CALL)).reaction()).isEqualTo(Reaction.REFUSED);
    }
}
