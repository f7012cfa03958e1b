package dev.lapse.probe;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.lapse.cluster.DurationText;
import dev.lapse.history.Lane;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** A lane's settings as HikariCP and pgjdbc want them. The scenario's reader has looked at their names and forms. */
final class ClientSettings {
    private static final Set<String> WHOLE_SECONDS =
            Set.of("connectTimeout", "socketTimeout", "loginTimeout", "cancelSignalTimeout");

    /** A property that is not given to the driver. */
    private static final String NONE = "none";

    private ClientSettings() {}

    /** Gives pgjdbc what the lane says of it; what is none is taken out. */
    static void give(Lane lane, Properties properties) {
        pgjdbc(lane).forEach((name, value) -> {
            if (value.equals(NONE)) {
                properties.remove(name);
            } else {
                properties.setProperty(name, value);
            }
        });
    }

    /**
     * Whether nothing but a login timeout ends a connect that hangs: HikariCP gives its data source one, since there is
     * no deadline on what the pool does by itself.
     */
    static boolean waitsForEver(Lane lane) {
        return pgjdbc(lane).getOrDefault("socketTimeout", "").equals("0")
                && pgjdbc(lane).getOrDefault("loginTimeout", "0").equals("0");
    }

    /** pgjdbc's connection properties, timeouts in seconds. */
    static Map<String, String> pgjdbc(Lane lane) {
        Map<String, String> properties = new TreeMap<>();
        of(lane, "pgjdbc.")
                .forEach((name, value) -> properties.put(
                        name,
                        WHOLE_SECONDS.contains(name) && !value.equals("0")
                                ? Long.toString(DurationText.parse(value).toSeconds())
                                : value));
        return properties;
    }

    /** @throws IllegalArgumentException when HikariCP has no such setting */
    static void hikari(Lane lane, HikariConfig config) {
        of(lane, "hikari.").forEach((name, value) -> {
            switch (name) {
                case "maximumPoolSize" -> config.setMaximumPoolSize(Integer.parseInt(value));
                case "minimumIdle" -> config.setMinimumIdle(Integer.parseInt(value));
                case "connectionTimeout" -> config.setConnectionTimeout(millis(value));
                case "validationTimeout" -> config.setValidationTimeout(millis(value));
                case "idleTimeout" -> config.setIdleTimeout(millis(value));
                case "keepaliveTime" -> config.setKeepaliveTime(millis(value));
                case "maxLifetime" -> config.setMaxLifetime(millis(value));
                case "exceptionOverride" -> config.setExceptionOverride(new EvictOn(List.of(value.split("[ ,]+"))));
                default ->
                    throw new IllegalArgumentException("lane " + lane.name() + ": unknown setting hikari." + name);
            }
        });
    }

    /** What an application with a failover in mind tells its pool: after these SQLSTATEs a connection is of no use. */
    private record EvictOn(List<String> states) implements SQLExceptionOverride {
        @java.lang.Override // the interface has a type of that name
        public Override adjudicate(SQLException error) {
            return states.contains(error.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }

    private static long millis(String text) {
        return text.equals("0") ? 0 : DurationText.parse(text).toMillis();
    }

    private static Map<String, String> of(Lane lane, String prefix) {
        Map<String, String> own = new TreeMap<>();
        lane.settings().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), value);
            }
        });
        return own;
    }
}
