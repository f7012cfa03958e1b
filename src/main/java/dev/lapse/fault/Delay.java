package dev.lapse.fault;

import java.util.function.IntToLongFunction;

/**
 * What of an answer a fault delays, which is the evidence of it.
 *
 * @param leastMillis by how much at least, of a call to that port
 */
record Delay(Moment moment, IntToLongFunction leastMillis) {
    /** By so many ms the quickest of a few replies may differ from one time to the next, on a busy machine. */
    private static final long NOISE = 10;

    /** So late everything that was given up came, in ms: what it took before, and noise, are a tenth at most. */
    private static final long LONGEST = LinkFault.ENOUGH.toMillis() * 9 / 10;

    private long least(PeerAnswer now) {
        return Math.min(leastMillis.applyAsLong(now.question().port()), LONGEST);
    }

    /** Whether it comes that much later, or is still missing when it has been waited for long enough. */
    boolean shows(PeerAnswer before, PeerAnswer now) {
        return moment.later(before, now).orElse(0) > Math.max(NOISE, least(now));
    }

    /** Whether it takes so long, as shown by itself: what it took before is not taken away. */
    boolean takes(PeerAnswer now, long millis) {
        return moment.atLeast(now).orElse(0) >= Math.min(millis, LONGEST);
    }

    /** Whether it comes as soon as before again; what is left is noise beside what the fault did. */
    boolean isOver(PeerAnswer before, PeerAnswer now) {
        return moment.of(before).isEmpty()
                || moment.later(before, now).orElse(Long.MAX_VALUE) <= Math.max(NOISE, least(now) / 10);
    }
}
