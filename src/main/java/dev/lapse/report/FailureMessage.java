package dev.lapse.report;

import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.Verdict;
import java.nio.file.Path;

/**
 * Why a run is not what a test asked for: the message of an assertion. A test runner prints it two or three times, so
 * it is short: the findings that did not pass, with three lines each and one that explains an outage, and the report's
 * path. The whole table is printed once, when the run ends.
 */
public final class FailureMessage {
    private FailureMessage() {}

    public static String of(Verdict expected, Judgement judgement, Path report) {
        StringBuilder text = new StringBuilder("expected " + expected + ", was " + judgement.verdict() + ": "
                + judgement.run().scenario() + ", " + Phrases.bottomLine(judgement) + "\n");
        ExplainedOutages outages = new ExplainedOutages(judgement);
        for (Finding finding : judgement.findings()) {
            if (finding.verdict() != Verdict.PASS) {
                text.append(finding.verdict())
                        .append("  ")
                        .append(finding.checker())
                        .append(finding.limit().isEmpty() ? "" : ", limit " + Phrases.limit(finding))
                        .append(", measured ")
                        .append(finding.measured())
                        .append('\n')
                        .append(finding.text().indent(2));
                outages.of(finding)
                        .forEach(outage -> text.append("  why: ")
                                .append(outages.story(outage))
                                .append('\n'));
            }
        }
        return text + "report  " + report;
    }
}
