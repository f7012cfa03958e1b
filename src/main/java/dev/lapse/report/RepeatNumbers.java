package dev.lapse.report;

import dev.lapse.check.Degraded;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.check.Verdict;
import dev.lapse.explain.Explained;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of repeated runs of one scenario; what has no length is counted beside them, and a run that ended early
 * is left out.
 *
 * @param runs how many the numbers are of
 * @param leftOut runs that ended early
 * @param openOutages outages that were still open when their run ended
 * @param neverOk lanes that were out for their whole run
 * @param predictions how the outages of the runs compare with what is predicted
 */
public record RepeatNumbers(
        int runs, int leftOut, int openOutages, int neverOk, List<Row> rows, PredictionTally predictions) {
    public RepeatNumbers {
        rows = List.copyOf(rows);
    }

    /** What the numbers of a row are. */
    public enum Unit {
        /** Lengths, in seconds. */
        SECONDS(" s", "_ms", 1_000),
        COUNT("", "", 1),
        /** Between 0 and 1. */
        SHARE("", "", 1);

        private final String ofLabel;
        private final String ofKey;
        private final int inJson;

        Unit(String ofLabel, String ofKey, int inJson) {
            this.ofLabel = ofLabel;
            this.ofKey = ofKey;
            this.inJson = inJson;
        }

        /** What a number of this unit is multiplied with in JSON, where lengths are milliseconds. */
        int inJson() {
            return inJson;
        }
    }

    /**
     * One number in all runs.
     *
     * @param lane whose number it is; empty: the run's
     */
    public record Row(String lane, String quantity, Unit unit, Spread spread) {
        /** For people: {@code write-haproxy longest outage s}. */
        public String label() {
            return (lane.isEmpty() ? "" : lane + " ") + quantity + unit.ofLabel;
        }

        /** For programs: {@code write-haproxy.longest_outage_ms}. */
        public String key() {
            return (lane.isEmpty() ? "" : lane + ".") + quantity.replace(' ', '_') + unit.ofKey;
        }
    }

    public static RepeatNumbers of(List<SeriesRecord.Run> runs) {
        Map<Integer, Judgement> complete = complete(runs);
        Sum sum = new Sum();
        complete.values().forEach(sum::add);
        return new RepeatNumbers(
                complete.size(),
                runs.size() - complete.size(),
                sum.openOutages,
                sum.neverOk,
                sum.rows(),
                PredictionTally.of(complete));
    }

    /** The runs that came to their end, in their order and by their number among all of them, from 1. */
    static Map<Integer, Judgement> complete(List<SeriesRecord.Run> runs) {
        Map<Integer, Judgement> complete = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            if (isComplete(runs.get(i))) {
                complete.put(i + 1, runs.get(i).judgement());
            }
        }
        return complete;
    }

    private static boolean isComplete(SeriesRecord.Run run) {
        return !run.interrupted()
                && run.judgement().findings().stream()
                        .noneMatch(finding ->
                                finding.checker().equals("run_completed") && finding.verdict() != Verdict.PASS);
    }

    /** What the rows leave out, one sentence each. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (leftOut > 0) {
            notes.add(leftOut + " of " + (runs + leftOut) + " runs ended early and are left out");
        }
        if (openOutages > 0) {
            notes.add(openOutages + " outages were still open when their run ended and have no length");
        }
        if (neverOk > 0) {
            notes.add(neverOk + " never OK: lanes that were out for their whole run, and their outages have no length");
        }
        return notes;
    }

    /** The numbers so far. */
    private static final class Sum {
        private record Name(String lane, String quantity, Unit unit) {}

        private final Map<Name, List<Double>> numbers = new LinkedHashMap<>();
        private int openOutages;
        private int neverOk;

        void add(Judgement judgement) {
            Measurements measured = judgement.measurements();
            measured.lanes().stream().filter(lane -> lane.lane().isClient()).forEach(this::add);
            new ExplainedOutages(judgement).longestOfEachLane().forEach(this::predicted);
            if (measured.writes().known()) {
                add("", "lost writes", Unit.COUNT, measured.writes().lost());
            }
            measured.rejoins().stream()
                    .filter(rejoin -> rejoin.duration() != null)
                    .forEach(rejoin -> add("", "rejoin", Unit.SECONDS, seconds(rejoin.duration())));
        }

        private void add(LaneMeasure measure) {
            String lane = measure.lane().name().value();
            if (measure.ok() == 0) {
                neverOk++;
            } else {
                outages(lane, measure.outages());
            }
            add(
                    lane,
                    "degraded share",
                    Unit.SHARE,
                    measure.degraded().stream()
                            .filter(Degraded::isStretch)
                            .mapToDouble(Degraded::share)
                            .max()
                            .orElse(0));
        }

        private void outages(String lane, List<Outage> outages) {
            List<Outage> closed =
                    outages.stream().filter(outage -> !outage.censored()).toList();
            openOutages += outages.size() - closed.size();
            if (closed.size() == outages.size()) { // else the longest is not known
                longest(
                        lane,
                        "longest outage",
                        closed.stream().map(Outage::duration).toList());
                longest(lane, "at least", closed.stream().map(Outage::atLeast).toList());
            }
            add(lane, "outages", Unit.COUNT, outages.size());
        }

        private void predicted(Explained longest) {
            String lane = longest.outage().lane().name().value();
            longest.predicted().ifPresent(predicted -> {
                add(lane, "predicted from", Unit.SECONDS, seconds(predicted.from()));
                add(lane, "predicted to", Unit.SECONDS, seconds(predicted.to()));
            });
        }

        private void longest(String lane, String quantity, List<Duration> lengths) {
            add(
                    lane,
                    quantity,
                    Unit.SECONDS,
                    lengths.stream().mapToDouble(Sum::seconds).max().orElse(0));
        }

        private void add(String lane, String quantity, Unit unit, double value) {
            numbers.computeIfAbsent(new Name(lane, quantity, unit), name -> new ArrayList<>())
                    .add(value);
        }

        private static double seconds(Duration duration) {
            return duration.toNanos() / 1e9;
        }

        List<Row> rows() {
            return numbers.entrySet().stream()
                    .map(entry -> new Row(
                            entry.getKey().lane(),
                            entry.getKey().quantity(),
                            entry.getKey().unit(),
                            Spread.of(entry.getValue())))
                    .toList();
        }
    }
}
