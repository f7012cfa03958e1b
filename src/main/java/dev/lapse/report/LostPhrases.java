package dev.lapse.report;

import dev.lapse.check.Judgement;
import dev.lapse.check.LossClass;
import dev.lapse.check.Losses;
import dev.lapse.check.LostRow;
import dev.lapse.check.Writes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The words for rows that are lost, which the terminal and the job summary share. */
final class LostPhrases {
    private LostPhrases() {}

    /** A line for each thing that there is to say; none when no row was lost. */
    static List<String> lines(Judgement judgement) {
        Writes writes = judgement.measurements().writes();
        Losses losses = writes.losses();
        List<String> lines = new ArrayList<>();
        LostRow first = losses.first();
        LostRow last = losses.last();
        if (first != null && last != null) {
            lines.add(losses.classes().orElse("") + "; " + wal(losses)
                    + (losses.count() == 1 ? "" : ", acknowledged within " + Figures.length(losses.over())));
            Instant begun = judgement.run().startedAt();
            lines.add("first: " + row(first, begun));
            if (losses.count() > 1) {
                lines.add("last: " + row(last, begun));
            }
            losses.unclassed().entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .map(reason ->
                            reason.getValue() + " " + LossClass.NOT_CLASSED.text() + ", since " + reason.getKey())
                    .forEach(lines::add);
            lines.add(read(losses));
            found(judgement).ifPresent(lines::add);
            lines.add("each row is in " + ReportDir.LOST);
        }
        return lines;
    }

    private static String read(Losses losses) {
        if (losses.read() == 0) {
            return "none of them is known to have been read";
        }
        return losses.read() + " of " + losses.count() + " had been read"
                + (losses.read() < losses.count() ? "; the others are not known to be read" : "");
    }

    private static String wal(Losses losses) {
        Long bytes = losses.walBytes();
        return bytes == null ? "how much WAL is not known" : bytes(bytes) + " of WAL";
    }

    static String bytes(long bytes) {
        if (bytes < 10_000) {
            return bytes + " bytes";
        }
        return bytes < 10_000_000
                ? Math.round(bytes / 1e3) + " kB"
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static String row(LostRow row, Instant begun) {
        String by = row.node() == null
                ? "a node that did not say its name"
                : row.node().value();
        return "row " + row.seq() + " of " + row.lane() + " at " + Figures.instant(row.acknowledgedNanos()) + " ("
                + wallClock(begun, row.acknowledgedNanos()) + "), by " + by
                + (row.timeline() == null ? "" : " on timeline " + row.timeline());
    }

    /** When something of a run happened, to the millisecond. */
    static Instant wallClock(Instant begun, long nanos) {
        return begun.plusNanos(nanos).truncatedTo(ChronoUnit.MILLIS);
    }

    /** What the lines of the deposed nodes do not tell of where the lost rows were found. */
    private static Optional<String> found(Judgement judgement) {
        Losses losses = judgement.measurements().writes().losses();
        if (judgement.measurements().deposed().isEmpty()) {
            return Optional.of("no node was deposed that could still have had them");
        }
        boolean isRead = losses.deposed().stream().anyMatch(Losses.Deposed::isSalvaged);
        return isRead && losses.foundNowhere() > 0
                ? Optional.of(losses.foundNowhere() + " of them were found on no deposed node that was read")
                : Optional.empty();
    }
}
