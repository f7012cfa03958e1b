package dev.lapse.cli;

import dev.lapse.check.Expectation;
import dev.lapse.check.Judgement;
import dev.lapse.check.Verdict;
import dev.lapse.report.ReportDir;
import dev.lapse.report.ReportsIndex;
import dev.lapse.report.TerminalSummary;
import dev.lapse.run.Rejudged;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Judges recorded runs again, without Docker. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Judge recorded runs again, without Docker; writes result.json, report.html and summary.md anew.",
            "With --expect it judges by other limits, says so, and writes nothing.",
            "The exit code is that of the worst verdict."
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ExpectOption expect = new ExpectOption();

    @Parameters(
            paramLabel = "DIR",
            arity = "0..*",
            description = "a report's folder; may come again; default: reports/latest")
    private List<Path> folders = List.of(Path.of("reports/latest"));

    @Override
    public Integer call() {
        List<Expectation> expectations = expect.expectations();
        List<ReportDir> reports = folders.stream().map(ReportDir::open).toList();
        Verdict worst = Verdict.PASS;
        for (ReportDir report : reports) {
            Judgement judgement = expectations.isEmpty() ? judged(report) : judged(expectations, report);
            worst = worst.worst(judgement.verdict());
        }
        if (expectations.isEmpty()) {
            reports.stream()
                    .map(report -> report.directory().resolve("../..").normalize())
                    .distinct()
                    .forEach(ReportsIndex::writeAgain);
        }
        return worst.exitCode();
    }

    private static Judgement judged(ReportDir report) {
        Judgement judgement = Rejudged.of(report);
        System.out.print(TerminalSummary.of(judgement, report.directory(), Colours.ofStdout()));
        return judgement;
    }

    private static Judgement judged(List<Expectation> expectations, ReportDir report) {
        Rejudged.ByOtherLimits result = Rejudged.by(expectations, report);
        System.out.print(TerminalSummary.overridden(
                result.judgement(), result.differences(), report.directory(), Colours.ofStdout()));
        return result.judgement();
    }
}
