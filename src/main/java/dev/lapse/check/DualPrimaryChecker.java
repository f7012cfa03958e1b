package dev.lapse.check;

import dev.lapse.history.LaneKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code dual_primary}. Terms: {@link DualPrimaries}, {@link WritableRuns}, {@link ForkedWrites}.
 *
 * <ul>
 *   <li>Asked: were two nodes writable at once, and for how long at a stretch?
 *   <li>Seen: the longest window, never a sum: which nodes, how they showed it, how long, and from when.
 *   <li>Sure: how often nodes were asked; every node that could not be asked for a while, and for how long.
 * </ul>
 *
 * <p>For a minimum the longest window counts that began after the first injection.
 *
 * <ul>
 *   <li>PASS when it was observed and no window fails; also when a control demands a window, sets no maximum, and one
 *       was seen.
 *   <li>FAIL when there is a window and the limit is {@code never}; when the longest one is above the limit; when a
 *       control demands a longer one and the question was observed to the end of the run.
 *   <li>UNKNOWN when it was not observed, or is in doubt, and no window fails; when the limit is {@code never} and an
 *       acknowledgement was late; when a window is within the limit only as far as it was seen: what was seen is a
 *       lower bound.
 * </ul>
 */
final class DualPrimaryChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.DUAL_PRIMARY).stream()
                .map(expectation -> check(run, measured, expectation))
                .toList();
    }

    private static Finding check(RunLog run, Measurements measured, Expectation expectation) {
        DualPrimary dual = measured.dualPrimary();
        Limit limit = expectation.limit();
        Optional<DualPrimary.Window> longest = longestSince(dual, Long.MIN_VALUE);
        Demand demand = new Demand(limit, isSure(dual) && run.isCompleted());
        boolean belowMin = demand.isMissedBy(
                length(longestSince(dual, run.steps().firstInjectionNanos().orElse(Long.MIN_VALUE))));
        Duration atMost = dual.windows().stream()
                .map(DualPrimary.Window::atMost)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        Verdict verdict = verdict(dual, longest, atMost, limit);
        if (belowMin && verdict != Verdict.FAIL || demand.isMissedBy(length(longest))) {
            verdict = demand.missed().verdict();
        }
        String seen = longest.map(DualPrimaryChecker::sentence)
                .orElse(
                        dual.observed() || !dual.doubts().isEmpty()
                                ? "no two nodes were seen writable at once"
                                : "not observed");
        if (hasMax(limit) && longest.isPresent()) {
            seen += ", at most " + Wording.of(atMost);
        }
        Ruling ruling = new Ruling(
                verdict,
                why(dual, verdict, limit, longest, belowMin ? demand.missed().why() : ""));
        String how = "nodes were looked at" + Wording.asked(measured) + blind(dual);
        return Finding.of(
                expectation,
                ruling,
                figures(measured, longest),
                new Account(Questions.of(run, expectation), seen, ruling.sure(how)));
    }

    private static Verdict verdict(
            DualPrimary dual, Optional<DualPrimary.Window> longest, Duration atMost, Limit limit) {
        boolean sure = limit == Limit.NEVER ? isSure(dual) : dual.observed();
        Verdict unlessSeen = sure ? Verdict.PASS : Verdict.UNKNOWN;
        if (longest.isEmpty()) {
            return unlessSeen;
        }
        if (limit != Limit.NEVER && !hasMax(limit)) {
            return Verdict.PASS;
        }
        if (limit == Limit.NEVER || !limit.allows(longest.get().duration())) {
            return Verdict.FAIL;
        }
        return limit.allows(atMost) ? unlessSeen : Verdict.UNKNOWN;
    }

    /** A late acknowledgement may be of a moment with two writable nodes; how long a window was is known without it. */
    private static boolean isSure(DualPrimary dual) {
        return dual.observed() && dual.late() == 0;
    }

    private static Optional<DualPrimary.Window> longestSince(DualPrimary dual, long nanos) {
        return dual.windows().stream()
                .filter(window -> window.fromNanos() >= nanos)
                .max(Comparator.comparing(DualPrimary.Window::duration));
    }

    private static boolean hasMax(Limit limit) {
        return limit instanceof Limit.Length span && span.max().isPresent();
    }

    private static Duration length(Optional<DualPrimary.Window> window) {
        return window.map(DualPrimary.Window::duration).orElse(Duration.ZERO);
    }

    private static String why(
            DualPrimary dual, Verdict verdict, Limit limit, Optional<DualPrimary.Window> longest, String missed) {
        if (verdict == Verdict.PASS) {
            return "";
        }
        if (verdict == Verdict.FAIL && limit == Limit.NEVER) {
            return "one such window is too many";
        }
        if (verdict == Verdict.FAIL) {
            return missed.isEmpty() ? limit.excess(length(longest)) : missed;
        }
        List<String> reasons = new ArrayList<>();
        if (!missed.isEmpty()) {
            reasons.add(missed);
        }
        reasons.addAll(doubts(dual));
        if (dual.late() > 0 && !hasMax(limit)) {
            reasons.add(Testimony.ofLate(dual.late()));
        }
        if (reasons.isEmpty()) {
            reasons.add(longest.isPresent() ? "it may have lasted longer than the limit" : "not every node was asked");
        }
        String blind = blind(dual);
        return Wording.some(reasons, Wording.LINE - blind.length()) + blind;
    }

    private static String figures(Measurements measured, Optional<DualPrimary.Window> longest) {
        DualPrimary dual = measured.dualPrimary();
        if (longest.isEmpty()) {
            return dual.observed() ? "never" + Wording.asked(measured) : "not observed";
        }
        return "at least " + Wording.of(longest.get().duration()) + " (by "
                + longest.get().by() + every(measured, longest.get().by()) + ", "
                + Wording.count(dual.windows().size(), "window", "windows") + ")";
    }

    private static String every(Measurements measured, String by) {
        return switch (by) {
            case "state" -> Wording.asked(measured, lane -> lane.isDirect() && lane.kind() == LaneKind.STATE);
            case "write" -> {
                String direct = Wording.asked(measured, lane -> lane.isDirect() && lane.kind() == LaneKind.WRITE);
                yield direct.isEmpty() ? Wording.asked(measured, lane -> lane.kind() == LaneKind.WRITE) : direct;
            }
            default -> Wording.asked(measured);
        };
    }

    private static String sentence(DualPrimary.Window window) {
        String who = window.nodes().stream().map(Object::toString).collect(Collectors.joining(" and "));
        String how = switch (window.by()) {
            case "write" -> " both acknowledged writes, on timelines of their own, for at least ";
            case "mixed" -> " were both writable, by what they said and what they acknowledged, for at least ";
            default -> " both said that they are writable, for at least ";
        };
        return who + how + Wording.of(window.duration()) + ", from " + Wording.at(window.fromNanos());
    }

    private static List<String> doubts(DualPrimary dual) {
        return dual.doubts().stream().map(DualPrimary.Doubt::text).toList();
    }

    private static String blind(DualPrimary dual) {
        return dual.blind().stream()
                .map(blind -> blind.node() + " for " + Wording.of(blind.total()))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), nodes -> nodes.isEmpty() ? "" : "; not observed: " + nodes));
    }
}
