package dev.lapse.report;

import static dev.lapse.explain.Waterfalls.seconds;

import dev.lapse.check.Account;
import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.Measurements;
import dev.lapse.check.Verdict;
import dev.lapse.explain.Explained;
import dev.lapse.explain.Fit;
import dev.lapse.explain.OutageKind;
import dev.lapse.explain.Waterfalls;
import dev.lapse.oracle.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Series of {@link SampleRun}'s judgement, of which some findings are changed. */
final class SampleSeries {
    private static final Account OUT = new Account(
            "is the longest write outage of any client lane at most 30s?", "longest: 22.08s", "yes, every 20ms");

    static final Instant AT = Instant.parse("2026-11-21T09:30:00.417Z");

    static final SeriesRecord.Variant VARIANT = new SeriesRecord.Variant("primary-network-loss", List.of());

    private SampleSeries() {}

    /** A passed, a failed and an unknown run of one scenario, and one that did not take place. */
    static SeriesRecord endedEarly(Path reports) {
        return of(
                reports, 4, Optional.of("reach a Docker engine: <gone> & lost"), passed(), failed("lost 3"), unknown());
    }

    static SeriesRecord of(Path reports, int planned, Optional<String> endedEarly, Judgement... judgements) {
        List<SeriesRecord.PlannedRun> plan = new ArrayList<>();
        for (int i = 1; i <= planned; i++) {
            plan.add(new SeriesRecord.PlannedRun(VARIANT, "fast", i, planned));
        }
        List<SeriesRecord.Run> runs = new ArrayList<>();
        for (int i = 0; i < judgements.length; i++) {
            Path report = reports.resolve("primary-network-loss/run-" + (i + 1));
            runs.add(new SeriesRecord.Run(judgements[i], report, false));
        }
        return new SeriesRecord(AT, Duration.ofSeconds(300), "fast", plan, runs, endedEarly);
    }

    static Judgement passed() {
        return judgement(Verdict.PASS, new Finding("write_outage", Verdict.PASS, "30s", "22.04s", OUT));
    }

    /** Like one that passed, but with one outage alone, of which the balancer took too long. */
    static Judgement abovePrediction() {
        Explained explained = Waterfalls.of(OutageKind.FAILOVER, 20)
                .phase(Phase.DETECT, 48, 0.01, "leader key deleted", "etcd watch", seconds(25, 30), Fit.WITHIN)
                .phase(Phase.ROUTE, 60, 0.01, "pg2 UP", "HAProxy", seconds(2, 6), Fit.ABOVE)
                .predicted(28, 38, Fit.ABOVE)
                .explained();
        return passed(List.of(explained));
    }

    /** Like one that passed, with these outages explained and no others. */
    static Judgement passed(List<Explained> outages) {
        Judgement passed = passed();
        Measurements all = passed.measurements();
        return new Judgement(
                passed.run(),
                passed.cluster(),
                passed.durationNanos(),
                passed.verdict(),
                passed.findings(),
                new Measurements(
                        all.faults(),
                        all.lanes(),
                        Optional.empty(),
                        all.writes(),
                        all.dualPrimary(),
                        all.lastWritable(),
                        all.reads(),
                        all.failovers(),
                        all.rejoins(),
                        all.failedRejoins(),
                        all.promotions(),
                        all.deposed(),
                        outages));
    }

    static Judgement failed(String text) {
        return judgement(
                Verdict.FAIL,
                new Finding(
                        "lost_writes",
                        Verdict.FAIL,
                        "0",
                        "3",
                        new Account("is the number of lost writes 0?", text, "yes, 3 above the limit")),
                new Finding("write_outage", Verdict.PASS, "30s", "22.04s", OUT));
    }

    static Judgement unknown() {
        return judgement(
                Verdict.UNKNOWN,
                new Finding(
                        "run_completed",
                        Verdict.UNKNOWN,
                        "",
                        "gate missed",
                        new Account(
                                "did the run come to its end?", "the run ended at a gate", "no, a gate was missed")));
    }

    /** A run whose fault has no evidence: its numbers are of something else. */
    static Judgement unproven() {
        return judgement(
                Verdict.UNKNOWN,
                new Finding(
                        "faults_proven",
                        Verdict.UNKNOWN,
                        "all",
                        "0 of 1",
                        new Account("did each injection take effect?", "it has no evidence", "no")));
    }

    private static Judgement judgement(Verdict verdict, Finding... findings) {
        Judgement sample = SampleRun.judgement();
        return new Judgement(
                sample.run(),
                sample.cluster(),
                sample.durationNanos(),
                verdict,
                List.of(findings),
                sample.measurements());
    }
}
