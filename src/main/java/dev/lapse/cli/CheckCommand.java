package dev.lapse.cli;

import dev.lapse.check.Judgement;
import dev.lapse.report.ReportDir;
import dev.lapse.report.TerminalSummary;
import dev.lapse.run.Rejudged;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Judges a recorded run again, without Docker. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Judge a recorded run again, without Docker; writes result.json, report.html and summary.md anew.")
final class CheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "a report's folder, such as reports/latest")
    private Path folder = Path.of("reports/latest");

    @Override
    public Integer call() {
        ReportDir report = ReportDir.open(folder);
        Judgement judgement = Rejudged.of(report);
        System.out.print(TerminalSummary.of(judgement, report.directory(), Colours.ofStdout()));
        return judgement.verdict().exitCode();
    }
}
