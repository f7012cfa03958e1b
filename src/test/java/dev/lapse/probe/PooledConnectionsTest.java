package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.DurationText;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import dev.lapse.probe.FakePostgres.Mood;
import dev.lapse.scenario.LaneSpec;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool whose driver has no timeout of its own. */
class PooledConnectionsTest {
    private final FakePostgres postgres = new FakePostgres(Mood.ANSWERS);

    @AfterEach
    void close() throws IOException {
        postgres.close();
    }

    @Test
    void connectionIsMadeWithWhatTheDriverHas() throws SQLException {
        try (PooledConnections pool = pool("30s", "20s")) {
            assertThat(pool.take(attempt()).connection().isClosed()).isFalse();
        }
    }

    @Test
    void connectThatHangsEndsByTheLimitThatHikariCpAsksFor() {
        postgres.become(Mood.MUTE);
        try (PooledConnections pool = pool()) {
            assertThatThrownBy(() -> pool.take(attempt())).isInstanceOf(SQLException.class);

            await("a second connect, after the first was given up").until(() -> postgres.connections() > 1);
        }
    }

    @Test
    void poolThatIsClosedDoesNotWaitForAConnectThatHangs() {
        postgres.become(Mood.MUTE);
        PooledConnections pool = pool("30s", "30s");
        await().until(() -> postgres.connections() > 0);

        long before = System.nanoTime();
        pool.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    private PooledConnections pool() {
        return pool("1s", "250ms");
    }

    private PooledConnections pool(String timeout, String connectionTimeout) {
        LaneSpec spec = LaneSpec.write().driverDefaults();
        Map<String, String> settings = new TreeMap<>(spec.settings());
        settings.put("hikari.maximumPoolSize", "1");
        settings.put("hikari.connectionTimeout", connectionTimeout);
        Lane lane = new Lane(
                new LaneName("lane"),
                spec.kind(),
                spec.via(),
                Vantage.POOL,
                null,
                spec.every(),
                DurationText.parse(timeout),
                null,
                settings);
        Address address =
                Address.of(new Credentials("", "", "secret"), "127.0.0.1", postgres.port(), Duration.ofSeconds(60));
        ClientSettings.give(lane, address.properties());
        return new PooledConnections(address, lane);
    }

    private static PendingAttempt attempt() {
        return new PendingAttempt(0, 0, 0);
    }
}
