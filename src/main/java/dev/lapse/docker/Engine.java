package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;
import org.testcontainers.DockerClientFactory;

/**
 * The Docker engine, reached through Testcontainers at the newest API version that both sides know.
 *
 * <p>Testcontainers asks for API 1.44 and falls back to 1.32 without a word; engines between the two are therefore
 * asked first, and the version is pinned for this JVM alone. Any thread.
 */
public final class Engine {
    private static final int TESTCONTAINERS_MINOR = 44;

    private final DockerClient client;

    private Engine(DockerClient client) {
        this.client = client;
    }

    /** @throws LapseException of kind NO_ENGINE when no engine answers */
    public static Engine open() {
        URI host = hostUri();
        try {
            OptionalInt minor = apiMinor(host);
            if (minor.isPresent()
                    && minor.getAsInt() < TESTCONTAINERS_MINOR
                    && System.getProperty("api.version") == null) {
                System.setProperty("api.version", "1." + minor.getAsInt());
            }
        } catch (IOException e) {
            throw new LapseException(
                    Kind.NO_ENGINE,
                    "reach a Docker engine at " + host + ": " + e.getMessage()
                            + "; start one, or let ./lapse (without --no-setup, as root on Debian or Ubuntu) set one up",
                    e);
        }
        try {
            return new Engine(DockerClientFactory.instance().client());
        } catch (RuntimeException e) {
            throw DockerErrors.map("talk to the Docker engine at " + host, e);
        }
    }

    DockerClient client() {
        return client;
    }

    static URI hostUri() {
        String host = System.getenv("DOCKER_HOST");
        return URI.create(host == null || host.isBlank() ? "unix:///var/run/docker.sock" : host);
    }

    private static OptionalInt apiMinor(URI host) throws IOException {
        String scheme = host.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.equals("unix")) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(host.getPath()));
                return ping(
                        Channels.newOutputStream(channel),
                        new BufferedReader(
                                new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.US_ASCII)));
            }
        }
        if (scheme.equals("tcp") && System.getenv("DOCKER_TLS_VERIFY") == null) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host.getHost(), host.getPort()), 5_000);
                socket.setSoTimeout(5_000);
                return ping(
                        socket.getOutputStream(),
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)));
            }
        }
        return OptionalInt.empty(); // TLS or ssh: left to Testcontainers
    }

    private static OptionalInt ping(OutputStream out, BufferedReader in) throws IOException {
        out.write("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("api-version:")) {
                return OptionalInt.of(Integer.parseInt(line.substring(12).trim().split("\\.")[1]));
            }
        }
        throw new IOException("no Api-Version in the answer to /_ping");
    }
}
