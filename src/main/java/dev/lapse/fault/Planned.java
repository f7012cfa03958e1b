package dev.lapse.fault;

import dev.lapse.history.FaultPhase;
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

    /** What was said to the order. */
    enum Reply {
        /** Nothing yet. */
        NONE,
        /** An answer that is neither a yes nor a no: it failed, or whoever was asked did not decide it. */
        UNCLEAR,
        ACCEPTED,
        REFUSED
    }

    private final boolean refused;

    /** @param spec tells whether it must be refused */
    Planned(FaultSpec spec) {
        this.refused = spec.isRefused();
    }

    @Override
    public Duration patience() {
        return DONE_WITHIN;
    }

    @Override
    public final boolean isUnderWay() {
        return refused ? reply() == Reply.NONE : !happened().proves();
    }

    /** Evidence that it has happened, as far as it is there by now. */
    abstract Evidence happened();

    abstract Reply reply();

    /** The words of the reply. */
    abstract String said();

    /** Evidence that all is as it was before the order. */
    abstract Evidence unchanged();

    /** Evidence of the state that it led to. */
    abstract Evidence ledTo();

    @Override
    public String asks() {
        return "the cluster whether it has happened";
    }

    @Override
    public final Evidence prove() {
        return refused ? refusal() : await(this::happened);
    }

    private Evidence refusal() {
        Reply reply = reply();
        Evidence unchanged = unchanged();
        String text = said() + "; " + unchanged.text();
        return switch (reply) {
            case REFUSED -> new Evidence(unchanged.proves(), "refused: " + text);
            case ACCEPTED -> Evidence.none("accepted: " + text);
            case NONE, UNCLEAR -> Evidence.none("neither refused nor accepted: " + text);
        };
    }

    @Override
    public final FaultPhase withoutEvidence() {
        return refused && reply() == Reply.ACCEPTED ? FaultPhase.NOT_REFUSED : FaultPhase.UNPROVEN;
    }

    @Override
    public final Evidence proveHealed() {
        return refused && reply() != Reply.ACCEPTED ? unchanged() : ledTo();
    }

    @Override
    public final boolean needsHealing() {
        return false;
    }

    @Override
    public final void heal() {}

    @Override
    public void close() {}

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
