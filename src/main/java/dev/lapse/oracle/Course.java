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

    /** The same where there may be no outage at all. */
    Course orNone() {
        return new Course(served, phases, Interval.upTo(total.to()));
    }

    /** Either of both; the phases are those of this one. */
    Course or(Course other) {
        return new Course(served.or(other.served), phases, total.or(other.total));
    }

    /** The same with a longer reconnect. */
    Course later(Interval more, String why) {
        if (total.isNone() || more.isNone()) {
            return this;
        }
        List<Part> parts = phases.stream()
                .map(part -> part.phase() == Phase.RECONNECT
                        ? new Part(part.phase(), part.length().plus(more), part.why() + ", " + why)
                        : part)
                .toList();
        return new Course(served, parts, total.plus(more));
    }

    /** The same of a client whose pooler may have met a PostgreSQL that was not ready, and asks later: so much. */
    Course retried(Interval login) {
        return later(login, "after server_login_retry");
    }

    /** How long it says that a phase lasts. */
    public Interval length(Phase phase) {
        return phases.stream()
                .filter(part -> part.phase() == phase)
                .map(Part::length)
                .reduce(Interval::plus)
                .orElse(Interval.NONE);
    }

    /**
     * A phase and how long it takes.
     *
     * @param why the terms that it is made of
     */
    public record Part(Phase phase, Interval length, String why) {}
}
