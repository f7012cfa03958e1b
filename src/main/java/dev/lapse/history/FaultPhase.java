package dev.lapse.history;

/** Where in its life an injection is. */
public enum FaultPhase {
    /** About to be injected, at targets now resolved. */
    REQUESTED,
    /**
     * It has happened: an orderly stop has stopped the host, after a switchover another node is the primary. Holds run
     * from here.
     */
    INJECTED,
    /** Evidence that it took effect. */
    PROVEN,
    /** No evidence that it took effect; the run is UNKNOWN. */
    UNPROVEN,
    /** It was done, and the scenario demanded that it is refused. */
    NOT_REFUSED,
    /** The call that heals has returned. */
    HEALED,
    /** Evidence that it is gone; for a planned fault, the state that it led to. */
    HEAL_PROVEN,
    /** No evidence that it is gone; the cluster is not used again. */
    HEAL_UNPROVEN
}
