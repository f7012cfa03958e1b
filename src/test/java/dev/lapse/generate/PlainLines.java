package dev.lapse.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.Verdict;

/** How each finding has to read: what was asked, what was seen, how sure; each in one line that is not too long. */
final class PlainLines {
    private static final int LONGEST = 200;

    private PlainLines() {}

    static void assertOf(Judgement judgement) {
        assertThat(judgement.findings()).allSatisfy(PlainLines::assertOf);
    }

    private static void assertOf(Finding finding) {
        assertThat(finding.text().lines())
                .as(finding.toString())
                .satisfiesExactly(
                        asked -> assertThat(asked).matches("asked: \\S.*\\?"),
                        seen -> assertThat(seen).matches("seen: \\S.*"),
                        sure -> assertThat(sure)
                                .matches(
                                        finding.verdict() == Verdict.UNKNOWN
                                                ? "sure: no, \\S.*"
                                                : "sure: (yes|no), \\S.*"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LONGEST));
    }
}
