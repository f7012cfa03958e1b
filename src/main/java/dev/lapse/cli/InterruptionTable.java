package dev.lapse.cli;

import dev.lapse.check.Verdict;
import dev.lapse.report.RecordedRun;
import dev.lapse.report.RecordedRun.RecordedDegraded;
import dev.lapse.report.RecordedRun.RecordedFault;
import dev.lapse.report.RecordedRun.RecordedLane;
import dev.lapse.report.RecordedRun.RecordedOutage;
import dev.lapse.report.RecordedRun.RecordedRejoin;
import dev.lapse.report.RecordedRun.RecordedWindow;
import dev.lapse.report.Spread;
import dev.lapse.report.SummaryMarkdown;
import dev.lapse.report.VerdictCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What clients felt in many runs, as Markdown: a row per scenario and profile, then a row per kind of fault with its
 * evidence. Three numbers are minimum, median and maximum over runs. Runs of different verdicts are never put into one
 * number: those that did not pass have numbers of their own, after the verdict's name.
 */
final class InterruptionTable {
    /** A pause in which no attempt failed is an outage when it is longer than so many floors, and than a second. */
    private static final int STALL_FLOORS = 4;

    private final StringBuilder out = new StringBuilder();

    private InterruptionTable() {}

    /** The tables; rows in the order in which their first runs come. */
    static String of(List<RecordedRun> runs) {
        InterruptionTable table = new InterruptionTable();
        table.figures(runs);
        table.line("");
        table.evidence(runs);
        return table.out.toString();
    }

    private void figures(List<RecordedRun> runs) {
        line(
                "| scenario | profile | runs | write outage, s | read outage, s | degraded writes | degraded reads | lost writes"
                        + " | dual primary | rejoin, s | verdicts | seen by hand elsewhere |");
        line("|---|---|--:|---|---|---|---|---|---|---|---|---|");
        grouped(runs, run -> run.scenario() + " " + run.profile()).forEach(group -> {
            RecordedRun newest = group.get(group.size() - 1);
            row(
                    newest.scenario(),
                    newest.profile(),
                    Integer.toString(group.size()),
                    perVerdict(group, some -> outage(some, "write")),
                    perVerdict(group, some -> outage(some, "read")),
                    perVerdict(group, some -> degraded(some, "write")),
                    perVerdict(group, some -> degraded(some, "read")),
                    perVerdict(group, InterruptionTable::lost),
                    perVerdict(group, InterruptionTable::dualPrimary),
                    perVerdict(group, InterruptionTable::rejoin),
                    VerdictCount.of(group.stream().map(RecordedRun::verdict).toList()),
                    Objects.requireNonNullElse(newest.observed(), ""));
        });
    }

    private void evidence(List<RecordedRun> runs) {
        line("| fault | flavour | target | proven | evidence | evidence that it was healed |");
        line("|---|---|---|--:|---|---|");
        List<RecordedFault> faults =
                runs.stream().flatMap(run -> run.faults().stream()).toList();
        grouped(faults, fault -> fault.fault() + " " + fault.flavour()).forEach(group -> {
            RecordedFault shown = group.stream()
                    .max(Comparator.comparing((RecordedFault fault) -> fault.evidence() != null)
                            .thenComparing(fault -> fault.healEvidence() != null))
                    .orElseThrow();
            long proven =
                    group.stream().filter(fault -> fault.evidence() != null).count();
            String targets = String.join(", ", shown.targets());
            row(
                    shown.fault(),
                    shown.flavour(),
                    targets.isEmpty() || targets.equals(shown.role())
                            ? shown.role()
                            : targets + " (" + shown.role() + ")",
                    proven + " of " + group.size(),
                    Objects.requireNonNullElse(shown.evidence(), "NOT PROVEN"),
                    Objects.requireNonNullElse(shown.healEvidence(), "NOT PROVEN"));
        });
    }

    /** The cell of all runs where all passed; else one per verdict, a line break between them. */
    private static String perVerdict(List<RecordedRun> runs, Function<List<RecordedRun>, String> cell) {
        if (runs.stream().allMatch(run -> run.verdict() == Verdict.PASS)) {
            return cell.apply(runs);
        }
        return Stream.of(Verdict.values())
                .map(verdict ->
                        runs.stream().filter(run -> run.verdict() == verdict).toList())
                .filter(some -> !some.isEmpty())
                .map(some -> some.get(0).verdict() + ": " + cell.apply(some))
                .collect(Collectors.joining("\n"));
    }

