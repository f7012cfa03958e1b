package dev.lapse.fault;

/**
 * One fault that is ready to hit its targets. The calls come in order: {@link #inject()}, {@link #prove()},
 * {@link #heal()}, {@link #proveHealed()}, {@link #close()}; from heal on each may come again. One thread at a time.
 */
public interface Injection extends AutoCloseable {
    /** Hurts, and arms the dead-man timer. Short: the hold runs from its return. */
    void inject();

    /** Looks for evidence that it took effect, for a few seconds at most. */
    Evidence prove();

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
