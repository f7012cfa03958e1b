package dev.lapse.component;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The three timings of Patroni that depend on each other, in seconds.
 *
 * <p>Patroni wants {@code loop_wait + 2*retry_timeout <= ttl}, and each timing at its floor or above. It takes values
 * that break this and changes them when it takes them over; only its log says so. {@link #adjusted()} does the same
 * ({@code patroni/config.py}, {@code _validate_and_adjust_timeouts}):
 *
 * <ul>
 *   <li>a timing below its floor is raised to it;
 *   <li>then, if 1 + 2 retry_timeout &gt; ttl: loop_wait = 1 and retry_timeout = (ttl - 1) / 2, rounded down;
 *   <li>else, if loop_wait + 2 retry_timeout &gt; ttl: loop_wait = ttl - 2 retry_timeout.
 * </ul>
 *
 * This holds from Patroni 3.2.0 on (4.0.7 read); older ones take the values as they are (3.0.2 read).
 */
public record PatroniTimings(long ttlSeconds, long loopWaitSeconds, long retryTimeoutSeconds) {
    /** What Patroni takes for a timing that is not set. */
    public static final PatroniTimings DEFAULT = of(Timing::defaultSeconds);

    /** The least that Patroni takes. */
    public static final PatroniTimings FLOOR = of(Timing::floorSeconds);

    /** One of the three, in the order in which messages name them. */
    public enum Timing {
        /** How long the leader lock lives without being renewed. */
        TTL(30, 20),
        /** How long Patroni sleeps between two rounds of its loop. */
        LOOP_WAIT(10, 1),
        /** How long Patroni tries again when the DCS or PostgreSQL does not answer. */
        RETRY_TIMEOUT(10, 3);

        private final long defaultSeconds;
        private final long floorSeconds;

        Timing(long defaultSeconds, long floorSeconds) {
            this.defaultSeconds = defaultSeconds;
            this.floorSeconds = floorSeconds;
        }

        /** Patroni's own name: {@code loop_wait}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public long defaultSeconds() {
            return defaultSeconds;
        }

        public long floorSeconds() {
            return floorSeconds;
        }
    }

    private static PatroniTimings of(Function<Timing, Long> seconds) {
        return new PatroniTimings(
                seconds.apply(Timing.TTL), seconds.apply(Timing.LOOP_WAIT), seconds.apply(Timing.RETRY_TIMEOUT));
    }

    /**
     * The timings that hold with these settings: what is set, and the default for what is not. Nothing is adjusted.
     *
     * @param setting the value of a setting of Patroni by its name, in whole seconds without a unit
     * @throws NumberFormatException when a value is not a whole number
     */
    public static PatroniTimings from(Function<String, Optional<String>> setting) {
        return of(timing -> setting.apply(timing.text()).map(Long::parseLong).orElseGet(timing::defaultSeconds));
    }

    /** Whether Patroni of this version ({@code 4.0.7}) adjusts timings that break its rules. */
    public static boolean isAdjustedBy(String patroniVersion) {
        String[] parts = patroniVersion.split("[^0-9]+");
        int major = Integer.parseInt(parts[0]);
        int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        return major > 3 || major == 3 && minor >= 2;
    }

    /** The names of all three, in the order of {@link Timing}. */
    public static List<String> names() {
        return List.copyOf(DEFAULT.settings().keySet());
    }

    public long seconds(Timing timing) {
        return switch (timing) {
            case TTL -> ttlSeconds;
            case LOOP_WAIT -> loopWaitSeconds;
            case RETRY_TIMEOUT -> retryTimeoutSeconds;
        };
    }

    /** The least ttl that loop_wait and retry_timeout leave room for: loop_wait + 2 retry_timeout. */
    public long neededSeconds() {
        return loopWaitSeconds + 2 * retryTimeoutSeconds;
    }

    public boolean fitsTtl() {
        return neededSeconds() <= ttlSeconds;
    }

    /** What Patroni makes of these timings when it takes them over. */
    public PatroniTimings adjusted() {
        long ttl = Math.max(ttlSeconds, FLOOR.ttlSeconds);
        long loopWait = Math.max(loopWaitSeconds, FLOOR.loopWaitSeconds);
        long retryTimeout = Math.max(retryTimeoutSeconds, FLOOR.retryTimeoutSeconds);
        if (FLOOR.loopWaitSeconds + 2 * retryTimeout > ttl) {
            return new PatroniTimings(ttl, FLOOR.loopWaitSeconds, (ttl - FLOOR.loopWaitSeconds) / 2);
        }
        return new PatroniTimings(ttl, Math.min(loopWait, ttl - 2 * retryTimeout), retryTimeout);
    }

    /** What Patroni of this suite runs these timings as; of a suite that is not known, what a newer one does. */
    public PatroniTimings asRunIn(String suite) {
        return Release.of(suite)
                        .filter(release -> !isAdjustedBy(release.patroni()))
                        .isPresent()
                ? this
                : adjusted();
    }

    /** {@code ttl 30, loop_wait 10, retry_timeout 10}. */
    public String text() {
        return Arrays.stream(Timing.values())
                .map(timing -> timing.text() + " " + seconds(timing))
                .collect(Collectors.joining(", "));
    }

    /** As settings of Patroni: name to value, in the order of {@link Timing}. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Timing timing : Timing.values()) {
            settings.put(timing.text(), Long.toString(seconds(timing)));
        }
        return Collections.unmodifiableMap(settings);
    }
}
