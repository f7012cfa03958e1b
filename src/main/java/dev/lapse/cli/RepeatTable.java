package dev.lapse.cli;

import dev.lapse.report.RepeatNumbers;
import dev.lapse.report.Spread;
import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers of repeated runs for the terminal. */
final class RepeatTable {
    private RepeatTable() {}

    static String of(RepeatNumbers numbers) {
        Map<String, Spread> rows = new LinkedHashMap<>();
        numbers.rows().forEach(row -> rows.put(row.label(), row.spread()));
        StringBuilder text = new StringBuilder("\n" + NumberTable.ofSpreads(numbers.runs() + " runs", rows));
        numbers.notes().forEach(note -> text.append(note).append('\n'));
        numbers.predictions().lines().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
