package dev.lapse.fault;

import dev.lapse.history.FaultPhase;
import java.time.Duration;
import java.util.Optional;

/**
 * One fault that is ready to hit its targets. The calls come in order: {@link #inject()}, {@link #prove()},
 * {@link #heal()}, {@link #proveHealed()}, {@link #close()}; from heal on each may come again. One thread at a time.
 */
public interface Injection extends AutoCloseable {
    /** Hurts, or orders what hurts, and arms the dead-man timer. Short. */
    void inject();

    /**
     * What takes about as long as {@link #inject()} and changes nothing: calls of the same kinds, as many of them.
     *
     * @return empty: nothing does
     */
    default Optional<Runnable> rehearsal() {
        return Optional.empty();
    }

    /** How long what was only ordered may take to happen; zero where it has happened when {@link #inject()} returns. */
    default Duration patience() {
        return Duration.ZERO;
    }

    /** Whether what was ordered has not happened yet; asked where there is patience. The hold runs from its end. */
    default boolean isUnderWay() {
        return false;
    }

    /** Whom it asks for evidence, for people who wait: {@code 6 hops, such as pg1 to etcd1:2379}. */
    String asks();

    /** Looks for evidence that it took effect, for a few seconds at most. */
    Evidence prove();

    /** What it means that there is no evidence, when {@link #prove()} has found none. */
    default FaultPhase withoutEvidence() {
        return FaultPhase.UNPROVEN;
    }

    /** Undoes it, and disarms the timer. Nothing happens when it was never injected. */
    void heal();

    /** Looks for evidence that it is gone, for some seconds. */
    Evidence proveHealed();

    /** Whether it stays until it is undone; what people do on purpose is over when it is proven. */
    default boolean needsHealing() {
        return true;
    }

    /** Puts the tools away; heals first when that was not done. */
    @Override
    void close();
}
