package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineApiTest {
    @TempDir
    private Path directory;

    @Test
    void answerIsStatusAndBody() throws IOException {
        assertThat(EngineApi.parse("HTTP/1.0 404 Not Found\r\nServer: Docker\r\n\r\n{\"message\":\"no\"}"))
                .isEqualTo(new EngineApi.EngineAnswer(404, "{\"message\":\"no\"}"));
    }

    @Test
    void whatIsNotHttpIsAnError() {
        assertThatIOException()
                .isThrownBy(() -> EngineApi.parse("SSH-2.0-OpenSSH"))
                .withMessageContaining("SSH-2.0");
    }

    @Test
    void missingSocketIsNamed() {
        String host = "unix://" + directory.resolve("none.sock");

        assertThatIOException()
                .isThrownBy(() -> new EngineApi(host, Duration.ofSeconds(1)).get("/_ping"))
                .withMessageStartingWith("GET /_ping of " + host);
    }

    @Test
    void silentEngineEndsTheRequest() throws IOException {
        Path socket = directory.resolve("silent.sock");
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket));

            assertThatIOException()
                    .isThrownBy(() -> new EngineApi("unix://" + socket, Duration.ofMillis(50)).get("/_ping"))
                    .withMessageContaining("silent for");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tcp://127.0.0.1:99999", "tcp://127.0.0.1:x", "tcp://no.such.host.invalid:2375", "unix://\0"})
    void aHostThatMakesNoSenseIsAnErrorOfTheRequest(String host) {
        EngineApi engine = new EngineApi(host, Duration.ofSeconds(1));

        assertThatIOException().isThrownBy(() -> engine.get("/_ping")).withMessageStartingWith("GET /_ping of " + host);
    }

    @Test
    void otherSchemesAreRefused() {
        assertThatIOException()
                .isThrownBy(() -> new EngineApi("ssh://host", Duration.ofSeconds(1)).get("/_ping"))
                .withMessageContaining("expected unix:///path or tcp://host:port");
    }
}
