package dev.lapse.report;

import dev.lapse.check.Expectation.Check;
import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.Verdict;
import dev.lapse.check.Writes;
import dev.lapse.explain.Explained;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The explained outages of a judged run, the longest first. One that was still open comes before any other. */
record ExplainedOutages(Judgement judgement) {
    private static final Comparator<Explained> LONGEST_FIRST = Comparator.comparing(
                    (Explained explained) -> explained.outage().censored())
            .thenComparing(explained -> explained.outage().lengthNanos())
            .reversed();

    /** Those of every kind of lane for which the run has a finding of the longest outage. */
    List<Explained> bound() {
        Set<LaneKind> kinds = judgement.findings().stream()
                .flatMap(ExplainedOutages::bindsOutagesOf)
                .collect(Collectors.toSet());
        return longestFirst()
                .filter(explained -> kinds.contains(explained.outage().lane().kind()))
                .toList();
    }

    /** Of write lanes, read lanes and calls of own code the longest each. */
    List<Explained> longestOfEachKind() {
        Map<LaneKind, Explained> longest = new EnumMap<>(LaneKind.class);
        longestFirst()
                .forEach(explained ->
                        longest.putIfAbsent(explained.outage().lane().kind(), explained));
        return List.copyOf(longest.values());
    }

    /** Of each lane the longest. */
    Collection<Explained> longestOfEachLane() {
        Map<LaneName, Explained> longest = new LinkedHashMap<>();
        longestFirst()
                .forEach(explained ->
                        longest.putIfAbsent(explained.outage().lane().name(), explained));
        return longest.values();
    }

    /** The longest one that this finding is about; nothing of another finding. */
    Stream<Explained> of(Finding finding) {
        return bindsOutagesOf(finding)
                .flatMap(kind -> longestFirst()
                        .filter(explained -> explained.outage().lane().kind() == kind))
                .limit(1);
    }

    private Stream<Explained> longestFirst() {
        return judgement.measurements().explained().stream().sorted(LONGEST_FIRST);
    }

    private static Stream<LaneKind> bindsOutagesOf(Finding finding) {
        return Stream.of(Check.WRITE_OUTAGE, Check.READ_OUTAGE, Check.CALL_OUTAGE)
                .filter(check -> check.text().equals(finding.checker()))
                .flatMap(check -> check.laneKind().stream());
    }

    /** What a reader needs to know of an outage; of writes, also whether rows were lost in the run. */
    String story(Explained explained) {
        return explained.sentence() + (explained.outage().lane().kind() == LaneKind.WRITE ? lost() : "");
    }

    private String lost() {
        Writes writes = judgement.measurements().writes();
        boolean doubted = judgement.findings().stream()
                .anyMatch(finding ->
                        finding.checker().equals(Check.LOST_WRITES.text()) && finding.verdict() == Verdict.UNKNOWN);
        if (!writes.known() || doubted) {
            return " Whether acknowledged rows were lost is not known.";
        }
        if (writes.lost() == 0) {
            return writes.acknowledged() == 0 ? "" : " No acknowledged row was lost.";
        }
        return writes.lost() == 1
                ? " One acknowledged row was lost."
                : " " + writes.lost() + " acknowledged rows were lost.";
    }
}
