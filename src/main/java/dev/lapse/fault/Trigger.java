package dev.lapse.fault;

import java.util.Optional;

/** When the faults of a step hit, once all of them are ready. One thread. */
public interface Trigger {
    /** As soon as they are ready. */
    Trigger AT_ONCE = new Trigger() {
        @Override
        public String waitsFor() {
            return "";
        }

        @Override
        public void await(FaultSpec first, Optional<Runnable> rehearsal) {}

        @Override
        public void pulled(FaultSpec first, long calledNanos, long returnedNanos) {}
    };

    /** What it waits for, for people; empty: for nothing. */
    String waitsFor();

    /**
     * Returns when the first fault shall be injected; the others follow it at once.
     *
     * @param rehearsal what takes about as long as injecting it, and may be done first; empty: nothing does
     * @throws dev.lapse.cluster.LapseException when that time does not come, or the thread is interrupted; nothing is
     *     injected then
     */
    void await(FaultSpec first, Optional<Runnable> rehearsal);

    /** The first fault has been injected: the call that did it was made and returned at these instants of the run. */
    void pulled(FaultSpec first, long calledNanos, long returnedNanos);
}
