package dev.lapse.cli;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Oracle;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long clients stop, for each of several values of one setting.
 *
 * @param name of the setting
 * @param clusters by the value that is set
 */
record SweepTable(String name, Map<String, ClusterSpec> clusters, List<Client> clients, PrintWriter out) {
    void print(String faults, List<Incident> together) {
        out.println("\n" + faults);
        boolean any = false;
        for (Client client : clients) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of(name, "Patroni runs", "shortest", "mean", "longest"));
            clusters.forEach((value, cluster) -> {
                Oracle oracle = Oracle.of(cluster);
                Optional<Formula> formula = oracle.predict(together, client).formula();
                rows.add(List.of(
                        value,
                        oracle.shortTimings(),
                        formula.map(found ->
                                        PredictionTable.seconds(found.total().from()))
                                .orElse("?"),
                        formula.map(found -> PredictionTable.seconds(found.mean()))
                                .orElse("?"),
                        formula.map(found ->
                                        PredictionTable.seconds(found.total().to()))
                                .orElse("?")));
            });
            boolean harmed = rows.stream()
                    .skip(1)
                    .anyMatch(row -> !row.get(4).equals("none") && !row.get(4).equals("?"));
            if (harmed) {
                any = true;
                out.println((client.reads() ? "reads stop, " : "writes stop, ")
                        + client.text().replaceFirst("^reads, ", ""));
                PredictionTable.print(rows, out);
            }
        }
        if (!any) {
            Optional<String> why = clusters.values().stream()
                    .findFirst()
                    .map(cluster -> Oracle.of(cluster).predict(together, clients.get(0)))
                    .map(prediction -> prediction
                            .formula()
                            .map(formula -> "nothing stops: " + formula.kind())
                            .orElse("NO FORMULA: " + prediction.why()));
            out.println(why.orElse(""));
        }
    }
}
