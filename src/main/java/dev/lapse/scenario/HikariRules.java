package dev.lapse.scenario;

import dev.lapse.cluster.DurationText;
import dev.lapse.history.Lane;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.Map;

/**
 * The least period of a lane, how many attempts of it may be under way, and what HikariCP refuses or replaces by a
 * value of its own with no more than a warning ({@code HikariConfig}).
 */
final class HikariRules {
    /** More often no client asks. */
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** Attempts of a lane, each with a thread of its own. */
    private static final int MOST_UNDER_WAY = 1_000;

    private final Map<String, String> settings;

    private HikariRules(Map<String, String> settings) {
        this.settings = settings;
    }

    /** @throws IllegalArgumentException when a setting breaks a rule, or the lane's period is below its resolution */
    static void hold(Lane lane) {
        if (lane.period().compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "every must be >= " + DurationText.of(SHORTEST) + ", was " + DurationText.of(lane.period()));
        }
        Duration most = lane.period().multipliedBy(MOST_UNDER_WAY);
        if (lane.isClient()
                && lane.vantage() != Vantage.PINNED
                && lane.timeout().compareTo(most) > 0) {
            throw new IllegalArgumentException("timeout must be <= " + MOST_UNDER_WAY
                    + " * every, since so many attempts are under way at once when all of them hang; was "
                    + DurationText.of(lane.timeout()) + " > " + DurationText.of(most));
        }
        hold(lane.settings());
    }

    private static void hold(Map<String, String> settings) {
        HikariRules rules = new HikariRules(settings);
        rules.atLeast("validationTimeout", ClientSetting.HIKARI_FLOOR, Zero.REFUSED);
        rules.atLeast("maxLifetime", Duration.ofSeconds(30), Zero.TAKEN);
        rules.atLeast("keepaliveTime", Duration.ofSeconds(30), Zero.TAKEN);
        rules.atLeast("idleTimeout", Duration.ofSeconds(10), Zero.TAKEN);
        rules.pool();
    }

    private enum Zero {
        TAKEN,
        REFUSED
    }

    private void atLeast(String name, Duration least, Zero zero) {
        String text = settings.get(ClientSetting.HIKARI + "." + name);
        if (text == null) {
            return;
        }
        Duration asked = text.equals("0") ? Duration.ZERO : DurationText.parse(text);
        if (asked.compareTo(least) < 0 && !(zero == Zero.TAKEN && asked.isZero())) {
            throw new IllegalArgumentException("hikari." + name + " must be " + (zero == Zero.TAKEN ? "0 or " : "")
                    + ">= " + DurationText.of(least) + " (HikariCP's floor), was " + DurationText.of(asked));
        }
    }

    private void pool() {
        long most = Long.parseLong(settings.getOrDefault("hikari.maximumPoolSize", "10"));
        if (most < 1) {
            throw new IllegalArgumentException("hikari.maximumPoolSize must be >= 1, was " + most);
        }
        long idle = Long.parseLong(settings.getOrDefault("hikari.minimumIdle", "0"));
        if (idle > most) {
            throw new IllegalArgumentException(
                    "hikari.minimumIdle must be <= hikari.maximumPoolSize " + most + ", was " + idle);
        }
    }
}
