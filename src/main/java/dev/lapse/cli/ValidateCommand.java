package dev.lapse.cli;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DurationText;
import dev.lapse.scenario.IncidentFile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads scenario and topology files and says what is wrong with them, without an engine. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Read scenario and topology files as run and up would, and say what is wrong with them. Needs no Docker.",
            "A line per good file goes to stdout, a line per error (file:line:column: message) to stderr."
        })
final class ValidateCommand implements Callable<Integer> {
    /** What a folder of scenarios has beside them. */
    private static final List<String> BESIDE = List.of("incidents", "topologies");

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "scenario or topology files, or folders of them; of a folder also those in its topologies and"
                    + " incidents")
    private List<Path> files = List.of();

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        InputErrors errors = new InputErrors();
        PrintWriter out = spec.commandLine().getOut();
        files.stream()
                .flatMap(file -> errors.orNone(() -> filesOf(file)))
                .distinct()
                .flatMap(file -> errors.orNone(() -> described(file).map(line -> file + ": " + line)))
                .forEachOrdered(out::println);
        out.flush();
        errors.throwIfAny();
        return 0;
    }

    private static Stream<Path> filesOf(Path fileOrFolder) {
        if (!Files.isDirectory(fileOrFolder)) {
            return Stream.of(fileOrFolder);
        }
        return Stream.concat(
                ScenarioFile.inFolder(fileOrFolder).stream(),
                BESIDE.stream()
                        .map(fileOrFolder::resolve)
                        .filter(Files::isDirectory)
                        .flatMap(folder -> ScenarioFile.inFolder(folder).stream()));
    }

    /** What it is, and a line for each note. */
    private Stream<String> described(Path file) {
        if (ScenarioFile.isTopology(file)) {
            Scenario byHand = ScenarioFile.byHand(file, settings.profile(), settings.overrides());
            ClusterSpec cluster = byHand.cluster();
            return withNotes(
                    "topology, ok: " + count(cluster.hosts(), "host") + ", " + count(cluster.nodes(), "node") + ", "
                            + count(cluster.balancers(), "balancer"),
                    byHand);
        }
        Optional<IncidentFile> incident = IncidentFile.find(file, settings.profile(), settings.overrides());
        Scenario scenario = incident.map(IncidentFile::harm)
                .orElseGet(() -> ScenarioFile.read(file, settings.profile(), settings.overrides()));
        return withNotes(
                "scenario, ok: topology " + scenario.cluster().topology() + ", "
                        + count(
                                scenario.lanes().stream()
                                        .filter(lane -> !lane.isLoad())
                                        .toList(),
                                "lane")
                        + scenario.load().map(load -> ", load " + load.text()).orElse("") + ", "
                        + count(scenario.steps(), "step") + ", " + time(scenario.steps())
                        + incident.map(ValidateCommand::told).orElse(""),
                scenario);
    }

    private static String told(IncidentFile incident) {
        return "; incident " + incident.caseName()
                + incident.prevention()
                        .map(prevention -> ", prevented by " + prevention.by())
                        .orElse(", no prevention here");
    }

    private static Stream<String> withNotes(String line, Scenario scenario) {
        return Stream.concat(Stream.of(line), scenario.notes().stream().map(note -> "note: " + note));
    }

    private static String count(Collection<?> things, String name) {
        return things.size() + " " + name + (things.size() == 1 ? "" : "s");
    }

    /** Without the bring-up, which depends on the machine. */
    private static String time(List<Step> steps) {
        Duration certain = Duration.ZERO;
        Duration settle = Duration.ZERO;
        for (Step step : steps) {
            if (step instanceof Step.Steady steady) {
                certain = certain.plus(steady.duration());
            } else if (step instanceof Step.Hold hold) {
                certain = certain.plus(hold.duration());
            } else if (step instanceof Step.Settle settling) {
                settle = settle.plus(settling.deadline());
            }
        }
        String about = "about " + DurationText.of(certain);
        return settle.isZero() ? about : about + ", and up to " + DurationText.of(settle) + " to settle";
    }
}
