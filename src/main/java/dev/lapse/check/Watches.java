package dev.lapse.check;

import dev.lapse.history.ObserverClosed;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether an observer looked until the last step had ended. Histories in which no observer closes do not tell, and are
 * taken as if each had.
 */
final class Watches {
    /** The store's watch: it tells the leader key and the sync key. */
    static final String STORE = "-watch";

    /** A look may take this long, on a busy machine too. */
    private static final long LOOK = Duration.ofSeconds(10).toNanos();

    private Watches() {}

    /**
     * Why what came last may not be known; empty when it is.
     *
     * @param observer its name, or how it ends
     */
    static Optional<String> doubt(RunLog run, String observer) {
        if (run.of(ObserverClosed.class).isEmpty()) {
            return Optional.empty();
        }
        Optional<ObserverClosed> closed = run.of(ObserverClosed.class).stream()
                .filter(one -> one.observer().endsWith(observer))
                .findFirst();
        if (closed.isEmpty()) {
            return Optional.of("it is not known how long observer " + observer + " looked");
        }
        long ended = run.steps().endNanos().orElse(Long.MIN_VALUE);
        long looked = closed.get().lookedNanos();
        return looked >= ended - LOOK
                ? Optional.empty()
                : Optional.of("observer " + closed.get().observer() + " looked last at " + Wording.at(looked)
                        + ", and the last step ended at " + Wording.at(ended));
    }
}
