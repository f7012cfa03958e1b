package dev.lapse.report;

import dev.lapse.check.Verdict;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** How often each verdict was given: {@code 10 PASS, 1 UNKNOWN, 1 FAIL}. */
public final class VerdictCount {
    private VerdictCount() {}

    public static String of(List<Verdict> verdicts) {
        String counts = Arrays.stream(Verdict.values())
                .filter(verdicts::contains)
                .map(verdict -> Collections.frequency(verdicts, verdict) + " " + verdict)
                .collect(Collectors.joining(", "));
        return counts.isEmpty() ? "none" : counts;
    }
}
