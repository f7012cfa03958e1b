package dev.lapse.cli;

import dev.lapse.check.Degraded;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.check.Verdict;
import dev.lapse.run.RunResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Minimum, median and maximum of every number of repeated runs; what has no length is counted beside them, and
 * a run that ended early is left out.
 */
final class RepeatTable {
    private RepeatTable() {}

    static String of(List<RunResult> results) {
        Map<String, List<Double>> numbers = new LinkedHashMap<>();
        int censored = 0;
        int neverOk = 0;
        List<RunResult> complete =
                results.stream().filter(RepeatTable::isComplete).toList();
        for (RunResult result : complete) {
            Measurements measured = result.judgement().measurements();
            for (LaneMeasure lane : measured.lanes()) {
                if (!lane.lane().isClient()) {
                    continue;
                }
                String name = lane.lane().name().value();
                if (lane.ok() == 0) {
                    neverOk++;
                } else {
                    censored += outages(numbers, name, lane);
                }
                add(
                        numbers,
                        name + " degraded share",
                        lane.degraded().stream()
                                .mapToDouble(Degraded::share)
                                .max()
                                .orElse(0));
            }
            if (measured.writes().known()) {
                add(numbers, "lost writes", measured.writes().lost());
            }
            measured.rejoins().stream()
                    .filter(rejoin -> rejoin.duration() != null)
                    .forEach(
                            rejoin -> add(numbers, "rejoin s", rejoin.duration().toNanos() / 1e9));
        }
        StringBuilder text = new StringBuilder("\n" + NumberTable.of(complete.size() + " runs", numbers));
        int early = results.size() - complete.size();
        if (early > 0) {
            text.append("%d of %d runs ended early and are left out\n".formatted(early, results.size()));
        }
        if (censored > 0) {
            text.append(censored).append(" outages were still open when their run ended and have no length\n");
        }
        if (neverOk > 0) {
            text.append(neverOk)
                    .append(" never OK: lanes that were out for their whole run, and their outages have no length\n");
        }
        return text.toString();
    }

    /** Adds the numbers of a lane's outages, and returns how many of these have no length. */
    private static int outages(Map<String, List<Double>> numbers, String name, LaneMeasure lane) {
        List<Outage> closed =
                lane.outages().stream().filter(outage -> !outage.censored()).toList();
        if (closed.size() == lane.outages().size()) { // else the longest is not known
            add(
                    numbers,
                    name + " longest outage s",
                    closed.stream()
                            .mapToDouble(outage -> outage.duration().toNanos() / 1e9)
                            .max()
                            .orElse(0));
            add(
                    numbers,
                    name + " at least s",
                    closed.stream()
                            .mapToDouble(outage -> outage.atLeast().toNanos() / 1e9)
                            .max()
                            .orElse(0));
        }
        add(numbers, name + " outages", lane.outages().size());
        return lane.outages().size() - closed.size();
    }

    private static boolean isComplete(RunResult result) {
        return result.end() != RunResult.End.INTERRUPTED
                && result.judgement().findings().stream()
                        .noneMatch(finding ->
                                finding.checker().equals("run_completed") && finding.verdict() != Verdict.PASS);
    }

    private static void add(Map<String, List<Double>> numbers, String name, double value) {
        numbers.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }
}
