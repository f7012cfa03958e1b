package dev.lapse.cli;

import dev.lapse.check.Expectation.Check;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.FaultOption;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Course;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Oracle;
import dev.lapse.oracle.Term;
import dev.lapse.report.Columns;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a configuration predicts, before anything runs. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Say how long writes stop after each fault of a scenario, from its settings alone. Needs no Docker.",
            "Of a topology: after each way to lose its primary. The fault may meet the leader lease at any phase:",
            "shortest and longest are over all phases, and the mean takes each phase to be as likely as another."
        })
final class PredictCommand implements Callable<Integer> {
    private static final List<Client> CLIENTS = List.of(Client.BALANCED, Client.POOLED, Client.MULTI_HOST);

    private static final List<FaultSpec> OF_TOPOLOGY = List.of(
            atPrimary(FaultName.NETWORK_LOSS, Map.of()),
            atPrimary(FaultName.CRASH, Map.of()),
            atPrimary(FaultName.PAUSE, Map.of()),
            atPrimary(FaultName.KILL, Map.of("restart", "off")),
            atPrimary(FaultName.FREEZE, Map.of()),
            Step.fault(FaultName.LINK_LOSS, Target.link("primary", "etcd")),
            atPrimary(FaultName.SWITCHOVER, Map.of()));

    @Parameters(
            paramLabel = "SCENARIO|TOPOLOGY",
            description = "a scenario or topology file, or the name of a topology")
    private String named = "";

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private static FaultSpec atPrimary(FaultName fault, Map<String, String> options) {
        return new FaultSpec(fault, fault.flavours().get(0), Target.role(Target.Kind.PRIMARY), options);
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path file = Path.of(named);
        if (Files.isRegularFile(file) && !ScenarioFile.isTopology(file)) {
            ofScenario(ScenarioFile.read(file, settings.profile(), settings.overrides()), out);
        } else {
            ofTopology(
                    ScenarioFile.byHand(named, settings.profile(), settings.overrides())
                            .cluster(),
                    out);
        }
        out.flush();
        return 0;
    }

    private void ofScenario(Scenario scenario, PrintWriter out) {
        Oracle oracle = Oracle.of(scenario.cluster());
        out.println(scenario.name() + " (" + scenario.profile().text() + "): " + oracle.timings());
        if (scenario.steps().stream().noneMatch(Step.Inject.class::isInstance)) {
            out.println("it injects no fault");
        }
        int injects = 0;
        List<Step> steps = scenario.steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Inject inject) {
                injects++;
                Optional<Duration> hold = holdAfter(steps.subList(i + 1, steps.size()));
                for (FaultSpec fault : inject.faults()) {
                    out.println("\ninject#" + injects + ": " + name(fault) + " (" + fault.flavour() + ") of "
                            + fault.target());
                    phases(oracle, trouble(fault, hold), out);
                }
            }
        }
        scenario.expectations().stream()
                .filter(expected -> expected.check() == Check.WRITE_OUTAGE)
                .forEach(expected -> out.println("\nthe scenario expects " + expected));
    }

    /** {@code freeze patroni}: with the process that is hit, where there is one. */
    private static String name(FaultSpec fault) {
        return fault.fault()
                + fault.fault()
                        .option("process")
                        .map(option -> " " + fault.option(option.name()))
                        .orElse("");
    }

    /** From the injection to the next heal; empty: there is none. */
    static Optional<Duration> holdAfter(List<Step> steps) {
        Duration hold = Duration.ZERO;
        for (Step step : steps) {
            if (step instanceof Step.Heal) {
                return Optional.of(hold);
            } else if (step instanceof Step.Hold holding) {
                hold = hold.plus(holding.duration());
            }
        }
        return Optional.empty();
    }

    static Incident trouble(FaultSpec fault, Optional<Duration> hold) {
        Map<String, String> options = new HashMap<>();
        for (FaultOption option : fault.fault().options()) {
            options.put(option.name(), fault.option(option.name()));
        }
        return new Incident(fault.fault(), fault.flavour(), fault.target(), options, hold);
    }

    private static void phases(Oracle oracle, Incident trouble, PrintWriter out) {
        Optional<Formula> first =
                oracle.formula(trouble, Client.BALANCED).or(() -> oracle.formula(trouble, Client.MULTI_HOST));
        if (first.isEmpty()) {
            out.println(
                    "NO FORMULA: " + oracle.predict(trouble, Client.BALANCED).why());
            return;
        }
        Formula formula = first.get();
        boolean unharmed = CLIENTS.stream()
                .flatMap(client -> oracle.formula(trouble, client).stream())
                .allMatch(each -> each.total().equals(Interval.NONE));
        if (unharmed) {
            out.println("writes do not stop: " + formula.kind());
            return;
        }
        out.println(formula.kind());
        hypothesis(formula).ifPresent(out::println);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "shortest", "mean", "longest", ""));
        row(rows, "still served", formula, Course::served, "not part of the outage");
        List<Course.Part> phases = formula.parts();
        for (int i = 0; i < phases.size(); i++) {
            int index = i;
            row(
                    rows,
                    phases.get(i).phase().text(),
                    formula,
                    course -> course.phases().size() > index
                            ? course.phases().get(index).length()
                            : Interval.NONE,
                    phases.get(i).why());
        }
        for (Client client : CLIENTS) {
            oracle.formula(trouble, client)
                    .ifPresent(each -> row(rows, "writes stop", each, Course::total, client.text()));
        }
        print(rows, out);
        if (!phases.isEmpty()) {
            out.println("phases depend on each other: the longest of one does not come with the longest of all");
        }
    }

    /** Which terms of the formula no experiment has confirmed. */
    private static Optional<String> hypothesis(Formula formula) {
        return formula.hypotheses().isEmpty()
                ? Optional.empty()
                : Optional.of(formula.hypotheses().stream()
                        .map(Term::text)
                        .collect(Collectors.joining(", ", "hypothesis: no experiment has confirmed ", "")));
    }

    private static void row(
            List<List<String>> rows, String name, Formula formula, Function<Course, Interval> length, String why) {
        Interval all = formula.over(length);
        rows.add(List.of(name, seconds(all.from()), seconds(formula.mean(length)), seconds(all.to()), why));
    }

    private void ofTopology(ClusterSpec cluster, PrintWriter out) {
        Oracle oracle = Oracle.of(cluster);
        out.println(cluster.topology() + " (" + settings.profile().text() + "): " + oracle.timings());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("writes stop after", "client", "shortest", "mean", "longest", ""));
        for (FaultSpec fault : OF_TOPOLOGY) {
            for (Client client : CLIENTS) {
                oracle.formula(trouble(fault, Optional.empty()), client)
                        .ifPresent(formula -> rows.add(List.of(
                                name(fault) + " of " + fault.target(),
                                client.text(),
                                seconds(formula.total().from()),
                                seconds(formula.mean()),
                                seconds(formula.total().to()),
                                formula.hypotheses().isEmpty() ? "" : "hypothesis")));
            }
        }
        print(rows, out);
    }

    private static void print(List<List<String>> rows, PrintWriter out) {
        Columns columns = new Columns(2);
        rows.forEach(row -> columns.row(row.toArray(String[]::new)));
        columns.lines().forEach(out::println);
    }

    private static String seconds(Duration length) {
        return length.isZero() ? "none" : String.format(Locale.ROOT, "%.1fs", length.toMillis() / 1e3);
    }
}
