package dev.lapse.oracle;

import java.util.List;

/**
 * What becomes of one client after a fault, at one phase of the lease.
 *
 * @param served from the fault to the last answer that the client gets; it is no part of the outage
 * @param phases of the outage, one after another
 * @param total the outage; narrower than the sum of the phases, where these go on at the same time or depend on each
 *     other
 */
public record Course(Interval served, List<Part> phases, Interval total) {
    /** A client that meets no outage. */
    static final Course UNHARMED = new Course(Interval.NONE, List.of(), Interval.NONE);

    public Course {
        phases = List.copyOf(phases);
    }

    /**
     * A phase and how long it takes.
     *
     * @param why the terms that it is made of
     */
    public record Part(Phase phase, Interval length, String why) {}
}
