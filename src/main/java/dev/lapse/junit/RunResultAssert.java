package dev.lapse.junit;

import dev.lapse.check.Expectation;
import dev.lapse.check.Expectation.Check;
import dev.lapse.check.Finding;
import dev.lapse.check.Judge;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Limit;
import dev.lapse.check.Verdict;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import dev.lapse.report.FailureMessage;
import dev.lapse.run.RunResult;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions over a finished run. What is asked beyond the scenario's own expectations is answered by the same checks,
 * from the run's history; an answer of UNKNOWN fails as FAIL does.
 */
public final class RunResultAssert extends AbstractAssert<RunResultAssert, RunResult> {
    RunResultAssert(RunResult actual) {
        super(actual, RunResultAssert.class);
    }

    /** All that the scenario expects was met, and proven. */
    public RunResultAssert passed() {
        return hasVerdict(Verdict.PASS);
    }

    public RunResultAssert hasVerdict(Verdict expected) {
        isNotNull();
        Verdict verdict = actual.judgement().verdict();
        if (verdict != expected) {
            failWithMessage("%s", FailureMessage.of(expected, actual.judgement(), actual.report()));
        }
        return this;
    }

    /** The expectation is met, whether or not the scenario has it. */
    public RunResultAssert meets(Expectation expectation) {
        isNotNull();
        List<Finding> findings =
                Judge.judge(actual.history(), actual.judgement().oracle(), expectation);
        findings.stream()
                .filter(finding -> finding.verdict() != Verdict.PASS)
                .forEach(finding -> failWithMessage(
                        "%s",
                        "expected " + expectation + ", was " + finding.verdict() + ", " + finding.measured() + "\n"
                                + finding.text().indent(2) + "report  " + actual.report()));
        return this;
    }

    /** No client write lane was out for longer. */
    public RunResultAssert writeOutageAtMost(Duration limit) {
        return meets(Expectation.of(Check.WRITE_OUTAGE, Limit.atMost(limit)));
    }

    /** No client read lane was out for longer. */
    public RunResultAssert readOutageAtMost(Duration limit) {
        return meets(Expectation.of(Check.READ_OUTAGE, Limit.atMost(limit)));
    }

    /** This client lane, or these calls of your own code, were out for no longer. */
    public RunResultAssert outageAtMost(String lane, Duration limit) {
        isNotNull();
        List<LaneMeasure> lanes = actual.judgement().measurements().lanes();
        LaneKind kind = lanes.stream()
                .map(LaneMeasure::lane)
                .filter(each -> each.isClient() && each.name().value().equals(lane))
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected a client lane " + lane + ", the run had "
                        + lanes.stream().map(each -> each.lane().name()).toList()))
                .kind();
        Check check = switch (kind) {
            case WRITE -> Check.WRITE_OUTAGE;
            case READ, STATE -> Check.READ_OUTAGE;
            case CALL -> Check.CALL_OUTAGE;
        };
        return meets(Expectation.of(check, lane, Limit.atMost(limit)));
    }

    /** Every acknowledged row was in the final read. */
    public RunResultAssert lostNoWrite() {
        return lostAtMost(0);
    }

    public RunResultAssert lostAtMost(long rows) {
        return meets(Expectation.of(Check.LOST_WRITES, Limit.atMost(rows)));
    }

    /** No two nodes were writable at the same time. */
    public RunResultAssert neverHadTwoPrimaries() {
        return meets(Expectation.of(Check.DUAL_PRIMARY, Limit.NEVER));
    }

    /** Every node streams again on the newest timeline. */
    public RunResultAssert rejoinedAll() {
        return meets(Expectation.of(Check.REJOINED, Limit.ALL));
    }

    /** The leader lock changed hands this often. */
    public RunResultAssert hasFailovers(long count) {
        return meets(Expectation.of(Check.FAILOVERS, Limit.between(count, count)));
    }

    /** This node took the leader lock over, the first time that it changed hands after the first injection. */
    public RunResultAssert hasNewPrimary(String node) {
        return meets(Expectation.of(Check.NEW_PRIMARY, new Limit.Node(new NodeName(node))));
    }
}
