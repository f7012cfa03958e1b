package dev.lapse.report;

import dev.lapse.check.Degraded;
import dev.lapse.check.DeposedNode;
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
import dev.lapse.check.Losses;
import dev.lapse.check.Outage;
import dev.lapse.check.Rejoin;
import dev.lapse.check.Verdict;
import dev.lapse.check.Writes;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.CopiedAside;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.SettingsAtEnd;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words for a judgement's parts that the terminal and the job summary share. */
final class Phrases {
    static final String NONE = "-";

    private Phrases() {}

    /** {@code fast, seed 42, 71.20s}. */
    static String circumstances(Judgement judgement) {
        return judgement.run().profile() + ", seed " + judgement.run().seed() + ", "
                + Figures.length(judgement.durationNanos());
    }

    /** Topology, replication mode and the settings that decide most; then the versions. */
    static List<String> cluster(ClusterReady ready) {
        Map<String, String> settings = new TreeMap<>(ready.effective());
        String timings = List.of("ttl", "loop_wait", "retry_timeout").stream()
                .filter(name -> settings.containsKey("patroni." + name))
                .map(name -> name + " " + settings.get("patroni." + name) + "s")
                .collect(Collectors.joining(", "));
        String versions = new TreeMap<>(ready.versions())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
        return List.of(
                ready.topology() + ", " + ready.replication().text() + (timings.isEmpty() ? "" : ", " + timings),
                versions);
    }

    /** Each setting that was changed meanwhile, or why that is not known; none where they were not looked at again. */
    static List<String> changed(Judgement judgement) {
        return judgement.atEnd().stream()
                .flatMap(end -> end.notRead() == null
                        ? end.changed().stream().map(SettingsAtEnd.ChangedSetting::text)
                        : Stream.of("not known, the settings could not be read at the end: " + end.notRead()))
                .toList();
    }

    /** Each setting that was asked for and does not hold; none where they were not compared. */
    static List<String> notInEffect(ClusterReady ready) {
        return ready.notInEffect() == null ? List.of() : NotInEffect.texts(ready.notInEffect());
    }

    /** {@code network-loss of pg1 (primary) by interface-down}. */
    static String fault(FaultMeasure fault) {
        String targets = fault.targets().stream().map(node -> node.value()).collect(Collectors.joining(", "));
        boolean sameName = targets.equals(fault.role());
        String whom = targets.isEmpty() ? fault.role() : sameName ? targets : targets + " (" + fault.role() + ")";
        return fault.fault() + " of " + whom + (fault.flavour().isBlank() ? "" : " by " + fault.flavour());
    }

    /**
     * {@code injected at 20.02s, proven 0.31s later: evidence}, or that it was not; of one that took long to take hold,
     * when it was requested too.
     */
    static String injected(FaultMeasure fault) {
        Long injected = fault.injectedNanos();
        if (injected == null) {
            return "requested at " + Figures.instant(fault.requestedNanos()) + ", never injected";
        }
        return (fault.isSlow() ? "requested at " + Figures.instant(fault.requestedNanos()) + ", " : "")
                + "injected at " + Figures.instant(injected) + ", "
                + proven(injected, fault.provenNanos(), fault.evidence())
                + (fault.phase() == null ? "" : "; " + PhaseLine.of(fault.phase()));
    }

    private static String proven(long injected, @Nullable Long proven, @Nullable String evidence) {
        String seen = evidence == null ? "" : ": " + evidence;
        return proven == null ? "NOT PROVEN" + seen : "proven " + Figures.length(proven - injected) + " later" + seen;
    }

    /**
     * {@code healed at 40.02s: evidence}, or that it was not; of a planned fault, which is not healed, what it led to.
     */
    static String healed(FaultMeasure fault) {
        Long healed = fault.healedNanos();
        if (healed == null) {
            return fault.healEvidence() == null ? "not healed" : "led to: " + fault.healEvidence();
        }
        return "healed at " + Figures.instant(healed)
                + (fault.healEvidence() == null ? ", NOT PROVEN" : ": " + fault.healEvidence());
    }

    /** The outage to show for a lane: an open one before the longest. */
    static Optional<Outage> worst(LaneMeasure measure) {
        return measure.outages().stream()
                .max(Comparator.comparing(Outage::censored).thenComparing(Outage::duration));
    }

    /** The longest outage of a lane, {@code none}, or that the lane was out all the time. */
    static String longest(LaneMeasure measure) {
        return worst(measure).map(Phrases::felt).orElse(measure.ok() == 0 ? "never OK" : "none");
    }

    /** What a client felt; no number where the end was not seen. */
    static String felt(Outage outage) {
        String length = outage.censored() ? "still open" : Figures.length(outage.duration());
        return length + (outage.stall() ? " stall" : "") + (outage.trusted() ? "" : " ?");
    }

    static Optional<Degraded> worstDegraded(LaneMeasure measure) {
        return measure.degraded().stream().max(Comparator.comparing(Degraded::notOk));
    }

