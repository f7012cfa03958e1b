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
import dev.lapse.report.TerminalSummary;
import dev.lapse.scenario.LeasePhase;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is predicted of faults, for each kind of client. */
final class PredictionTable {
    private final Oracle oracle;
    private final AskedClients clients;
    private final PrintWriter out;

    PredictionTable(Oracle oracle, AskedClients clients, PrintWriter out) {
        this.oracle = oracle;
        this.clients = clients;
        this.out = out;
    }

    /**
     * The phases of faults that are injected at once, and how long each client stops.
     *
     * @param phase at which they are injected; empty: any
     */
    void phases(String name, List<Incident> together, Optional<LeasePhase> phase) {
        out.println("\n" + name
                + phase.map(asked -> ", at phase " + asked + " of the leader lease")
                        .orElse(""));
        Map<Client, Formula> formulas = new LinkedHashMap<>();
        Map<String, Set<String>> without = new LinkedHashMap<>();
        for (Client client : clients.all()) {
            Prediction prediction = oracle.predict(together, client);
            prediction
                    .formula()
                    .ifPresentOrElse(
                            formula -> formulas.put(
                                    client,
                                    phase.map(asked -> formula.only(asked.sinceRenewal(formula.range())))
                                            .orElse(formula)),
                            () -> without.computeIfAbsent(prediction.why(), why -> new LinkedHashSet<>())
                                    .add(client.text()));
        }
        Map<Client, String> rows = clients.rows(formulas);
        formulas.keySet().retainAll(rows.keySet());
        unharmed(formulas, false);
        formulas.entrySet().stream()
                .filter(each -> !each.getKey().reads() && !isUnharmed(each.getValue()))
                .findFirst()
                .ifPresent(first -> courses(first.getValue(), formulas, rows));
        readers(formulas, rows);
        without.forEach((why, whose) -> wrapped("NO FORMULA: " + why + whose(whose), "  ", out));
    }

    /** In brackets, unless it is all. */
    private String whose(Set<String> whose) {
        return whose.size() == clients.kinds().size() ? "" : " (" + String.join("; ", whose) + ")";
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
            wrapped((reads ? "reads" : "writes") + " do not stop: " + of.get(0).kind(), "  ", out);
        }
    }

    private void courses(Formula formula, Map<Client, Formula> all, Map<Client, String> names) {
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
                row(rows, "writes stop", each, Course::total, name(names, client));
            }
        });
        print(rows, out);
        if (phases.isEmpty()) {
            out.println(
                    "no phases: where it is healed before the lease runs out, they are others than where it is not");
        } else if (phases.size() > 1) {
            out.println("phases depend on each other: the longest of one does not come with the longest of all");
        }
    }

    private static String name(Map<Client, String> names, Client client) {
        return names.getOrDefault(client, client.text());
    }

    private void readers(Map<Client, Formula> formulas, Map<Client, String> names) {
        unharmed(formulas, true);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "shortest", "mean", "longest", ""));
        formulas.forEach((client, formula) -> {
            if (client.reads() && !isUnharmed(formula)) {
                row(rows, "reads stop", formula, Course::total, name(names, client) + ": " + formula.kind());
            }
        });
        if (rows.size() > 1) {
            print(rows, out);
        }
    }

    /** A row for each of these and each client; below it, why there is no formula. */
    void totals(Map<String, List<Incident>> asked) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("writes or reads stop after", "client", "shortest", "mean", "longest", ""));
        Set<String> without = new LinkedHashSet<>();
        asked.forEach((name, together) -> clients.kinds().forEach(client -> {
            Prediction prediction = oracle.predict(together, client);
            prediction
                    .formula()
                    .ifPresentOrElse(
                            formula -> rows.add(List.of(
                                    name,
                                    client.text(),
                                    seconds(formula.total().from()),
                                    seconds(formula.mean()),
                                    seconds(formula.total().to()),
                                    formula.hypotheses().isEmpty() ? "" : "hypothesis")),
                            () -> {
                                rows.add(List.of(name, client.text(), "?", "?", "?", "NO FORMULA"));
                                without.add(prediction.why());
                            });
        }));
        print(rows, out);
        without.forEach(why -> wrapped("NO FORMULA: " + why, "  ", out));
    }

    /** Which terms of the formula no experiment has confirmed. */
    static Optional<String> hypothesis(Formula formula) {
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
        int last = rows.get(0).size() - 1;
        int before = IntStream.range(0, last)
                .map(column -> 2
                        + rows.stream()
                                .mapToInt(row -> row.get(column).length())
                                .max()
                                .orElseThrow())
                .sum();
        Columns columns = new Columns(2);
        for (List<String> row : rows) {
            List<String> lines = Columns.wrap(row.get(last), Math.max(20, TerminalSummary.WIDTH - before));
            for (int i = 0; i < lines.size(); i++) {
                List<String> cells = new ArrayList<>(i == 0 ? row.subList(0, last) : Collections.nCopies(last, ""));
                cells.add(lines.get(i));
                columns.row(cells.toArray(String[]::new));
            }
        }
        columns.lines().forEach(out::println);
    }

    /** A line that may be longer than the terminal is wide; what follows its first line is indented. */
    static void wrapped(String text, String indent, PrintWriter out) {
        String margin = text.substring(0, text.length() - text.stripLeading().length());
        List<String> lines = Columns.wrap(text, TerminalSummary.WIDTH - indent.length());
        out.println(margin + lines.get(0));
        lines.stream().skip(1).forEach(line -> out.println(indent + line));
    }

    static String seconds(Duration length) {
        return length.isZero() ? "none" : String.format(Locale.ROOT, "%.1fs", length.toMillis() / 1e3);
    }
}
