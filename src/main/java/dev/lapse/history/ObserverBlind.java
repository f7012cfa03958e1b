package dev.lapse.history;

/**
 * An observer that polls did not look for longer than three of its periods: it was kept from it, or what it asked did
 * not answer for so long. Told when it has looked again and saw a change, whose instant is known to within this stretch
 * alone; and when the stretch was longer than any question may take, so that a change may have come and gone. Told
 * right after that change, or right before the observer closes.
 *
 * @param sinceNanos when it had looked before
 */
public record ObserverBlind(long atNanos, String observer, long sinceNanos) implements Event {
    public ObserverBlind {
        if (sinceNanos > atNanos) {
            throw new IllegalArgumentException(
                    "expected observer " + observer + " to be blind before " + atNanos + ", saw since " + sinceNanos);
        }
    }
}
