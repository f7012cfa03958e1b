package dev.lapse.report;

import dev.lapse.check.Judgement;
import dev.lapse.check.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A series of runs as {@code summary.md}, for the job summary of a CI run: all runs, the numbers, what did not pass.
 */
final class SeriesMarkdown {
    private final SeriesRecord series;
    private final StringBuilder out = new StringBuilder();

    private SeriesMarkdown(SeriesRecord series) {
        this.series = series;
    }

    static String of(SeriesRecord series) {
        return new SeriesMarkdown(series).write();
    }

    private String write() {
        Verdict verdict = series.verdict();
        line("## " + SummaryMarkdown.sign(verdict) + " " + series.counts());
        line("");
        line("**" + verdict + "** (profile " + SummaryMarkdown.text(series.profile()) + ", "
                + Figures.length(series.duration()) + ")");
        series.endedEarly()
                .ifPresent(why -> line("<br>The series ended before all was done: " + SummaryMarkdown.text(why)));
        runs();
        MatrixTable.of(series).forEach(this::matrix);
        series.numbers().forEach(this::numbers);
        for (int i = 0; i < series.runs().size(); i++) {
            findings(series.planned().get(i), series.runs().get(i).judgement());
        }
        return out.toString();
    }

    private void runs() {
        line("");
        line("| | run | in a line | length | seed | report |");
        line("|---|---|---|--:|--:|---|");
        for (int i = 0; i < series.planned().size(); i++) {
            String name = SummaryMarkdown.text(series.planned().get(i).name());
            if (i >= series.runs().size()) {
                line("| not run | " + name + " | | | | |");
                continue;
            }
            SeriesRecord.Run run = series.runs().get(i);
            Judgement judgement = run.judgement();
            line("| " + SummaryMarkdown.sign(judgement.verdict()) + " " + judgement.verdict() + " | " + name + " | "
                    + SummaryMarkdown.text(Phrases.bottomLine(judgement)) + " | "
                    + Figures.length(judgement.durationNanos()) + " | "
                    + judgement.run().seed() + " | "
                    + SummaryMarkdown.text(run.report().toString()) + " |");
        }
    }

    private void matrix(MatrixTable table) {
        line("");
        line("### " + SummaryMarkdown.text(table.title()));
        line("");
        List<List<String>> rows = table.rows();
        for (int i = 0; i < rows.size(); i++) {
            line(rows.get(i).stream().map(SummaryMarkdown::text).collect(Collectors.joining(" | ", "| ", " |")));
            if (i == 0) {
                line("|" + "---|".repeat(rows.get(i).size()));
            }
        }
    }

    private void numbers(SeriesRecord.Variant variant, RepeatNumbers numbers) {
        if (numbers.runs() + numbers.leftOut() < 2) {
            return;
        }
        line("");
        line("### " + SummaryMarkdown.text(variant.name()) + ", " + numbers.runs() + " runs");
        line("");
        line("| | n | min | median | max |");
        line("|---|--:|--:|--:|--:|");
        numbers.rows().forEach(row -> {
            Spread spread = row.spread();
            line("| " + SummaryMarkdown.text(row.label()) + " | " + spread.n()
                    + String.format(
                            Locale.ROOT, " | %.3f | %.3f | %.3f |", spread.min(), spread.median(), spread.max()));
        });
        List<String> notes = new ArrayList<>(numbers.notes());
        notes.addAll(numbers.predictions().lines());
        if (!notes.isEmpty()) {
            line("");
            notes.forEach(note -> line("- " + SummaryMarkdown.text(note)));
        }
    }

    private void findings(SeriesRecord.PlannedRun planned, Judgement judgement) {
        if (judgement.verdict() == Verdict.PASS) {
            return;
        }
        line("");
        line("### " + SummaryMarkdown.sign(judgement.verdict()) + " " + SummaryMarkdown.text(planned.name()));
        SummaryMarkdown.table(judgement.findings().stream()
                        .filter(finding -> finding.verdict() != Verdict.PASS)
                        .toList())
                .forEach(this::line);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
