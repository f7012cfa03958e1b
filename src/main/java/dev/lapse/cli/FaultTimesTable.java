package dev.lapse.cli;

import dev.lapse.run.FaultTimes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A line for each fault that was timed; seconds. */
final class FaultTimesTable {
    private static final String ROW = "%-17s %-15s %-28s %8s %8s %8s %8s %8s  %s";

    private FaultTimesTable() {}

    static String of(String title, List<FaultTimes> times) {
        StringBuilder text = new StringBuilder(title + ", seconds\n");
        line(text, "fault", "flavour", "at", "prepare", "inject", "prove", "heal", "healed?", "");
        for (FaultTimes one : times) {
            line(
                    text,
                    one.spec().fault().text(),
                    one.spec().flavour(),
                    one.spec().target()
                            + one.spec().options().entrySet().stream()
                                    .map(option -> " " + option.getKey() + "=" + option.getValue())
                                    .collect(Collectors.joining()),
                    seconds(one.prepare()),
                    seconds(one.inject()),
                    seconds(one.prove()),
                    one.spec().isPlanned() ? "-" : seconds(one.heal()),
                    seconds(one.proveHealed()),
                    note(one));
        }
        return text.toString();
    }

    private static String note(FaultTimes one) {
        if (one.failure() != null) {
            return "FAILED: " + one.failure();
        }
        return (one.proven() ? "" : "NOT PROVEN ") + (one.provenHealed() ? "" : "NOT PROVEN HEALED");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f", duration.toMillis() / 1e3);
    }

    private static void line(StringBuilder text, Object... cells) {
        text.append(ROW.formatted(cells).stripTrailing()).append('\n');
    }
}
