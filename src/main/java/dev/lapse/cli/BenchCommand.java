package dev.lapse.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.lapse.check.FaultMeasure;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Outage;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.docker.Engine;
import dev.lapse.history.Event;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepStarted;
import dev.lapse.run.BringUpTimes;
import dev.lapse.run.Progress;
import dev.lapse.run.RunOptions;
import dev.lapse.run.RunResult;
import dev.lapse.run.Series;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures Lapse itself and prints figures; nothing here passes or fails. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure Lapse itself: bring-up, lateness and CPU of the probe, and cuts of a known length.",
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
            @Option(names = "--profile", defaultValue = "default", paramLabel = "NAME") Profile profile)
            throws InterruptedException {
        ClusterSpec spec = read("no-fault", profile).cluster();
        Series.open(options(), progress);
        Map<String, List<Double>> columns = new LinkedHashMap<>();
        for (int i = 0; i < runs; i++) {
            BringUpTimes times = BringUpTimes.measure(Engine.open(), spec, RunOptions.DEFAULT_POOL, Progress.SILENT);
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
        int[] cuts = new int[2];
        List<RunResult> results = Series.open(options(), progress)
                .run(read("known-cut", Profile.DEFAULT), runs, result -> progress.say("" + result.report()));
        for (RunResult result : results) {
            for (FaultMeasure fault : result.judgement().measurements().faults()) {
                for (LaneMeasure lane : result.judgement().measurements().lanes()) {
                    if (lane.lane().isClient()) {
                        cuts[1]++;
                        cuts[0] += compare(fault, lane, columns);
                    }
                }
            }
        }
        System.out.print(NumberTable.of("known cuts, " + results.size() + " runs", columns));
        System.out.printf(
                Locale.ROOT,
                "at_least <= D <= duration in %d of %d outages (D as the harness saw it: at least the hold, at most from the"
                        + " request of the cut to the end of its healing; in the differences: injected to healed)%n",
                cuts[0],
                cuts[1]);
        return 0;
    }

    private static int compare(FaultMeasure fault, LaneMeasure lane, Map<String, List<Double>> columns) {
        if (fault.injectedNanos() == null || fault.healedNanos() == null) {
            return 0;
        }
        double cut = (fault.healedNanos() - fault.injectedNanos()) / 1e6;
        double longest = (fault.healedNanos() - fault.requestedNanos()) / 1e6;
        double shortest = Math.floor(cut / 1e3) * 1e3; // the hold: the call that heals begins when it is over
        String name = "%s %.0fs %s: "
                .formatted(fault.fault(), cut / 1e3, lane.lane().kind().name().toLowerCase(Locale.ROOT));
        for (Outage outage : lane.outages()) {
            if (outage.fromNanos() < fault.healedNanos() && outage.toNanos() > fault.injectedNanos()) {
                double duration = outage.duration().toNanos() / 1e6;
                double atLeast = outage.atLeast().toNanos() / 1e6;
                add(columns, name + "duration - D ms", duration - cut);
                add(columns, name + "D - at_least ms", cut - atLeast);
                add(columns, name + "steady latency p99 ms", lane.latencyP99().toNanos() / 1e6);
                return atLeast <= longest && shortest <= duration ? 1 : 0;
            }
        }
        return 0;
    }

    @Command(
            name = "idle",
            mixinStandardHelpOptions = true,
            description = "Run scenario no-fault: lateness of every lane, and CPU of the probe and of the machine.")
    int idle(@Option(names = "--runs", defaultValue = "3", paramLabel = "N") int runs) {
        Map<String, List<Double>> columns = new LinkedHashMap<>();
        CpuMeter meter = new CpuMeter(progress);
        List<RunResult> results =
                Series.open(options(), meter).run(read("no-fault", Profile.DEFAULT), runs, result -> {});
        for (RunResult result : results) {
            for (LaneMeasure lane : result.judgement().measurements().lanes()) {
                String name = lane.lane().name() + " ";
                add(columns, name + "lateness p50 ms", lane.latenessP50().toNanos() / 1e6);
                add(columns, name + "lateness p99 ms", lane.latenessP99().toNanos() / 1e6);
                add(columns, name + "lateness max ms", lane.latenessMax().toNanos() / 1e6);
                add(columns, name + "latency p50 ms", lane.latencyP50().toNanos() / 1e6);
                add(columns, name + "latency p99 ms", lane.latencyP99().toNanos() / 1e6);
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
        Waiting waiting = new Waiting(progress);
        RunResult result = Series.open(options(), waiting)
                .run(read(name, Profile.FAST), 1, r -> {})
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

    private static RunOptions options() {
        return RunOptions.into(Path.of("reports"));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static void add(Map<String, List<Double>> columns, String name, double value) {
        columns.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    /** CPU used during the holds: by this JVM, and by everything else on the machine. */
    private static final class CpuMeter implements Progress {
        private final Progress next;
        private final OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private final List<Double> harness = new ArrayList<>();
        private final List<Double> others = new ArrayList<>();
        private long wall;
        private long mine;
        private double all;

        CpuMeter(Progress next) {
            this.next = next;
        }

        @Override
        public void say(String line) {
            next.say(line);
        }

        @Override
        public synchronized void event(Event event) {
            next.event(event);
            if (event instanceof StepStarted step && step.kind().equals("hold")) {
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
    private static final class Waiting implements Progress {
        private final Progress next;
        private long begun;
        private double seconds;

        Waiting(Progress next) {
            this.next = next;
        }

        @Override
        public void say(String line) {
            next.say(line);
        }

        @Override
        public synchronized void event(Event event) {
            next.event(event);
            if (event instanceof StepStarted step
                    && (step.kind().equals("hold") || step.kind().equals("steady"))) {
                begun = event.atNanos();
            } else if (event instanceof StepEnded step
                    && (step.step().startsWith("hold") || step.step().startsWith("steady"))) {
                seconds += (event.atNanos() - begun) / 1e9;
            }
        }
    }
}
