package dev.lapse.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code dual_primary_by_state}, {@code dual_primary_by_write}, {@code dual_primary_by_clients}, {@code two_routed} and
 * {@code two_vip_holders}: the question of one {@link Witness}. Terms: {@link Witnesses}.
 *
 * <ul>
 *   <li>Asked: did this witness see two at once, and for how long at a stretch?
 *   <li>Seen: the longest stretch, never a sum: who, where, how long, and from when.
 *   <li>Sure: what it cannot tell apart; where and when it did not look.
 * </ul>
 *
 * <p>For a minimum the longest stretch counts, by what is sure of it, of those that began after the first injection.
 *
 * <ul>
 *   <li>PASS when it looked at all times and saw none above the limit; when a control demands one, sets no maximum, and
 *       one was seen.
 *   <li>FAIL when it saw one and the limit is {@code never}; when what is sure of the longest is above the limit; when
 *       a control demands a longer one and it looked to the end of the run.
 *   <li>UNKNOWN when it did not look, or not at all times, and none fails; when the limit is {@code never} and an
 *       acknowledgement was late; when one can have been longer than the limit and is not sure to have been.
 * </ul>
 */
final class WitnessChecker implements Checker {
    private final Expectation.Check check;
    private final Witness witness;

    WitnessChecker(Expectation.Check check, Witness witness) {
        this.check = check;
        this.witness = witness;
    }

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(check).stream()
                .map(expectation -> check(
                        run,
                        measured.dualPrimary()
                                .witness(witness)
                                .orElseGet(() -> Testimony.notObserved(witness, "it was not asked")),
                        expectation))
                .toList();
    }

    private static Finding check(RunLog run, Testimony testimony, Expectation expectation) {
        Ruling ruling = ruling(run, testimony, expectation.limit());
        String resolution = "it looked with a resolution of " + Wording.of(testimony.resolution());
        return Finding.of(
                expectation,
                ruling,
                figure(testimony),
                new Account(Questions.of(run, expectation), seen(testimony), ruling.sure(resolution)));
    }

    private static Ruling ruling(RunLog run, Testimony testimony, Limit limit) {
        Demand demand = new Demand(limit, testimony.isWhole() && run.isCompleted());
        long injected = run.steps().firstInjectionNanos().orElse(Long.MIN_VALUE);
        Duration caught = sure(testimony.sightings().stream().filter(sighting -> sighting.fromNanos() >= injected));
        List<String> doubts = doubts(testimony, limit);
        if (demand.isMissedBy(caught)) {
            return doubts.isEmpty() ? demand.missed() : demand.missed("; " + Wording.some(doubts));
        }
        Duration sure = sure(testimony.sightings().stream());
        if (limit == Limit.NEVER && !testimony.sightings().isEmpty()) {
            return new Ruling(Verdict.FAIL, "one is too many");
        }
        Optional<Duration> max = limit instanceof Limit.Length length ? length.max() : Optional.empty();
        if (max.isPresent() && sure.compareTo(max.get()) > 0) {
            return new Ruling(Verdict.FAIL, limit.excess(sure));
        }
        if (limit != Limit.NEVER && max.isEmpty()) {
            return Ruling.PASS;
        }
        return doubts.isEmpty() ? Ruling.PASS : new Ruling(Verdict.UNKNOWN, Wording.some(doubts));
    }

    private static List<String> doubts(Testimony testimony, Limit limit) {
        Optional<Duration> max = limit instanceof Limit.Length length ? length.max() : Optional.empty();
        boolean mayExceed =
                max.map(most -> testimony.atMost().compareTo(most) > 0).orElse(true);
        List<String> doubts = new ArrayList<>(testimony.gaps());
        if (mayExceed) {
            testimony.untold().forEach(one -> doubts.add(untold(testimony, one)));
        }
        if (testimony.late() > 0 && max.isEmpty()) {
            doubts.add(Testimony.ofLate(testimony.late()));
        }
        if (mayExceed && max.isPresent() && !testimony.sightings().isEmpty()) {
            doubts.add("it can have lasted " + Wording.of(testimony.atMost()));
        }
        return doubts;
    }

    private static Duration sure(Stream<Sighting> sightings) {
        return sightings.map(Sighting::atLeast).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private static String untold(Testimony testimony, Sighting one) {
        return String.join(" and ", one.who()) + " at " + Wording.at(one.fromNanos()) + " were not told apart within "
                + Wording.of(testimony.resolution());
    }

    private static String figure(Testimony testimony) {
        if (!testimony.looked()) {
            return "not observed";
        }
        String resolution = "resolution " + Wording.of(testimony.resolution());
        return testimony
                .longest()
                .map(longest -> Wording.of(longest.duration()) + " (at least " + Wording.of(longest.atLeast()) + ", "
                        + resolution + ", "
                        + Wording.count(testimony.sightings().size(), "stretch", "stretches") + ")")
                .orElse((testimony.isWhole() ? "never, " : "none seen, ") + resolution);
    }

    private static String seen(Testimony testimony) {
        if (!testimony.looked()) {
            return "not observed: " + testimony.gaps().get(0);
        }
        return testimony
                .longest()
                .map(longest -> String.join(" and ", longest.who())
                        + (longest.at().isEmpty() ? "" : " at " + longest.at()) + " for "
                        + Wording.of(longest.duration()) + ", at least " + Wording.of(longest.atLeast())
                        + " and at most " + Wording.of(longest.atMost()) + ", from "
                        + Wording.at(longest.fromNanos()))
                .orElse("no two at once were seen");
    }
}
