package dev.lapse.cli;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.fault.FaultSpec;
import dev.lapse.fault.Groups;
import dev.lapse.run.FaultBench;
import dev.lapse.run.FaultTimes;
import dev.lapse.run.SharedClusters;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Times every fault in each of its flavours, on one cluster. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Inject every fault once, in each of its flavours, and print how long that took.",
            "Told apart: to prepare, to inject, to prove that it took effect, to heal, to prove that it is gone.",
            "On one reference cluster, which is steady before each."
        })
final class FaultTimesCommand implements Callable<Integer> {
    /** The first that a fault can have is taken: what a cluster gets over soon comes first. */
    private static final List<String> HOSTS = List.of("replica", "etcd-leader", "etcd-majority", "primary");

    /** As much as etcd needs to start, so that nospace soon fills it. */
    private static final String QUOTA = "etcd.quota-backend-bytes=16777216";

    @ParentCommand
    private BenchCommand bench = new BenchCommand();

    @Parameters(paramLabel = "FAULT", arity = "0..*", description = "names of faults; default: all")
    private List<String> names = List.of();

    @Option(
            names = "--profile",
            defaultValue = "fast",
            converter = ProfileName.class,
            paramLabel = "NAME",
            description = "timings of the cluster; default: fast")
    private Profile profile = Profile.FAST;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "where they are injected; default: a replica, and what can hit none at etcd or the primary;"
                    + " at a link haproxy-pooler")
    private @Nullable String target;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "an option of the faults that have it, such as rate=1; may come again")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--set", paramLabel = "SETTING", description = "overrides one setting of the cluster")
    private List<String> settings = List.of();

    @Override
    public Integer call() {
        List<String> overrides = new ArrayList<>(List.of(QUOTA));
        overrides.addAll(settings);
        ClusterSpec cluster = ScenarioFile.read(bench.scenarios().resolve("no-fault.yaml"), profile, overrides)
                .cluster();
        List<FaultSpec> faults = faults().stream()
                .flatMap(fault -> FaultBench.flavours(fault, targets(fault), options, cluster).stream())
                .sorted(Comparator.comparing(FaultSpec::isProxied)) // links that a proxy once took stay with it
                .toList();
        return Interruption.watched(() -> measure(faults, cluster));
    }

    private List<FaultName> faults() {
        return names.isEmpty()
                ? Arrays.asList(FaultName.values())
                : names.stream()
                        .map(name -> FaultName.find(name)
                                .orElseThrow(() -> new LapseException(
                                        LapseException.Kind.BAD_INPUT,
                                        Nearest.unknown("fault", name, FaultName.texts()))))
                        .toList();
    }

    private List<String> targets(FaultName fault) {
        return target == null ? usual(fault) : List.of(target);
    }

    /** Where a fault is injected when nothing else is said, the first that it can have. */
    static List<String> usual(FaultName fault) {
        return switch (fault.aim()) {
            case HOST -> HOSTS;
            case LINK -> List.of("haproxy-pooler");
            case GROUPS -> List.of(Groups.EXAMPLES.get(0).replace("primary", "replica"));
        };
    }

    private int measure(List<FaultSpec> faults, ClusterSpec cluster) {
        TerminalProgress progress = new TerminalProgress(System.err);
        List<FaultTimes> times = new ArrayList<>();
        try {
            new FaultBench(SharedClusters.engine(progress), cluster, progress).measure(faults, one -> {
                times.add(one);
                progress.say(one.evidence());
            });
        } catch (InterruptedException e) {
            progress.say("interrupted; everything is removed");
        }
        System.out.print(FaultTimesTable.of("faults at profile " + profile.text(), times));
        return 0;
    }
}