    /**
     * Of each run the longest single outage of any client lane of the kind, 0 where it had none; one that was still
     * open has no length, nor has that of a lane that never was OK. Where no run had one, the shortest pause that is an
     * outage on every lane, whether an attempt failed in it or not.
     */
    private static String outage(List<RecordedRun> runs, String kind) {
        List<Double> seconds = new ArrayList<>();
        int open = 0;
        int neverOk = 0;
        int doubtful = 0;
        double floor = 0;
        for (RecordedRun run : runs) {
            List<RecordedLane> lanes = lanes(run, kind);
            List<RecordedOutage> outages =
                    lanes.stream().flatMap(lane -> lane.outages().stream()).toList();
            Optional<RecordedOutage> longest = outages.stream().max(Comparator.comparing(RecordedOutage::durationMs));
            if (lanes.stream().anyMatch(lane -> lane.ok() == 0)) {
                neverOk++;
            } else if (outages.stream().anyMatch(RecordedOutage::censored)) {
                open++;
            } else if (!lanes.isEmpty()) {
                seconds.add(longest.map(RecordedOutage::durationMs).orElse(0.0) / 1e3);
                doubtful += longest.isPresent() && !longest.get().trusted() ? 1 : 0;
            }
            floor = Math.max(
                    floor,
                    lanes.stream().mapToDouble(RecordedLane::floorMs).max().orElse(0) / 1e3);
        }
        boolean none = !seconds.isEmpty() && seconds.stream().allMatch(length -> length == 0);
        return joined(
                none
                        ? String.format(Locale.ROOT, "none above %.2f", Math.max(1, STALL_FLOORS * floor))
                        : span(seconds, "%.1f"),
                open == 0 ? "" : open + " still open",
                neverOk == 0 ? "" : neverOk + " never OK",
                doubtful == 0 ? "" : doubtful + " in doubt");
    }

    /** The lane and step of all runs in which most attempts were not OK. */
    private static String degraded(List<RecordedRun> runs, String kind) {
        return runs.stream()
                .flatMap(run -> lanes(run, kind).stream())
                .flatMap(lane -> lane.degraded().stream().map(one -> Map.entry(lane.lane(), one)))
                .max(Comparator.comparing(
                        one -> one.getValue().share() * one.getValue().lengthMs()))
                .map(worst -> worst.getKey() + ": " + degraded(worst.getValue()))
                .orElse("none");
    }

    private static String degraded(RecordedDegraded one) {
        if (one.lengthMs() == 0) {
            return "1 attempt";
        }
        double percent = one.share() == 1 ? 100 : Math.max(0.1, Math.min(99.9, 100 * one.share()));
        return String.format(Locale.ROOT, "%.1f%% for %.1f s", percent, one.lengthMs() / 1e3);
    }

    private static List<RecordedLane> lanes(RecordedRun run, String kind) {
        return run.lanes().stream().filter(lane -> lane.isClient(kind)).toList();
    }

    private static String lost(List<RecordedRun> runs) {
        List<Double> lost = runs.stream()
                .map(run -> run.writes().lost())
                .filter(Objects::nonNull)
                .map(Long::doubleValue)
                .toList();
        int unknown = runs.size() - lost.size();
        return joined(span(lost, "%.0f"), unknown == 0 ? "" : unknown + " not known");
    }

    private static String dualPrimary(List<RecordedRun> runs) {
        long seen = runs.stream()
                .filter(run -> !run.dualPrimary().windows().isEmpty())
                .count();
        long blind = runs.stream().filter(run -> !run.dualPrimary().observed()).count();
        String longest = runs.stream()
                .flatMap(run -> run.dualPrimary().windows().stream())
                .max(Comparator.comparing(RecordedWindow::durationMs))
                .map(window -> String.format(
                        Locale.ROOT,
                        "%.2f s by %s, in %d of %d",
                        window.durationMs() / 1e3,
                        window.by(),
                        seen,
                        runs.size()))
                .orElse(blind < runs.size() ? "never" : "");
        return joined(longest, blind == 0 ? "" : blind + " not observed");
    }

    private static String rejoin(List<RecordedRun> runs) {
        List<RecordedRejoin> all =
                runs.stream().flatMap(run -> run.rejoin().stream()).toList();
        String longest = all.stream()
                .filter(one -> one.durationMs() != null)
                .max(Comparator.comparing(RecordedRejoin::durationMs))
                .map(one -> String.format(Locale.ROOT, "%.1f by %s", one.durationMs() / 1e3, one.how()))
                .orElse("");
        long gone = all.stream().filter(one -> one.durationMs() == null).count();
        return joined(longest, gone == 0 ? "" : gone + " did not come back");
    }

    /** Minimum, median and maximum, or the one number that they all are. */
    private static String span(List<Double> numbers, String format) {
        if (numbers.isEmpty()) {
            return "";
        }
        Spread spread = Spread.of(numbers);
        return Stream.of(spread.min(), spread.median(), spread.max())
                .map(number -> String.format(Locale.ROOT, format, number))
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(),
                        texts -> texts.stream().distinct().count() == 1 ? texts.get(0) : String.join(" / ", texts)));
    }

    private static String joined(String... parts) {
        String text = Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
        return text.isEmpty() ? "-" : text;
    }

    private static <T> List<List<T>> grouped(List<T> all, Function<T, String> key) {
        return List.copyOf(all.stream()
                .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    private void row(String... cells) {
        line(Stream.of(cells)
                .map(cell -> cell.lines().map(SummaryMarkdown::text).collect(Collectors.joining("<br>")))
                .collect(Collectors.joining(" | ", "| ", " |")));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
