package dev.lapse.check;

import dev.lapse.history.FinalRead;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides the {@link LossClass} of a lost row, when there are no more attempts. */
final class LossClasses {
    private static final String UNTOLD = ", and whether the row came before it is not known";

    private final Map<Branch.AckedBy, Branch> branches;
    private final Restarts restarts;
    private final TimelineStarts starts;

    LossClasses(Map<Branch.AckedBy, Branch> branches, Restarts restarts, TimelineStarts starts) {
        this.branches = branches;
        this.restarts = restarts;
        this.starts = starts;
    }

    /** A class, and why it is none. */
    record Classed(LossClass loss, @Nullable String why) {
        static Classed of(LossClass loss) {
            return new Classed(loss, null);
        }

        static Classed none(String why) {
            return new Classed(LossClass.NOT_CLASSED, why);
        }
    }

    /** @param read the final read of its lane */
    Classed of(Sample row, FinalRead read) {
        Branch.AckedBy key = Branch.AckedBy.of(row.node(), row.timeline());
        if (key == null) {
            return Classed.none("its acknowledgement does not say by which node and on which timeline");
        }
        int last = read.timeline().value();
        if (key.timeline() > last) {
            return Classed.none("the final read is of timeline " + last + ", which is older than its own");
        }
        long there = Optional.ofNullable(branches.get(key))
                .map(Branch::lastThereInvokedNanos)
                .orElse(Long.MIN_VALUE);
        boolean wentOn = there > row.completedNanos();
        if (!wentOn && key.timeline() < last) {
            return dropped(row, key);
        }
        if (!wentOn && !read.node().equals(key.node())) {
            return Classed.none(key.node() + " acknowledged it on timeline " + last + ", and the final read is of "
                    + read.node() + " on a timeline of the same number");
        }
        return restarts.canHaveLost(key.node(), row.completedNanos(), wentOn ? there : read.atNanos())
                ? Classed.of(LossClass.LOSS_AT_CRASH_RECOVERY)
                : Classed.none(key.node() + " went on with timeline " + key.timeline()
                        + " without it, and was not seen to start again in between");
    }

    /** Nothing of its timeline that came later is there, and there is a newer one. */
    private Classed dropped(Sample row, Branch.AckedBy key) {
        long claimed = Optional.ofNullable(branches.get(key))
                .map(Branch::lastClaimInvokedNanos)
                .orElse(Long.MIN_VALUE);
        if (restarts.within(key.node(), row.completedNanos(), claimed)) {
            return Classed.none(key.node() + " started again after it and went on with timeline " + key.timeline()
                    + ": whether the restart or the promotion dropped it is not known");
        }
        Optional<TimelineStarts.Start> newer = starts.firstAfter(key.timeline());
        if (newer.isEmpty()) {
            return Classed.none("when a newer timeline than " + key.timeline() + " began was not seen");
        }
        TimelineStarts.Start start = newer.get();
        if (row.completedNanos() > start.acknowledgedNanos()) {
            return row.invokedNanos() > start.acknowledgedNanos()
                    ? Classed.of(LossClass.CONCURRENT_FORK)
                    : late(key, "timeline " + start.timeline() + " acknowledged a write");
        }
        if (row.completedNanos() >= start.fromNanos()) {
            return row.invokedNanos() >= start.fromNanos()
                    ? Classed.of(LossClass.SEQUENTIAL_FORK)
                    : late(key, "timeline " + start.timeline() + " began");
        }
        if (row.completedNanos() > start.afterNanos()) {
            return Classed.none("timeline " + start.timeline() + " began "
                    + (start.afterNanos() == Long.MIN_VALUE
                            ? "before "
                            : "between " + Wording.at(start.afterNanos()) + " and ")
                    + Wording.at(start.fromNanos()) + UNTOLD);
        }
        int next = key.timeline() + 1;
        return start.timeline() == next
                ? Classed.of(LossClass.LOSS_AT_FAILOVER)
                : Classed.none("when timeline " + next + " began was not seen" + UNTOLD);
    }

    /** The node may have taken it long before its answer came. */
    private static Classed late(Branch.AckedBy key, String what) {
        return Classed.none("it was asked for before " + what + ", and acknowledged after that: when " + key.node()
                + " took it is not known");
    }
}
