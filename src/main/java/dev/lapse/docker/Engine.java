package dev.lapse.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.IOException;
import java.net.URI;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.EnvironmentAndSystemPropertyClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/**
 * The Docker engine, reached through Testcontainers' client and transport, at the newest API version that both sides
 * know. Any thread.
 *
 * <p>Testcontainers' own way to a client ({@code DockerClientFactory}) is not taken: it pulls and starts Ryuk, asks a
 * container for the engine's address where the JVM looks as if it ran in one, and writes
 * {@code ~/.testcontainers.properties}. Two of these can be changed by the environment alone, and all are settings of
 * the user's own Testcontainers. Lapse removes what it made by itself ({@link Owner}, {@link Watchdog}).
 */
public final class Engine {
    /** Testcontainers asks for this one, and falls back to 1.32 without a word. */
    private static final int TESTCONTAINERS_MINOR = 44;

    private static final String API_VERSION = "api.version";

    private final DockerClient client;

    private Engine(DockerClient client) {
        this.client = client;
    }

    /**
     * Opens the engine of this machine, or the one that DOCKER_HOST names. Where none answers and the launcher may set
     * the machine up, it does so first.
     *
     * @throws LapseException of kind NO_ENGINE when no engine answers
     */
    public static Engine open() {
        if (wantsTls()) {
            return connected(
                    new EnvironmentAndSystemPropertyClientProviderStrategy().getTransportConfig(),
                    "1." + TESTCONTAINERS_MINOR);
        }
        EngineApi engine = require();
        try {
            return connected(
                    TransportConfig.builder()
                            .dockerHost(URI.create(engine.host()))
                            .build(),
                    newest(versionOf(engine)));
        } catch (IOException e) {
            throw new LapseException(Kind.NO_ENGINE, "ask the Docker engine for its version: " + e.getMessage(), e);
        }
    }

    /**
     * Makes sure that an engine answers, as {@link #open} does, and opens nothing; one behind TLS is not asked.
     *
     * @throws LapseException of kind NO_ENGINE when no engine answers
     */
    public static EngineApi require() {
        EngineApi engine = EngineApi.find();
        if (wantsTls() || engine.answers() || MachineSetUp.fromEnvironment().engine()) {
            return EngineApi.find();
        }
        throw new LapseException(
                Kind.NO_ENGINE,
                "no Docker engine answers at " + engine.host()
                        + "; start one, set DOCKER_HOST, or let ./lapse set one up"
                        + " (as root on Debian or Ubuntu, without --no-setup)");
    }

    /** Whether the engine speaks TLS, which Testcontainers' transport does and {@link EngineApi} does not. */
    public static boolean wantsTls() {
        return System.getenv("DOCKER_TLS_VERIFY") != null;
    }

    DockerClient client() {
        return client;
    }

    private static String versionOf(EngineApi engine) throws IOException {
        return new ObjectMapper()
                .readTree(engine.get("/version"))
                .path("ApiVersion")
                .asText();
    }

    /** The engine's version, or the newest that Testcontainers' client was written for. */
    static String newest(String engines) {
        return engines.matches("1\\.\\d{1,4}") && Integer.parseInt(engines.substring(2)) < TESTCONTAINERS_MINOR
                ? engines
                : "1." + TESTCONTAINERS_MINOR;
    }

    /** The version can be said by a system property alone, which is there only while the client is made. */
    private static synchronized Engine connected(TransportConfig transport, String version) {
        String before = System.getProperty(API_VERSION);
        try {
            if (before == null) {
                System.setProperty(API_VERSION, version);
            }
            return new Engine(DockerClientProviderStrategy.getClientForConfig(transport));
        } catch (RuntimeException e) {
            throw DockerErrors.map("talk to the Docker engine at " + transport.getDockerHost(), e);
        } finally {
            if (before == null) {
                System.clearProperty(API_VERSION);
            }
        }
    }
}
