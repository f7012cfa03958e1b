package dev.lapse.cli;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Oracle;
import dev.lapse.oracle.Remedies;
import dev.lapse.scenario.Incidents;
import dev.lapse.scenario.LeasePhase;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/** Prints what a configuration predicts, before anything runs. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Say how long writes and reads stop after each fault of a scenario, from its settings alone. Needs no Docker.",
            "Of a topology: after each way to lose its primary. Shortest and longest are over all phases of the leader"
                    + " lease, since a fault may come at any time after its last renewal; the mean takes each to be as"
                    + " likely as another. Of a scenario with phase: at that phase only.",
            "hypothesis: no experiment has confirmed it yet. NO FORMULA: nothing is predicted. none: no outage."
        })
final class PredictCommand implements Callable<Integer> {
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

    @Option(
            names = "--write-outage",
            paramLabel = "DURATION",
            description =
                    "say which settings keep the longest write outage through the balancer under this, such as 30s,"
                            + " and what each costs")
    private @Nullable String writeOutage;

    @Option(
            names = "--sweep",
            paramLabel = "NAME=FROM..TO",
            description = "say it for about ten values of a setting, such as patroni.ttl=20s..40s, or with a"
                    + " step, patroni.ttl=20s..40s/5s, and what Patroni makes of them")
    private @Nullable String sweep;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private static FaultSpec atPrimary(FaultName fault, Map<String, String> options) {
        return new FaultSpec(fault, fault.flavours().get(0), Target.role(Target.Kind.PRIMARY), options);
    }

    /**
     * Faults that come at once.
     *
     * @param step that injects them; empty: none, they are of a topology
     * @param name as a table calls them
     */
    record AskedFaults(String step, String name, List<Incident> together, Optional<LeasePhase> phase) {
        /** What is predicted at the phase that is asked for; empty: there is no formula. */
        Optional<Formula> formula(Oracle oracle, Client client) {
            return oracle.predict(together, client)
                    .formula()
                    .map(formula -> phase.map(at -> formula.only(at.sinceRenewal(formula.range())))
                            .orElse(formula));
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<Duration> limit = Optional.ofNullable(writeOutage).map(PredictCommand::limit);
        Optional<Sweep> values = Optional.ofNullable(sweep).map(Sweep::parse);
        Scenario scenario = scenario(settings.overrides());
        PrintWriter err = spec.commandLine().getErr();
        scenario.ofFiles().forEach(note -> err.println("note: " + note));
        AskedComponents.note(List.of(scenario.cluster()), named).ifPresent(note -> err.println("note: " + note));
        err.flush();
        Oracle oracle = Oracle.of(scenario.cluster());
        List<AskedFaults> asked = asked(scenario);
        Map<String, ClusterSpec> swept = values.map(this::swept).orElse(Map.of());
        out.println(title(scenario) + " (" + scenario.profile().text() + "): " + oracle.timings());
        if (asked.isEmpty()) {
            out.println("it injects no fault");
        }
        if (limit.isPresent() && !asked.isEmpty()) {
            advise(oracle, asked, scenario, limit.get(), out);
        }
        if (values.isPresent()) {
            for (AskedFaults each : asked) {
                new SweepTable(values.get().name(), swept, clients(scenario).kinds(), out)
                        .print(each.name(), each.together());
            }
        }
        if (limit.isEmpty() && values.isEmpty()) {
            predict(oracle, asked, scenario, out);
        }
        out.flush();
        return 0;
    }

    private static Duration limit(String text) {
        try {
            Duration limit = DurationText.parse(text);
            if (!limit.isZero()) {
                return limit;
            }
        } catch (IllegalArgumentException bad) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "--write-outage " + text + ": " + bad.getMessage());
        }
        throw new LapseException(
                LapseException.Kind.BAD_INPUT, "--write-outage " + text + ": expected more than 0s, such as 30s");
    }

    private boolean isScenario() {
        Path file = Path.of(named);
        return Files.isRegularFile(file) && !ScenarioFile.isTopology(file);
    }

    private Scenario scenario(List<String> overrides) {
        return isScenario()
                ? ScenarioFile.read(Path.of(named), settings.profile(), overrides)
                : ScenarioFile.byHand(named, settings.profile(), overrides);
    }

    private String title(Scenario scenario) {
        return isScenario() ? scenario.name() : scenario.cluster().topology();
    }

    private List<AskedFaults> asked(Scenario scenario) {
        if (!isScenario()) {
            return OF_TOPOLOGY.stream()
                    .map(fault -> new AskedFaults(
                            "",
                            Incidents.name(fault) + " of " + fault.target(),
                            List.of(Incidents.of(fault, Optional.empty())),
                            Optional.empty()))
                    .toList();
        }
        Iterator<Step.Inject> injections = scenario.steps().stream()
                .flatMap(step -> step instanceof Step.Inject inject ? Stream.of(inject) : Stream.empty())
                .iterator();
        List<AskedFaults> asked = new ArrayList<>();
        Incidents.byStep(scenario.steps(), scenario.cluster())
                .forEach((step, faults) -> asked.add(new AskedFaults(
                        step,
                        step + ": "
                                + String.join(
                                        ", and ",
                                        faults.stream()
                                                .filter(fault ->
                                                        !fault.incident().goesOn())
                                                .map(Incidents.Injected::text)
                                                .toList()),
                        faults.stream().map(Incidents.Injected::incident).toList(),
                        injections.next().phase())));
        return asked;
    }

    private AskedClients clients(Scenario scenario) {
        return AskedClients.of(scenario, isScenario());
    }

    private void predict(Oracle oracle, List<AskedFaults> asked, Scenario scenario, PrintWriter out) {
        PredictionTable table = new PredictionTable(oracle, clients(scenario), out);
        if (isScenario()) {
            asked.forEach(each -> table.phases(each.name(), each.together(), each.phase()));
            List<String> fits = new PredictedLimits(oracle, scenario, asked).lines();
            if (!fits.isEmpty()) {
                out.println();
                fits.forEach(line -> PredictionTable.wrapped(line, "  ", out));
            }
        } else {
            Map<String, List<Incident>> rows = new LinkedHashMap<>();
            asked.forEach(each -> rows.put(each.name(), each.together()));
            table.totals(rows);
        }
    }

    private void advise(Oracle oracle, List<AskedFaults> asked, Scenario scenario, Duration limit, PrintWriter out) {
        List<Remedies.Case> cases = new ArrayList<>();
        for (AskedFaults each : asked) {
            for (Client client : clients(scenario).all()) {
                boolean usual = client.via() == Entrypoint.HAPROXY || client.via() == Entrypoint.VIP;
                if (!client.reads() && usual && !client.isPooled()) {
                    cases.add(new Remedies.Case(each.together(), client));
                }
            }
        }
        new RemediesText(out).print(oracle.under(limit, cases), limit, worst(oracle, asked, cases));
        for (AskedFaults each : asked) {
            if (oracle.predict(each.together(), Client.BALANCED).formula().isEmpty()) {
                out.println("not in it: " + each.name() + ", which has no formula");
            }
        }
    }

    /** Of several faults those after which writes stop for longest; empty: there is only one, or none has a formula. */
    private static List<String> worst(Oracle oracle, List<AskedFaults> asked, List<Remedies.Case> cases) {
        Map<String, Duration> longest = new LinkedHashMap<>();
        for (AskedFaults each : asked) {
            cases.stream()
                    .filter(one -> one.together().equals(each.together()))
                    .flatMap(one -> oracle.predict(one.together(), one.client()).formula().stream())
                    .map(formula -> formula.total().to())
                    .max(Comparator.naturalOrder())
                    .ifPresent(length -> longest.put(each.name(), length));
        }
        Duration most = longest.values().stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
        return asked.size() < 2 || most.isZero()
                ? List.of()
                : longest.entrySet().stream()
                        .filter(each -> each.getValue().equals(most))
                        .map(Map.Entry::getKey)
                        .toList();
    }

    private Map<String, ClusterSpec> swept(Sweep values) {
        Map<String, ClusterSpec> clusters = new LinkedHashMap<>();
        for (String value : values.values()) {
            List<String> overrides = new ArrayList<>(settings.overrides());
            overrides.add("as-is=true");
            String override = values.name() + "=" + value;
            overrides.add(override);
            try {
                clusters.put(value, scenario(overrides).cluster());
            } catch (LapseException wrong) {
                throw new LapseException(
                        wrong.kind(),
                        wrong.getMessage().replace("--set " + override + ":", "--sweep " + sweep + ":"),
                        wrong);
            }
        }
        return clusters;
    }
}
