package dev.lapse.cli;

import dev.lapse.lint.Circumstances;
import dev.lapse.lint.Concern;
import dev.lapse.lint.Design;
import dev.lapse.lint.Linter;
import dev.lapse.lint.Weighing;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Timings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is wrong with a configuration. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Say what is wrong with the settings of a scenario or topology: why, the arithmetic, and what cures it."
                    + " Needs no Docker.",
            "An error breaks a promise: two nodes acknowledge writes, an outage has no bound or is longer than asked, a"
                    + " node does not come back, a setting is not in effect. A warning is a choice with a price. Timings"
                    + " that Patroni changes are not refused here, but told."
        },
        footer = {"", "Exit codes: 0 no error, 1 an error, 64 bad input."})
final class LintCommand implements Callable<Integer> {
    /** The forms of the output. */
    enum Format {
        TEXT,
        JSON
    }

    @Parameters(
            paramLabel = "SCENARIO|TOPOLOGY",
            description = "a scenario or topology file, or the name of a topology")
    private String named = "";

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Option(names = "--format", paramLabel = "text|json", description = "how findings are printed; default: text")
    private Format format = Format.TEXT;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<String> overrides = new ArrayList<>(settings.overrides());
        overrides.add(Timings.OVERRIDE);
        Scenario scenario = isScenario()
                ? ScenarioFile.read(Path.of(named), settings.profile(), overrides)
                : ScenarioFile.byHand(named, settings.profile(), overrides);
        List<Concern> concerns = Linter.judge(
                new Design(scenario.cluster(), isScenario() ? scenario.lanes() : List.of(), Circumstances.UNKNOWN));
        String title = (isScenario() ? scenario.name() : scenario.cluster().topology()) + " ("
                + scenario.profile().text() + ")";
        new ConcernText(out).print(title, concerns);
        out.flush();
        return concerns.stream().anyMatch(concern -> concern.weighing() == Weighing.ERROR) ? 1 : 0;
    }

    private boolean isScenario() {
        Path file = Path.of(named);
        return Files.isRegularFile(file) && !ScenarioFile.isTopology(file);
    }
}
