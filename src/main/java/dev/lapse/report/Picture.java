package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.Attempt;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Event;
import dev.lapse.history.Expected;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.FinalRead;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.History;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.Outcome;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PoolerSeen;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RejoinSeen;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunStarted;
import dev.lapse.history.SettingsAtEnd;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepStarted;
import dev.lapse.history.StoreSeen;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the HTML report draws: one fold over a history, whole or broken off anywhere, into columns per lane, bands per
 * node, and a log of what happened. What it holds does not grow with the number of attempts beyond some thousands of
 * each lane.
 */
final class Picture {
    private static final int MOST_LINES = 1000;

    private record LogLine(long atNanos, String kind, String text) {}

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
    private final PictureBands bands = new PictureBands();
    private final Map<String, DrawnStep> steps = new LinkedHashMap<>();
    /** Seconds left of the lease, in place of how long an attempt took. */
    private final LatencyBuckets leases = new LatencyBuckets(10_000);

    private final LatencyBuckets loads = new LatencyBuckets(10_000);
    private final Map<LaneName, LaneMeasure> measured;
    private final List<Long> faultTicks;
    private final PageLimits limits = new PageLimits();
    private final DoubtfulRows doubtful = new DoubtfulRows();
    private long grantedSeconds;
    private final List<LeaderSeen> leaders = new ArrayList<>();
    private final List<LogLine> lines = new ArrayList<>();
    private long endNanos;
    private @Nullable Long beginNanos;

    private Picture(Measurements measurements) {
        measured = measurements.lanes().stream()
                .collect(Collectors.toMap(lane -> lane.lane().name(), Function.identity(), (one, other) -> one));
        faultTicks = measurements.faults().stream()
                .flatMap(fault -> Stream.of(fault.injectedNanos(), fault.healedNanos()))
                .filter(Objects::nonNull)
                .map(Picture::tick)
                .toList();
    }

    static Picture of(History history, Judgement judgement) {
        Picture picture = new Picture(judgement.measurements());
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
        } else if (event instanceof LeaseSeen seen) {
            grantedSeconds = Math.max(grantedSeconds, seen.grantedSeconds());
            leases.add(tick(seen.atNanos()), seen.leftSeconds(), Outcome.OK);
        } else if (!observed(event)) {
            note(event);
        }
    }

    private boolean observed(Event event) {
        if (event instanceof PatroniSeen seen) {
            line(seen.atNanos(), "patroni", seen.node() + " " + bands.patroni(seen));
        } else if (event instanceof LeaderSeen seen) {
            leaders.add(seen);
            line(seen.atNanos(), "leader", "leader lock: " + bands.leader(seen));
        } else if (event instanceof SyncSeen seen) {
            line(seen.atNanos(), "sync", "sync standby " + bands.sync(seen));
        } else if (event instanceof StoreSeen seen) {
            line(seen.atNanos(), "store", seen.member() + " " + bands.store(seen));
        } else if (event instanceof HaproxySeen seen) {
            line(
                    seen.atNanos(),
                    "haproxy",
                    seen.balancer() + " " + seen.proxy() + "/" + seen.server() + " " + bands.haproxy(seen));
        } else if (event instanceof PoolerSeen seen) {
            bands.pooler(seen);
        } else if (event instanceof LogSeen seen) {
            bands.logged(seen);
        } else if (event instanceof AddressSeen seen) {
            bands.looked(seen);
        } else {
            return false;
        }
        return true;
    }

    private void note(Event event) {
        if (event instanceof Expected expected) {
            limits.take(expected);
        } else if (event instanceof FinalRead read) {
            doubtful.read(read);
        } else if (event instanceof RunStarted start) {
            line(start.atNanos(), "run", "run started");
        } else if (event instanceof ClusterReady ready) {
            bands.ready(ready);
            if (!ready.differs()) {
                line(ready.atNanos(), "run", "cluster ready: " + ready.topology());
            }
            ready.linesReplaced().forEach(each -> line(ready.atNanos(), "run", "replaced " + each));
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
        } else if (event instanceof SettingsAtEnd end) {
            end.changed().forEach(each -> line(end.atNanos(), "run", "changed meanwhile: " + each.text()));
        } else if (event instanceof Trouble trouble) {
            line(trouble.atNanos(), "trouble", trouble.what());
        } else if (event instanceof RunEnded end) {
            line(end.atNanos(), "run", "run " + end.how());
        }
    }

    private void opened(LaneOpened opened) {
        begin(opened.atNanos());
        doubtful.opened(opened.lane());
        if (opened.lane().isLoad()) {
            load.add(opened.lane().name()); // all of them are one row
        } else if (opened.lane().kind() == LaneKind.STATE && opened.lane().node() != null) {
            stateLanes.put(opened.lane().name(), opened.lane().node().value());
            bands.asks(opened.lane().node(), opened.atNanos());
        } else {
            columns(opened.lane().name()).opened(opened.lane());
        }
    }

    private void attempt(Attempt attempt) {
        doubtful.take(attempt);
        if (load.contains(attempt.lane())) {
            loads.add(tick(attempt.invokedNanos()), attempt.latencyNanos() / LaneColumns.TICK_NANOS, attempt.outcome());
            return;
        }
        String node = stateLanes.get(attempt.lane());
        if (node == null) {
            columns(attempt.lane()).add(attempt);
        } else {
            bands.asked(node, attempt);
        }
    }

    private void begin(long atNanos) {
        beginNanos = beginNanos == null ? atNanos : Math.min(beginNanos, atNanos);
    }

    private LaneColumns columns(LaneName name) {
        return lanes.computeIfAbsent(
                name, key -> new LaneColumns(key, Optional.ofNullable(measured.get(key)), faultTicks));
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
        limits.writeTo(json);
        json.writeFieldName("doubtful");
        doubtful.writeTo(json);
        bands.writeTo(json, beginNanos == null ? 0 : beginNanos);
        json.writeNumberField("granted_s", grantedSeconds);
        json.writeFieldName("leases");
        leases.writeTo(json);
        json.writeFieldName("load");
        loads.writeTo(json);
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
