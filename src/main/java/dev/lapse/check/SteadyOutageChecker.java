package dev.lapse.check;

import java.util.Comparator;
import java.util.List;

/**
 * {@code steady_outage}. Such a finding is there only when a lane was out. Terms: {@link Outages}.
 *
 * <ul>
 *   <li>Asked: was a lane out before anything was done to the cluster?
 *   <li>Seen: the longest such outage, its lane, its step, and when it began.
 *   <li>Sure: only when attempts failed for longer than the lane's floor: else the machine may have been too busy.
 * </ul>
 *
 * <ul>
 *   <li>PASS, with what was seen, when the outage is not sure to be the cluster's: a stall, or an outage that may be as
 *       short as the floor since the probe was late.
 *   <li>FAIL when a lane was out for longer than its floor, with failed attempts.
 *   <li>UNKNOWN is never said.
 * </ul>
 */
final class SteadyOutageChecker implements Checker {
    private record OutLane(LaneMeasure lane, Outage outage) {
        boolean isSure() {
            return !outage.stall() && (outage.trusted() || outage.atLeast().compareTo(lane.floor()) > 0);
        }
    }

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return measured.lanes().stream()
                .flatMap(lane -> lane.outages().stream()
                        .filter(outage -> run.steps().isOfSteadyPhase(outage.step()))
                        .map(outage -> new OutLane(lane, outage)))
                .max(Comparator.comparing(OutLane::isSure)
                        .thenComparing(seen -> seen.outage().duration()))
                .map(seen -> finding(run, seen))
                .stream()
                .toList();
    }

    private static Finding finding(RunLog run, OutLane seen) {
        Outage outage = seen.outage();
        return new Finding(
                "steady_outage",
                seen.isSure() ? Verdict.FAIL : Verdict.PASS,
                "",
                Wording.of(outage.duration()) + " (at least " + Wording.of(outage.atLeast()) + ")",
                new Account(
                        "was no lane out in a steady phase, before any fault?",
                        "lane " + seen.lane().lane().name() + " was out in " + outage.step() + " for "
                                + Wording.of(outage.duration()) + ", from " + Wording.at(outage.fromNanos()),
                        sure(seen)
                                + run.pressure()
                                        .text(outage.fromNanos(), outage.toNanos())
                                        .map(text -> "; " + text)
                                        .orElse("")));
    }

    private static String sure(OutLane seen) {
        Outage outage = seen.outage();
        if (seen.isSure()) {
            return "yes, its attempts failed, and its floor is "
                    + Wording.of(seen.lane().floor());
        }
        return "no, the machine may have been too busy: "
                + (outage.stall() ? "no attempt failed" : "the probe was late by up to " + Wording.of(outage.late()));
    }
}
