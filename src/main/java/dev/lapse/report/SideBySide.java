package dev.lapse.report;

import dev.lapse.check.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Two series of runs, scenario by scenario.
 *
 * <p>Terms. A run of verdict UNKNOWN has no numbers here: it does not say what it measured. A number of B is
 * <i>worse</i> than that of A when the ranges of the two do not overlap, not even within their resolutions, and B's
 * median is above A's by more than the given share; <i>better</i> the other way round; else the <i>same</i>. So what
 * two equal series differ by is no change. What was still open when its run ended counts in B as long as it was seen,
 * and makes A no measure. A number <i>decides</i> when clients or the data are worse off by it; phases explain.
 */
public record SideBySide(double share, List<BothSides> scenarios) {
    public SideBySide {
        scenarios = List.copyOf(scenarios);
    }

    /** How a number of B stands to that of A. */
    public enum Trend {
        SAME("same"),
        WORSE("worse"),
        BETTER("better"),
        NOT_COMPARED("not compared");

        private final String text;

        Trend(String text) {
            this.text = text;
        }

        /** For people, and in JSON. */
        public String text() {
            return text;
        }
    }

    /** A setting of which no run of A has a value that a run of B has. */
    record SetApart(String setting, List<String> ofA, List<String> ofB) {}

    /**
     * A number of all runs.
     *
     * @param a empty: no run of A has it
     * @param openInA how many of A's runs had not seen its end
     */
    record TwoSpreads(
            ComparedRun.NumberName name,
            Optional<Spread> a,
            Optional<Spread> b,
            int openInA,
            int openInB,
            Trend change) {
        /** Whether the comparison hangs on it. */
        boolean decides() {
            return name.decides();
        }
    }

    /**
     * One scenario with one profile.
     *
     * @param verdictsOfA of all its runs
     * @param verdicts whether B has a FAIL and A has none, or the other way round; not compared where B alone has an
     *     UNKNOWN
     * @param rows none of a scenario that only one of the two has
     */
    record BothSides(
            String name,
            List<Verdict> verdictsOfA,
            List<Verdict> verdictsOfB,
            Trend verdicts,
            List<SetApart> differences,
            List<TwoSpreads> rows) {
        boolean isInBoth() {
            return !verdictsOfA.isEmpty() && !verdictsOfB.isEmpty();
        }

        /**
         * Of how many equal series as long as these one is worse in a number by chance: of all orders of their runs,
         * one has every run of B after those of A. Of few runs that is not rare.
         */
        double orders() {
            long a = verdictsOfA.stream()
                    .filter(verdict -> verdict != Verdict.UNKNOWN)
                    .count();
            long b = verdictsOfB.stream()
                    .filter(verdict -> verdict != Verdict.UNKNOWN)
                    .count();
            double orders = 1;
            for (long i = 1; i <= b; i++) {
                orders = orders * (a + i) / i;
            }
            return orders;
        }

        /** What only B has is new and changes nothing. */
        Trend change() {
            if (verdictsOfA.isEmpty()) {
                return Trend.SAME;
            }
            List<Trend> deciding = new ArrayList<>(List.of(verdicts));
            rows.stream().filter(TwoSpreads::decides).map(TwoSpreads::change).forEach(deciding::add);
            return worst(deciding);
        }
    }

    /** @param share by so much of A's median B's must be above it to be worse: 0.1 is a tenth */
    static SideBySide of(List<ComparedRun> a, List<ComparedRun> b, double share) {
        Map<String, List<ComparedRun>> ofA = byScenario(a);
        Map<String, List<ComparedRun>> ofB = byScenario(b);
        Set<String> names = new LinkedHashSet<>(ofA.keySet());
        names.addAll(ofB.keySet());
        return new SideBySide(
                share,
                names.stream()
                        .map(name -> scenario(
                                name, ofA.getOrDefault(name, List.of()), ofB.getOrDefault(name, List.of()), share))
                        .toList());
    }

    private static Map<String, List<ComparedRun>> byScenario(List<ComparedRun> runs) {
        Map<String, List<ComparedRun>> scenarios = new TreeMap<>();
        runs.forEach(run -> scenarios
                .computeIfAbsent(run.scenario() + " (" + run.profile() + ")", name -> new ArrayList<>())
                .add(run));
        return scenarios;
    }

    /** The worst of all scenarios: one that is worse, else one that could not be compared. */
    public Trend change() {
        return worst(scenarios.stream().map(BothSides::change).toList());
    }

    private static Trend worst(List<Trend> changes) {
        for (Trend change : List.of(Trend.WORSE, Trend.NOT_COMPARED, Trend.BETTER)) {
            if (changes.contains(change)) {
                return change;
            }
        }
        return Trend.SAME;
    }

