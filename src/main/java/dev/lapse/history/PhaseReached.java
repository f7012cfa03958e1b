package dev.lapse.history;

/**
 * At which phase of the leader lease a fault hit that was asked for at a certain one.
 *
 * @param injection which one: the step's name and the fault's number in it, such as {@code inject#1/1}
 * @param asked the phase in the scenario's words
 * @param askedNanos how long after a renewal that is
 * @param reachedNanos from the last renewal that was seen before it until the fault hit: until the injecting call
 *     returned, or was made, where the fault hits as it is called
 * @param resolutionNanos by how much the renewal may have been earlier or later
 * @param callNanos how long the call took: the fault took effect at some time in it
 */
public record PhaseReached(
        long atNanos,
        String injection,
        String asked,
        long askedNanos,
        long reachedNanos,
        long resolutionNanos,
        long callNanos)
        implements Event {
    /** How far off a phase may be. */
    private static final long CLOSE_NANOS = 100_000_000;

    /** Whether what was reached is within 100 ms of what was asked. */
    public boolean meets() {
        return Math.abs(reachedNanos - askedNanos) <= CLOSE_NANOS;
    }
}
