package dev.lapse.cli;

import dev.lapse.report.ReportDir;
import dev.lapse.run.Rejudged;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes the page of recorded runs anew, without Docker. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Make report.html of recorded runs anew, without Docker, also of runs of earlier versions.",
            "The other files stay as they are: ./lapse check writes those too. The exit code is 0 when the page is there."
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            arity = "0..*",
            description = "a report's folder; may come again; default: reports/latest")
    private List<Path> folders = List.of(Path.of("reports/latest"));

    @Override
    public Integer call() {
        List<ReportDir> reports = folders.stream().map(ReportDir::open).toList();
        for (ReportDir report : reports) {
            Rejudged.page(report);
            System.out.println(report.html());
        }
        return 0;
    }
}
