package dev.lapse.report;

import dev.lapse.check.DataEstimate;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.check.ReadMeasure;
import dev.lapse.check.VisibleOn;
import dev.lapse.history.LaneKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The words for what the reads and the rows' own times tell, where they tell something. */
final class ReadPhrases {
    private ReadPhrases() {}

    /** What the read lanes saw, a line each. */
    static List<String> reads(ReadMeasure reads) {
        List<String> lines = new ArrayList<>();
        if (!reads.staleMax().isZero()) {
            lines.add("oldest answer " + Figures.length(reads.staleMax()) + " behind what was acknowledged, most rows "
                    + "behind: " + reads.staleRows());
        }
        ReadMeasure.Backward backward = reads.backward();
        if (backward.all() > 0) {
            lines.add("backward: " + backward.acrossNodes()
                    + " across two nodes (allowed by asynchronous replication), " + backward.overFailover()
                    + " on one node over a failover, " + backward.onOneNode() + " on one node without one");
        }
        reads.visible().stream()
                .filter(on -> on.whole().rows() > 0)
                .map(ReadPhrases::visible)
                .forEach(lines::add);
        reads.dirty()
                .filter(dirty -> dirty.reads() > 0)
                .ifPresent(dirty -> lines.add("dirty in hindsight: " + dirty.rows() + " rows in " + dirty.reads()
                        + " reads, from row " + dirty.firstSeq() + " at " + Figures.instant(dirty.firstNanos())
                        + " to row " + dirty.lastSeq() + " at " + Figures.instant(dirty.lastNanos())
                        + "; each is of an indeterminate write, and is gone"));
        return lines;
    }

    /**
     * {@code a row is visible on pg2 after at most 21ms (p50), 45ms (p99), 1.3s (max, at least 0.9s) while writes went
     * on; 12 rows waited over an outage of the writes, at most 9.8s; ...}.
     */
    private static String visible(VisibleOn on) {
        VisibleOn.Visibility whole = on.whole();
        VisibleOn.Visibility up = on.up();
        VisibleOn.Visibility steady = on.steady();
        long waited = whole.rows() - up.rows();
        String usual = up.rows() == 0
                ? "no row was shown on " + on.node() + " while writes went on"
                : "a row is visible on " + on.node() + " after at most "
                        + Figures.length(up.p50().atMost()) + " (p50), "
                        + Figures.length(up.p99().atMost()) + " (p99), "
                        + Figures.length(up.max().atMost())
                        + " (max, at least " + Figures.length(up.max().atLeast()) + ")"
                        + (waited == 0 ? "" : " while writes went on");
        return usual
                + (waited == 0
                        ? ""
                        : "; " + waited + (waited == 1 ? " row" : " rows") + " waited over an outage of the writes, at"
                                + " most " + Figures.length(whole.max().atMost()))
                + (steady.rows() == 0
                        ? ""
                        : "; in the steady phase at most "
                                + Figures.length(steady.max().atMost()))
                + "; read every " + Figures.length(whole.readEvery());
    }

    /** The longest write outage as the data tell it; empty where no client that writes had one. */
    static Optional<String> byData(Measurements measured) {
        return measured.lanes().stream()
                .filter(lane -> lane.lane().isClient() && lane.lane().kind() == LaneKind.WRITE)
                .filter(lane -> Phrases.worst(lane).isPresent())
                .max(Comparator.comparing(
                        lane -> Phrases.worst(lane).map(Outage::duration).orElseThrow()))
                .map(ReadPhrases::byData);
    }

    private static String byData(LaneMeasure lane) {
        return "longest write outage, " + lane.lane().name() + ": "
                + Phrases.worst(lane)
                        .flatMap(Outage::data)
                        .map(ReadPhrases::text)
                        .orElse("not observed, the times of the rows were not read");
    }

    private static String text(DataEstimate data) {
        return switch (data.answer()) {
            case AGREES -> "the data agree: " + data.text();
            case DISAGREES -> data.text();
            case NOT_COMPARED -> "not compared: " + data.text();
        };
    }
}
