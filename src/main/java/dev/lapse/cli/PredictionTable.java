package dev.lapse.cli;

import dev.lapse.oracle.Client;
import dev.lapse.oracle.Course;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Oracle;
import dev.lapse.oracle.Prediction;
import dev.lapse.oracle.Term;
import dev.lapse.report.Columns;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is predicted of faults, for each kind of client. */
final class PredictionTable {
    private final Oracle oracle;
    private final List<Client> clients;
    private final PrintWriter out;

    PredictionTable(Oracle oracle, List<Client> clients, PrintWriter out) {
        this.oracle = oracle;
        this.clients = clients;
        this.out = out;
    }

    /** The phases of faults that are injected at once, and how long each client stops. */
    void phases(String name, List<Incident> together) {
        out.println("\n" + name);
        Map<Client, Formula> formulas = new LinkedHashMap<>();
        Map<String, List<String>> without = new LinkedHashMap<>();
        for (Client client : clients) {
            Prediction prediction = oracle.predict(together, client);
            prediction
                    .formula()
                    .ifPresentOrElse(
                            formula -> formulas.put(client, formula),
                            () -> without.computeIfAbsent(prediction.why(), why -> new ArrayList<>())
                                    .add(client.text()));
        }
        unharmed(formulas, false);
        formulas.entrySet().stream()
                .filter(each -> !each.getKey().reads() && !isUnharmed(each.getValue()))
                .findFirst()
                .ifPresent(first -> courses(first.getValue(), formulas));
        readers(formulas);
        without.forEach((why, whose) -> out.println(
                "NO FORMULA: " + why + (whose.size() == clients.size() ? "" : " (" + String.join("; ", whose) + ")")));
    }

    private static boolean isUnharmed(Formula formula) {
        return formula.total().isNone();
    }

    /** Writes do not stop, for any client of which anything is known. */
    private void unharmed(Map<Client, Formula> formulas, boolean reads) {
        List<Formula> of = formulas.entrySet().stream()
                .filter(each -> each.getKey().reads() == reads)
                .map(Map.Entry::getValue)
                .toList();
        if (!of.isEmpty() && of.stream().allMatch(PredictionTable::isUnharmed)) {
            out.println(
                    (reads ? "reads" : "writes") + " do not stop: " + of.get(0).kind());
        }
    }

    private void courses(Formula formula, Map<Client, Formula> all) {
        out.println(formula.kind());
        hypothesis(formula).ifPresent(out::println);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "shortest", "mean", "longest", ""));
        row(rows, "still served", formula, Course::served, "not part of the outage");
        List<Course.Part> phases = formula.parts();
        for (int i = 0; i < phases.size(); i++) {
            int index = i;
            row(
                    rows,
                    phases.get(i).phase().text(),
                    formula,
                    course -> course.phases().size() > index
                            ? course.phases().get(index).length()
                            : Interval.NONE,
                    phases.get(i).why());
        }
        all.forEach((client, each) -> {
            if (!client.reads()) {
                row(rows, "writes stop", each, Course::total, client.text());
            }
        });
        print(rows, out);
        if (!phases.isEmpty()) {
            out.println("phases depend on each other: the longest of one does not come with the longest of all");
        }
    }

    private void readers(Map<Client, Formula> formulas) {
        unharmed(formulas, true);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "shortest", "mean", "longest", ""));
        formulas.forEach((client, formula) -> {
            if (client.reads() && !isUnharmed(formula)) {
                row(rows, "reads stop", formula, Course::total, client.text() + ": " + formula.kind());
            }
        });
        if (rows.size() > 1) {
            print(rows, out);
        }
    }

    /** A row for each of these and each client. */
    void totals(Map<String, List<Incident>> asked) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("writes or reads stop after", "client", "shortest", "mean", "longest", ""));
        asked.forEach((name, together) -> clients.forEach(client -> oracle.predict(together, client)
                .formula()
                .ifPresent(formula -> rows.add(List.of(
                        name,
                        client.text(),
                        seconds(formula.total().from()),
                        seconds(formula.mean()),
                        seconds(formula.total().to()),
                        formula.hypotheses().isEmpty() ? "" : "hypothesis")))));
        print(rows, out);
    }

    /** Which terms of the formula no experiment has confirmed. */
    private static Optional<String> hypothesis(Formula formula) {
        return formula.hypotheses().isEmpty()
                ? Optional.empty()
                : Optional.of(formula.hypotheses().stream()
                        .map(Term::text)
                        .collect(Collectors.joining(", ", "hypothesis: no experiment has confirmed ", "")));
    }

    private static void row(
            List<List<String>> rows, String name, Formula formula, Function<Course, Interval> length, String why) {
        Interval all = formula.over(length);
        rows.add(List.of(name, seconds(all.from()), seconds(formula.mean(length)), seconds(all.to()), why));
    }

    static void print(List<List<String>> rows, PrintWriter out) {
        Columns columns = new Columns(2);
        rows.forEach(row -> columns.row(row.toArray(String[]::new)));
        columns.lines().forEach(out::println);
    }

    static String seconds(Duration length) {
        return length.isZero() ? "none" : String.format(Locale.ROOT, "%.1fs", length.toMillis() / 1e3);
    }
}