    /** {@code 50% of 12.04s}: this share of the attempts in this span was not OK. */
    static String degraded(Degraded degraded) {
        if (!degraded.isStretch()) {
            return "1 attempt";
        }
        return Figures.percent(degraded.share()) + " of " + Figures.length(degraded.toNanos() - degraded.fromNanos());
    }

    /**
     * The clients that are configured or have a pool: {@code write-vip-pool: hikari.maximumPoolSize 10; connections: 12
     * opened, 10 evicted, 3 timeouts; 4 given up by Lapse after 1s}. And what went wrong in calls of own code: {@code
     * orders: 12 PSQLException 08006}.
     */
    static List<String> clients(List<LaneMeasure> lanes) {
        return lanes.stream()
                .map(measure -> Stream.of(
                                Stream.ofNullable(measure.lane().hold())
                                        .map(hold -> "holds each transaction for " + DurationText.of(hold)),
                                Stream.of(measure.lane().settings().entrySet().stream()
                                                .map(setting -> setting.getKey() + " " + setting.getValue())
                                                .collect(Collectors.joining(", ")))
                                        .filter(settings -> !settings.isEmpty()),
                                measure.pool().stream()
                                        .map(pool -> "connections: " + pool.opened() + " opened, " + pool.evicted()
                                                + " evicted, " + pool.timeouts() + " timeouts"),
                                wentWrong(measure))
                        .flatMap(parts -> parts)
                        .collect(Collectors.collectingAndThen(
                                Collectors.joining("; "),
                                text -> text.isEmpty() ? "" : measure.lane().name() + ": " + text)))
                .filter(client -> !client.isEmpty())
                .toList();
    }

    private static Stream<String> wentWrong(LaneMeasure measure) {
        Lane lane = measure.lane();
        if (lane.kind() == LaneKind.CALL) {
            return measure.errors().entrySet().stream().map(error -> error.getValue() + " " + error.getKey());
        }
        return lane.settings().isEmpty() || measure.givenUp() == 0
                ? Stream.empty()
                : Stream.of(measure.givenUp() + " given up by Lapse after " + DurationText.of(lane.timeout()));
    }

    /**
     * {@code 8 clients, 500/s asked, 463.0/s sent; shortfall 7.4%: 7.1% while the cluster was out, 0.3% else}, then
     * what came of it, how long a write took, and what it cost.
     */
    static String load(LoadMeasure load) {
        String latency = load.latencyP50()
                .map(p50 -> "a write took " + Figures.length(p50) + " (p99 "
                        + Figures.length(load.latencyP99().orElse(p50)) + ") before the first fault")
                .orElse("no write before the first fault");
        String cost = load.cpuShare()
                .map(share -> "its clients took " + Figures.percent(share) + " of one CPU of this machine")
                .orElse("its cost was not observed");
        return String.format(
                        Locale.ROOT,
                        "%d clients, %d/s asked, %.1f/s sent; shortfall %s",
                        load.clients(),
                        load.perSecond(),
                        load.sentPerSecond(),
                        Figures.percent(load.shortfall()))
                + (load.notSent() == 0
                        ? ""
                        : ": " + Figures.percent((double) load.notSentOut() / load.attempts())
                                + " while the cluster was out, "
                                + Figures.percent((double) (load.notSent() - load.notSentOut()) / load.attempts())
                                + " else")
                + "; " + load.ok() + " OK, " + load.failed() + " failed, " + load.indeterminate() + " indeterminate; "
                + latency + "; " + cost;
    }

    static String writes(Writes writes) {
        String truth = writes.known()
                ? writes.lost() + " lost, " + writes.recovered() + " recovered, " + writes.unexpected() + " unexpected"
                        + (writes.duplicate() == null ? "" : ", " + writes.duplicate() + " duplicate")
                : "no final read, so lost is not known";
        return writes.acknowledged() + " acknowledged, " + truth + ", " + writes.indeterminate() + " indeterminate";
    }

    /**
     * Whether the node was salvaged, what of the lanes and of other tables it alone had, how many of the lost rows are
     * among that, and what copying took.
     */
    static Stream<String> deposed(DeposedNode deposed, Losses losses) {
        String node = deposed.node().value();
        Stream<String> uncompared = deposed.uncompared().isEmpty()
                        || !deposed.salvaged() && deposed.uncompared().equals(deposed.why())
                ? Stream.of()
                : Stream.of(node + ": its other tables were not compared: " + deposed.uncompared());
        return Stream.of(
                        Stream.of(deposed.salvaged() ? salvaged(deposed, losses) : notSalvaged(deposed)),
                        uncompared,
                        deposed.differing().map(deposed::text),
                        deposed.copies().stream().map(Phrases::copied))
                .flatMap(lines -> lines);
    }

