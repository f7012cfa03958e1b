package dev.lapse.report;

import dev.lapse.check.FaultMeasure;
import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.check.Verdict;
import dev.lapse.explain.Explained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A judgement for the terminal: plain columns of at most {@value #WIDTH} characters, the verdict first and last. Every
 * outage stands beside what its attempts prove ({@code at least}) and the period that it was sampled with.
 */
public final class TerminalSummary {
    /** The widest line, the report's path aside. */
    public static final int WIDTH = 100;

    private static final int LABEL = 14;
    private static final long WITH_PHASES_NANOS = 1_000_000_000;

    private final Colour colour;
    private final List<String> overrides;
    private final StringBuilder out = new StringBuilder();

    private TerminalSummary(Colour colour, List<String> overrides) {
        this.colour = colour;
        this.overrides = overrides;
    }

    /** The text, with a newline at its end; {@code report} is printed as it is given. */
    public static String of(Judgement judgement, Path report, Colour colour) {
        return new TerminalSummary(colour, List.of()).write(judgement, report);
    }

    /**
     * The same of a judgement that the report does not hold, since it is by other limits.
     *
     * @param overrides those limits, one or more, each in a line
     */
    public static String overridden(Judgement judgement, List<String> overrides, Path report, Colour colour) {
        return new TerminalSummary(colour, overrides).write(judgement, report);
    }

    private String write(Judgement judgement, Path report) {
        out.append(paint(judgement.verdict()))
                .append(overrides.isEmpty() ? "" : " (overridden)")
                .append("  ")
                .append(colour.bold(judgement.run().scenario()))
                .append("  (")
                .append(Phrases.circumstances(judgement))
                .append(")\n\n");
        sections("overridden", overrides);
        judgement.cluster().ifPresent(ready -> {
            section("cluster", Phrases.cluster(ready).get(0));
            section("", Phrases.cluster(ready).get(1));
        });
        sections("changed", Phrases.changed(judgement));
        Measurements measured = judgement.measurements();
        measured.faults().forEach(this::fault);
        lanes(measured.lanes());
        explained(new ExplainedOutages(judgement));
        sections("clients", Phrases.clients(measured.lanes()));
        measured.load().ifPresent(load -> section("load", Phrases.load(load)));
        sections(
                "failover", measured.failovers().stream().map(Phrases::failover).toList());
        sections(
                "rejoin",
                Stream.concat(
                                measured.rejoins().stream().map(Phrases::rejoin),
                                measured.failedRejoins().stream().map(Phrases::failedRejoin))
                        .toList());
        section("writes", Phrases.writes(measured.writes()));
        sections("lost", LostPhrases.lines(judgement));
        sections(
                "deposed",
                measured.deposed().stream()
                        .flatMap(deposed ->
                                Phrases.deposed(deposed, measured.writes().losses()))
                        .toList());
        ReadPhrases.byData(measured).ifPresent(text -> section("second estimate", text));
        sections("reads", ReadPhrases.reads(measured.reads()));
        section("dual primary", Phrases.dualPrimary(measured.dualPrimary()));
        sections("", new WitnessLines(measured).lines());
        measured.lastWritable()
                .filter(last -> !last.untilHeal())
                .ifPresent(last -> section("last writable", Phrases.lastWritable(last)));
        findings(judgement.findings());
        out.append('\n')
                .append(paint(judgement.verdict()))
                .append(overrides.isEmpty() ? "" : " (overridden)")
                .append("  ")
                .append(Phrases.bottomLine(judgement))
                .append("\nreport  ")
                .append(report)
                .append(overrides.isEmpty() ? "" : "  (not written: it keeps the verdict by its own limits)")
                .append('\n');
        return out.toString();
    }

    private void fault(FaultMeasure fault) {
        section("fault", Phrases.fault(fault));
        section("", Phrases.injected(fault));
        section("", Phrases.healed(fault));
    }

    private void lanes(List<LaneMeasure> measures) {
        List<LaneMeasure> clients =
                measures.stream().filter(measure -> measure.lane().isClient()).toList();
        if (clients.isEmpty()) {
            return;
        }
        Columns table = new Columns(2)
                .row("lane", "longest outage", "at least", "began in", "outages", "not OK", "every", "late p99");
        for (LaneMeasure measure : clients) {
            Outage worst = Phrases.worst(measure).orElse(null);
            table.row(
                    measure.lane().name().value(),
                    Phrases.longest(measure),
                    worst == null ? Phrases.NONE : Figures.length(worst.atLeast()),
                    worst == null ? Phrases.NONE : worst.step(),
                    Integer.toString(measure.outages().size()),
                    Phrases.worstDegraded(measure).map(Phrases::degraded).orElse(Phrases.NONE),
                    Figures.length(measure.lane().period()),
                    Figures.length(measure.latenessP99()));
        }
        out.append('\n');
        List<String> lines = table.lines();
        out.append(colour.dim(lines.get(0))).append('\n');
        lines.subList(1, lines.size()).forEach(line -> out.append(line).append('\n'));
        if (clients.stream().map(Phrases::longest).anyMatch(longest -> longest.endsWith("?"))) {
            out.append(colour.dim("?: the probe itself was late; the true length lies between the two numbers"))
                    .append('\n');
        }
        out.append('\n');
    }

    /** Of each kind of lane the longest outage, and its phases where it was not short. */
    private void explained(ExplainedOutages outages) {
        for (Explained explained : outages.longestOfEachKind()) {
            WaterfallTable waterfall = new WaterfallTable(explained);
            section("explained", waterfall.title());
            section("", Columns.unbroken(outages.story(explained).replace("`", "")));
            List<List<String>> rows = isSplit(explained) ? waterfall.rows() : List.of();
            if (!rows.isEmpty()) {
                out.append('\n');
                phases(rows);
                waterfall.notes().forEach(note -> section("", note));
            }
            out.append('\n');
        }
    }

    private static boolean isSplit(Explained explained) {
        boolean tells = explained.phases().size() > 1 || explained.predicted().isPresent();
        return tells && explained.outage().lengthNanos() >= WITH_PHASES_NANOS;
    }

    /** A row for each phase; the event that ended it may take several lines. */
    private void phases(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int width = WIDTH - 2 * (columns - 1);
        for (int i = 0; i < columns; i++) {
            int column = i;
            width -= i == WaterfallTable.ENDED_BY
                    ? 0
                    : rows.stream()
                            .mapToInt(row -> row.get(column).length())
                            .max()
                            .orElse(0);
        }
        Columns table = new Columns(2);
        for (List<String> row : rows) {
            List<String> lines = Columns.wrap(row.get(WaterfallTable.ENDED_BY), width);
            for (int i = 0; i < lines.size(); i++) {
                List<String> cells = new ArrayList<>(i == 0 ? row : Collections.nCopies(columns, ""));
                cells.set(WaterfallTable.ENDED_BY, lines.get(i));
                table.row(cells.toArray(String[]::new));
            }
        }
        List<String> lines = table.lines();
        out.append(colour.dim(lines.get(0))).append('\n');
        lines.subList(1, lines.size()).forEach(line -> out.append(line).append('\n'));
    }

    private void findings(List<Finding> findings) {
        Columns table = new Columns(2);
        findings.forEach(finding -> table.row(
                finding.verdict().name(),
                finding.checker(),
                finding.limit().isEmpty() ? Phrases.NONE : "limit " + Phrases.limit(finding),
                finding.measured()));
        List<String> lines = table.lines();
        out.append('\n');
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            String word = finding.verdict().name();
            List<String> wrapped = wrapped(lines.get(i), finding.measured());
            out.append(paint(finding.verdict()))
                    .append(wrapped.get(0).substring(word.length()))
                    .append('\n');
            wrapped.stream().skip(1).forEach(line -> out.append(line).append('\n'));
            if (finding.verdict() != Verdict.PASS) {
                finding.account().lines().forEach(this::account);
            }
        }
    }

    /** What was measured, its last column, stays below itself where it is too long: none of it is left out. */
    private static List<String> wrapped(String line, String measured) {
        if (line.length() <= WIDTH) {
            return List.of(line);
        }
        int before = Math.max(0, line.length() - measured.stripTrailing().length());
        int margin = Math.min(before, WIDTH / 2);
        List<String> wrapped = new ArrayList<>();
        Columns.wrap(measured, WIDTH - margin).forEach(text -> wrapped.add(" ".repeat(margin) + text));
        String head = line.substring(0, before);
        if (margin == before) {
            wrapped.set(0, head + wrapped.get(0).substring(margin));
        } else {
            wrapped.add(0, Columns.cut(head.stripTrailing(), WIDTH));
        }
        return wrapped;
    }

    /** A line of a finding, hanging below its name where it is too long. */
    private void account(String text) {
        List<String> lines = Columns.wrap(text, WIDTH - 15);
        for (int i = 0; i < lines.size(); i++) {
            out.append(" ".repeat(i == 0 ? 9 : 15)).append(lines.get(i)).append('\n');
        }
    }

    private void sections(String label, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            section(i == 0 ? label : "", texts.get(i));
        }
    }

    private void section(String label, String text) {
        List<String> lines = Columns.wrap(text, WIDTH - Math.max(LABEL, label.length() + 1));
        for (int i = 0; i < lines.size(); i++) {
            String head = i == 0 ? label : "";
            out.append(colour.dim(head))
                    .append(" ".repeat(Math.max(1, LABEL - head.length())))
                    .append(Columns.broken(lines.get(i)))
                    .append('\n');
        }
    }

    private String paint(Verdict verdict) {
        return switch (verdict) {
            case PASS -> colour.green("PASS");
            case UNKNOWN -> colour.yellow("UNKNOWN");
            case FAIL -> colour.red("FAIL");
        };
    }
}
