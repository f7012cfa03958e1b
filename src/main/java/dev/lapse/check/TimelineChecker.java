package dev.lapse.check;

import java.util.List;
import java.util.Optional;

/**
 * {@code timeline}. Terms: {@link TimelineLooks}.
 *
 * <ul>
 *   <li>Asked: how often was a node promoted, be it another one or the same again?
 *   <li>Seen: who was promoted to which timeline, and when that was first seen.
 *   <li>Sure: whether timelines were looked at for the whole run; by how many the limit is exceeded.
 * </ul>
 *
 * <p>For a minimum only what was seen after the first injection counts.
 *
 * <ul>
 *   <li>PASS when the number is within the limit.
 *   <li>FAIL when more were seen than the limit allows, or a completed run has fewer than a control demands.
 *   <li>UNKNOWN, unless more were seen than the limit allows: when it was not looked at, or there can have been more
 *       than was seen; when a run cut short has fewer than a control demands.
 * </ul>
 */
final class TimelineChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        Promotions promotions = measured.promotions();
        return run.expectations(Expectation.Check.TIMELINE).stream()
                .map(expectation -> check(run, promotions, expectation))
                .toList();
    }

    private static Finding check(RunLog run, Promotions promotions, Expectation expectation) {
        String asked = Questions.of(run, expectation);
        if (!promotions.isObserved()) {
            Ruling unknown = new Ruling(Verdict.UNKNOWN, "it was not looked at");
            Account account = new Account(asked, promotions.doubt().orElse("nothing"), unknown.sure(""));
            return Finding.of(expectation, unknown, "not observed", account);
        }
        List<Promotions.Promotion> all = promotions.all();
        long injection = run.steps().firstInjectionNanos().orElse(Long.MIN_VALUE);
        long since = all.stream().filter(one -> one.atNanos() >= injection).count();
        Ruling ruling = judge(run, promotions, since, expectation.limit());
        String seen = seen(promotions);
        if (since < all.size() && expectation.limit().isAbove(since)) {
            seen += "; " + since + " of them since the first injection";
        }
        String measured = all.size() + " (timeline " + promotions.first()
                + (all.isEmpty() ? "" : " to " + promotions.newest()) + ")";
        String how = promotions
                .doubt()
                .map(why -> "there may have been more: " + why)
                .orElse("the timelines of primaries were looked at for the whole run");
        return Finding.of(expectation, ruling, measured, new Account(asked, seen, ruling.sure(how)));
    }

    private static String seen(Promotions promotions) {
        List<Promotions.Promotion> all = promotions.all();
        return all.isEmpty()
                ? "no promotion: a primary was seen on timeline " + promotions.first() + " and no later one"
                : Wording.count(all.size(), "promotion", "promotions") + ": "
                        + Wording.some(
                                all.stream().map(Promotions.Promotion::toString).toList());
    }

    private static Ruling judge(RunLog run, Promotions promotions, long since, Limit limit) {
        long seen = promotions.all().size();
        if (!limit.allows(seen) && !limit.isAbove(seen)) {
            return new Ruling(Verdict.FAIL, limit.excess(seen));
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
}
