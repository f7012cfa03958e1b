package dev.lapse.check;

/**
 * One question to the attempts of a run. It takes them in the order of time, across lanes, and what it keeps does not
 * grow with their number. {@link TimeOrder} calls it.
 */
interface Fold {
    /** An attempt is invoked; how and when it will end is known already. Of a NOT_SENT one: it was due. */
    default void begun(LaneLog log, Sample sample) {}

    /** An attempt is completed; it has begun before. */
    default void ended(LaneLog log, Sample sample) {}

    /** There are no more attempts. */
    default void finish() {}
}
