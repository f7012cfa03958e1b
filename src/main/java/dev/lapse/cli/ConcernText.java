package dev.lapse.cli;

import dev.lapse.lint.Concern;
import dev.lapse.lint.Severity;
import dev.lapse.report.Columns;
import dev.lapse.report.TerminalSummary;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What the linter says, for a terminal. */
record ConcernText(PrintWriter out) {
    private static final String INDENT = "  ";
    private static final int LABEL = 8;

    void print(String title, List<Concern> concerns) {
        out.println(title + ": " + counts(concerns));
        concerns.forEach(this::print);
    }

    /** {@code 1 error, 2 warnings, 1 not known}. */
    static String counts(List<Concern> concerns) {
        List<String> counts = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            long count = concerns.stream()
                    .filter(each -> each.severity() == severity)
                    .count();
            boolean plural = count > 1 && severity != Severity.NOT_KNOWN;
            if (count > 0) {
                counts.add(count + " " + severity.text() + (plural ? "s" : ""));
            }
        }
        return counts.isEmpty() ? "nothing found" : String.join(", ", counts);
    }

    private void print(Concern concern) {
        out.println();
        PredictionTable.wrapped(concern.severity().text() + "  " + concern.rule() + ": " + concern.what(), INDENT, out);
        if (concern.severity() == Severity.NOT_KNOWN) {
            return;
        }
        row("why", concern.why());
        for (int i = 0; i < concern.arithmetic().size(); i++) {
            row(i == 0 ? "sum" : "", concern.arithmetic().get(i));
        }
        for (int i = 0; i < concern.cures().size(); i++) {
            row(i == 0 ? "cure" : "or", concern.cures().get(i).line());
        }
        if (concern.cures().isEmpty()) {
            row("cure", "none is known");
        }
        row("source", String.join("; ", concern.sources()));
        row("run", concern.shownBy().isEmpty() ? "not shown by a run" : "shown by the scenario " + concern.shownBy());
    }

    private void row(String label, String text) {
        List<String> lines = Columns.wrap(text, TerminalSummary.WIDTH - INDENT.length() - LABEL);
        for (int i = 0; i < lines.size(); i++) {
            String head = i == 0 ? label : "";
            out.println(INDENT + head + " ".repeat(LABEL - head.length()) + lines.get(i));
        }
    }
}
