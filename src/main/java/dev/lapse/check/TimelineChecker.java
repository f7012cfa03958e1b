package dev.lapse.check;

import dev.lapse.history.StepEnded;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code timeline}: how often was a node promoted, be it another one or the same again? Terms: {@link TimelineLooks}.
 * For a minimum only what was seen after the first injection counts.
 *
 * <ul>
 *   <li>PASS when the number is within the limit.
 *   <li>FAIL when more were seen than the limit allows, or a completed run has fewer than a control demands.
 *   <li>UNKNOWN, unless more were seen than the limit allows: when nobody saw a primary's timeline before the first
 *       injection (in the first step where nothing is injected), or no state lane saw one when the last step had
 *       ended; when a node with a state lane could not be asked for a while and no fault excuses it; when a node
 *       acknowledged a write on a timeline that nobody saw it on; when a run cut short has fewer than a control
 *       demands.
 * </ul>
 */
final class TimelineChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        Promotions promotions = measured.promotions();
        return run.expectations(Expectation.Check.TIMELINE).stream()
                .map(expectation -> promotions.isObserved()
                        ? check(run, promotions, expectation.limit())
                        : finding(
                                expectation.limit(),
                                Verdict.UNKNOWN,
                                "not observed",
                                "nobody looked at the timeline of a primary"))
                .toList();
    }

    private static Finding check(RunLog run, Promotions promotions, Limit limit) {
        List<Promotions.Promotion> all = promotions.all();
        long injection = run.steps().firstInjectionNanos().orElse(Long.MIN_VALUE);
        long since = all.stream().filter(one -> one.atNanos() >= injection).count();
        Ruling ruling = judge(run, promotions, since, limit);
        String text = all.isEmpty()
                ? "no promotion: a primary was seen on timeline " + promotions.first() + " and no later one"
                : all.stream()
                        .map(Promotions.Promotion::toString)
                        .collect(Collectors.joining(
                                "; ", Wording.count(all.size(), "promotion", "promotions") + ": ", ""));
        if (since < all.size() && limit.isAbove(since)) {
            text += "; " + since + " of them since the first injection";
        }
        return finding(
                limit,
                ruling.verdict(),
                all.size() + " (timeline " + promotions.first() + (all.isEmpty() ? "" : " to " + promotions.newest())
                        + ")",
                ruling.after(text));
    }

    private static Ruling judge(RunLog run, Promotions promotions, long since, Limit limit) {
        long seen = promotions.all().size();
        if (!limit.allows(seen) && !limit.isAbove(seen)) {
            return new Ruling(Verdict.FAIL, "");
        }
        Optional<String> doubt = contradiction(promotions).or(() -> gap(run, promotions));
        Ruling ruling = new Demand(limit, run.isCompleted() && doubt.isEmpty()).judge(since, seen);
        return doubt.map(why -> new Ruling(Verdict.UNKNOWN, why))
                .filter(unknown -> ruling.verdict() != Verdict.PASS || hasMax(limit))
                .orElse(ruling);
    }

    private static boolean hasMax(Limit limit) {
        return limit instanceof Limit.Count count && count.max().isPresent();
    }

    /** A write that a node acknowledged on a timeline that nobody saw it on. */
    private static Optional<String> contradiction(Promotions promotions) {
        return Optional.ofNullable(promotions.unseen())
                .map(unseen -> unseen.node() + " acknowledged writes on timeline " + unseen.timeline()
                        + ", and nobody saw it as primary there");
    }

    /** Why timelines were not looked at for the whole run; empty: they were. */
    private static Optional<String> gap(RunLog run, Promotions promotions) {
        Steps steps = run.steps();
        long begun = steps.firstInjectionNanos()
                .orElseGet(() -> steps.ended().stream()
                        .mapToLong(StepEnded::atNanos)
                        .min()
                        .orElse(Long.MAX_VALUE));
        if (promotions.firstLookNanos() > begun) {
            return Optional.of("nobody saw the timeline of a primary before " + Wording.at(begun));
        }
        long blind = run.lanes().stream()
                .filter(LaneLog::isDirect)
                .mapToLong(log -> log.lane().timeout().toNanos() + 2 * log.periodNanos())
                .max()
                .orElse(0);
        long end = steps.endNanos().orElse(run.endNanos());
        if (promotions.lastLookNanos() == Long.MIN_VALUE) {
            return Optional.of("no state lane saw the timeline of a primary");
        }
        if (promotions.lastLookNanos() < end - blind) {
            return Optional.of("no state lane saw the timeline of a primary after "
                    + Wording.at(promotions.lastLookNanos()) + ", and the last step ended at " + Wording.at(end));
        }
        return Unobserved.unexcused(run, DualPrimaries.watched(run)).stream()
                .filter(stretch -> stretch.periodNanos() > 0)
                .findFirst()
                .map(stretch -> stretch.node() + " could not be asked for " + Wording.at(stretch.lengthNanos())
                        + " from " + Wording.at(stretch.fromNanos()));
    }

    private static Finding finding(Limit limit, Verdict verdict, String measured, String text) {
        return new Finding(Expectation.Check.TIMELINE.text(), verdict, limit.text(), measured, text);
    }
}
