package dev.lapse.cli;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.fault.Groups;
import dev.lapse.hand.OwnerRequest;
import dev.lapse.lint.Circumstances;
import dev.lapse.lint.Concern;
import dev.lapse.lint.Design;
import dev.lapse.lint.Linter;
import dev.lapse.lint.RunningDesign;
import dev.lapse.lint.Severity;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import dev.lapse.scenario.Timings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    enum LintFormat {
        TEXT,
        JSON
    }

    @Parameters(
            paramLabel = "SCENARIO|TOPOLOGY",
            arity = "0..1",
            description = "a scenario or topology file, or the name of a topology; default: the cluster that is"
                    + " up, as each of its hosts runs it")
    private @Nullable String named;

    @Mixin
    private HandName name = new HandName();

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Mixin
    private CircumstanceOptions circumstances = new CircumstanceOptions();

    @Option(names = "--format", paramLabel = "text|json", description = "how findings are printed; default: text")
    private LintFormat format = LintFormat.TEXT;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Circumstances known = circumstances.read();
        String given = Optional.ofNullable(named).orElse("");
        boolean isScenario = isScenario(given);
        Scenario scenario = named == null ? up() : read(given, isScenario);
        known.sites().ifPresent(sites -> requireHosts(sites, scenario.cluster()));
        if (named != null) {
            PrintWriter err = spec.commandLine().getErr();
            AskedComponents.note(List.of(scenario.cluster()), named).ifPresent(note -> err.println("note: " + note));
            err.flush();
        }
        String subject = isScenario ? scenario.name() : scenario.cluster().topology();
        String profile = scenario.profile().text();
        Design design = new Design(
                scenario.cluster(),
                isScenario || named == null ? scenario.lanes() : List.of(),
                withSites(known, scenario.steps()));
        List<Concern> concerns =
                named == null ? new RunningDesign(design, name.client().running()).judge() : Linter.judge(design);
        switch (format) {
            case TEXT ->
                new ConcernText(out)
                        .print(subject + " (" + profile + ")" + (named == null ? ", which is up" : ""), concerns);
            case JSON -> out.println(ConcernJson.of(subject, profile, concerns));
        }
        out.flush();
        return concerns.stream().anyMatch(concern -> concern.severity() == Severity.ERROR) ? 1 : 0;
    }

    /** Sites are named by hosts: who has a role now says nothing of where it stands. */
    private static void requireHosts(String sites, ClusterSpec cluster) {
        List<String> hosts =
                cluster.hosts().stream().map(host -> host.name().value()).toList();
        Optional<String> unknown = Arrays.stream(sites.split("[|+]", -1))
                .map(String::strip)
                .filter(word -> !word.equals("others") && !hosts.contains(word))
                .findFirst()
                .map(word -> Nearest.unknown("host", word, hosts));
        unknown.or(() -> Groups.problem(sites, cluster)).ifPresent(problem -> {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "--sites " + sites + ": " + problem);
        });
    }

    /** A scenario that parts hosts says with it where they stand. */
    private static Circumstances withSites(Circumstances known, List<Step> steps) {
        return known.sites().isPresent()
                ? known
                : steps.stream()
                        .flatMap(step -> step instanceof Step.Inject inject ? inject.faults().stream() : Stream.empty())
                        .filter(fault -> fault.fault() == FaultName.PARTITION)
                        .map(fault -> fault.target().name())
                        .findFirst()
                        .map(known::withSites)
                        .orElse(known);
    }

    private static boolean isScenario(String given) {
        Path file = Path.of(given);
        return Files.isRegularFile(file) && !ScenarioFile.isTopology(file);
    }

    private Scenario read(String given, boolean isScenario) {
        List<String> overrides = new ArrayList<>(settings.overrides());
        overrides.add(Timings.OVERRIDE);
        return isScenario
                ? ScenarioFile.read(Path.of(given), settings.profile(), overrides)
                : ScenarioFile.byHand(given, settings.profile(), overrides);
    }

    /** What the cluster that is up was brought up with. */
    private Scenario up() {
        if (!settings.overrides().isEmpty()) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    "--set is for a scenario or topology, such as ./lapse lint reference --set "
                            + settings.overrides().get(0) + "; the cluster that is up is judged by"
                            + " what it runs with");
        }
        if (settings.profile() != Profile.DEFAULT) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    "--profile is for a scenario or topology, such as ./lapse lint reference --profile "
                            + settings.profile().text()
                            + "; the cluster that is up is judged by what it runs with");
        }
        return ScenarioFile.parse(
                String.join("\n", name.client().lines(OwnerRequest.of(OwnerRequest.Verb.SCENARIO))) + "\n");
    }
}
