package dev.lapse.fault;

import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Something that people do to a cluster on purpose. There is nothing to heal; the proof of healing is the state that it
 * led to.
 */
abstract class Planned implements Injection {
    static final Duration DONE_WITHIN = Duration.ofSeconds(60);

    @Override
    public Duration patience() {
        return DONE_WITHIN;
    }

    @Override
    public final boolean isUnderWay() {
        return !happened().proves();
    }

    /** Evidence that it has happened, as far as it is there by now. */
    abstract Evidence happened();

    @Override
    public String asks() {
        return "the cluster whether it has happened";
    }

    @Override
    public final Evidence prove() {
        return await(this::happened);
    }

    @Override
    public final boolean needsHealing() {
        return false;
    }

    @Override
    public final void heal() {}

    @Override
    public final void close() {}

    /** Looks until the evidence is there, for a minute at most. */
    static Evidence await(Supplier<Evidence> look) {
        Evidence[] last = {Evidence.none("it was not looked at")};
        try {
            return Awaitility.await()
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(DONE_WITHIN)
                    .until(() -> last[0] = look.get(), Evidence::proves);
        } catch (ConditionTimeoutException e) {
            return Evidence.none(last[0].text() + " after " + DONE_WITHIN.toSeconds() + "s");
        }
    }
}
