package dev.lapse.cli;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.report.Compared;
import dev.lapse.report.SideBySide.Trend;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts two runs, or two series, side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Put two runs, or two series of runs, side by side: what was set otherwise, how long writes and reads"
                    + " stopped, phase by phase, and what was lost. Needs no Docker.",
            "A and B are folders: of a report, of a series, or one that has such folders in it. A run that is UNKNOWN"
                    + " has no numbers.",
            "B is worse in a number when none of its runs is as good as A's worst, beyond the resolution, and its"
                    + " median is above A's by more than the share asked for. A FAIL in B and none in A is worse too.",
            "Exit codes: 0; with --fail-if-worse 1 when B is worse, and 2 when a number that decides could not be"
                    + " compared; 64 bad input, such as a folder without a run."
        })
final class CompareCommand implements Callable<Integer> {
    private static final Pattern SHARE = Pattern.compile("(\\d{1,4}(?:\\.\\d{1,3})?)%");

    /** How the comparison is printed. */
    private enum Format {
        TEXT,
        JSON
    }

    @Parameters(index = "0", paramLabel = "A", description = "the baseline")
    private Path a = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "what is held against it")
    private Path b = Path.of("");

    @Option(
            names = "--fail-if-worse",
            paramLabel = "SHARE",
            description = "exit with 1 when B is worse by more than this share of A's median, such as 10%%")
    private @Nullable String failIfWorse;

    @Option(names = "--html", paramLabel = "FILE", description = "also write it as a page")
    private @Nullable Path html;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "text or json; default: ${DEFAULT-VALUE}",
            defaultValue = "text")
    private Format format = Format.TEXT;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (html != null) {
            NewFile.requirePlace(html);
        }
        Compared compared = Compared.of(a, b, failIfWorse == null ? 0 : share(failIfWorse));
        PrintWriter out = spec.commandLine().getOut();
        out.print(format == Format.JSON ? compared.json() : compared.text());
        out.flush();
        if (html != null) {
            compared.writeHtml(html);
        }
        return failIfWorse == null ? 0 : exitCode(compared.comparison().change());
    }

    private static int exitCode(Trend change) {
        return switch (change) {
            case WORSE -> Verdict.FAIL.exitCode();
            case NOT_COMPARED -> Verdict.UNKNOWN.exitCode();
            case SAME, BETTER -> Verdict.PASS.exitCode();
        };
    }

    private static double share(String text) {
        Matcher share = SHARE.matcher(text.strip());
        if (!share.matches()) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "--fail-if-worse: expected a share such as 10%, saw '" + text + "'");
        }
        return Double.parseDouble(share.group(1)) / 100;
    }
}
