package dev.lapse.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.DualPrimary;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Sighting;
import dev.lapse.check.Testimony;
import dev.lapse.check.Witness;
import dev.lapse.history.LaneKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What each {@link Witness} of a dual primary tells: a line for people, and an entry of {@code result.json}. */
final class WitnessLines {
    private static final int MOST_PLACES = 3;

    private final List<Testimony> witnesses;
    private final List<LaneMeasure> lanes;

    WitnessLines(Measurements measured) {
        this(measured.dualPrimary(), measured.lanes());
    }

    WitnessLines(DualPrimary dual, List<LaneMeasure> lanes) {
        this.witnesses = dual.witnesses();
        this.lanes = lanes;
    }

    /** {@code routers: none seen, at lb1 and lb2, looked every 250ms}: a line of each. */
    List<String> lines() {
        return witnesses.stream().map(one -> one.by().text() + ": " + line(one)).toList();
    }

    /** The key {@code witnesses}. */
    void write(ObjectNode dual) {
        ResultJson.each(dual, "witnesses", witnesses, this::entry);
    }

    private ObjectNode entry(Testimony testimony) {
        ObjectNode node = ResultJson.NODES.objectNode();
        node.put("by", testimony.by().text());
        node.put("looked", testimony.looked());
        node.put("why", testimony.gaps().isEmpty() ? null : String.join("; ", testimony.gaps()));
        ResultJson.each(node, "windows", testimony.sightings(), WitnessLines::window);
        node.put("not_told_apart", testimony.untold().size());
        node.put("late", testimony.late());
        node.put(
                "duration_ms",
                testimony.looked()
                        ? Figures.millis(
                                testimony.longest().map(Sighting::duration).orElse(Duration.ZERO))
                        : null);
        node.put("resolution_ms", testimony.looked() ? Figures.millis(testimony.resolution()) : null);
        return node.put("text", line(testimony));
    }

    private static ObjectNode window(Sighting sighting) {
        ObjectNode node = ResultJson.NODES.objectNode();
        sighting.who().forEach(node.putArray("nodes")::add);
        return node.put("at", sighting.at().isEmpty() ? null : sighting.at())
                .put("from_ms", Figures.millis(sighting.fromNanos()))
                .put("to_ms", Figures.millis(sighting.toNanos()))
                .put("duration_ms", Figures.millis(sighting.duration()))
                .put("at_least_ms", Figures.millis(sighting.atLeast()))
                .put("at_most_ms", Figures.millis(sighting.atMost()));
    }

    private String line(Testimony testimony) {
        if (!testimony.looked()) {
            return "not observed: " + testimony.gaps().get(0);
        }
        List<String> parts = new ArrayList<>();
        parts.add(testimony.sightings().isEmpty() ? noneSeen(testimony) : seen(testimony));
        if (!testimony.untold().isEmpty()) {
            Sighting first = testimony.untold().get(0);
            parts.add(String.join(" and ", first.who()) + " not told apart at " + Figures.instant(first.fromNanos()));
        }
        if (testimony.late() > 0) {
            parts.add(testimony.late() + " late: asked for before the newer timeline's first acknowledgement, and"
                    + " acknowledged after it");
        }
        parts.add(how(testimony));
        testimony.gaps().stream().findFirst().ifPresent(gap -> parts.add("not observed all the time: " + gap));
        return String.join("; ", parts);
    }

    private static String noneSeen(Testimony testimony) {
        return "none seen" + (testimony.where().isEmpty() ? "" : " at " + String.join(", ", testimony.where()));
    }

    /** The longest one of each place. */
    private static String seen(Testimony testimony) {
        Map<String, Sighting> longest = new LinkedHashMap<>();
        testimony
                .sightings()
                .forEach(one ->
                        longest.merge(one.at(), one, (a, b) -> a.duration().compareTo(b.duration()) >= 0 ? a : b));
        int told = Math.min(MOST_PLACES, longest.size());
        int more = testimony.sightings().size() - told;
        return longest.values().stream()
                        .sorted(Comparator.comparing(Sighting::duration).reversed())
                        .limit(MOST_PLACES)
                        .map(one -> String.join(" and ", one.who())
                                + (one.at().isEmpty() ? "" : " at " + one.at())
                                + length(one) + " from " + Figures.instant(one.fromNanos()))
                        .collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : "");
    }

    private static String length(Sighting one) {
        boolean bounded = one.duration().compareTo(one.atLeast()) > 0;
        return bounded
                ? " for " + Figures.length(one.duration()) + " (at least " + Figures.length(one.atLeast()) + ")"
                : " for at least " + Figures.length(one.duration());
    }

    private String how(Testimony testimony) {
        String resolution = Figures.length(testimony.resolution());
        return switch (testimony.by()) {
            case STATE -> "asked every " + every(LaneKind.STATE, testimony);
            case WRITE -> "written every " + every(LaneKind.WRITE, testimony);
            case CLIENTS -> "written every " + resolution;
            case ROUTERS -> "looked every " + resolution;
            case VIP -> "known to " + resolution + ", by the logs";
        };
    }

    private String every(LaneKind kind, Testimony testimony) {
        Duration period = direct(kind).stream()
                .map(lane -> lane.lane().period())
                .max(Comparator.naturalOrder())
                .orElse(testimony.resolution());
        String apart = testimony.resolution().compareTo(period) > 0
                ? ", up to " + Figures.length(testimony.resolution()) + " between two answers"
                : "";
        return Figures.length(period) + apart + late(kind) + cost(kind);
    }

    /** By how much it was late to ask, where that is more than a period. */
    private String late(LaneKind kind) {
        return direct(kind).stream()
                .filter(lane -> lane.latenessMax().compareTo(lane.lane().period()) > 0)
                .map(LaneMeasure::latenessMax)
                .max(Comparator.naturalOrder())
                .map(late -> ", late by up to " + Figures.length(late))
                .orElse("");
    }

    /** What it costs to ask: how often in all, and how much of a session's time the answers take. */
    private String cost(LaneKind kind) {
        List<LaneMeasure> direct = direct(kind);
        double perSecond = direct.stream()
                .mapToDouble(lane -> 1e9 / lane.lane().period().toNanos())
                .sum();
        LaneMeasure busiest = direct.stream()
                .max(Comparator.comparingDouble(WitnessLines::busy))
                .orElse(null);
        return busiest == null || busy(busiest) == 0
                ? ""
                : ": " + Math.round(perSecond) + " answers/s of " + Figures.length(busiest.latencyP50()) + ", "
                        + Figures.percent(Math.min(1, busy(busiest))) + " of a session's time";
    }

    private List<LaneMeasure> direct(LaneKind kind) {
        return lanes.stream()
                .filter(lane -> !lane.lane().isClient() && lane.lane().kind() == kind)
                .toList();
    }

    private static double busy(LaneMeasure lane) {
        return (double) lane.latencyP50().toNanos() / lane.lane().period().toNanos();
    }
}
