package dev.lapse.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.Judgement;
import dev.lapse.check.Verdict;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;

/**
 * A series of runs as {@code series.json}, for other programs; {@code series.schema.json} beside this class describes
 * every key.
 */
public final class SeriesJson {
    /** The version of the contract: raised when a key changes its meaning or goes. */
    public static final int FORMAT = 1;

    private SeriesJson() {}

    /**
     * The whole file as text.
     *
     * @param folder where it will be: the reports' paths are relative to it
     */
    public static String text(SeriesRecord series, Path folder) {
        ObjectNode node = ResultJson.NODES.objectNode();
        node.put("format", FORMAT);
        node.put("started_at", series.startedAt().toString());
        node.put("duration_ms", Figures.millis(series.duration()));
        node.put("profile", series.profile());
        node.put("verdict", series.verdict().name());
        node.put("planned", series.planned().size());
        node.put("ended_early", series.endedEarly().orElse(null));
        ArrayNode runs = node.putArray("runs");
        for (int i = 0; i < series.runs().size(); i++) {
            runs.add(run(series.planned().get(i).variant(), series.runs().get(i), folder)
                    .put("done_again", series.isDoneAgain(i)));
        }
        ResultJson.each(
                node,
                "scenarios",
                List.copyOf(series.numbers().entrySet()),
                entry -> scenario(entry.getKey(), entry.getValue()));
        return ResultJson.text(node);
    }

    private static ObjectNode run(SeriesRecord.Variant variant, SeriesRecord.Run run, Path folder) {
        Judgement judgement = run.judgement();
        ObjectNode node = named(variant);
        node.put("profile", judgement.run().profile());
        node.put("seed", judgement.run().seed());
        node.put("verdict", judgement.verdict().name());
        node.put("report", relative(run.report(), folder));
        node.put("duration_ms", Figures.millis(judgement.durationNanos()));
        ResultJson.each(
                node,
                "findings",
                judgement.findings().stream()
                        .filter(finding -> finding.verdict() != Verdict.PASS)
                        .toList(),
                ResultJson::finding);
        return node;
    }

    private static String relative(Path report, Path folder) {
        Path from = folder.toAbsolutePath().normalize();
        return from.relativize(report.toAbsolutePath().normalize()).toString().replace('\\', '/');
    }

    private static ObjectNode named(SeriesRecord.Variant variant) {
        ObjectNode node = ResultJson.NODES.objectNode();
        node.put("scenario", variant.scenario());
        ArrayNode set = node.putArray("set");
        variant.set().forEach(set::add);
        return node;
    }

    private static ObjectNode scenario(SeriesRecord.Variant variant, RepeatNumbers repeated) {
        ObjectNode node = named(variant);
        node.put("runs", repeated.runs());
        node.put("left_out", repeated.leftOut());
        node.put("open_outages", repeated.openOutages());
        node.put("never_ok", repeated.neverOk());
        predictions(node.putObject("predictions"), repeated.predictions());
        ObjectNode numbers = node.putObject("numbers");
        repeated.rows()
                .forEach(row -> numbers.putObject(row.key())
                        .put("n", row.spread().n())
                        .put("min", number(row, row.spread().min()))
                        .put("median", number(row, row.spread().median()))
                        .put("max", number(row, row.spread().max())));
        return node;
    }

    private static void predictions(ObjectNode node, PredictionTally tally) {
        node.put("within", tally.within());
        node.put("predicted", tally.predicted());
        node.put("in_runs", tally.telling());
        node.put("no_formula", tally.withoutFormula());
        ResultJson.each(
                node,
                "outliers",
                tally.outliers(),
                outlier -> ResultJson.NODES
                        .objectNode()
                        .put("run", outlier.run())
                        .put("lane", outlier.explained().outage().lane().name().value())
                        .put(
                                "outage_from_ms",
                                Figures.millis(outlier.explained().outage().fromNanos()))
                        .put("verdict", outlier.explained().fit().name())
                        .put("by_ms", Figures.millis(outlier.explained().beyondNanos()))
                        .put(
                                "phase",
                                outlier.phase()
                                        .map(phase -> phase.phase().text())
                                        .orElse(null)));
    }

    private static BigDecimal number(RepeatNumbers.Row row, double value) {
        return Figures.number(value * row.unit().inJson());
    }
}
