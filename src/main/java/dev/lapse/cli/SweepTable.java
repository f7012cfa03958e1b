package dev.lapse.cli;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Oracle;
import dev.lapse.oracle.Prediction;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How long clients stop, for each of several values of one setting.
 *
 * @param name of the setting
 * @param clusters by the value that is set
 */
record SweepTable(String name, Map<String, ClusterSpec> clusters, List<Client> clients, PrintWriter out) {
    void print(String faults, List<Incident> together) {
        out.println("\n" + faults);
        Map<String, List<String>> others = new LinkedHashMap<>();
        Set<String> hypotheses = new LinkedHashSet<>();
        for (Client client : clients) {
            List<Prediction> predictions = clusters.values().stream()
                    .map(cluster -> Oracle.of(cluster).predict(together, client))
                    .toList();
            String stop = client.reads() ? "reads " : "writes ";
            if (predictions.stream().anyMatch(SweepTable::isHarmed)) {
                predictions.stream()
                        .flatMap(each -> each.formula().stream())
                        .flatMap(each -> PredictionTable.hypothesis(each).stream())
                        .forEach(hypotheses::add);
                out.println(stop + "stop, " + name(client));
                PredictionTable.print(rows(predictions), out);
            } else {
                Prediction first = predictions.get(0);
                String why = first.formula()
                        .map(formula -> stop + "do not stop: " + formula.kind())
                        .orElse("NO FORMULA: " + first.why());
                others.computeIfAbsent(why, any -> new ArrayList<>()).add(client.text());
            }
        }
        hypotheses.forEach(out::println);
        others.forEach((why, whose) -> PredictionTable.wrapped(
                why + (whose.size() == clients.size() ? "" : " (" + String.join("; ", whose) + ")"), "  ", out));
    }

    private static boolean isHarmed(Prediction prediction) {
        return prediction.formula().filter(formula -> !formula.total().isNone()).isPresent();
    }

    private static String name(Client client) {
        return client.text().replaceFirst("^reads, ", "");
    }

    private List<List<String>> rows(List<Prediction> predictions) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(name, "run as ttl/loop_wait/retry_timeout", "shortest", "mean", "longest"));
        clusters.forEach((value, cluster) -> {
            Optional<Formula> formula = predictions.get(rows.size() - 1).formula();
            rows.add(List.of(
                    value,
                    Oracle.of(cluster).shortTimings(),
                    formula.map(found -> PredictionTable.seconds(found.total().from()))
                            .orElse("?"),
                    formula.map(found -> PredictionTable.seconds(found.mean())).orElse("?"),
                    formula.map(found -> PredictionTable.seconds(found.total().to()))
                            .orElse("?")));
        });
        return rows;
    }
}