    private static String salvaged(DeposedNode deposed, Losses losses) {
        Long lostThere = losses.lostThere(deposed.node());
        String lost = losses.count() == 0 || lostThere == null
                ? ""
                : ", with " + (lostThere == losses.count() ? "all" : lostThere + " of the") + " " + losses.count()
                        + " lost ones";
        String lanes = deposed.onlyThere() == null
                ? "no final read to compare with"
                : deposed.onlyThere() + " rows of lanes that the survivor lacks" + lost;
        String unread = deposed.unread().isEmpty()
                ? ""
                : "; not read: "
                        + deposed.unread().stream().map(LaneName::value).collect(Collectors.joining(", "));
        return deposed.node() + ", timeline " + (deposed.timeline() == null ? "unknown" : deposed.timeline()) + ": "
                + lanes + " (" + deposed.how() + ")" + unread;
    }

    private static String notSalvaged(DeposedNode deposed) {
        return deposed.isFollower()
                ? deposed.node() + ": " + deposed.why()
                : deposed.node() + " not salvaged, so what it alone had is not known: " + deposed.why();
    }

    private static String copied(CopiedAside copied) {
        String megabytes = String.format(Locale.ROOT, "%.1f MB", copied.bytes() / 1e6);
        String before = copied.occasion().equals("start") ? "before its start" : "before " + copied.occasion();
        return copied.copied()
                ? copied.node() + " copied " + megabytes + " aside " + before + " in " + copied.millis() + "ms"
                : copied.node() + " copied nothing aside " + before + ": " + copied.detail();
    }

    static String dualPrimary(DualPrimary dual) {
        if (dual.windows().isEmpty()) {
            return dual.observed() ? "none seen" : "not observed: no node was asked, or none could be";
        }
        DualPrimary.Window longest = dual.windows().stream()
                .max(Comparator.comparing(DualPrimary.Window::duration))
                .orElseThrow();
        int windows = dual.windows().size();
        return longest.nodes().stream().map(node -> node.value()).collect(Collectors.joining(" and "))
                + " both writable for " + Figures.length(longest.duration()) + " from "
                + Figures.instant(longest.fromNanos()) + " (by " + longest.by() + ")"
                + (windows == 1 ? "" : ", the longest of " + windows + " windows")
                + (dual.observed() ? "" : "; not observed all the time");
    }

    /** {@code pg1 until 21.04s after the first fault}; who was writable until healing began is no news. */
    static String lastWritable(LastWritable last) {
        String who = last.node() == null
                ? "no node after the first fault"
                : last.node() + " until " + Figures.length(last.duration()) + " after the first fault";
        return who + (last.observed() ? "" : "; not all nodes could be asked after that");
    }

    static String failover(Failover failover) {
        String timelines = failover.timelineFrom() == null || failover.timelineTo() == null
                ? ""
                : ", timeline " + failover.timelineFrom() + " to " + failover.timelineTo();
        String from = failover.from() == null ? "unknown" : failover.from().value();
        return from + " to " + failover.to() + " at " + Figures.instant(failover.atNanos()) + timelines;
    }

    static String rejoin(Rejoin rejoin) {
        return rejoin.duration() == null
                ? rejoin.node() + " did not come back"
                : rejoin.node() + " in " + Figures.length(rejoin.duration()) + " by " + rejoin.how();
    }

    static String failedRejoin(FailedRejoin failed) {
        return failed.node() + " failed: " + failed.how();
    }

    /** {@code exactly 1} for {@code 1..1}; a number alone is a maximum. */
    private static String words(String limit) {
        String[] ends = limit.split("\\.\\.", -1);
        return ends.length == 2 && ends[0].equals(ends[1]) ? "exactly " + ends[0] : limit;
    }

    /** The limit of a finding and, where the scenario does not say it, who does; empty where there is none. */
    static String limit(Finding finding) {
        return finding.limit().isEmpty()
                ? ""
                : words(finding.limit())
                        + switch (finding.origin()) {
                            case GIVEN -> "";
                            case ASSUMED -> " (assumed)";
                            case OVERRIDDEN -> " (overridden)";
                        };
    }

    /** {@code 1 of 6 findings failed: lost_writes}, or that all passed. */
    static String bottomLine(Judgement judgement) {
        List<Finding> worst = judgement.findings().stream()
                .filter(finding -> finding.verdict() == judgement.verdict())
                .toList();
        int all = judgement.findings().size();
        if (all == 0) {
            return "nothing was judged";
        }
        if (judgement.verdict() == Verdict.PASS) {
            String passed = all == 1 ? "the one finding passed" : "all " + all + " findings passed";
            return isAsked(judgement) ? passed : passed + "; nothing was expected of the cluster";
        }
        String names = worst.stream().map(Finding::checker).distinct().collect(Collectors.joining(", "));
        return worst.size() + " of " + all + " findings " + (judgement.verdict() == Verdict.FAIL ? "failed" : "unknown")
                + (names.isEmpty() ? "" : ": " + names);
    }

    /** Whether a finding is of more than the run itself. */
    private static boolean isAsked(Judgement judgement) {
        return judgement.findings().stream()
                .anyMatch(finding -> Expectation.Check.of(finding.checker()).isPresent());
    }
}
