package dev.lapse.fault;

import org.jspecify.annotations.Nullable;

/** Goes on after an error: what is to be healed or put away is tried to the last. One thread. */
public final class FirstError {
    private @Nullable RuntimeException first;

    /** Does it, and keeps what it throws. */
    public void keep(Runnable act) {
        try {
            act.run();
        } catch (RuntimeException e) {
            if (first == null) {
                first = e;
            } else if (first != e) {
                first.addSuppressed(e);
            }
        }
    }

    /** Throws the first error, with the others suppressed; nothing happens when there was none. */
    public void rethrow() {
        if (first != null) {
            throw first;
        }
    }
}
