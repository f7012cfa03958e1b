package dev.lapse.oracle;

import java.time.Duration;

/**
 * When TCP sends again what got no answer: {@code t(n) = rto * (2^n - 1)} after it was first sent, with no more than
 * 120 s between two tries ({@code TCP_RTO_MAX}). Between near hosts {@code rto} is the least that Linux takes, 200 ms,
 * and the round trip; its timers of that length are up to an eighth late.
 */
final class Retransmission {
    private static final double LEAST = 0.200;

    private static final double MOST = 0.230;

    private static final double LONGEST_WAIT = 120;

    private Retransmission() {}

    /** From the sending to the first try that comes after so long a silence, at the latest. */
    static Duration after(Duration silence) {
        double silent = silence.toNanos() / 1e9;
        double earliest = LEAST;
        double latest = MOST;
        for (int doubled = 2; silent > latest; doubled *= 2) {
            earliest += Math.min(doubled * LEAST, LONGEST_WAIT);
            latest += Math.min(doubled * MOST, LONGEST_WAIT);
        }
        double next = silent <= earliest ? latest : silent + Math.min(silent + MOST, LONGEST_WAIT); // one has just been
        return Duration.ofMillis((long) (next * 1000));
    }
}
