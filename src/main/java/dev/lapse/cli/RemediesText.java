package dev.lapse.cli;

import dev.lapse.cluster.DurationText;
import dev.lapse.oracle.Remedies;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which settings keep writes from stopping for longer than a limit, and what each costs. */
record RemediesText(PrintWriter out) {
    void print(Optional<Remedies> advice, Duration limit) {
        String asked = DurationText.of(limit);
        out.println();
        if (advice.isEmpty()) {
            out.println("NO FORMULA predicts how long writes stop, so nothing says what keeps it under " + asked);
            return;
        }
        Remedies told = advice.get();
        boolean kept = told.worst().compareTo(limit) <= 0;
        out.println("as it is set now, writes stop for " + PredictionTable.seconds(told.worst()) + " at most, "
                + (kept ? "within " : "above ") + asked);
        if (kept) {
            return;
        }
        told.enough().forEach(choice -> {
            out.println("\nenough alone: " + choice.text() + ", then " + PredictionTable.seconds(choice.worst())
                    + " at most");
            costs(choice);
        });
        told.together().ifPresent(choice -> {
            out.println("\nno one of them is enough alone; enough together: " + choice.text() + ", then "
                    + PredictionTable.seconds(choice.worst()) + " at most");
            costs(choice);
        });
        if (told.enough().isEmpty() && told.together().isEmpty()) {
            out.println("no setting that the formulas know keeps it under " + asked);
        }
        List<List<String>> rows = new ArrayList<>();
        told.notEnough()
                .forEach(choice -> rows.add(List.of(
                        choice.text(), PredictionTable.seconds(choice.worst()), String.join("; ", choice.costs()))));
        if (!rows.isEmpty()) {
            out.println("\nshorter, but not enough alone:");
            PredictionTable.print(rows, out);
        }
    }

    private void costs(Remedies.Choice choice) {
        choice.costs().forEach(cost -> out.println("  it costs: " + cost));
    }
}