    private static BothSides scenario(String name, List<ComparedRun> a, List<ComparedRun> b, double share) {
        List<ComparedRun> tellingA = telling(a);
        List<ComparedRun> tellingB = telling(b);
        Set<ComparedRun.NumberName> numbers = new LinkedHashSet<>();
        Stream.concat(a.stream(), b.stream())
                .filter(run -> !a.isEmpty() && !b.isEmpty())
                .forEach(run -> numbers.addAll(run.numbers().keySet()));
        return new BothSides(
                name,
                verdicts(a),
                verdicts(b),
                verdicts(a, b),
                a.isEmpty() || b.isEmpty() ? List.of() : differences(a, b),
                byLane(numbers)
                        .map(number -> row(number, tellingA, tellingB, share))
                        .toList());
    }

    /** Each lane's numbers together, in the order in which lanes and numbers come up first. */
    private static Stream<ComparedRun.NumberName> byLane(Set<ComparedRun.NumberName> names) {
        Map<String, List<ComparedRun.NumberName>> lanes = new LinkedHashMap<>();
        names.forEach(name ->
                lanes.computeIfAbsent(name.lane(), lane -> new ArrayList<>()).add(name));
        return lanes.values().stream().flatMap(List::stream);
    }

    private static List<ComparedRun> telling(List<ComparedRun> runs) {
        return runs.stream().filter(run -> run.verdict() != Verdict.UNKNOWN).toList();
    }

    private static List<Verdict> verdicts(List<ComparedRun> runs) {
        return runs.stream().map(ComparedRun::verdict).toList();
    }

    /** A run of B that does not tell, where all of A's do, may be the one that is worse. */
    private static Trend verdicts(List<ComparedRun> a, List<ComparedRun> b) {
        if (telling(a).isEmpty() || telling(b).isEmpty()) {
            return Trend.NOT_COMPARED;
        }
        boolean failedA = has(Verdict.FAIL, a);
        boolean failedB = has(Verdict.FAIL, b);
        if (failedB && !failedA) {
            return Trend.WORSE;
        }
        if (has(Verdict.UNKNOWN, b) && !has(Verdict.UNKNOWN, a)) {
            return Trend.NOT_COMPARED;
        }
        return failedA == failedB ? Trend.SAME : Trend.BETTER;
    }

    private static boolean has(Verdict verdict, List<ComparedRun> runs) {
        return runs.stream().anyMatch(run -> run.verdict() == verdict);
    }

    private static List<SetApart> differences(List<ComparedRun> a, List<ComparedRun> b) {
        Set<String> names = new LinkedHashSet<>();
        a.forEach(run -> names.addAll(run.settings().keySet()));
        b.forEach(run -> names.addAll(run.settings().keySet()));
        return names.stream()
                .sorted()
                .map(name -> new SetApart(name, values(name, a), values(name, b)))
                .filter(difference -> Collections.disjoint(difference.ofA(), difference.ofB()))
                .toList();
    }

    private static List<String> values(String setting, List<ComparedRun> runs) {
        return runs.stream()
                .map(run -> run.settings().getOrDefault(setting, "not set"))
                .distinct()
                .sorted()
                .toList();
    }

    private static TwoSpreads row(ComparedRun.NumberName name, List<ComparedRun> a, List<ComparedRun> b, double share) {
        List<ComparedRun.Number> ofA = numbers(name, a);
        List<ComparedRun.Number> ofB = numbers(name, b);
        boolean whole = !ofA.isEmpty() && ofA.size() == a.size() && ofB.size() == b.size() && !ofB.isEmpty();
        Optional<Spread> spreadOfA = spread(ofA);
        Optional<Spread> spreadOfB = spread(ofB);
        int openInA = open(ofA);
        int openInB = open(ofB);
        Trend change = Trend.NOT_COMPARED;
        if (whole && openInA == 0) {
            double resolution = Math.max(resolution(ofA), resolution(ofB));
            change = change(spreadOfA.orElseThrow(), spreadOfB.orElseThrow(), resolution, share);
            if (openInB > 0 && change != Trend.WORSE) {
                change = Trend.NOT_COMPARED;
            }
        }
        return new TwoSpreads(name, spreadOfA, spreadOfB, openInA, openInB, change);
    }

    private static Trend change(Spread a, Spread b, double resolution, double share) {
        if (isAbove(b, a, resolution) && b.median() > a.median() * (1 + share)) {
            return Trend.WORSE;
        }
        return isAbove(a, b, resolution) && a.median() > b.median() * (1 + share) ? Trend.BETTER : Trend.SAME;
    }

    private static boolean isAbove(Spread one, Spread other, double resolution) {
        return one.min() - other.max() > resolution;
    }

    private static List<ComparedRun.Number> numbers(ComparedRun.NumberName name, List<ComparedRun> runs) {
        return runs.stream()
                .map(run -> Optional.ofNullable(run.numbers().get(name)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Spread> spread(List<ComparedRun.Number> numbers) {
        return numbers.isEmpty()
                ? Optional.empty()
                : Optional.of(Spread.of(
                        numbers.stream().map(ComparedRun.Number::value).toList()));
    }

    private static int open(List<ComparedRun.Number> numbers) {
        return (int) numbers.stream().filter(ComparedRun.Number::open).count();
    }

    private static double resolution(List<ComparedRun.Number> numbers) {
        return numbers.stream()
                .mapToDouble(ComparedRun.Number::resolution)
                .max()
                .orElse(0);
    }
}
