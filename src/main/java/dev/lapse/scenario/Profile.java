package dev.lapse.scenario;

import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.component.PatroniTimings;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A set of timings laid over a scenario's settings, so that one scenario runs slow and true, or fast. */
public enum Profile {
    /** Every component's own defaults, and the {@code haproxy.cfg} that Patroni's documentation ships. */
    DEFAULT(Settings.NONE),
    /**
     * The smallest timings that Patroni's floors allow and that held without spurious failovers; HAProxy's counts with
     * them.
     */
    FAST(new Settings(Map.of(
            Section.PATRONI,
                    new PatroniTimings(PatroniTimings.FLOOR.ttlSeconds(), 2, PatroniTimings.FLOOR.retryTimeoutSeconds())
                            .settings(),
            Section.POSTGRESQL,
                    Map.of(
                            "wal_receiver_timeout", "5s",
                            "wal_sender_timeout", "5s",
                            "wal_retrieve_retry_interval", "1s"),
            Section.HAPROXY,
                    Map.of(
                            "inter", "1s",
                            "fall", "4",
                            "rise", "1",
                            "timeout connect", "300ms",
                            "timeout check", "1s"),
            Section.KEEPALIVED, Map.of("advert_int", "0.3"),
            Section.PGBOUNCER,
                    Map.of("server_login_retry", "1", "server_connect_timeout", "2", "query_wait_timeout", "5"))));

    private final Settings settings;

    Profile(Settings settings) {
        this.settings = settings;
    }

    public Settings settings() {
        return settings;
    }

    /**
     * These settings with the profile's over them: what it says of HAProxy it says of both listeners, and VRRP of
     * version 2 has no advertisements more often than once a second.
     */
    public Settings over(Settings own) {
        Map<Section, Map<String, String>> left = new TreeMap<>();
        own.values().forEach((section, entries) -> left.put(section, new TreeMap<>(entries)));
        settings.of(Section.HAPROXY)
                .keySet()
                .forEach(name -> left.getOrDefault(Section.HAPROXY, new TreeMap<>())
                        .keySet()
                        .removeAll(Set.of("write." + name, "read." + name)));
        Settings merged = new Settings(left).merge(settings);
        boolean isOld = settings.get(Section.KEEPALIVED, "advert_int").isPresent()
                && merged.get(Section.KEEPALIVED, "version").equals(Optional.of("2"));
        return isOld ? merged.merge(new Settings(Map.of(Section.KEEPALIVED, Map.of("advert_int", "1")))) : merged;
    }

    /** The name in files and messages: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
