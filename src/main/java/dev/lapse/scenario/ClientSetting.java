package dev.lapse.scenario;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.Switch;
import dev.lapse.scenario.FileKey.ProbeKey;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The settings that a probe takes for its clients: of HikariCP (7.x, {@code HikariConfig}) and of pgjdbc (42.7,
 * {@code PGProperty}), under their own names. {@code hikari.exceptionOverride} lists the SQLSTATEs after which the pool
 * must evict a connection, which in HikariCP is a class.
 */
enum ClientSetting {
    /** A duration with a unit, or a number of milliseconds, as HikariCP has it. */
    DURATION {
        @Override
        String read(String text) {
            if (text.equals("0")) {
                return text;
            }
            String withUnit = isNumber(text) ? text + "ms" : text;
            DurationText.parse(withUnit);
            return withUnit;
        }
    },
    /** A duration of whole seconds with a unit, or their number, as pgjdbc has it. */
    SECONDS {
        @Override
        String read(String text) {
            if (text.equals("0")) {
                return text;
            }
            String withUnit = isNumber(text) ? text + "s" : text;
            if (DurationText.parse(withUnit).getNano() != 0) {
                throw new IllegalArgumentException("\"" + text + "\" must be a whole number of seconds");
            }
            return withUnit;
        }
    },
    WHOLE_NUMBER {
        @Override
        String read(String text) {
            return SettingForm.WHOLE_NUMBER.toComponent(text);
        }
    },
    SWITCH {
        @Override
        String read(String text) {
            SettingForm.SWITCH.toComponent(text);
            return Boolean.toString(Switch.isOn(text));
        }
    },
    SERVER_TYPE {
        @Override
        String read(String text) {
            String today = OLDER_SERVER_TYPES.getOrDefault(text, text);
            if (!SERVER_TYPES.contains(today)) {
                throw new IllegalArgumentException(Nearest.unknown("targetServerType", text, SERVER_TYPES));
            }
            return today;
        }
    },
    SSL_MODE {
        @Override
        String read(String text) {
            if (SSL_MODES.contains(text)) {
                return text;
            }
            throw new IllegalArgumentException(
                    List.of("require", "verify-ca", "verify-full").contains(text)
                            ? "\"" + text + "\" needs TLS, which no server speaks here; write "
                                    + String.join(", ", SSL_MODES.subList(0, 2)) + " or " + SSL_MODES.get(2)
                            : Nearest.unknown("sslmode", text, SSL_MODES));
        }
    },
    GSS_MODE {
        @Override
        String read(String text) {
            if (!GSS_MODES.contains(text)) {
                throw new IllegalArgumentException(
                        text.equals("require")
                                ? "\"require\" needs GSSAPI, which no server speaks here; write "
                                        + String.join(", ", GSS_MODES)
                                : Nearest.unknown("gssEncMode", text, GSS_MODES));
            }
            return text;
        }
    },
    /** A version of PostgreSQL, or none. */
    VERSION {
        @Override
        String read(String text) {
            if (!text.matches(VERSION_FORM)) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" must be a version of PostgreSQL such as 14, or " + NONE);
            }
            return text;
        }
    },
    SQLSTATES {
        @Override
        String read(String text) {
            if (!text.matches("[0-9A-Z]{5}([ ,]+[0-9A-Z]{5})*")) {
                throw new IllegalArgumentException("\"" + text + "\" must be SQLSTATEs such as \"25006, 57P01\"");
            }
            return text;
        }
    };

    static final String HIKARI = ProbeKey.HIKARI.text();
    static final String PGJDBC = ProbeKey.PGJDBC.text();

    /** The sections of a probe that hold settings of its clients. */
    static final List<String> SECTIONS = List.of(HIKARI, PGJDBC);

    /** What {@code targetServerType} may be. */
    static final List<String> SERVER_TYPES = List.of("any", "primary", "secondary", "preferPrimary", "preferSecondary");

    /** Names that pgjdbc still takes for these. */
    private static final Map<String, String> OLDER_SERVER_TYPES =
            Map.of("master", "primary", "slave", "secondary", "preferSlave", "preferSecondary");

    /** What {@code sslmode} may be where no server speaks TLS. */
    static final List<String> SSL_MODES = List.of("disable", "allow", "prefer");

    /** What {@code gssEncMode} may be where no server speaks GSSAPI. */
    static final List<String> GSS_MODES = List.of("disable", "allow", "prefer");

    /** The word for a property that is not set. */
    static final String NONE = "none";

    /** The regular expression of a version of PostgreSQL, or of none. */
    static final String VERSION_FORM = "([0-9]{1,2}(\\.[0-9]{1,2})?|" + NONE + ")";

    /** In place of a map of pgjdbc's settings: what the driver has where its user sets nothing. */
    static final String DRIVER_DEFAULTS = "driver-defaults";

    /** What HikariCP refuses to wait less than for a connection. */
    static final Duration HIKARI_FLOOR = Duration.ofMillis(250);

    private static final Map<String, ClientSetting> KNOWN = known();

    /**
     * The value as lanes have it: with its unit, and a switch as true or false.
     *
     * @throws IllegalArgumentException when it is not in this form
     */
    abstract String read(String text);

    /**
     * Each of pgjdbc's settings that Lapse would else choose, as the driver has it where its user sets nothing (42.7,
     * {@code PGProperty}). The hosts and the type of server that are asked for are the user's own in any case.
     */
    static Map<String, String> driverDefaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("pgjdbc.connectTimeout", "10s");
        defaults.put("pgjdbc.socketTimeout", "0");
        defaults.put("pgjdbc.loginTimeout", "0");
        defaults.put("pgjdbc.cancelSignalTimeout", "10s");
        defaults.put("pgjdbc.tcpKeepAlive", "false");
        defaults.put("pgjdbc.prepareThreshold", "5");
        defaults.put("pgjdbc.sslmode", "prefer");
        defaults.put("pgjdbc.gssEncMode", "allow");
        defaults.put("pgjdbc.assumeMinServerVersion", NONE);
        return defaults;
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,9}");
    }

    /** @throws IllegalArgumentException when there is no such setting; the message names the nearest */
    static ClientSetting of(String section, String name) {
        ClientSetting setting = KNOWN.get(section + "." + name);
        if (setting == null) {
            throw new IllegalArgumentException(Nearest.unknown(section + " setting", name, names(section)));
        }
        return setting;
    }

    private static Collection<String> names(String section) {
        return new TreeSet<>(of(section).keySet());
    }

    /** The settings of a section by name, those of one matter together. */
    static Map<String, ClientSetting> of(String section) {
        Map<String, ClientSetting> settings = new LinkedHashMap<>();
        KNOWN.forEach((name, setting) -> {
            if (name.startsWith(section + ".")) {
                settings.put(name.substring(section.length() + 1), setting);
            }
        });
        return settings;
    }

    private static Map<String, ClientSetting> known() {
        Map<String, ClientSetting> known = new LinkedHashMap<>();
        known.put("hikari.maximumPoolSize", WHOLE_NUMBER);
        known.put("hikari.minimumIdle", WHOLE_NUMBER);
        known.put("hikari.connectionTimeout", DURATION);
        known.put("hikari.validationTimeout", DURATION);
        known.put("hikari.idleTimeout", DURATION);
        known.put("hikari.keepaliveTime", DURATION);
        known.put("hikari.maxLifetime", DURATION);
        known.put("hikari.exceptionOverride", SQLSTATES);
        known.put("pgjdbc.targetServerType", SERVER_TYPE);
        known.put("pgjdbc.hostRecheckSeconds", WHOLE_NUMBER);
        known.put("pgjdbc.loadBalanceHosts", SWITCH);
        known.put("pgjdbc.connectTimeout", SECONDS);
        known.put("pgjdbc.socketTimeout", SECONDS);
        known.put("pgjdbc.loginTimeout", SECONDS);
        known.put("pgjdbc.cancelSignalTimeout", SECONDS);
        known.put("pgjdbc.tcpKeepAlive", SWITCH);
        known.put("pgjdbc.prepareThreshold", WHOLE_NUMBER);
        known.put("pgjdbc.sslmode", SSL_MODE);
        known.put("pgjdbc.gssEncMode", GSS_MODE);
        known.put("pgjdbc.assumeMinServerVersion", VERSION);
        return known;
    }
}
