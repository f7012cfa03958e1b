package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Attempt;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Event;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.History;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.Outcome;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RejoinSeen;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunStarted;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepStarted;
import dev.lapse.history.SyncSeen;
import dev.lapse.history.Trouble;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the HTML report draws: one fold over a history, whole or broken off anywhere, into columns per lane, bands per
 * node, and a log of what happened. It holds 14 bytes per client attempt in memory, and nothing of the rest but
 * changes.
 */
final class Picture {
    private static final String CLUSTER = "";
    private static final int MOST_LINES = 1000;

    private record LogLine(long atNanos, String kind, String text) {}

    private record LeaseMark(long atNanos, long leftSeconds, long grantedSeconds) {}

    private static final class DrawnStep {
        private final StepStarted start;
        private @Nullable Long endNanos;

        private DrawnStep(StepStarted start) {
            this.start = start;
        }
    }

    private final Map<LaneName, LaneColumns> lanes = new LinkedHashMap<>();
    private final Map<LaneName, String> stateLanes = new LinkedHashMap<>();
    private final Set<LaneName> load = new HashSet<>();
    private final Map<String, Band> bands = new TreeMap<>();
    private final Map<String, DrawnStep> steps = new LinkedHashMap<>();
    private final List<LeaseMark> leases = new ArrayList<>();
    private final List<LeaderSeen> leaders = new ArrayList<>();
    private final List<LogLine> lines = new ArrayList<>();
    private long endNanos;
    private @Nullable Long beginNanos;

    static Picture of(History history) {
        Picture picture = new Picture();
        try (Stream<Event> events = history.events()) {
            events.forEach(picture::take);
        }
        return picture;
    }

    private void take(Event event) {
        endNanos = Math.max(endNanos, event.atNanos());
        if (event instanceof Attempt attempt) {
            attempt(attempt);
        } else if (event instanceof LaneOpened opened) {
            opened(opened);
        } else if (event instanceof StepStarted start) {
            begin(start.atNanos());
            steps.put(start.step(), new DrawnStep(start));
            line(start.atNanos(), "step", start.step() + "  " + start.text());
        } else if (event instanceof StepEnded end && steps.containsKey(end.step())) {
            steps.get(end.step()).endNanos = end.atNanos();
        } else if (event instanceof FaultSeen seen) {
            String evidence = seen.evidence() == null ? "" : ": " + seen.evidence();
            line(seen.atNanos(), "fault", seen.injection() + " " + word(seen.phase()) + evidence);
        } else if (event instanceof PatroniSeen seen) {
            patroni(seen);
        } else if (event instanceof LeaderSeen seen) {
            leader(seen);
        } else if (event instanceof LeaseSeen seen) {
            leases.add(new LeaseMark(seen.atNanos(), seen.leftSeconds(), seen.grantedSeconds()));
        } else if (event instanceof SyncSeen seen) {
            String names = names(seen.standbys());
            band(CLUSTER, "sync standby")
                    .enter(
                            seen.atNanos(),
                            names.isEmpty() ? Band.Tone.DOWN : Band.Tone.REPLICA,
                            names.isEmpty() ? "none" : names);
            line(seen.atNanos(), "sync", "sync standby " + (names.isEmpty() ? "none" : names));
        } else if (event instanceof HaproxySeen seen) {
            haproxy(seen);
        } else {
            note(event);
        }
    }

    private void note(Event event) {
        if (event instanceof RunStarted start) {
            line(start.atNanos(), "run", "run started");
        } else if (event instanceof ClusterReady ready) {
            if (!ready.differs()) {
                line(ready.atNanos(), "run", "cluster ready: " + ready.topology());
            }
            Phrases.notInEffect(ready).forEach(each -> line(ready.atNanos(), "run", "NOT in effect: " + each));
        } else if (event instanceof SteadySeen seen) {
            line(
                    seen.atNanos(),
                    "steady",
                    "steady state " + seen.gate() + ": " + (seen.reached() ? "reached" : "NOT reached")
                            + (seen.detail().isBlank() ? "" : " (" + seen.detail() + ")"));
        } else if (event instanceof RejoinSeen seen) {
            line(seen.atNanos(), "rejoin", seen.node() + " came back by " + seen.how() + ": " + seen.evidence());
        } else if (event instanceof RejoinLogRead read) {
            read.failures()
                    .forEach(failure -> line(
                            read.atNanos(), "rejoin", read.node() + " failed to come back: " + failure.evidence()));
        } else if (event instanceof Trouble trouble) {
            line(trouble.atNanos(), "trouble", trouble.what());
        } else if (event instanceof RunEnded end) {
            line(end.atNanos(), "run", "run " + end.how());
        }
    }

    private void opened(LaneOpened opened) {
        begin(opened.atNanos());
        if (opened.lane().isLoad()) {
            load.add(opened.lane().name()); // too many attempts to be drawn
        } else if (opened.lane().kind() == LaneKind.STATE && opened.lane().node() != null) {
            stateLanes.put(opened.lane().name(), opened.lane().node().value());
            band(opened.lane().node().value(), "2 writable?")
                    .enter(opened.atNanos(), Band.Tone.UNSEEN, "not asked yet");
        } else {
            columns(opened.lane().name()).opened(opened.lane());
        }
    }

