package dev.lapse.report;

import dev.lapse.explain.Explained;
import dev.lapse.explain.Fit;
import dev.lapse.explain.LaneOutage;
import dev.lapse.explain.OutageKind;
import dev.lapse.explain.SeenPhase;
import dev.lapse.oracle.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An explained outage as texts that the terminal and Markdown share: which outage it is, a table with a row for each
 * phase and one for the whole, and what stands beside it.
 */
record WaterfallTable(Explained explained) {
    /** {@code ended by} is the widest column, and the one that may be broken into lines. */
    static final int ENDED_BY = 3;

    private static final List<String> HEAD = List.of("phase", "took", "resolution", "ended by", "predicted", "verdict");
    private static final int WITHOUT_PREDICTION = 4;

    /** {@code write-haproxy, 35.36s from 11.40s, failover}. */
    String title() {
        LaneOutage outage = explained.outage();
        String length = outage.censored() ? "still open" : Figures.length(outage.lengthNanos());
        return outage.lane().name() + ", " + length + " from " + Figures.instant(outage.fromNanos()) + ", "
                + kind(explained);
    }

    private static String kind(Explained explained) {
        return explained.kind() == OutageKind.UNKNOWN
                ? "of unknown kind"
                : explained.kind().text();
    }

    /** The first row has the names of the columns. Empty where the outage has no phases. */
    List<List<String>> rows() {
        if (explained.phases().isEmpty()) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        explained.phases().forEach(phase -> rows.add(row(phase)));
        rows.add(whole());
        return rows.stream().map(row -> row.subList(0, columns())).toList();
    }

    private int columns() {
        boolean predicts = explained.predicted().isPresent()
                || explained.phases().stream()
                        .anyMatch(phase -> phase.predicted().isPresent());
        return predicts ? HEAD.size() : WITHOUT_PREDICTION;
    }

    private static List<String> row(SeenPhase phase) {
        return List.of(
                phase.phase().text(),
                Figures.length(phase.lengthNanos()),
                Figures.length(phase.resolutionNanos()),
                endedBy(phase),
                predicted(phase.predicted()),
                verdict(phase.fit(), phase.beyondNanos()));
    }

    private List<String> whole() {
        LaneOutage outage = explained.outage();
        return List.of(
                "all",
                (outage.censored() ? "> " : "") + Figures.length(outage.lengthNanos()),
                Figures.length(outage.resolutionNanos()),
                outage.censored() ? "still open at the end" : "",
                predicted(explained.predicted()),
                verdict(explained.fit(), explained.beyondNanos()));
    }

    /** {@code leader key deleted (etcd watch)}. */
    static String endedBy(SeenPhase phase) {
        return phase.source().isBlank() ? phase.endedBy() : phase.endedBy() + " (" + phase.source() + ")";
    }

    private static String predicted(Optional<Interval> interval) {
        return interval.map(Figures::interval).orElse(Phrases.NONE);
    }

    /** {@code ABOVE by 2.40s}. */
    static String verdict(Fit fit, long beyondNanos) {
        return switch (fit) {
            case WITHIN -> "WITHIN";
            case ABOVE -> "ABOVE by " + Figures.length(beyondNanos);
            case BELOW -> "BELOW by " + Figures.length(beyondNanos);
            case NO_FORMULA -> "NO FORMULA";
        };
    }

    /** What is no part of the outage, went on at the same time, or could not be told apart; a line each. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        explained
                .served()
                .filter(served -> !served.to().isZero())
                .ifPresent(served -> notes.add(
                        "still served for " + Figures.interval(served) + " after the fault; not part of the outage"));
        explained.beside().forEach(notes::add);
        explained.unbounded().forEach(notes::add);
        return notes;
    }
}
