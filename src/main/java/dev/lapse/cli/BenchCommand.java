package dev.lapse.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.MeasuredCut;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.docker.Engine;
import dev.lapse.history.Event;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import dev.lapse.run.BringUpTimes;
import dev.lapse.run.Progress;
import dev.lapse.run.RunOptions;
import dev.lapse.run.RunResult;
import dev.lapse.run.Series;
import dev.lapse.run.SharedClusters;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures Lapse itself, and clusters with it, and prints figures; nothing here passes or fails. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measure Lapse itself, and what clients feel of every scenario's fault.",
            "Of Lapse: bring-up, lateness and CPU of the probe, cuts of a known length, and how long faults take."
        },
        footer = {
            "",
            "Of the launcher itself:",
            "  judge           Time and memory of the judge, on generated histories of up to 10 million attempts; without",
            "                    Docker: lapse bench judge --help."
        },
        subcommands = {InterruptionsCommand.class, FaultTimesCommand.class, OracleCommand.class},
        synopsisSubcommandLabel = "MEASUREMENT")
final class BenchCommand {
    @Option(
            names = "--scenarios",
            paramLabel = "DIR",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "folder of the shipped scenarios; default: those beside the launcher")
    private Path scenarios = Path.of(System.getProperty("lapse.home", "."), "scenarios");

    @Option(
            names = "--no-setup",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "never install or start anything on this machine (read by the launcher)")
    private boolean noSetup;

    private final TerminalProgress progress = new TerminalProgress(System.err);

    @Command(
            name = "bring-up",
            mixinStandardHelpOptions = true,
            description =
                    "From nothing to the first acknowledged write, to streaming replicas, to steady; and removal.")
    int bringUp(
            @Option(names = "--runs", defaultValue = "5", paramLabel = "N") int runs,
            @Option(names = "--profile", defaultValue = "default", converter = ProfileName.class, paramLabel = "NAME")
                    Profile profile)
            throws InterruptedException {
        ClusterSpec spec = read("no-fault", profile).cluster();
        Engine engine = SharedClusters.engine(progress);
        Map<String, List<Double>> columns = new LinkedHashMap<>();
        for (int i = 0; i < runs; i++) {
            BringUpTimes times = BringUpTimes.measure(engine, spec, RunOptions.DEFAULT_POOL, Progress.SILENT);
            add(columns, "first acknowledged write s", seconds(times.firstWrite()));
            add(columns, "all replicas streaming s", seconds(times.streaming()));
            add(columns, "steady s", seconds(times.steady()));
            add(columns, "removed s", seconds(times.removed()));
            progress.say("%d of %d: streaming after %.1fs".formatted(i + 1, runs, seconds(times.streaming())));
        }
        System.out.print(NumberTable.of("bring-up, profile " + profile.text(), columns));
        return 0;
    }

    @Command(
            name = "known-cut",
            mixinStandardHelpOptions = true,
            description = "Run scenario known-cut: does every measured outage enclose the cut, and how closely?")
    int knownCut(@Option(names = "--runs", defaultValue = "20", paramLabel = "N") int runs) {
        Map<String, List<Double>> columns = new LinkedHashMap<>();
        int enclosed = 0;
        int expected = 0;
        List<RunResult> results =
                runs("known-cut", Profile.DEFAULT, runs, progress, result -> progress.say("" + result.report()));
        for (RunResult result : results) {
            Measurements measured = result.judgement().measurements();
            expected += measured.faults().size()
                    * (int) measured.lanes().stream()
                            .filter(lane -> lane.lane().isClient())
                            .count();
            for (MeasuredCut cut : MeasuredCut.of(result.history())) {
                enclosed += cut.isEnclosed() ? 1 : 0;
                add(columns, cut);
            }
        }
        System.out.print(NumberTable.of("known cuts, " + results.size() + " runs", columns));
        System.out.printf(
                Locale.ROOT,
                "at_least <= D <= duration in %d of %d outages (D as the harness saw it: at least the hold, at most from the"
                        + " request of the cut to the end of its healing; in the differences: injected to healed)%n",
                enclosed,
                expected);
        return 0;
    }

    private static void add(Map<String, List<Double>> columns, MeasuredCut cut) {
        Outage outage = cut.outage();
        if (outage != null) {
            LaneMeasure lane = cut.lane();
            String name = "%s %.0fs %s: "
                    .formatted(
                            cut.fault().fault(),
                            seconds(cut.nominal()),
                            lane.lane().kind().name().toLowerCase(Locale.ROOT));
            add(columns, name + "duration - D ms", millis(outage.duration().minus(cut.nominal())));
            add(columns, name + "D - at_least ms", millis(cut.nominal().minus(outage.atLeast())));
            add(columns, name + "steady latency p99 ms", millis(lane.latencyP99()));
        }
    }

