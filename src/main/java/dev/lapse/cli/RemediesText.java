package dev.lapse.cli;

import dev.lapse.cluster.DurationText;
import dev.lapse.oracle.Remedies;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which settings keep writes from stopping for longer than a limit, and what each costs. */
record RemediesText(PrintWriter out) {
    /** @param worst the faults of several after which writes stop for longest; empty: there is only one */
    void print(Optional<Remedies> advice, Duration limit, List<String> worst) {
        String asked = DurationText.of(limit);
        out.println();
        if (advice.isEmpty()) {
            out.println("NO FORMULA predicts how long writes stop, so nothing says what keeps it under " + asked);
            return;
        }
        Remedies told = advice.get();
        boolean kept = told.worst().compareTo(limit) <= 0;
        PredictionTable.wrapped(
                "as it is set now, writes through the balancer stop for " + PredictionTable.seconds(told.worst())
                        + " at most, " + (kept ? "within " : "above ") + asked
                        + (worst.isEmpty() ? "" : "; the worst is " + String.join(", and ", worst)),
                "  ",
                out);
        if (kept) {
            return;
        }
        told.enough().forEach(choice -> choice("enough alone: ", choice));
        told.together().ifPresent(choice -> choice("no one of them is enough alone; enough together: ", choice));
        if (told.enough().isEmpty() && told.together().isEmpty()) {
            out.println("no setting that the formulas know keeps it under " + asked + ", nor do several together");
        }
        told.notEnough().forEach(choice -> choice("not enough alone: ", choice));
    }

    private void choice(String before, Remedies.Choice choice) {
        out.println();
        PredictionTable.wrapped(before + choice.text(), "  ", out);
        out.println("  then "
                + (choice.worst().isZero()
                        ? "writes do not stop"
                        : "writes stop for " + PredictionTable.seconds(choice.worst()) + " at most"));
        choice.costs().forEach(cost -> PredictionTable.wrapped("  it costs: " + cost, "    ", out));
    }
}
