package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.SQLExceptionOverride.Override;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientSettingsTest {
    @Test
    void poolIsConfiguredByItsOwnNames() {
        HikariConfig config = new HikariConfig();

        ClientSettings.hikari(
                lane(Map.of(
                        "hikari.maximumPoolSize", "7",
                        "hikari.connectionTimeout", "300ms",
                        "hikari.maxLifetime", "2min",
                        "pgjdbc.connectTimeout", "1s")),
                config);

        assertThat(config.getMaximumPoolSize()).isEqualTo(7);
        assertThat(config.getConnectionTimeout()).isEqualTo(300);
        assertThat(config.getMaxLifetime()).isEqualTo(120_000);
    }

    @Test
    void sqlStatesOfTheOverrideEvict() {
        HikariConfig config = new HikariConfig();
        ClientSettings.hikari(lane(Map.of("hikari.exceptionOverride", "25006, 57P01")), config);

        assertThat(config.getExceptionOverride().adjudicate(new SQLException("read-only", "25006")))
                .isEqualTo(Override.MUST_EVICT);
        assertThat(config.getExceptionOverride().adjudicate(new SQLException("syntax", "42601")))
                .isEqualTo(Override.CONTINUE_EVICT);
    }

    @Test
    void driverTakesWholeSeconds() {
        Lane lane = lane(Map.of("pgjdbc.connectTimeout", "2s", "pgjdbc.hostRecheckSeconds", "10"));

        assertThat(ClientSettings.pgjdbc(lane)).isEqualTo(Map.of("connectTimeout", "2", "hostRecheckSeconds", "10"));
        assertThat(Address.of(new TwoNodes(), lane).properties())
                .containsEntry("connectTimeout", "2")
                .containsEntry("hostRecheckSeconds", "10");
    }

    @Test
    void settingThatIsNoneIsNamed() {
        assertThatThrownBy(() -> ClientSettings.hikari(lane(Map.of("hikari.size", "1")), new HikariConfig()))
                .hasMessage("lane write: unknown setting hikari.size");
    }

    private static Lane lane(Map<String, String> settings) {
        return new Lane(
                new LaneName("write"),
                LaneKind.WRITE,
                Entrypoint.HAPROXY,
                Vantage.POOL,
                null,
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                null,
                settings);
    }
}
