package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.util.Optional;
import org.testcontainers.shaded.com.github.dockerjava.core.DefaultDockerClientConfig;
import org.testcontainers.shaded.com.github.dockerjava.core.DockerClientImpl;

/**
 * The Docker engine, reached by the client and the transport that Testcontainers brings, at the newest API version that
 * both sides know. Any thread.
 *
 * <p>Testcontainers' own way to a client ({@code DockerClientFactory}) is not taken, and nothing that leads there: it
 * pulls and starts Ryuk, asks a container for the engine's address where the JVM looks as if it ran in one, and writes
 * {@code ~/.testcontainers.properties}. The environment alone can change the first two, and all are settings of the
 * user's own Testcontainers. Lapse removes what it made by itself ({@link Owner}, {@link Watchdog}).
 */
public final class Engine {
    /** The newest API version that the client was written for. */
    private static final int CLIENTS_MINOR = 44;

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
        EngineApi engine = require();
        try {
            DefaultDockerClientConfig.Builder settings =
                    DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(engine.host());
            DefaultDockerClientConfig unversioned = settings.build();
            DockerHttpClient transport = new ZerodepDockerHttpClient.Builder()
                    .dockerHost(unversioned.getDockerHost())
                    .sslConfig(unversioned.getSSLConfig())
                    .build();
            String version = DockerClientImpl.getInstance(unversioned, transport)
                    .versionCmd()
                    .exec()
                    .getApiVersion();
            return new Engine(DockerClientImpl.getInstance(
                    settings.withApiVersion(newest(version)).build(), transport));
        } catch (RuntimeException e) {
            throw DockerErrors.map("talk to the Docker engine at " + engine.host(), e);
        }
    }

    /**
     * Makes sure that an engine answers, as {@link #open} does, and opens nothing; one behind TLS is not asked.
     *
     * @throws LapseException of kind NO_ENGINE when no engine answers
     */
    public static EngineApi require() {
        Optional<EngineApi> answering = wantsTls() ? Optional.of(EngineApi.find()) : EngineApi.answering();
        if (answering.isPresent()) {
            return answering.get();
        }
        MachineSetUp setUp = MachineSetUp.fromEnvironment();
        if (setUp.engine()) {
            return EngineApi.find();
        }
        throw new LapseException(
                Kind.NO_ENGINE,
                "no Docker engine answers at "
                        + EngineApi.hosts(System.getenv()).get(0)
                        + (setUp.isAllowed()
                                ? ", and none could be set up"
                                : "; start one, set DOCKER_HOST, or let ./lapse set one up (as root on Debian or Ubuntu,"
                                        + " without --no-setup)"));
    }

    /** Whether the engine speaks TLS, which the client does and {@link EngineApi} does not. */
    public static boolean wantsTls() {
        return !System.getenv().getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty();
    }

    DockerClient client() {
        return client;
    }

    /** The engine's version, or the newest one that the client was written for. */
    static String newest(String engines) {
        return engines.matches("1\\.\\d{1,4}") && Integer.parseInt(engines.substring(2)) < CLIENTS_MINOR
                ? engines
                : "1." + CLIENTS_MINOR;
    }
}
