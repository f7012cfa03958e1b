package dev.lapse.check;

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
 *   <li>UNKNOWN, unless more were seen than the limit allows: when nobody looked, or there can have been more than was
 *       seen; when a run cut short has fewer than a control demands.
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
                                promotions.doubt().orElse("")))
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
        Optional<String> doubt = promotions.doubt();
        Ruling ruling = new Demand(limit, run.isCompleted() && doubt.isEmpty()).judge(since, seen);
        return doubt.map(why -> new Ruling(Verdict.UNKNOWN, why))
                .filter(unknown -> ruling.verdict() != Verdict.PASS || hasMax(limit))
                .orElse(ruling);
    }

    private static boolean hasMax(Limit limit) {
        return limit instanceof Limit.Count count && count.max().isPresent();
    }

    private static Finding finding(Limit limit, Verdict verdict, String measured, String text) {
        return new Finding(Expectation.Check.TIMELINE.text(), verdict, limit.text(), measured, text);
    }
}