    private void attempt(Attempt attempt) {
        if (load.contains(attempt.lane())) {
            return;
        }
        String node = stateLanes.get(attempt.lane());
        if (node == null) {
            columns(attempt.lane()).add(attempt);
            return;
        }
        Band band = band(node, "2 writable?");
        if (attempt.outcome() != Outcome.OK || attempt.writable() == null) {
            band.enter(
                    attempt.invokedNanos(),
                    Band.Tone.UNSEEN,
                    attempt.outcome() == Outcome.NOT_SENT ? "not asked" : "no answer");
        } else {
            String timeline = attempt.timeline() == null ? "" : ", timeline " + attempt.timeline();
            band.enter(
                    attempt.completedNanos(),
                    attempt.writable() ? Band.Tone.PRIMARY : Band.Tone.REPLICA,
                    (attempt.writable() ? "writable" : "read-only") + timeline);
        }
    }

    private void patroni(PatroniSeen seen) {
        String role = seen.role() == null ? "" : seen.role() + ", ";
        String timeline = seen.timeline() == null ? "" : ", timeline " + seen.timeline();
        Band.Tone tone = switch (seen.state().kind()) {
            case RUNNING, STREAMING -> running(seen.role());
            case UNREACHABLE -> Band.Tone.UNSEEN;
            case STOPPED, CRASHED, STOP_FAILED, START_FAILED -> Band.Tone.DOWN;
            case OTHER -> Band.Tone.CHANGING;
        };
        String text = role + seen.state() + timeline;
        band(seen.node().value(), "1 Patroni").enter(seen.atNanos(), tone, text);
        line(seen.atNanos(), "patroni", seen.node() + " " + text);
    }

    private static Band.Tone running(@Nullable PatroniRole role) {
        if (role == null) {
            return Band.Tone.CHANGING;
        }
        return switch (role) {
            case PRIMARY, STANDBY_LEADER -> Band.Tone.PRIMARY;
            case REPLICA -> Band.Tone.REPLICA;
        };
    }

    private void leader(LeaderSeen seen) {
        leaders.add(seen);
        String holder = seen.holder() == null ? "free" : seen.holder().value();
        band(CLUSTER, "leader lock")
                .enter(seen.atNanos(), seen.holder() == null ? Band.Tone.DOWN : Band.Tone.NODE, holder);
        line(seen.atNanos(), "leader", "leader lock: " + holder);
    }

    private void haproxy(HaproxySeen seen) {
        String text = seen.check().isBlank() ? seen.status() : seen.status() + " (" + seen.check() + ")";
        band(seen.server(), "3 " + seen.balancer() + " " + seen.proxy())
                .enter(seen.atNanos(), server(seen.status()), text);
        line(seen.atNanos(), "haproxy", seen.balancer() + " " + seen.proxy() + "/" + seen.server() + " " + text);
    }

    /** {@code UP 2/3} is on its way down and {@code DOWN 1/2} on its way up. */
    private static Band.Tone server(String status) {
        if (status.matches("(UP|DOWN) .*")) {
            return Band.Tone.CHANGING;
        }
        return switch (status) {
            case "UP", "OPEN", "no check" -> Band.Tone.UP;
            case "UNREACHABLE" -> Band.Tone.UNSEEN;
            default -> Band.Tone.DOWN;
        };
    }

    private void begin(long atNanos) {
        beginNanos = beginNanos == null ? atNanos : Math.min(beginNanos, atNanos);
    }

    private LaneColumns columns(LaneName name) {
        return lanes.computeIfAbsent(name, LaneColumns::new);
    }

    /**
     * Bands are in the order of their group and then their label; a digit before a label orders it and is not shown.
     */
    private Band band(String group, String label) {
        return bands.computeIfAbsent(group + "\u0000" + label, key -> new Band(group, label.replaceFirst("^\\d ", "")));
    }

    private void line(long atNanos, String kind, String text) {
        if (lines.size() < MOST_LINES) {
            lines.add(new LogLine(atNanos, kind, text));
        } else if (lines.size() == MOST_LINES) {
            lines.add(new LogLine(atNanos, "report", "and more, all in history.jsonl.gz"));
        }
    }

    private static String word(FaultPhase phase) {
        return phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String names(List<NodeName> nodes) {
        return String.join(", ", nodes.stream().map(NodeName::value).toList());
    }

    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("tick_ms", LaneColumns.TICK_NANOS / 1e6);
        json.writeNumberField("begin", beginNanos == null ? 0 : tick(beginNanos));
        json.writeNumberField("end", tick(endNanos));
        json.writeArrayFieldStart("steps");
        for (DrawnStep span : steps.values()) {
            json.writeStartArray();
            json.writeNumber(tick(span.start.atNanos()));
            json.writeNumber(tick(span.endNanos == null ? endNanos : span.endNanos));
            json.writeString(span.start.step());
            json.writeString(span.start.text());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("lanes");
        for (LaneColumns lane : lanes.values()) {
            lane.writeTo(json);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("bands");
        for (Band band : bands.values()) {
            band.writeTo(json);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("leases");
        for (LeaseMark lease : leases) {
            json.writeArray(new long[] {tick(lease.atNanos), lease.leftSeconds, lease.grantedSeconds}, 0, 3);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("leaders");
        for (LeaderSeen seen : leaders) {
            json.writeStartArray();
            json.writeNumber(tick(seen.atNanos()));
            json.writeString(seen.holder() == null ? null : seen.holder().value());
            json.writeEndArray();
        }
        json.writeEndArray();
        lines.sort(Comparator.comparingLong(LogLine::atNanos));
        json.writeArrayFieldStart("log");
        for (LogLine line : lines) {
            json.writeStartArray();
            json.writeNumber(tick(line.atNanos));
            json.writeString(line.kind);
            json.writeString(line.text);
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static long tick(long nanos) {
        return nanos / LaneColumns.TICK_NANOS;
    }
}
