package dev.lapse.report;

import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.check.Verdict;
import dev.lapse.explain.Explained;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A judgement as {@code summary.md}, for the job summary of a CI run: findings, lanes, faults, rejoin. */
public final class SummaryMarkdown {
    private static final int MOST_EXPLAINED = 12;

    private final StringBuilder out = new StringBuilder();

    private SummaryMarkdown() {}

    public static String of(Judgement judgement) {
        return new SummaryMarkdown().write(judgement);
    }

    private String write(Judgement judgement) {
        line("## " + sign(judgement.verdict()) + " " + text(judgement.run().scenario()));
        line("");
        line("**" + judgement.verdict() + "**: " + text(Phrases.bottomLine(judgement)) + " ("
                + text(Phrases.circumstances(judgement)) + ")");
        judgement.cluster().ifPresent(ready -> line("<br>" + text(String.join(". ", Phrases.cluster(ready)))));
        judgement
                .cluster()
                .ifPresent(ready ->
                        Phrases.notInEffect(ready).forEach(each -> line("<br>**Not in effect** " + text(each))));
        judgement
                .cluster()
                .ifPresent(ready -> ready.linesReplaced().forEach(each -> line("<br>**Replaced** " + text(each))));
        Phrases.changed(judgement).forEach(each -> line("<br>**Changed meanwhile** " + text(each)));
        String observed = judgement.run().observed();
        if (observed != null) {
            line("<br>Seen by hand elsewhere, not expected here: " + text(observed));
        }
        table(judgement.findings()).forEach(this::line);
        Measurements measured = judgement.measurements();
        lanes(measured.lanes());
        explained(new ExplainedOutages(judgement));
        line("");
        Phrases.clients(measured.lanes()).forEach(client -> line("- **Client** " + text(client)));
        measured.load().ifPresent(load -> line("- **Load** " + text(Phrases.load(load))));
        measured.faults().forEach(fault -> {
            line("- **Fault** " + text(Phrases.fault(fault)));
            line("  - " + text(Phrases.injected(fault)));
            line("  - " + text(Phrases.healed(fault)));
        });
        measured.failovers().forEach(failover -> line("- **Failover** " + text(Phrases.failover(failover))));
        measured.rejoins().forEach(rejoin -> line("- **Rejoin** " + text(Phrases.rejoin(rejoin))));
        measured.failedRejoins().forEach(failed -> line("- **Rejoin** " + text(Phrases.failedRejoin(failed))));
        measured.deposed().stream()
                .flatMap(deposed -> Phrases.deposed(deposed, measured.writes().losses()))
                .forEach(deposed -> line("- **Deposed** " + text(deposed)));
        line("- **Writes** " + text(Phrases.writes(measured.writes())));
        LostPhrases.lines(judgement).forEach(lost -> line("  - " + text(lost)));
        ReadPhrases.byData(measured).ifPresent(told -> line("- **Second estimate** " + text(told)));
        ReadPhrases.reads(measured.reads()).forEach(read -> line("- **Reads** " + text(read)));
        line("- **Dual primary** " + text(Phrases.dualPrimary(measured.dualPrimary())));
        new WitnessLines(measured).lines().forEach(witness -> line("  - by " + text(witness)));
        measured.lastWritable()
                .filter(last -> !last.untilHeal())
                .ifPresent(last -> line("- **Last writable** " + text(Phrases.lastWritable(last))));
        return out.toString();
    }

    /** The findings as lines of a table, with an empty line before it; nothing of none. */
    static List<String> table(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        if (!findings.isEmpty()) {
            lines.addAll(List.of("", "| verdict | finding | limit | measured |", "|---|---|---|---|"));
        }
        findings.forEach(finding -> {
            String why = finding.verdict() == Verdict.PASS
                    ? ""
                    : finding.account().lines().stream()
                            .map(line -> "<br>" + text(line))
                            .collect(Collectors.joining());
            lines.add("| " + sign(finding.verdict()) + " " + finding.verdict() + " | " + text(finding.checker()) + " | "
                    + text(Phrases.limit(finding)) + " | " + text(finding.measured()) + why + " |");
        });
        return lines;
    }

    private void lanes(List<LaneMeasure> measures) {
        List<LaneMeasure> clients =
                measures.stream().filter(measure -> measure.lane().isClient()).toList();
        if (clients.isEmpty()) {
            return;
        }
        line("");
        line("| lane | longest outage | at least | began in | outages | not OK | every | floor |");
        line("|---|--:|--:|---|--:|--:|--:|--:|");
        clients.forEach(measure -> {
            Outage worst = Phrases.worst(measure).orElse(null);
            line("| " + text(measure.lane().name().value()) + " | "
                    + Phrases.longest(measure) + " | "
                    + (worst == null ? "" : Figures.length(worst.atLeast())) + " | "
                    + (worst == null ? "" : text(worst.step())) + " | "
                    + measure.outages().size() + " | "
                    + Phrases.worstDegraded(measure).map(Phrases::degraded).orElse("") + " | "
                    + Figures.length(measure.lane().period()) + " | " + Figures.length(measure.floor()) + " |");
        });
    }

    private void explained(ExplainedOutages outages) {
        List<Explained> bound = outages.bound();
        for (Explained explained : bound.subList(0, Math.min(MOST_EXPLAINED, bound.size()))) {
            WaterfallTable waterfall = new WaterfallTable(explained);
            line("");
            line("**" + text(waterfall.title()) + "**: " + prose(outages.story(explained)));
            List<List<String>> rows = waterfall.rows();
            if (!rows.isEmpty()) {
                line("");
                row(rows.get(0));
                row(List.of("---", "--:", "--:", "---", "--:", "---")
                        .subList(0, rows.get(0).size()));
                rows.subList(1, rows.size())
                        .forEach(row ->
                                row(row.stream().map(SummaryMarkdown::text).toList()));
            }
            List<String> notes = waterfall.notes();
            if (!notes.isEmpty()) {
                line("");
                notes.forEach(note -> line("- " + text(note)));
            }
        }
        if (bound.size() > MOST_EXPLAINED) {
            line("");
            line("And " + (bound.size() - MOST_EXPLAINED) + " shorter outages; all are explained in result.json.");
        }
    }

    static String sign(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "✅";
            case UNKNOWN -> "❔";
            case FAIL -> "❌";
        };
    }

    /** Text that stays text in a cell of a Markdown table. */
    public static String text(String raw) {
        return raw.replaceAll("\\s+", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replaceAll("([\\\\|*_`\\[\\]])", "\\\\$1");
    }

    /** Text in which what stands between backticks is code, as it is in Markdown. */
    static String prose(String raw) {
        String[] parts = raw.split("`", -1);
        if (parts.length % 2 == 0) {
            return text(raw);
        }
        return IntStream.range(0, parts.length)
                .mapToObj(i -> i % 2 == 0 ? text(parts[i]) : "`" + parts[i] + "`")
                .collect(Collectors.joining());
    }

    private void row(List<String> cells) {
        line(cells.stream().collect(Collectors.joining(" | ", "| ", " |")));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
