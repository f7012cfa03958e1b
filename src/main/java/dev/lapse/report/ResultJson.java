package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.DataEstimate;
import dev.lapse.check.Degraded;
import dev.lapse.check.DualPrimary;
import dev.lapse.check.Expectation;
import dev.lapse.check.FailedRejoin;
import dev.lapse.check.Failover;
import dev.lapse.check.FaultMeasure;
import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.LastWritable;
import dev.lapse.check.LoadMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.check.Rejoin;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.PhaseReached;
import dev.lapse.history.SettingsAtEnd;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A judgement as {@code result.json}, the contract that other programs build on; {@code result.schema.json} beside this
 * class describes every key. What is not known is null, never a number.
 */
public final class ResultJson {
    /** The version of the contract: raised when a key changes its meaning or goes. */
    public static final int FORMAT = 1;

    static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .nodeFactory(NODES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    /** Settings that get a key of their own, as numbers of seconds. */
    private static final Map<String, String> SECONDS = Map.of(
            "patroni.ttl", "ttl_s", "patroni.loop_wait", "loop_wait_s", "patroni.retry_timeout", "retry_timeout_s");

    private ResultJson() {}

    /** The whole file as text, indented, with a newline at its end. */
    public static String text(Judgement judgement) {
        return text(tree(judgement, LongList.AS_WRITTEN));
    }

    /** The same, without ever having all of it in memory; leaves {@code out} open. */
    public static void write(Judgement judgement, Writer out) throws IOException {
        MAPPER.writer()
                .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .writeValue(out, tree(judgement, LongList.AS_WRITTEN));
        out.write("\n");
    }

    static String text(ObjectNode tree) {
        try {
            return MAPPER.writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes must have a text", e);
        }
    }

    /** The file as a tree. */
    public static ObjectNode of(Judgement judgement) {
        return tree(judgement, LongList.IN_TREE);
    }

    private static ObjectNode tree(Judgement judgement, LongList lists) {
        Measurements measured = judgement.measurements();
        ObjectNode result = NODES.objectNode();
        result.put("format", FORMAT);
        result.put("scenario", judgement.run().scenario());
        result.put("observed", judgement.run().observed());
        result.put("profile", judgement.run().profile());
        result.put("verdict", judgement.verdict().name());
        result.put("seed", judgement.run().seed());
        result.put("lapse", judgement.run().lapse());
        result.put("started_at", judgement.run().startedAt().toString());
        result.put("duration_ms", Figures.millis(judgement.durationNanos()));
        judgement
                .cluster()
                .ifPresentOrElse(
                        ready -> result.set("cluster", cluster(ready, judgement.atEnd())),
                        () -> result.putNull("cluster"));
        each(result, "faults", measured.faults(), ResultJson::fault);
        each(result, "lanes", measured.lanes(), lane -> lane(lane, lists));
        measured.load().ifPresentOrElse(load -> result.set("load", load(load)), () -> result.putNull("load"));
        result.set("writes", LostJson.writes(judgement));
        result.set("dual_primary", dualPrimary(measured, lists));
        measured.lastWritable()
                .ifPresentOrElse(
                        last -> result.set("last_writable", lastWritable(last)), () -> result.putNull("last_writable"));
        result.set("reads", ReadsJson.of(measured.reads()));
        each(result, "failovers", measured.failovers(), ResultJson::failover);
        each(result, "rejoin", measured.rejoins(), ResultJson::rejoin);
        each(result, "failed_rejoins", measured.failedRejoins(), ResultJson::failedRejoin);
        ExplainedJson.write(judgement, result, lists);
        each(result, "findings", judgement.findings(), ResultJson::finding);
        return result;
    }

    private static ObjectNode cluster(ClusterReady ready, Optional<SettingsAtEnd> atEnd) {
        ObjectNode cluster = NODES.objectNode();
        cluster.put("topology", ready.topology());
        cluster.put("replication", ready.replication().text());
        ObjectNode versions = cluster.putObject("versions");
        new TreeMap<>(ready.versions()).forEach(versions::put);
        ObjectNode effective = cluster.putObject("effective");
        List.of("patroni.ttl", "patroni.loop_wait", "patroni.retry_timeout").forEach(name -> {
            BigDecimal seconds = number(ready.effective().get(name));
            if (seconds != null) {
                effective.put(SECONDS.get(name), seconds);
            }
        });
        new TreeMap<>(ready.effective()).forEach((name, value) -> {
            if (!SECONDS.containsKey(name) || number(value) == null) {
                effective.put(name, value);
            }
        });
        ready.linesReplaced().forEach(cluster.putArray("replaced")::add);
        if (ready.notInEffect() == null) {
            cluster.putNull("not_in_effect");
        } else {
            each(
                    cluster,
                    "not_in_effect",
                    ready.notInEffect(),
                    setting -> NODES.objectNode()
                            .put("name", setting.name())
                            .put("asked", setting.asked())
                            .put("seen", setting.seen())
                            .put("why", setting.why()));
        }
        Optional<List<SettingsAtEnd.ChangedSetting>> changed =
                atEnd.filter(end -> end.notRead() == null).map(SettingsAtEnd::changed);
        if (changed.isEmpty()) {
            cluster.putNull("changed");
        } else {
            each(
                    cluster,
                    "changed",
                    changed.get(),
                    setting -> NODES.objectNode()
                            .put("name", setting.name())
                            .put("before", setting.before())
                            .put("after", setting.after()));
        }
        return cluster;
    }

    private static @Nullable BigDecimal number(@Nullable String text) {
        return text != null && text.matches("\\d+(\\.\\d+)?") ? new BigDecimal(text) : null;
    }

    private static ObjectNode fault(FaultMeasure fault) {
        ObjectNode node = NODES.objectNode();
        node.put("fault", fault.fault().text());
        node.put("flavour", fault.flavour());
        names(node, "targets", fault.targets());
        node.put("role", fault.role());
        node.put("requested_ms", Figures.millis(fault.requestedNanos()));
        node.put("injected_ms", millisOrNull(fault.injectedNanos()));
        node.put("proven_ms", millisOrNull(fault.provenNanos()));
        node.put("evidence", fault.evidence());
        node.put("healed_ms", millisOrNull(fault.healedNanos()));
        node.put("heal_evidence", fault.healEvidence());
        PhaseReached phase = fault.phase();
        if (phase == null) {
            node.putNull("phase");
        } else {
            node.putObject("phase")
                    .put("asked", phase.asked())
                    .put("asked_ms", Figures.millis(phase.askedNanos()))
                    .put("reached_ms", Figures.millis(phase.reachedNanos()))
                    .put("resolution_ms", Figures.millis(phase.resolutionNanos()))
                    .put("met", phase.meets());
        }
        return node;
    }

    private static ObjectNode lane(LaneMeasure measure, LongList lists) {
        Lane lane = measure.lane();
        ObjectNode node = NODES.objectNode();
        node.put("lane", lane.name().value());
        node.put("kind", lane.kind().name().toLowerCase(Locale.ROOT));
        node.put("via", lane.via().text());
        node.put("vantage", lane.vantage().text());
        node.put("node", nameOrNull(lane.node()));
        node.put("period_ms", Figures.millis(lane.period()));
        node.put("hold_ms", lane.hold() == null ? null : Figures.millis(lane.hold()));
        node.put("floor_ms", Figures.millis(measure.floor()));
        node.put("attempts", measure.attempts());
        node.put("ok", measure.ok());
        node.put("failed", measure.failed());
        node.put("indeterminate", measure.indeterminate());
        node.put("not_sent", measure.notSent());
        node.put("given_up", measure.givenUp());
        node.put("lateness_p99_ms", Figures.millis(measure.latenessP99()));
        ObjectNode settings = node.putObject("settings");
        lane.settings().forEach(settings::put);
        measure.pool()
                .ifPresentOrElse(
                        pool -> node.putObject("pool")
                                .put("opened", pool.opened())
                                .put("evicted", pool.evicted())
                                .put("timeouts", pool.timeouts()),
                        () -> node.putNull("pool"));
        if (lane.kind() == LaneKind.CALL) {
            ObjectNode errors = node.putObject("errors");
            measure.errors().forEach(errors::put);
        }
        lists.put(node, "outages", measure.outages(), ResultJson::outage);
        each(node, "degraded", measure.degraded(), ResultJson::degraded);
        return node;
    }

    private static ObjectNode outage(Outage outage) {
        ObjectNode node = span(outage.step(), outage.fromNanos(), outage.toNanos());
        node.put("duration_ms", Figures.millis(outage.duration()));
        node.put("at_least_ms", Figures.millis(outage.atLeast()));
        node.put("stall", outage.stall());
        node.put("censored", outage.censored());
        node.put("trusted", outage.trusted());
        node.put("first_ok_ms", Figures.millis(outage.firstOk()));
        node.put("resolution_ms", Figures.millis(outage.resolution()));
        node.put("late_ms", Figures.millis(outage.late()));
        Optional<DataEstimate> timed =
                outage.data().filter(data -> data.duration().isPresent());
        node.put(
                "data_duration_ms",
                timed.flatMap(DataEstimate::duration).map(Figures::millis).orElse(null));
        node.put(
                "data_resolution_ms",
                timed.map(DataEstimate::within).map(Figures::millis).orElse(null));
        node.put("data", outage.data().map(data -> data.answer().name()).orElse("NOT_OBSERVED"));
        return node;
    }

    private static ObjectNode degraded(Degraded degraded) {
        return span(degraded.step(), degraded.fromNanos(), degraded.toNanos())
                .put("share", Figures.share(degraded.share()));
    }

    private static ObjectNode span(String step, long fromNanos, long toNanos) {
        return NODES.objectNode()
                .put("step", step)
                .put("from_ms", Figures.millis(fromNanos))
                .put("to_ms", Figures.millis(toNanos));
    }

    private static ObjectNode load(LoadMeasure load) {
        return NODES.objectNode()
                .put("clients", load.clients())
                .put("rate_per_s", load.perSecond())
                .put("sent_per_s", Figures.number(load.sentPerSecond()))
                .put("attempts", load.attempts())
                .put("ok", load.ok())
                .put("failed", load.failed())
                .put("indeterminate", load.indeterminate())
                .put("not_sent", load.notSent())
                .put("not_sent_out", load.notSentOut())
                .put("shortfall", Figures.share(load.shortfall()))
                .put("latency_p50_ms", load.latencyP50().map(Figures::millis).orElse(null))
                .put("latency_p99_ms", load.latencyP99().map(Figures::millis).orElse(null))
                .put("cpu_share", load.cpuShare().map(Figures::share).orElse(null));
    }

    private static ObjectNode dualPrimary(Measurements measured, LongList lists) {
        DualPrimary dual = measured.dualPrimary();
        ObjectNode node = NODES.objectNode().put("observed", dual.observed());
        lists.put(node, "windows", dual.windows(), window -> {
            ObjectNode entry = NODES.objectNode();
            names(entry, "nodes", window.nodes());
            return entry.put("by", window.by())
                    .put("from_ms", Figures.millis(window.fromNanos()))
                    .put("to_ms", Figures.millis(window.toNanos()))
                    .put("duration_ms", Figures.millis(window.duration()));
        });
        new WitnessLines(measured).write(node);
        return node;
    }

    private static ObjectNode lastWritable(LastWritable last) {
        return NODES.objectNode()
                .put("observed", last.observed())
                .put("node", nameOrNull(last.node()))
                .put("from_ms", Figures.millis(last.requestedNanos()))
                .put("duration_ms", Figures.millis(last.duration()))
                .put("until_heal", last.untilHeal());
    }

    private static ObjectNode failover(Failover failover) {
        ObjectNode node = NODES.objectNode();
        node.put("from", nameOrNull(failover.from()));
        node.put("to", failover.to().value());
        node.put("timeline_from", timelineOrNull(failover.timelineFrom()));
        node.put("timeline_to", timelineOrNull(failover.timelineTo()));
        node.put("at_ms", Figures.millis(failover.atNanos()));
        return node;
    }

    private static ObjectNode rejoin(Rejoin rejoin) {
        ObjectNode node = NODES.objectNode().put("node", rejoin.node().value());
        node.put("duration_ms", rejoin.duration() == null ? null : Figures.millis(rejoin.duration()));
        return node.put("resolution_ms", Figures.millis(rejoin.resolution())).put("how", rejoin.how());
    }

    private static ObjectNode failedRejoin(FailedRejoin failed) {
        return NODES.objectNode()
                .put("node", failed.node().value())
                .put("how", failed.how())
                .put("evidence", failed.evidence());
    }

    static ObjectNode finding(Finding finding) {
        return NODES.objectNode()
                .put("checker", finding.checker())
                .put("verdict", finding.verdict().name())
                .put("limit", finding.limit())
                .put("assumed", finding.origin() == Expectation.Origin.ASSUMED)
                .put("measured", finding.measured())
                .put("text", finding.text());
    }

    static <T> void each(ObjectNode parent, String key, List<T> values, Function<T, ObjectNode> write) {
        ArrayNode array = parent.putArray(key);
        values.forEach(value -> array.add(write.apply(value)));
    }

    private static void names(ObjectNode parent, String key, List<NodeName> names) {
        ArrayNode array = parent.putArray(key);
        names.forEach(name -> array.add(name.value()));
    }

    private static @Nullable String nameOrNull(@Nullable NodeName name) {
        return name == null ? null : name.value();
    }

    private static @Nullable Integer timelineOrNull(@Nullable Timeline timeline) {
        return timeline == null ? null : timeline.value();
    }

    private static @Nullable BigDecimal millisOrNull(@Nullable Long nanos) {
        return nanos == null ? null : Figures.millis(nanos);
    }
}
