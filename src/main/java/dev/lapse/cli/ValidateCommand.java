package dev.lapse.cli;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Nearest;
import dev.lapse.scenario.IncidentFile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads scenario and topology files and says what is wrong with them; without an engine, unless components judge. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Read scenario and topology files as run and up would, and say what is wrong with them. Needs no Docker, but for"
                    + " --judge.",
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

    @Option(
            names = "--judge",
            description = "have HAProxy, keepalived, Patroni, PostgreSQL, PgBouncer and etcd themselves judge the files"
                    + " of your own that a topology names, as run does before it starts anything. Needs Docker; no"
                    + " host starts")
    private boolean asksComponents;

    @Option(names = "--no-setup", description = "install and start nothing on this machine (read by the launcher)")
    private boolean noSetup;

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        InputErrors errors = new InputErrors();
        PrintWriter out = spec.commandLine().getOut();
        List<GoodFile> good = files.stream()
                .flatMap(file -> errors.orNone(() -> filesOf(file)))
                .distinct()
                .flatMap(file -> errors.orNone(() -> Stream.of(read(file))))
                .toList();
        good.stream().flatMap(GoodFile::lines).forEachOrdered(out::println);
        if (!asksComponents) {
            notAsked(good).ifPresent(note -> out.println("note: " + note));
        }
        out.flush();
        errors.throwIfAny();
        if (asksComponents) {
            asked(clusters(good)).forEachOrdered(out::println);
            out.flush();
        }
        return 0;
    }

    /**
     * A file that Lapse has read without an error.
     *
     * @param scenarios in it: one, or that of an incident and what prevents it
     */
    private record GoodFile(Path path, String told, List<Scenario> scenarios) {
        /** What it is, and a line for each note. */
        Stream<String> lines() {
            return Stream.concat(
                            Stream.of(told), scenarios.get(0).notes().stream().map(note -> "note: " + note))
                    .map(line -> path + ": " + line);
        }

        boolean hasOwnFiles() {
            return scenarios.stream()
                    .anyMatch(scenario ->
                            !AskedComponents.files(List.of(scenario.cluster())).isEmpty());
        }
    }

    private static Set<ClusterSpec> clusters(List<GoodFile> files) {
        return files.stream()
                .filter(GoodFile::hasOwnFiles)
                .flatMap(file -> file.scenarios().stream())
                .map(Scenario::cluster)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Optional<String> notAsked(List<GoodFile> files) {
        List<GoodFile> own = files.stream().filter(GoodFile::hasOwnFiles).toList();
        return AskedComponents.note(
                clusters(files), own.size() == 1 ? own.get(0).path().toString() : "FILE...");
    }

    /** What the components say of the files. */
    private static Stream<String> asked(Set<ClusterSpec> clusters) {
        if (clusters.isEmpty()) {
            return Stream.of("no file of a component is your own, so none was asked");
        }
        return Stream.concat(
                AskedComponents.judge(clusters, new TerminalProgress(System.err)).stream()
                        .map(note -> "note: " + note),
                Stream.of("taken by the components: " + Nearest.list(AskedComponents.files(clusters))));
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

    private GoodFile read(Path file) {
        if (ScenarioFile.isTopology(file)) {
            Scenario byHand = ScenarioFile.byHand(file, settings.profile(), settings.overrides());
            ClusterSpec cluster = byHand.cluster();
            return new GoodFile(
                    file,
                    "topology, ok: " + count(cluster.hosts(), "host") + ", " + count(cluster.nodes(), "node") + ", "
                            + count(cluster.balancers(), "balancer"),
                    List.of(byHand));
        }
        Optional<IncidentFile> incident = IncidentFile.find(file, settings.profile(), settings.overrides());
        Scenario scenario = incident.map(IncidentFile::harm)
                .orElseGet(() -> ScenarioFile.read(file, settings.profile(), settings.overrides()));
        return new GoodFile(
                file,
                "scenario, ok: topology " + scenario.cluster().topology() + ", "
                        + count(
                                scenario.lanes().stream()
                                        .filter(lane -> !lane.isLoad())
                                        .toList(),
                                "lane")
                        + scenario.load().map(load -> ", load " + load.text()).orElse("") + ", "
                        + count(scenario.steps(), "step") + ", " + time(scenario.steps())
                        + incident.map(ValidateCommand::told).orElse(""),
                Stream.concat(
                                Stream.of(scenario),
                                incident
                                        .flatMap(IncidentFile::prevention)
                                        .map(IncidentFile.Prevention::scenario)
                                        .stream())
                        .toList());
    }

    private static String told(IncidentFile incident) {
        return "; incident " + incident.caseName()
                + incident.prevention()
                        .map(prevention -> ", prevented by " + prevention.by())
                        .orElse(", no prevention here");
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
