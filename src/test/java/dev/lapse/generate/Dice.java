package dev.lapse.generate;

/** Random numbers without a state: the same seed and number give the same throw, whatever was thrown before. */
record Dice(long seed) {

    Dice of(long which) {
        return new Dice(mixed(seed + 0x9E3779B97F4A7C15L * (which + 1)));
    }

    /** In [0, 1). */
    double share(long number, long what) {
        return (mixed(seed ^ mixed(number * 64 + what)) >>> 11) * 0x1.0p-53;
    }

    boolean isBelow(double share, long number, long what) {
        return share(number, what) < share;
    }

    /** In [from, to). */
    long between(long from, long to, long number, long what) {
        return from + (long) (share(number, what) * (to - from));
    }

    /** SplitMix64. */
    private static long mixed(long from) {
        long z = from;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
