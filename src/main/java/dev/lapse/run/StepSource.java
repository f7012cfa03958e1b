package dev.lapse.run;

import dev.lapse.cluster.LapseException;
import dev.lapse.fault.FaultSpec;
import dev.lapse.scenario.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the conductor gets its steps from: a scenario's list, or commands given by hand. One thread. */
public interface StepSource {
    /** The faults that are known before the first step. */
    List<FaultSpec> foreseen();

    /** Those of a step that were not. */
    List<FaultSpec> unforeseen(Step.Inject step);

    /** The next step, waiting for it where there is none yet; empty at the end of the run. */
    Optional<Step> next() throws InterruptedException;

    /** All that may come from the last step on, and some more: only a harness that is gone lets it run out. */
    Duration deadMan();

    /**
     * The last step is done.
     *
     * @param startedNanos when it began
     * @param holdFromNanos when a hold after it begins
     */
    void done(long startedNanos, long holdFromNanos);

    /**
     * The last step failed.
     *
     * @return whether the run goes on all the same
     */
    boolean failed(LapseException why);
}
