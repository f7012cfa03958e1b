package dev.lapse.cli;

import dev.lapse.check.Verdict;
import dev.lapse.report.Columns;
import dev.lapse.scenario.IncidentFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the runs of incidents came to, for people: in blocks of lines for the terminal, or as a table in Markdown. */
final class IncidentTable {
    private static final int WIDTH = 120;
    private static final String INDENT = "     ";

    private IncidentTable() {}

    /** A block of lines per incident, then how many came to what. */
    static String text(List<IncidentResult> results) {
        List<String> lines = new ArrayList<>();
        for (IncidentResult result : results) {
            IncidentFile incident = result.incident();
            lines.add(incident.caseName() + "  " + incident.harm().name());
            Columns columns = new Columns(2);
            columns.row(INDENT + "harm", result.harmText(), result.number(result.harm()));
            columns.row(INDENT + "prevention", result.preventionText(), result.number(result.prevention()));
            lines.addAll(columns.lines());
            why(result).forEach((word, text) -> lines.addAll(wrapped(word, text)));
            lines.add("");
        }
        lines.add(summary(results));
        return String.join("\n", lines) + "\n";
    }

    private static Map<String, String> why(IncidentResult result) {
        Map<String, String> lines = new LinkedHashMap<>();
        IncidentFile incident = result.incident();
        incident.prevention().ifPresent(prevention -> lines.put("by", prevention.by()));
        result.why().ifPresent(reason -> lines.put("why", reason));
        String runs = runs(result);
        if (!runs.isEmpty()) {
            lines.put("runs", runs);
        }
        lines.put("source", String.join(" ", incident.sources()));
        return lines;
    }

    private static List<String> wrapped(String word, String text) {
        int indent = INDENT.length() + "prevention  ".length();
        List<String> lines = Columns.wrap(text, WIDTH - indent);
        List<String> out = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String head = i == 0 ? INDENT + word : "";
            out.add(head + " ".repeat(indent - head.length()) + lines.get(i));
        }
        return out;
    }

    /** {@code 2026-11-29: etcd 3.5.16, patroni 4.0.7; reports/c09-etcd-quorum-loss/20261129T230512Z}. */
    private static String runs(IncidentResult result) {
        Set<String> told = new LinkedHashSet<>();
        List<IncidentRuns> all = counted(result).toList();
        all.forEach(runs -> told.add(runs.dates() + ": " + versions(runs.versions())));
        String newest =
                all.stream().map(runs -> runs.newest().report().toString()).collect(Collectors.joining(" and "));
        String over = result.passedOver() == 0
                ? ""
                : "; " + result.passedOver() + " more of another version of the file or of other settings";
        return told.isEmpty() ? over.replaceFirst("^; ", "") : String.join("; ", told) + "; " + newest + over;
    }

    private static Stream<IncidentRuns> counted(IncidentResult result) {
        return Stream.of(result.harm(), result.prevention(), result.others()).filter(runs -> !runs.isEmpty());
    }

    static String versions(Map<String, String> versions) {
        return versions.isEmpty()
                ? "versions not told"
                : versions.entrySet().stream()
                        .map(version -> version.getKey() + " " + version.getValue())
                        .collect(Collectors.joining(", "));
    }

    /** {@code 10 incidents: 9 REPRODUCED, 1 NOT REPRODUCED; 6 PREVENTED, 3 NO PREVENTION HERE, 1 PROVES NOTHING}. */
    static String summary(List<IncidentResult> results) {
        return results.size() + (results.size() == 1 ? " incident: " : " incidents: ")
                + count(results, IncidentResult::harmOutcome) + "; "
                + count(results, IncidentResult::preventionOutcome);
    }

    private static String count(List<IncidentResult> results, Function<IncidentResult, IncidentOutcome> outcome) {
        return Arrays.stream(IncidentOutcome.values())
                .map(each -> Map.entry(
                        each,
                        results.stream()
                                .filter(result -> outcome.apply(result) == each)
                                .count()))
                .filter(each -> each.getValue() > 0)
                .map(each -> each.getValue() + " " + each.getKey().text())
                .collect(Collectors.joining(", "));
    }

    /** A row per incident. */
    static String markdown(List<IncidentResult> results) {
        StringBuilder out =
                new StringBuilder("| case | incident | harm | measured | prevention | measured | by, or why not"
                        + " | versions and dates | source |\n|---|---|---|---|---|---|---|---|---|\n");
        for (IncidentResult result : results) {
            IncidentFile incident = result.incident();
            List<String> cells = List.of(
                    incident.caseName(),
                    incident.harm().name(),
                    result.harmText(),
                    result.number(result.harm()),
                    result.preventionText(),
                    result.number(result.prevention()),
                    Stream.concat(
                                    incident.prevention().map(IncidentFile.Prevention::by).stream(),
                                    result.why().stream())
                            .collect(Collectors.joining("; ")),
                    counted(result)
                            .map(runs -> runs.dates() + ": " + versions(runs.versions()))
                            .distinct()
                            .collect(Collectors.joining("; ")),
                    String.join(" ", incident.sources()));
            out.append(cells.stream()
                    .map(cell -> cell.replace("|", "\\|"))
                    .collect(Collectors.joining(" | ", "| ", " |\n")));
        }
        return out + "\n" + summary(results) + "\n";
    }

    /** The worst of all; PASS of none. */
    static Verdict verdict(List<IncidentResult> results) {
        return results.stream().map(IncidentResult::verdict).reduce(Verdict.PASS, Verdict::worst);
    }
}
