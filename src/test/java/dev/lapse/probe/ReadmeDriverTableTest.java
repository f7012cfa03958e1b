package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import dev.lapse.scenario.LaneSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.SslMode;

/** Holds the README's table of driver settings to the drivers' own defaults and to what a lane gives pgjdbc. */
class ReadmeDriverTableTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final List<PGProperty> SECONDS =
            List.of(PGProperty.CONNECT_TIMEOUT, PGProperty.SOCKET_TIMEOUT, PGProperty.CANCEL_SIGNAL_TIMEOUT);

    @Test
    void defaultsOfPgjdbcAreThoseOfTheDriver() throws Exception {
        Map<String, List<String>> rows = rows("pgjdbc ");

        assertThat(rows).hasSizeGreaterThan(10);
        for (Map.Entry<String, List<String>> row : rows.entrySet()) {
            PGProperty property = PGProperty.forName(row.getKey());
            assertThat(property).as(row.getKey()).isNotNull();
            String own =
                    property == PGProperty.SSL_MODE ? SslMode.of(new Properties()).value : property.getDefaultValue();
            assertThat(row.getValue().get(4)).as(row.getKey()).isEqualTo(text(property, own));
        }
    }

    @Test
    void lanesGivePgjdbcWhatTheTableSays() throws IOException {
        Properties given = Address.of(
                        new TwoNodes(),
                        new Lane(
                                new LaneName("write-haproxy"),
                                LaneKind.WRITE,
                                Entrypoint.HAPROXY,
                                Vantage.NEW_CONNECTION,
                                null,
                                Duration.ofMillis(20),
                                TIMEOUT))
                .properties();

        rows("pgjdbc ").forEach((name, cells) -> {
            PGProperty property = PGProperty.forName(name);
            String value = given.getProperty(name, property.getDefaultValue());
            String shown = cells.get(1).equals("*timeout* + 2s") ? "3s" : cells.get(1);
            assertThat(shown).as(name).isEqualTo(text(property, value));
        });
    }

    @Test
    void driverDefaultsAreThoseOfTheDriver() throws Exception {
        Properties given = Address.of(new TwoNodes(), driverDefaults()).properties();

        for (Map.Entry<String, List<String>> row : rows("pgjdbc ").entrySet()) {
            PGProperty property = PGProperty.forName(row.getKey());
            String own =
                    property == PGProperty.SSL_MODE ? SslMode.of(new Properties()).value : property.getDefaultValue();
            assertThat(given.getProperty(row.getKey(), property.getDefaultValue()))
                    .as(row.getKey())
                    .isEqualTo(own);
        }
    }

    private static Lane driverDefaults() {
        LaneSpec spec = LaneSpec.write().driverDefaults();
        return new Lane(
                new LaneName("write-haproxy"),
                spec.kind(),
                spec.via(),
                Vantage.NEW_CONNECTION,
                null,
                spec.every(),
                spec.timeout(),
                null,
                spec.settings());
    }

    @Test
    void defaultsOfHikariCpAreThoseOfThePool() throws IOException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql:");
        config.validate();
        Map<String, String> own = new LinkedHashMap<>();
        own.put("connectionTimeout", millis(config.getConnectionTimeout()));
        own.put("validationTimeout", millis(config.getValidationTimeout()));
        own.put("maximumPoolSize", Integer.toString(config.getMaximumPoolSize()));
        own.put("minimumIdle", "as `maximumPoolSize`");
        own.put("idleTimeout", millis(config.getIdleTimeout()));
        own.put("keepaliveTime", millis(config.getKeepaliveTime()));
        own.put("maxLifetime", millis(config.getMaxLifetime()));
        own.put("initializationFailTimeout", millis(config.getInitializationFailTimeout()));
        own.put("exceptionOverride", "none");

        Map<String, String> shown = new LinkedHashMap<>();
        rows("HikariCP ").forEach((name, cells) -> shown.put(name, cells.get(4)));

        assertThat(shown).isEqualTo(own);
        assertThat(config.getMinimumIdle()).isEqualTo(config.getMaximumPoolSize());
    }

    private static String text(PGProperty property, String value) {
        if (value == null) {
            return "none";
        }
        return SECONDS.contains(property) && !value.equals("0") ? value + "s" : value;
    }

    private static String millis(long millis) {
        return DurationText.of(Duration.ofMillis(millis));
    }

    /** Settings of one driver, with the cells of their rows. */
    private static Map<String, List<String>> rows(String driver) throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        Files.readString(Path.of("README.md"))
                .lines()
                .filter(line -> line.startsWith("| " + driver + "`"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .forEach(cells ->
                        rows.put(cells.get(0).substring(driver.length()).replace("`", ""), cells));
        return rows;
    }
}
