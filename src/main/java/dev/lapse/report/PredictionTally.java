package dev.lapse.report;

import dev.lapse.check.Judgement;
import dev.lapse.explain.Explained;
import dev.lapse.explain.Fit;
import dev.lapse.explain.SeenPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the outages of client lanes in repeated runs compare with what the configuration predicts of each.
 *
 * @param runs how many runs there are
 * @param telling how many of them have an outage that is held against a formula
 * @param within how many of those with a formula were as predicted
 * @param predicted how many have a formula
 * @param withoutFormula how many are held against none, the shorter ones of a lane in a step among them
 * @param outliers those with a formula that were not as predicted
 */
public record PredictionTally(
        int runs, int telling, int within, int predicted, int withoutFormula, List<Outlier> outliers) {
    public PredictionTally {
        outliers = List.copyOf(outliers);
    }

    /**
     * An outage that was not as predicted.
     *
     * @param run its number among the runs of its scenario, from 1
     */
    public record Outlier(int run, Explained explained) {
        /** The phase that lies beyond what is predicted on the same side, by the most if there are several. */
        Optional<SeenPhase> phase() {
            return explained.beyond(explained.fit()).stream().findFirst();
        }

        /** {@code #3 write-haproxy, 41.20s: ABOVE by 2.40s, route took 9.10s where 0 to 6.00s are predicted}. */
        String text() {
            String length = Figures.length(explained.outage().lengthNanos());
            return "#" + run + " " + explained.outage().lane().name() + ", "
                    + (explained.outage().censored() ? "still open after " + length : length) + ": "
                    + WaterfallTable.verdict(explained.fit(), explained.beyondNanos())
                    + phase().map(phase -> ", " + phase.phase().text() + " took "
                                    + Figures.length(phase.lengthNanos()) + " where "
                                    + Figures.interval(phase.predicted().orElseThrow()) + " are predicted")
                            .orElse("");
        }

        /** {@code #3 ABOVE by 2.40s in route}. */
        String inShort() {
            return "#" + run + " " + WaterfallTable.verdict(explained.fit(), explained.beyondNanos())
                    + phase().map(phase -> " in " + phase.phase().text()).orElse("");
        }
    }

    /** @param runs by their number among the runs of their scenario */
    static PredictionTally of(Map<Integer, Judgement> runs) {
        int telling = 0;
        int within = 0;
        int without = 0;
        List<Outlier> outliers = new ArrayList<>();
        for (Map.Entry<Integer, Judgement> run : new TreeMap<>(runs).entrySet()) {
            List<Explained> outages = run.getValue().measurements().explained();
            telling += outages.stream().anyMatch(one -> one.fit() != Fit.NO_FORMULA) ? 1 : 0;
            for (Explained explained : outages) {
                if (explained.fit() == Fit.NO_FORMULA) {
                    without++;
                } else if (explained.fit() == Fit.WITHIN) {
                    within++;
                } else {
                    outliers.add(new Outlier(run.getKey(), explained));
                }
            }
        }
        return new PredictionTally(runs.size(), telling, within, within + outliers.size(), without, outliers);
    }

    /**
     * {@code 19 of 20 outages (95%) WITHIN what is predicted, in 10 of 12 runs, 2 not held against a formula}, and a
     * line for each outlier. A run without an outage, where the fault may not have bitten, is no part of the share.
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (predicted > 0) {
            lines.add(within + " of " + predicted + " outages (" + Figures.percent(within / (double) predicted)
                    + ") WITHIN what is predicted"
                    + (telling == runs ? "" : ", in " + telling + " of " + runs + " runs")
                    + (withoutFormula == 0 ? "" : ", " + withoutFormula + " not held against a formula"));
            outliers.forEach(outlier -> lines.add(outlier.text()));
        }
        return lines;
    }

    /** {@code 19 of 20: #3 ABOVE by 2.40s in route}; {@code -} where nothing is predicted. */
    String cell() {
        if (predicted == 0) {
            return Phrases.NONE;
        }
        return within + " of " + predicted
                + (telling == runs ? "" : " in " + telling + " of " + runs + " runs")
                + (outliers.isEmpty()
                        ? ""
                        : ": "
                                + String.join(
                                        ", ",
                                        outliers.stream().map(Outlier::inShort).toList()));
    }
}
