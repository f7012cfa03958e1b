package dev.lapse.fault;

import java.util.function.IntToLongFunction;

/**
 * What of an answer a fault delays, which is the evidence of it. The times are of a call to a port, in ms.
 *
 * @param laterMillis by how much later than before it comes at least
 * @param aloneMillis how long it takes at least, what it took before not taken away
 * @param askedMillis by how much it was to be delayed
 * @param jitterMillis by how much more it may be delayed
 */
record Delay(
        Moment moment,
        IntToLongFunction laterMillis,
        IntToLongFunction aloneMillis,
        IntToLongFunction askedMillis,
        long jitterMillis) {
    /** By so many ms the quickest of a few replies may differ from one time to the next, on a busy machine. */
    private static final long NOISE = 10;

    private static final long LONG = LinkFault.ENOUGH.toMillis();

    /** @param percent of what was asked for, as is seen at least */
    static Delay of(Moment moment, IntToLongFunction askedMillis, int percent) {
        IntToLongFunction least = port -> askedMillis.applyAsLong(port) * percent / 100;
        return new Delay(moment, least, least, askedMillis, 0);
    }

    /** Whether it comes that much later; or not at all, where it is so late that it was given up. */
    boolean shows(PeerAnswer before, PeerAnswer now) {
        if (moment.of(before).isEmpty()) {
            return false;
        }
        if (moment.of(now).isEmpty()) {
            return moment.givenUp(now).isPresent() && isGivenUp(before);
        }
        long later = moment.of(now).getAsLong() - moment.of(before).getAsLong();
        return later > Math.max(NOISE, laterMillis.applyAsLong(port(now))) && !isTooSoon(now);
    }

    /** Whether it came, and sooner than it can with the fault, as shown by itself. */
    boolean isTooSoon(PeerAnswer now) {
        return moment.of(now).orElse(Long.MAX_VALUE) < aloneMillis.applyAsLong(port(now));
    }

    /** Whether the delay alone is longer than it is waited for, so that a repetition is not worth its time. */
    boolean isLong(PeerAnswer now) {
        return askedMillis.applyAsLong(port(now)) >= now.question().patience().toMillis();
    }

    /** How long it has to be waited for: until it must have come, or for long enough where it comes later than that. */
    long patienceMillis(PeerAnswer before) {
        long took = moment.of(before).orElse(0);
        return isGivenUp(before)
                ? longest(took)
                : took + askedMillis.applyAsLong(port(before)) + jitterMillis + LinkFault.SHORT.toMillis();
    }

    /** Whether what was asked for does not fit into the longest patience; else it has to come, late. */
    private boolean isGivenUp(PeerAnswer before) {
        long took = moment.of(before).orElse(0);
        return took + askedMillis.applyAsLong(port(before)) >= longest(took);
    }

    /** Who took that long before took twice as long once it is given up: its slowness is not taken for the delay. */
    private static long longest(long tookMillis) {
        return Math.max(LONG, 2 * tookMillis);
    }

    /** Whether it comes as soon as before again; what is left is noise beside what the fault did. */
    boolean isOver(PeerAnswer before, PeerAnswer now) {
        long least = Math.min(laterMillis.applyAsLong(port(now)), LONG);
        return moment.of(before).isEmpty()
                || moment.of(now).isPresent()
                        && moment.of(now).getAsLong() - moment.of(before).getAsLong() <= Math.max(NOISE, least / 10);
    }

    private static int port(PeerAnswer answer) {
        return answer.question().port();
    }
}