    @Command(
            name = "idle",
            mixinStandardHelpOptions = true,
            description = "Run scenario no-fault: lateness of every lane, and CPU of the probe and of the machine.")
    int idle(@Option(names = "--runs", defaultValue = "3", paramLabel = "N") int runs) {
        Map<String, List<Double>> columns = new LinkedHashMap<>();
        CpuMeter meter = new CpuMeter();
        for (RunResult result : runs("no-fault", Profile.DEFAULT, runs, progress.heardBy(meter::hear), r -> {})) {
            for (LaneMeasure lane : result.judgement().measurements().lanes()) {
                String name = lane.lane().name() + " ";
                add(columns, name + "lateness p50 ms", millis(lane.latenessP50()));
                add(columns, name + "lateness p99 ms", millis(lane.latenessP99()));
                add(columns, name + "lateness max ms", millis(lane.latenessMax()));
                add(columns, name + "latency p50 ms", millis(lane.latencyP50()));
                add(columns, name + "latency p99 ms", millis(lane.latencyP99()));
            }
        }
        columns.put("probe and observers, % of one core", meter.harness);
        columns.put("topology and Docker, % of one core", meter.others);
        System.out.print(NumberTable.of("nothing fails, all lanes on", columns));
        return 0;
    }

    @Command(
            name = "overhead",
            mixinStandardHelpOptions = true,
            description = "Run a scenario at the fast profile: its whole time over the waiting that it cannot avoid.")
    int overhead(
            @Option(names = "--scenario", defaultValue = "primary-network-loss", paramLabel = "NAME") String name) {
        Waiting waiting = new Waiting();
        RunResult result = runs(name, Profile.FAST, 1, progress.heardBy(waiting::hear), r -> {})
                .get(0);
        double whole = (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                / 1e3;
        double rejoin = result.judgement().measurements().rejoins().stream()
                .filter(one -> one.duration() != null)
                .mapToDouble(one -> seconds(one.duration()))
                .max()
                .orElse(0);
        System.out.printf(
                Locale.ROOT,
                "%s: whole %.1fs from the start of the JVM; steady and holds %.1fs, rejoin %.1fs; ratio %.2f%n",
                name,
                whole,
                waiting.seconds,
                rejoin,
                whole / (waiting.seconds + rejoin));
        return 0;
    }

    private Scenario read(String name, Profile profile) {
        return ScenarioFile.read(scenarios.resolve(name + ".yaml"), profile, List.of());
    }

    Path scenarios() {
        return scenarios;
    }

    private List<RunResult> runs(String name, Profile profile, int times, Progress teller, Consumer<RunResult> each) {
        Scenario scenario = read(name, profile);
        try (Series series = Series.open(options(), teller)) {
            return series.run(scenario, times, each);
        }
    }

    static RunOptions options() {
        return RunOptions.into(Path.of("reports"));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static void add(Map<String, List<Double>> columns, String name, double value) {
        columns.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    /** CPU used during the holds: by this JVM, and by everything else on the machine. */
    private static final class CpuMeter {
        private final OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private final List<Double> harness = new ArrayList<>();
        private final List<Double> others = new ArrayList<>();
        private long wall;
        private long mine;
        private double all;

        synchronized void hear(Event event) {
            if (event instanceof StepStarted step && step.kind() == StepKind.HOLD) {
                wall = System.nanoTime();
                mine = system.getProcessCpuTime();
                all = MachineCpu.busySeconds();
            } else if (event instanceof StepEnded step && step.step().startsWith("hold")) {
                double elapsed = (System.nanoTime() - wall) / 1e9;
                double my = (system.getProcessCpuTime() - mine) / 1e9;
                harness.add(100 * my / elapsed);
                others.add(100 * (MachineCpu.busySeconds() - all - my) / elapsed);
            }
        }
    }

    /** Sums the steps that take their time by design. */
    private static final class Waiting {
        private long begun;
        private double seconds;

        synchronized void hear(Event event) {
            if (event instanceof StepStarted step && (step.kind() == StepKind.HOLD || step.kind() == StepKind.STEADY)) {
                begun = event.atNanos();
            } else if (event instanceof StepEnded step
                    && (step.step().startsWith("hold") || step.step().startsWith("steady"))) {
                seconds += (event.atNanos() - begun) / 1e9;
            }
        }
    }
}
